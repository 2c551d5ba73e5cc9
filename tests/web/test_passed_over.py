"""Who writes to the rights mailbox through a tool that looks like a machine is heard when somebody has looked; machines open no case."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path

import pytest

from tests.web.api.program import Program, token
from tests.web.conftest import home_with, served
from tests.web.site import Site
from tests.web.test_console import do
from tests.web.test_recipients import place
from tests.web.visits import sql, waited

WISH = "Please send me what you have about me."
_IDS = count()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home that asks for four eyes and reads a mailbox."""
    folder = home_with(tmp_path_factory.mktemp("passed") / "home", 'four_eyes = true\nmail.inbox = "maildir:inbox"')
    for name in ("new", "cur", "tmp"):
        (folder / "inbox" / name).mkdir(parents=True)
    yield from served(folder)


def wrote(desk: Site, sender: str, **head: str) -> None:
    """Put a letter into the mailbox."""
    put(desk.home, sender, **head)
    done(desk, "letters.fetch")


def put(home: Path, sender: str, **head: str) -> None:
    """Write a letter with some fields."""
    letter = EmailMessage()
    fields = {"From": sender, "To": "privacy@fjordraad.example", "Date": format_datetime(datetime.now(UTC)), "Subject": "My data"}
    for name, value in {**fields, "Message-ID": f"<{next(_IDS)}@tool.example>", **head}.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(WISH)
    place(home / "inbox" / "new", letter.as_bytes())


def done(desk: Site, job: str) -> None:
    """Let a job of the schedule be done now."""
    sql(desk, "UPDATE jobs_schedulerow SET at = '2026-01-01 00:00:00' WHERE name = ?", job)


def of(desk: Site, sender: str) -> list[str]:
    """Find the numbers of what a sender wrote."""
    return sql(desk, "SELECT number FROM rights_caserow WHERE email = ? ORDER BY received_at", sender)


def came(desk: Site, sender: str, **head: str) -> str:
    """Let a letter come, and give its page in the console."""
    wrote(desk, sender, **head)
    waited(lambda: of(desk, sender) != [])
    return f"/console/cases/{of(desk, sender)[0]}/"


def state(desk: Site, case: str) -> str:
    """Read in which state it is."""
    return str(sql(desk, "SELECT state FROM rights_caserow WHERE number = ?", case.split("/")[3])[0])


def evidence(desk: Site, case: str) -> list[str]:
    """Read the kinds of the entries about a case."""
    return sql(desk, "SELECT kind FROM store_entryrow e JOIN rights_caserow c ON c.id = e.run WHERE c.number = ?", case.split("/")[3])


def test_mail_that_looks_automatic_is_listed_and_becomes_a_case_when_somebody_says_so(desk: Site) -> None:
    email, officer, auditor = "uses.a.tool@somewhere.example", desk.officer("hears"), desk.worker("looks-on", "auditor")
    case = came(desk, email, List_Unsubscribe="<https://tool.example/leave>")
    number = case.split("/")[3]
    for visitor in (officer, auditor):
        listed = visitor.see("/console/")
        assert re.search(f">{number}</a></th><td>[^<]+</td><td><code>List-Unsubscribe</code>", listed.html)
        assert not any(said in listed.html + visitor.see(case).html for said in (email, WISH, "My data"))
    assert number not in officer.see("/console/cases/").text  # nobody owes an answer yet
    assert (evidence(desk, case), desk.letters(email, 0)) == ([], [])
    officer.fill(f"{case}open", reason="handling")
    assert WISH in officer.see(f"{case}letters/").text
    assert do(officer, case, "admit").status == 200
    assert state(desk, case) == "open"
    assert "requested" in evidence(desk, case)
    assert number in officer.see("/console/cases/").text
    assert number not in officer.see("/console/").html.split('id="passed"')[-1].split("</table>")[0]
    assert number in desk.letters(email)[0]
    assert do(officer, case, "admit").status == 409
    desk.leave()


def test_it_is_dismissed_with_a_reason_by_one_person(desk: Site) -> None:
    officer = desk.officer("dismisses")
    case = came(desk, "newsletter@shop.example", Precedence="bulk")
    assert do(officer, case, "dismiss", reason="").status == 409
    assert do(officer, case, "dismiss", reason="an advertisement").status == 200
    assert state(desk, case) == "dismissed"
    assert desk.letters("newsletter@shop.example", 0) == []
    desk.leave()


def test_programs_find_it_by_its_state(desk: Site) -> None:
    program = Program(desk.url, token(desk, "hearing", "cases:read", "cases:write"))
    number = came(desk, "writes.by.program@somewhere.example", Feedback_ID="1:tool").split("/")[3]
    assert {one["number"]: one["passed_over"] for one in program.get("/cases?state=passed&limit=200")["items"]}[number] == "Feedback-ID"
    assert number not in [one["number"] for one in program.get("/cases?limit=200")["items"]]
    assert program.refused("POST", f"/cases/{number}/extend", {"reason": "it takes long"})[0] == 409
    told = program.post(f"/cases/{number}/admit")
    assert (told["state"], told["passed_over"]) == ("open", "")
    other = came(desk, "writes.again@somewhere.example", Auto_Submitted="auto-generated").split("/")[3]
    assert program.post(f"/cases/{other}/dismiss", {"reason": "a report of a machine"})["state"] == "dismissed"
    program.client.close()


def test_bounces_and_answering_machines_open_nothing_and_are_not_listed(desk: Site) -> None:
    away, bounce, last = "away@somewhere.example", "mailer-daemon@somewhere.example", "comes.last@somewhere.example"
    put(desk.home, away, Auto_Submitted="auto-replied", Precedence="bulk")
    put(desk.home, bounce, Auto_Submitted="auto-generated")
    assert came(desk, last)
    waited(lambda: sql(desk, "SELECT count(*) FROM messages_seenrow")[0] >= len(list((desk.home / "inbox").glob("*/*"))))
    assert of(desk, away) == of(desk, bounce) == []


def test_an_answering_machine_that_says_it_was_generated_answers_a_letter_of_ours_and_a_form_names_none(desk: Site) -> None:
    """Some say `auto-generated` where RFC 3834 §5 has `auto-replied`; what they answer is named all the same (§3.1.4)."""
    email, generated = "is.away@somewhere.example", "auto-generated"
    desk.visitor().fill("/en/ask/access", email=email)
    desk.link(email)
    ours = sql(desk, "SELECT message_id FROM messages_letterrow ORDER BY id DESC")[0]
    away, form, thread = "absent@somewhere.example", "by.a.form@somewhere.example", "in.a.thread@somewhere.example"
    put(desk.home, away, Auto_Submitted=generated, In_Reply_To=f"<{ours}@fjordraad.example>")
    put(desk.home, form, Auto_Submitted=generated)
    put(desk.home, thread, Auto_Submitted=generated, In_Reply_To="<a.page.of.its.own@somewhere.example>")
    assert came(desk, "comes.after@somewhere.example")
    waited(lambda: sql(desk, "SELECT count(*) FROM messages_seenrow")[0] >= len(list((desk.home / "inbox").glob("*/*"))))
    assert [state(desk, f"/console/cases/{number}/") for one in (form, thread) for number in of(desk, one)] == ["passed", "passed"]
    assert of(desk, away) == []


def test_what_comes_in_a_case_by_such_a_tool_is_read_but_an_answering_machine_says_nothing(desk: Site) -> None:
    officer, email = desk.officer("reads-replies"), "replies.by.tool@somewhere.example"
    case = came(desk, email)
    number, told = (
        case.split("/")[3],
        "SELECT e.what FROM rights_eventrow e JOIN rights_caserow c ON c.id = case_id WHERE number = ? AND what = ?",
    )
    officer.fill(f"{case}open", reason="handling")
    wrote(desk, email, Subject=f"Re: [{number}]", Auto_Submitted="auto-replied")
    waited(lambda: sql(desk, told, number, "automatic") == ["automatic"])
    assert "News in cases" not in officer.see("/console/").text
    assert officer.see(f"{case}letters/").html.count(WISH) == 1
    wrote(desk, email, Subject=f"Re: [{number}]", Feedback_ID="1:tool")
    waited(lambda: sql(desk, told, number, "automatic") == ["automatic"] * 2)
    assert number in officer.see("/console/").html.split('aria-labelledby="news"')[1].split("</table>")[0]
    assert officer.see(f"{case}letters/").html.count(WISH) == 2
    desk.leave()


def test_it_goes_after_a_month_and_no_more_of_it_is_kept_than_two_hundred(desk: Site) -> None:
    old, young = "waited.long@somewhere.example", "waits@somewhere.example"
    came(desk, old, List_Id="<news.shop.example>")
    came(desk, young, List_Id="<news.shop.example>")
    long_ago = (datetime.now(UTC) - timedelta(days=31)).strftime("%Y-%m-%d %H:%M:%S")
    mine = "WHERE what = 'passed' AND case_id = (SELECT id FROM rights_caserow WHERE email = ?)"
    sql(desk, f"UPDATE rights_eventrow SET at = ? {mine}", long_ago, old)
    done(desk, "rights.tidy")
    waited(lambda: of(desk, old) == [])
    assert len(of(desk, young)) == 1
    for number in range(200):
        put(desk.home, f"flood.{number}@shop.example", List_Id="<news.shop.example>")
    done(desk, "letters.fetch")
    waited(lambda: of(desk, young) == [])
    waited(lambda: sql(desk, "SELECT count(*) FROM rights_caserow WHERE email LIKE 'flood.%@shop.example'")[0] == 200)
    assert sql(desk, "SELECT count(*) FROM rights_caserow WHERE state = 'passed'")[0] == 200
    assert desk.officer("counts").see("/console/").html.count("<code>List-Id</code>") == 200  # none of them is out of reach
    sql(desk, "UPDATE rights_eventrow SET at = ? WHERE what = 'passed'", long_ago)  # the other tests have the list for themselves
    done(desk, "rights.tidy")
    waited(lambda: sql(desk, "SELECT count(*) FROM rights_caserow WHERE state = 'passed'")[0] == 0)
    desk.leave()
