"""The officer's journeys through what waits for a look: mail that was passed over, and what is proposed where four eyes are asked for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import home_with, served
from tests.web.journeys.conftest import LOOKS, travelling
from tests.web.journeys.test_console import comes, comes_in, does
from tests.web.journeys.traveller import Traveller
from tests.web.site import Site, Visitor
from tests.web.test_console import do
from tests.web.test_passed_over import came

WHY = "the same was asked and answered last week"
WORDS = "We have looked at it, and it stays as it is."


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home that asks for four eyes and reads a mailbox."""
    folder = home_with(tmp_path_factory.mktemp("proposals") / "home", 'four_eyes = true\nmail.inbox = "maildir:inbox"')
    for name in ("new", "cur", "tmp"):
        (folder / "inbox" / name).mkdir(parents=True)
    yield from served(folder)


@pytest.fixture(scope="module")
def colleague(careful: Site) -> Iterator[Visitor]:
    """Whoever looks a second time."""
    yield careful.officer("second-look")
    careful.leave()


@pytest.fixture(params=[look for look in LOOKS if "script" not in look])
def officer(request: pytest.FixtureRequest, browser: Browser, careful: Site, axe: str) -> Iterator[Traveller]:
    """An officer who has signed in there."""
    with travelling(browser, careful, request.param, axe) as traveller:
        comes_in(traveller)
        yield traveller


def test_an_officer_reads_mail_that_was_passed_over_and_says_what_it_is(officer: Traveller) -> None:
    case = came(officer.site, f"uses.a.tool.{officer.lang}@somewhere.example", List_Unsubscribe="<https://tool.example/leave>")
    advertised = came(officer.site, f"advertises.{officer.lang}@shop.example", Precedence="bulk")
    officer.open("/console/")
    officer.follow(f"a[href='{case}']")
    officer.go("staff.open")
    officer.press("staff.open")
    officer.go("deed.letters")
    officer.open(case)
    officer.press("console.verb.admit")
    assert officer.says("state.open")
    officer.open(advertised)
    does(officer, "dismiss", reason=WHY)
    assert officer.says("state.dismissed")


@pytest.mark.parametrize(("verb", "right", "state"), [("refuse", "access", "refusing"), ("dismiss", "access", "dismissing")])
def test_an_officer_proposes_a_no_and_takes_it_back(officer: Traveller, verb: str, right: str, state: str) -> None:
    comes(officer, right, f"{verb}.{officer.lang}@somewhere.example")
    does(officer, verb, reason=WHY)
    assert officer.says(f"deed.proposed.{state}")
    assert officer.says("deed.proposed.other")
    officer.go("staff.open")
    officer.press("staff.open")
    assert WHY in officer.page.inner_text("section.told")
    form = officer.unfold("deed.proposed.back")
    form.locator("[name=reason]").fill("to look once more")
    officer.press("deed.proposed.back", within="form[action$='/reopen']")
    assert officer.says("state.open")


def test_an_officer_proposes_an_answer_in_words_and_a_colleague_confirms_it(officer: Traveller, colleague: Visitor) -> None:
    case = comes(officer, "complaint", f"complains.{officer.lang}@somewhere.example")
    does(officer, "answer", answer=WORDS)
    assert officer.says("deed.proposed.answering")
    officer.go("staff.open")
    officer.press("staff.open")
    assert WORDS in officer.page.inner_text("section.told")
    assert officer.page.locator("form[action$='/confirm']").count() == 0
    assert do(colleague, f"/console/cases/{case}/", "confirm").status == 200
    officer.open(f"/console/cases/{case}/")
    assert officer.says("state.closed")


def test_an_officer_confirms_what_a_colleague_proposed(officer: Traveller, colleague: Visitor) -> None:
    case = comes(officer, "access", f"confirmed.{officer.lang}@somewhere.example")
    do(colleague, f"/console/cases/{case}/", "refuse", reason=WHY)
    officer.open(f"/console/cases/{case}/")
    officer.press("console.verb.confirm")
    assert officer.says("state.refused")
