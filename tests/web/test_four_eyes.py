"""Where the home asks for four eyes, a second person releases what the first has decided, and a no as well as a yes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.web.api.program import Program, token
from tests.web.conftest import home_with, served
from tests.web.site import Site
from tests.web.test_asking import ask, number, somebody
from tests.web.test_console import do, opened
from tests.web.test_deciding import customer, row
from tests.web.test_identity import PNG, code_sent, doubted, press, upload
from tests.web.visits import sql

WHY = "the same was asked and answered last week"
NO = "We have looked at it, and it stays as it is."
LANGUAGES = {
    "da": ("Et afslag er foreslået", "Foreslået af", "En anden end den, der foreslog det, skal bekræfte det."),
    "sv": ("Ett avslag är föreslaget", "Föreslaget av", "Någon annan än den som föreslog det ska bekräfta det."),
    "nb": ("Et avslag er foreslått", "Foreslått av", "En annen enn den som foreslo det, må bekrefte det."),
    "en": ("A refusal is proposed", "Proposed by", "Somebody else than who proposed it must confirm it."),
}


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home that asks for four eyes."""
    yield from served(home_with(tmp_path_factory.mktemp("careful") / "home", "four_eyes = true"))


def test_who_decided_does_not_carry_out_and_a_colleague_who_disagrees_opens_it_again(careful: Site) -> None:
    email, first, second = customer(careful, 940001), careful.officer("first"), careful.worker("second", "handler")
    case = opened(first, "erase", email, language="en")
    do(first, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    do(first, case, "preview")
    page = do(first, case, "decide")
    assert "Somebody else than who decided must carry it out" in page.text
    alone = do(first, case, "carry-out")
    assert alone.status == 409
    assert "Somebody else must release this decision" in alone.text
    assert row(careful, email, "name") == ["Somebody Invented"]
    do(second, case, "reopen", reason="the note is about somebody else")
    do(second, case, "decide")
    assert do(second, case, "carry-out").status == 409  # now the colleague is who decided
    assert do(first, case, "carry-out").status == 200
    assert row(careful, email, "name") == []
    careful.leave()


def test_a_refusal_is_written_to_the_person_when_a_colleague_has_confirmed_it(careful: Site) -> None:
    person = ask(careful, "access", "asks.again@somewhere.example", "en")
    first, second, case = careful.officer("refuses"), careful.worker("agrees", "handler"), page_of(number(person, "en"))
    proposed = do(first, case, "refuse", reason=WHY)
    assert proposed.status == 200
    assert "Nothing has been written to the person, and the case is still open." in proposed.text
    assert f"{case}confirm" not in proposed.html  # the button is for somebody else
    assert "Refuse" not in proposed.text.split("What else can be done")[1]
    assert (standing(careful, case), written(careful, case)) == ("refusing", ["received"])
    assert "we are looking at it" in person.see("/my/en/case").text
    alone = do(first, case, "confirm")
    assert alone.status == 409
    assert "Ask a colleague to look at it" in alone.text
    assert number(person, "en") in first.see("/console/cases/").text
    assert WHY not in second.see(case).text
    second.fill(f"{case}open", reason="handling")
    assert WHY in second.see(case).text
    assert do(second, case, "confirm").status == 200
    assert (standing(careful, case), written(careful, case)) == ("refused", ["received", "refused"])
    assert WHY in careful.letters("asks.again@somewhere.example", 3)[-1]
    assert do(second, case, "confirm").status == 409  # nothing is proposed any more
    careful.leave()


def test_the_page_of_a_proposal_says_in_each_language_who_when_and_what_is_next(careful: Site) -> None:
    first = careful.officer("speaks")
    case = opened(first, "access", "four.languages@somewhere.example")
    do(first, case, "refuse", reason=WHY)
    for lang, (what, who, following) in LANGUAGES.items():
        first.client.headers["Accept-Language"] = lang
        page = first.see(case).text
        assert all(said in page for said in (what, f"{who} speaks, ", following)), page
        assert str(datetime.now(UTC).year) in page.split(who)[1][:60]
    careful.leave()


def test_a_refusal_is_taken_back_for_a_reason_and_goes_on_where_it_was(careful: Site) -> None:
    person = doubted(careful, "shows.later@somewhere.example")
    case, first, second = page_of(number(person, "en")), careful.officer("hasty"), careful.officer("patient")
    do(first, case, "refuse", reason="nobody showed who they are")
    assert "Show who you are" in person.see("/my/en/case").text  # the person knows of nothing
    assert upload(person, PNG).path == "/my/en/case"
    assert do(second, case, "reopen").status == 409
    assert do(second, case, "decide").status == 409
    assert do(second, case, "reopen", reason="a passport has come").status == 200
    assert (standing(careful, case), written(careful, case)) == ("identity", ["received", "identity"])
    do(first, case, "refuse", reason="the passport is not theirs")
    do(second, case, "confirm")
    assert standing(careful, case) == "refused"
    assert sql(careful, f"SELECT d.id FROM rights_documentrow d {OF_CASE}", case.split("/")[-2]) == []
    careful.leave()


def test_a_proposal_falls_when_the_person_shows_who_they_are_or_stands_by_the_request(careful: Site) -> None:
    first, email = careful.officer("doubts"), somebody(careful, "subscribers", 31)
    doubtful = doubted(careful, "new.there@newplace.example", f"email:{email}")
    case = page_of(number(doubtful, "en"))
    do(first, case, "refuse", reason="nobody showed who they are")
    press(doubtful, "enter", code=code_sent(careful, doubtful, email))
    assert standing(careful, case) == "open"
    assert "A refusal is proposed" not in first.see(case).text
    late = "answers.late@somewhere.example"
    careful.visitor().fill("/en/ask/access", email=late)
    link = careful.link(late)
    (unconfirmed,) = sql(careful, "SELECT number FROM rights_caserow WHERE email = ?", late)
    case = page_of(unconfirmed)
    do(first, case, "dismiss", reason="an advertisement")
    assert standing(careful, case) == "dismissing"
    do(first, case, "reopen", reason="it may be meant")
    assert standing(careful, case) == "unconfirmed"
    do(first, case, "dismiss", reason="an advertisement")
    careful.visitor().fill(link)
    assert standing(careful, case) == "open"
    careful.leave()


def test_programs_need_two_tokens_for_a_dismissal(careful: Site) -> None:
    first, second = (Program(careful.url, token(careful, name, "cases:read", "cases:write")) for name in ("proposes", "confirms"))
    case = f"/cases/{first.post('/cases', {'right': 'access', 'language': 'en', 'email': 'two.tokens@somewhere.example'})['number']}"
    told = first.post(f"{case}/dismiss", {"reason": WHY})
    assert (told["state"], told["closed_on"]) == ("dismissing", None)
    assert [(line["what"], line["by"]) for line in told["events"]][-1] == ("dismissing", "api:proposes")
    assert case.rpartition("/")[2] in [one["number"] for one in second.get("/cases?state=dismissing")["items"]]
    written_there = second.get(f"{case}/person", Reason="handling")["written"]
    assert [one["text"] for one in written_there if one["id"] == told["events"][-1]["id"]] == [WHY]
    assert first.refused("POST", f"{case}/confirm") == (409, "four-eyes")
    assert second.post(f"{case}/reopen", {"reason": "it asks for something"})["state"] == "open"
    assert second.refused("POST", f"{case}/confirm") == (409, "nothing-proposed")
    second.post(f"{case}/dismiss", {"reason": WHY})
    assert first.post(f"{case}/confirm")["state"] == "dismissed"
    for program in (first, second):
        program.client.close()


def test_an_answer_in_words_is_written_to_the_person_when_a_colleague_has_confirmed_it(careful: Site) -> None:
    """A no can be said in any words."""
    email = "complains@somewhere.example"
    person = ask(careful, "complaint", email, "en", wish="You wrote to my old address.")
    first, second, case = careful.officer("words"), careful.worker("reads-them", "handler"), page_of(number(person, "en"))
    assert do(first, case, "answer", answer=" ").status == 409
    proposed = do(first, case, "answer", answer=NO)
    assert "An answer in words is proposed" in proposed.text
    assert f"{case}confirm" not in proposed.html
    assert (standing(careful, case), written(careful, case)) == ("answering", ["received"])
    assert "we are looking at it" in person.see("/my/en/case").text
    assert do(first, case, "confirm").status == 409
    assert NO not in second.see(case).html
    second.fill(f"{case}open", reason="handling")
    assert f"Answer: {NO}" in second.see(case).text
    assert do(second, case, "reopen", reason="too short").status == 200
    assert (standing(careful, case), written(careful, case)) == ("open", ["received"])
    do(second, case, "answer", answer=f"{NO} The law asks it of us.")
    assert do(second, case, "confirm").status == 409  # now the colleague is who proposed it
    assert do(first, case, "confirm").status == 200
    assert (standing(careful, case), written(careful, case)) == ("closed", ["received", "answered"])
    assert "The law asks it of us." in careful.letters(email, 3)[-1]
    assert "The law asks it of us." in person.see("/my/en/case").text
    careful.leave()


def test_programs_need_two_tokens_for_an_answer_in_words(careful: Site) -> None:
    first, second = (Program(careful.url, token(careful, name, "cases:read", "cases:write")) for name in ("words-first", "words-second"))
    asked = {"right": "automation", "language": "en", "email": "asks.a.human@somewhere.example"}
    case = f"/cases/{first.post('/cases', asked)['number']}"
    told = first.post(f"{case}/answer", {"text": NO})
    assert (told["state"], told["closed_on"]) == ("answering", None)
    assert NO not in json.dumps(told)
    assert NO in [one["text"] for one in second.get(f"{case}/person", Reason="handling")["written"]]
    assert case.rpartition("/")[2] in [one["number"] for one in second.get("/cases?state=answering")["items"]]
    assert first.refused("POST", f"{case}/confirm") == (409, "four-eyes")
    assert second.post(f"{case}/confirm")["state"] == "closed"
    for program in (first, second):
        program.client.close()


OF_CASE = "JOIN rights_caserow c ON c.id = case_id WHERE c.number = ?"


def page_of(case: str) -> str:
    """Give the address of a case in the console."""
    return f"/console/cases/{case}/"


def standing(site: Site, case: str) -> str:
    """Read in which state a case is kept."""
    return str(sql(site, "SELECT state FROM rights_caserow WHERE number = ?", case.split("/")[-2])[0])


def written(site: Site, case: str) -> list[str]:
    """Read what was written to the person of a case."""
    return sql(site, f"SELECT kind FROM rights_letterrow l {OF_CASE} AND NOT inbound ORDER BY l.id", case.split("/")[-2])
