"""A person's journeys through the centre: ask, prove the address, see how it stands, fetch the answer; see, take along, stop and erase."""

import io
import json
import zipfile
from pathlib import Path

from tests.web.journeys.traveller import Traveller
from tests.web.site import Visitor
from tests.web.test_asking import handled, somebody, task
from tests.web.test_own import rows


def place(person: Traveller) -> int:
    """Tell which of the looks it is, so that each journey has people of its own."""
    return ("da", "en", "sv", "nb").index(person.lang)


def asks(person: Traveller, right: str, email: str, **more: str) -> str:
    """Ask, open the link that comes, and give the number of the case."""
    person.open(f"/{person.lang}/")
    person.go("centre.rights")
    person.go(f"right.{right}.title")
    person.fill(email=email, **more)
    person.press("form.send")
    assert person.says("sent.title")
    return proves(person, email)


def proves(person: Traveller, email: str) -> str:
    """Open the link of the last letter, press its button, and give the last word of the heading that follows."""
    person.open(person.site.link(email, max(1, len(person.site.letters(email)))))
    person.press("key.go")
    return person.page.inner_text("h1").split()[-1]


def leaves(person: Traveller) -> None:
    """Leave; nothing of the case is shown any more."""
    person.press("case.leave")
    person.open(f"/my/{person.lang}/case")
    assert person.page.url.endswith(f"/{person.lang}/link")


def fetched(person: Traveller, key: str) -> zipfile.ZipFile:
    """Fetch a file by its link."""
    with person.page.expect_download() as coming:
        person.page.get_by_role("link", name=person.words(key)).click()
    return zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes()))


def test_a_person_asks_for_their_data_sees_the_state_and_fetches_the_answer(person: Traveller, officer: Visitor) -> None:
    email = somebody(person.site, "subscribers", 80 + place(person))
    case = asks(person, "access", email)
    assert person.says("state.open")
    handled(officer, case)
    person.open(f"/my/{person.lang}/case")
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/task", task=task(person.site, case), note="looked through")
    person.open(f"/my/{person.lang}/case")
    assert person.says("state.closed")
    with fetched(person, "case.fetch") as answer:
        assert email in json.dumps(json.loads(answer.read("data.json")))
    leaves(person)


def test_a_person_asks_to_be_erased_and_sees_the_state(person: Traveller) -> None:
    asks(person, "erase", somebody(person.site, "subscribers", 84 + place(person)))
    assert person.says("state.open")
    leaves(person)


def test_a_person_withdraws_and_it_takes_effect_at_once(person: Traveller) -> None:
    email = somebody(person.site, "subscribers", 88 + place(person))
    asks(person, "withdraw", email)
    assert not person.says("identity.away")
    assert rows(person.site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)]
    leaves(person)


def test_a_person_complains_and_is_answered(person: Traveller, officer: Visitor) -> None:
    case = asks(person, "complaint", f"complains.{person.lang}@somewhere.example", wish="Jeg fik et brev til en anden.")
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/answer", answer="We have looked at it and mended it.")
    person.open(f"/my/{person.lang}/case")
    assert person.says("state.closed")
    assert "We have looked at it and mended it." in person.page.inner_text("main")
    leaves(person)


def test_a_person_sees_takes_along_and_erases_what_names_the_address(person: Traveller) -> None:
    email = somebody(person.site, "subscribers", 92 + place(person))
    person.open(f"/{person.lang}/")
    person.go("centre.own")
    person.fill(email=email)
    person.press("form.send")
    proves(person, email)
    assert email in person.page.inner_text("main")
    with fetched(person, "own.export") as taken:
        assert email in "".join(taken.read(name).decode(errors="replace") for name in taken.namelist())
    person.go("own.erase")
    person.press("own.erase_now")
    assert person.page.url.endswith(f"/my/{person.lang}/")
    assert rows(person.site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)]
    leaves(person)


def test_a_person_says_no_to_each_thing_by_a_button(person: Traveller) -> None:
    email = somebody(person.site, "subscribers", 560 + place(person))
    person.open(f"/{person.lang}/link")
    person.fill(email=email)
    person.press("form.send")
    proves(person, email)
    person.press("own.stop_withdraw")
    assert person.says("own.lately")
    assert rows(person.site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)]
    leaves(person)


def test_whoever_writes_something_wrong_is_told_what(person: Traveller) -> None:
    person.open(f"/{person.lang}/ask/complaint")
    person.fill(email="no address", wish="")
    person.press("form.send")
    assert person.says("form.wrong")
    assert person.page.locator("[aria-invalid=true]").count() == 2
    person.open(f"/{person.lang}/key/spent")
    assert person.says("spent.title")
