"""A person asks on the page, proves their address by a link, and fetches the answer; nobody else learns anything."""

import io
import json
import re
import sqlite3
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.web.site import Site, Visitor

LANGUAGES = ("da", "sv", "nb", "en")


def somebody(site: Site, table: str, number: int) -> str:
    """Give the address of one of the invented people: always the same one, whoever has come or gone since."""
    return addresses(site.home, table)[number]


@cache
def addresses(home: Path, table: str) -> list[str]:
    """List the addresses of a table as they were when a test asked first."""
    with sqlite3.connect(home / "systems" / "crm.sqlite") as crm:
        return [str(email) for (email,) in crm.execute(f"SELECT email FROM {table} ORDER BY email")]


def ask(site: Site, right: str, email: str, lang: str = "da", **more: str) -> Visitor:
    """Ask, and open the link that comes."""
    person, earlier = site.visitor(), len(site.letters(email, 0))
    assert person.fill(f"/{lang}/ask/{right}", email=email, **more).path == f"/{lang}/sent"
    person.fill(site.link(email, earlier + 1))
    return person


def handled(officer: Visitor, case: str) -> None:
    """Let an officer decide a case and carry it out."""
    for verb in ("preview", "decide", "carry-out"):
        assert officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/{verb}").status == 200


def task(site: Site, case: str) -> str:
    """Find what is left to do by hand in a case."""
    with sqlite3.connect(site.home / "var" / "ombud.sqlite") as store:
        question = "SELECT t.id FROM rights_taskrow t JOIN rights_caserow c ON c.id = t.case_id WHERE c.number = ? AND t.done_at IS NULL"
        return str(store.execute(question, (case,)).fetchone()[0])


def number(person: Visitor, lang: str = "da") -> str:
    """Read the number of the case a person looks at."""
    return person.see(f"/my/{lang}/case").html.split("<h1>")[1].split("</h1>")[0].split()[-1]


def opened(raw: bytes) -> dict[str, Any]:
    """Read the data of an answer."""
    with zipfile.ZipFile(io.BytesIO(raw)) as whole:
        return dict(json.loads(whole.read("data.json")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_centre_is_there_in_every_language_and_without_script(site: Site, lang: str) -> None:
    visitor = site.visitor()
    for path in ("", "notice", "ask/", "ask/access", "link"):
        page = visitor.see(f"/{lang}/{path}")
        assert page.status == 200
        assert f'<html lang="{lang}">' in page.html
        assert "<script" not in page.html


def test_an_unknown_language_and_an_unknown_right_are_not_there(site: Site) -> None:
    visitor = site.visitor()
    assert visitor.see("/fi/").status == visitor.see("/da/ask/everything").status == 404


def test_the_same_mail_goes_out_whether_or_not_the_address_is_known(site: Site) -> None:
    known, unknown = somebody(site, "customers", 0), "nobody.knows@stranger.example"
    pages = [site.visitor().fill("/en/link", email=email) for email in (known, unknown)]
    assert pages[0].html == pages[1].html
    told = [site.letters(email)[-1].replace(site.link(email), "") for email in (known, unknown)]
    assert told[0] == told[1]


def test_a_request_too_gets_the_same_mail_whether_or_not_the_address_is_known(site: Site) -> None:
    known, unknown = somebody(site, "customers", 1), "nobody.asks@stranger.example"
    earlier = {email: len(site.letters(email, 0)) for email in (known, unknown)}
    pages = [site.visitor().fill("/sv/ask/erase", email=email) for email in (known, unknown)]
    assert pages[0].html == pages[1].html
    told = [site.letters(email, earlier[email] + 1)[-1] for email in (known, unknown)]
    assert len({re.sub(r"/key/\S+", "", letter) for letter in told}) == 1


def test_a_person_gets_a_copy_of_their_data_and_of_nobody_elses(site: Site) -> None:
    email = somebody(site, "subscribers", 1)
    person = ask(site, "access", email)
    case = number(person)
    officer = site.officer("copying")
    handled(officer, case)
    assert "i hånden" in person.see("/my/da/case").text  # the visits of the website know nobody by an address: a person looks
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/task", task=task(site, case), note="looked through")
    answer = person.see("/my/da/answer.zip")
    assert answer.status == 200
    held = json.dumps(opened(answer.raw))
    assert email in held
    assert somebody(site, "subscribers", 3) not in held


def test_whoever_is_refused_reads_why_where_they_asked(site: Site) -> None:
    person = ask(site, "erase", "asks.again@somewhere.example", "en")
    case, officer = number(person, "en"), site.officer("refusing")
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/refuse", reason="You asked the same last week.")
    assert "You asked the same last week." in person.see("/my/en/case").text


def test_a_link_works_once_and_only_by_its_button(site: Site) -> None:
    email = "curious@somewhere.example"
    site.visitor().fill("/da/ask/access", email=email)
    link = site.link(email)
    assert site.visitor().see(link).status == 200  # a mail program that looks ahead
    assert site.visitor().fill(link).path == "/my/da/case"
    assert site.visitor().see(link).status == 410


def test_without_a_session_nobody_sees_a_case(site: Site) -> None:
    assert site.visitor().see("/my/da/case").path == "/da/link"
    assert site.visitor().see("/my/da/answer.zip").path == "/da/link"


def test_a_withdrawal_takes_effect_at_once(site: Site) -> None:
    email = somebody(site, "subscribers", 2)
    ask(site, "withdraw", email, "sv")
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        assert crm.execute("SELECT count(*) FROM subscribers WHERE email = ?", (email,)).fetchone() == (0,)


def test_a_stranger_who_asks_for_another_persons_data_gets_nothing(site: Site) -> None:
    """The address in the request is the stranger's own: it is on no file, so it proves nothing about anybody."""
    person = ask(site, "erase", "impostor@elsewhere.example")
    officer = site.officer("careful")
    case = number(person)
    with sqlite3.connect(site.home / "systems" / "crm.sqlite") as crm:
        (theirs,) = crm.execute("SELECT id FROM customers WHERE status = 'customer' ORDER BY id LIMIT 1 OFFSET 40").fetchone()
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/identifier", kind="customer_no", value=str(theirs))
    for verb in ("preview", "decide"):
        officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/{verb}")
    refused = officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/carry-out")
    assert refused.status == 409
    assert "not proved" in refused.text


def test_pages_carry_a_strict_policy_and_are_kept_by_nobody(site: Site) -> None:
    headers = site.visitor().client.get("/en/").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


def test_one_mailbox_gets_no_flood_of_letters_and_whoever_asks_sees_no_difference(site: Site) -> None:
    email = "flooded@somewhere.example"
    pages = [site.visitor().fill("/en/link", email=email) for _ in range(7)]
    assert len({page.html for page in pages}) == 1
    assert len(site.letters(email, 5)) == 5
