"""The officer at work: what is red, what is due, what was done; every page in four languages, without script or inline style."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.web.site import Seen, Site, Visitor
from tests.web.test_asking import somebody
from tests.web.visits import ALTERED, altered, looked_at_once, sql, waited

LANGUAGES = ("da", "sv", "nb", "en")
PAGES = ("", "cases/", "cases/new", "holds/", "sweeps/", "systems/", "findings/", "evidence/", "map/", "promises/kept/")
RULE = "activities.customer.retention.customer-claims"


@pytest.fixture(scope="module")
def officer(home_served: Site) -> Iterator[Visitor]:
    """Somebody at work in the console all day, signed in once."""
    visitor = home_served.officer("console")
    home_served.visitors.remove(visitor)
    yield visitor
    visitor.client.close()


def counts(page: Seen) -> dict[str, int]:
    """Read how many promises have each status."""
    found = re.findall(r'href="/console/promises/(\w+)/">.*?<strong>([\d.,]+)</strong>', page.html, re.DOTALL)
    return {status: int(count) for status, count in found}


def look(officer: Visitor, site: Site) -> Seen:
    """Ask for a look at the promises and wait until it was made."""
    looked_at_once(site)
    before = sql(site, "SELECT max(checked_at) FROM store_checkrow")
    assert "asked for" in officer.fill("/console/", to="/console/look").text
    waited(lambda: sql(site, "SELECT max(checked_at) FROM store_checkrow") != before)
    return officer.see("/console/")


def opened(officer: Visitor, right: str, email: str = "", **more: str) -> str:
    """Open a case from a phone call, and give its address."""
    given = {"channel": "phone", "came": datetime.now(UTC).date().isoformat(), "right": right, "language": "nb", "email": email, **more}
    return officer.fill("/console/cases/new", **given).path


def do(officer: Visitor, case: str, verb: str, **given: str) -> Seen:
    """Do something with a case."""
    return officer.fill(case, to=f"{case}{verb}", **given)


def finished(officer: Visitor, case: str, page: Seen) -> None:
    """Do what is left of a case by hand, and wait for no recipient any more."""
    for task in sorted(set(re.findall(r'name="task" value="(\d+)"', page.html))):
        do(officer, case, "task", task=task, note="looked through")
    for recipient in set(re.findall(r'name="recipient" value="(\d+)"', page.html)):
        do(officer, case, "told", recipient=recipient)
        do(officer, case, "answered", recipient=recipient, reason="they do not answer")


def looked_through(officer: Visitor, case: str) -> None:
    """Read each piece that is set apart, and release it."""
    for piece in re.findall(r'href="(/console/cases/[\d-]+/pieces/\d+)"', officer.see(case).html):
        if officer.see(piece).path != piece:
            officer.fill(f"{case}open", reason="handling")
            officer.see(piece)
        do(officer, case, "review", piece=piece.rsplit("/", 1)[1], verdict="released")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_speaks_the_officers_language_without_script_or_inline_style(officer: Visitor, lang: str) -> None:
    officer.client.headers["Accept-Language"] = lang
    for name in (*PAGES, f"promise/{RULE}"):
        page = officer.see(f"/console/{name}")
        assert page.status == 200, name
        assert f'<html lang="{lang}">' in page.html
        assert "<script" not in page.html
        assert " style=" not in page.html
    officer.client.headers["Accept-Language"] = "en"


def test_nobody_sees_the_console_without_signing_in(site: Site) -> None:
    for name in (*PAGES, f"promise/{RULE}"):
        assert site.visitor().see(f"/console/{name}").path == "/console/login/"


def test_what_is_red_comes_first_and_a_sweep_mends_it(site: Site, officer: Visitor) -> None:
    old = ("forgotten@somewhere.example", "2011-05-01 10:00:00")
    sql(site, "INSERT INTO survey_answers (email, submitted_at) VALUES (?, ?)", *old, system="crm")
    red = look(officer, site)
    told = json.loads(ran(site, "promises", "--json"))["promises"]
    checked = [promise for promise in told if promise["backing"] != "stated"]
    assert counts(red) == {s: sum(p["status"] == s for p in checked) for s in ("broken", "unproven", "waived", "kept")}
    assert red.text.index("broken") < red.text.index("Charts")
    overdue = {p["id"] for p in checked if p["status"] == "broken" and "overdue" in p["figure"]}
    assert overdue
    assert all(f"/console/promise/{one}" in red.html for one in overdue)

    plan = officer.fill("/console/sweeps/", to="/console/sweeps/look")
    named = re.search(r"/console/sweeps/(\w+)/carry-out", plan.html)
    assert named
    due = sum(map(int, re.findall(r'<th scope="row">[^<]*</th><td>(\d+)</td>', plan.html)))
    assert due > 0
    officer.fill(f"/console/sweeps/{named[1]}/", to=f"/console/sweeps/{named[1]}/carry-out")
    waited(lambda: sql(site, "SELECT state FROM store_planrow WHERE id = ?", named[1]) in (["done"], ["partial"]))
    mended = look(officer, site)
    assert not any(f"/console/promise/{one}" in mended.html for one in overdue - {"storage.no_longer_than"})
    assert officer.see(f"/console/evidence/?kind=done&run={named[1]}").html.count("<code>done</code>") > 0


def ran(site: Site, *words: str) -> str:
    """Run a command on the home that is served."""
    command = [sys.executable, "-m", "ombud", *words, "--home", str(site.home)]
    return subprocess.run(command, text=True, check=False, capture_output=True).stdout


def test_a_look_older_than_a_day_never_reads_kept(site: Site, officer: Visitor) -> None:
    look(officer, site)
    sql(site, "UPDATE store_checkrow SET checked_at = ?", (datetime.now(UTC) - timedelta(hours=25)).strftime("%Y-%m-%d %H:%M:%S"))
    stale = counts(officer.see("/console/"))
    assert stale["kept"] == stale["broken"] == 0
    assert stale["unproven"] > 0
    assert "unproven" in officer.see(f"/console/promise/{RULE}").text


def test_a_promise_opens_to_how_it_stands_and_how_to_look_again(site: Site, officer: Visitor) -> None:
    look(officer, site)
    page = officer.see(f"/console/promise/{RULE}")
    assert f"ombud promises --run --only {RULE}" in page.text
    assert "rows" in page.text
    assert officer.see("/console/promise/activities.nobody").status == 404


def newest_hold(site: Site) -> str:
    """Name the hold that was placed last."""
    return str(sql(site, "SELECT id FROM store_holdrow WHERE released_at IS NULL ORDER BY placed_at DESC")[0])


def test_a_hold_stands_until_it_is_released_and_never_shows_whom_it_freezes(site: Site, officer: Visitor) -> None:
    email, review = somebody(site, "customers", 11), (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
    given = {"subject": f"email:{email}", "reason": "a claim about an invoice", "owner": "legal"}
    late = officer.fill("/console/holds/", to="/console/holds/add", **given, review="2020-01-01")
    assert late.status == 409
    assert "a claim about an invoice" in late.html
    placed = officer.fill("/console/holds/", to="/console/holds/add", **given, review=review)
    hold = newest_hold(site)
    assert hold in placed.text
    assert not any(said in placed.html for said in (email, "a claim about an invoice"))
    assert hold in ran(site, "hold", "list")
    officer.fill("/console/holds/", to=f"/console/holds/{hold}/release")
    assert hold not in ran(site, "hold", "list")


def test_what_is_held_stays_and_what_is_anothers_goes(site: Site, officer: Visitor) -> None:
    held, other = (somebody(site, "subscribers", number) for number in (13, 14))
    review = (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
    given = {"subject": f"email:{held}", "reason": "a claim about a list", "owner": "legal", "review": review}
    officer.fill("/console/holds/", to="/console/holds/add", **given)
    hold = newest_hold(site)
    for email in (held, other):
        case = opened(officer, "erase", email)
        do(officer, case, "identity", method="officer", result="proved", reason="called back on the number on file")
        for verb in ("preview", "decide"):
            do(officer, case, verb)
        finished(officer, case, do(officer, case, "carry-out"))
    left = "SELECT email FROM subscribers WHERE email IN (?, ?)"
    assert sql(site, left, held, other, system="crm") == [held]
    officer.fill("/console/holds/", to=f"/console/holds/{hold}/release")


def test_the_systems_answer_and_are_as_declared(officer: Visitor) -> None:
    assert "not looked at" in officer.see("/console/systems/").text
    assert "answers and is as declared" in officer.fill("/console/systems/", to="/console/systems/look").text


def test_the_map_draws_what_its_table_tells(officer: Visitor) -> None:
    page = officer.see("/console/map/").html
    drawn = set(re.findall(r"<g><title>(.*?)</title>", page))
    cells = re.findall(r"<t[hd](?: scope=\"row\")?>(.*?)</t[hd]>", page.split("<tbody>")[1])
    assert drawn
    assert all(any(name in cell for cell in cells) for name in drawn)


def test_the_evidence_is_searched_verified_and_signed(site: Site, officer: Visitor) -> None:
    opened(officer, "complaint")
    assert officer.see("/console/evidence/?kind=requested").html.count("<code>requested</code>") > 0
    assert "Nothing was found" in officer.see("/console/evidence/?kind=waived").text
    officer.fill("/console/evidence/", to="/console/evidence/sign")
    assert "The log is intact" in officer.see("/console/evidence/verify").text
    last = sql(site, "SELECT id FROM store_entryrow ORDER BY id DESC LIMIT 1")[0]
    assert f"before={last}" not in officer.see(f"/console/evidence/?before={last}").html


@pytest.mark.parametrize("how", ALTERED)
def test_an_entry_that_was_altered_in_the_database_is_never_called_intact(site: Site, officer: Visitor, how: str) -> None:
    opened(officer, "complaint")
    officer.fill("/console/evidence/", to="/console/evidence/sign")
    with altered(site, *ALTERED[how]):
        page = officer.see("/console/evidence/verify")
        assert page.status == 200
        assert "The log is altered" in page.text
        assert "The log is intact" not in page.text
        assert ("Cannot be read" in officer.see("/console/evidence/").text) == (how == "what nobody can read")
    assert "The log is intact" in officer.see("/console/evidence/verify").text


def test_an_officer_keeps_a_thing_against_the_plan_only_with_a_reason(site: Site, officer: Visitor) -> None:
    email = somebody(site, "subscribers", 9)
    case = opened(officer, "erase", email)
    item = re.findall(r'name="item-(\d+)"', do(officer, case, "preview").html)[0]
    unfounded = do(officer, case, "decide", **{f"item-{item}": "keep"})
    assert unfounded.status == 409
    assert "needs a reason" in unfounded.text
    decided = do(officer, case, "decide", **{f"item-{item}": "keep", f"reason-{item}": "a dispute about the signing up"})
    assert "a dispute about the signing up" not in decided.text  # it may name somebody: it is read for a reason
    officer.fill(f"{case}open", reason="handling")
    assert "a dispute about the signing up" in officer.see(case).text
    assert do(officer, case, "carry-out").status == 409  # nobody has shown who they are
    do(officer, case, "reopen", reason="to look once more")
    again = do(officer, case, "preview")
    assert 'value="a dispute about the signing up"' in again.html
    do(officer, case, "decide")
    do(officer, case, "identity", method="officer", result="proved", reason="called back on the number on file")
    carried = do(officer, case, "carry-out")
    assert carried.status == 200
    assert sql(site, "SELECT email FROM subscribers WHERE email = ?", email, system="crm") == [email]


def test_more_time_is_taken_once_and_the_letter_can_be_posted(officer: Visitor) -> None:
    case = opened(officer, "access", name="Somebody Invented")
    assert do(officer, case, "extend", reason="").status == 409
    assert "extended" in do(officer, case, "extend", reason="many requests at once").text
    assert do(officer, case, "extend", reason="again").status == 409
    assert officer.see(f"{case}letters/").path == f"{case}open"  # first say why
    officer.fill(f"{case}open", reason="handling")
    letters = officer.see(f"{case}letters/")
    assert "many requests at once" in letters.text
    link = re.search(r'href="([^"]+\.pdf)"', letters.html)
    assert link
    assert officer.see(link[1]).raw.startswith(b"%PDF")


def test_a_case_is_sorted_refused_answered_or_dismissed_and_the_diary_tells_it(officer: Visitor) -> None:
    case = opened(officer, "access", "someone@somewhere.example")
    assert "Have your data erased" in do(officer, case, "sort", right="erase", language="da", purpose="").text
    assert do(officer, case, "sort", right="everything", language="da", purpose="").status == 409
    do(officer, case, "ask-identity", reason="the address is on no file")
    refused = do(officer, case, "refuse", reason="nobody proved to be the person")
    for said in ("It was said what is asked for", "Proof of identity was asked for", "Refused"):
        assert said in refused.text
    assert "We have looked at it" in officer.see(f"{do_answer(officer)}letters/").text
    spam = opened(officer, "access")
    assert do(officer, spam, "dismiss", reason="").status == 409
    assert "Closed without answer" in do(officer, spam, "dismiss", reason="an advertisement").text


def test_what_a_letter_wants_corrected_is_said_by_whoever_reads_it(site: Site, officer: Visitor) -> None:
    email = somebody(site, "subscribers", 12)
    case = opened(officer, "rectify", email)
    nothing = do(officer, case, "preview")
    assert nothing.status == 409
    assert "Nothing says what is to be corrected" in nothing.text
    assert do(officer, case, "change", datum="shoe_size", value="42").status == 409
    do(officer, case, "change", datum="company", value="Ny Retning ApS")
    do(officer, case, "identity", method="officer", result="proved", reason="called back on the number on file")
    for verb in ("preview", "decide"):
        do(officer, case, verb)
    finished(officer, case, do(officer, case, "carry-out"))
    assert sql(site, "SELECT company FROM subscribers WHERE email = ?", email, system="crm") == ["Ny Retning ApS"]


def do_answer(officer: Visitor) -> str:
    """Answer a complaint in words."""
    case = opened(officer, "complaint")
    do(officer, case, "answer", answer="We have looked at it and mended it.")
    officer.fill(f"{case}open", reason="handling")
    return case


def test_what_failed_is_listed_and_tried_again(site: Site, officer: Visitor) -> None:
    case = opened(officer, "complaint", "never.arrives@somewhere.example")
    do(officer, case, "answer", answer="We have looked at it and mended it.")
    number = case.split("/")[3]
    state = "SELECT state FROM messages_letterrow WHERE thread = ?"
    waited(lambda: sql(site, state, number) == ["sent"])
    given_up = (
        "UPDATE messages_letterrow SET state = 'failed', reason = 'smtp-550-5.1.1', ended_at = '2026-11-01 08:00:00' WHERE thread = ?"
    )
    sql(site, given_up, number)
    parked = (
        "INSERT INTO jobs_jobrow (name, ids, state, reason, failed_at, attempts) VALUES ('limits.tidy', '{}', 'parked', 'disk-full', ?, 6)"
    )
    sql(site, parked, "2026-11-01 08:00:00")
    assert "is tried no more" in officer.see("/console/").text
    page = officer.see("/console/failures/")
    assert number in page.text
    assert "smtp-550-5.1.1" in page.text
    assert "Forget tries disk-full" in page.text
    assert "never.arrives@" not in page.text
    for again in re.findall(r'action="(/console/failures/[^"]+)"', page.html):
        officer.fill("/console/failures/", to=again)
        assert officer.fill("/console/", to=again).status in {200, 409}  # pressed twice, it is done once
    waited(lambda: sql(site, state, number) == ["sent"])
    waited(lambda: sql(site, "SELECT count(*) FROM jobs_jobrow WHERE name = 'limits.tidy' AND state = 'parked'") == [0])


def test_a_case_from_a_letter_is_counted_from_the_day_it_came(officer: Visitor) -> None:
    today = datetime.now(UTC).date()
    came = today - timedelta(days=10)
    earlier, later = (opened(officer, "access", came=day.isoformat(), channel="letter") for day in (came, today))
    assert until(officer.see(earlier)) < until(officer.see(later))
    assert officer.fill("/console/cases/new", channel="letter", came="2031-01-01", right="access", language="da").status == 409
    assert (
        officer.fill("/console/cases/new", channel="letter", came=came.isoformat(), right="access", language="da", email="no").status == 409
    )


def until(page: Seen) -> date:
    """Read the day by which a case is answered."""
    found = re.search(r"Answer by</dt><dd[^>]*>([^<]+)</dd>", page.html)
    assert found
    return datetime.strptime(found[1].strip(), "%d %B %Y").replace(tzinfo=UTC).date()


def test_a_long_list_is_told_page_by_page_each_case_once(site: Site, officer: Visitor) -> None:
    for _ in range(3):
        opened(officer, "access")
    columns = ", ".join(sql(site, "SELECT name FROM pragma_table_info('rights_caserow') WHERE name NOT IN ('id', 'number')"))
    quoted = columns.replace("right,", '"right",')
    copies = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)"
    picked = "(SELECT * FROM rights_caserow WHERE state = 'open' LIMIT 1)"
    sql(site, f"INSERT INTO rights_caserow (id, number, {quoted}) {copies} SELECT 'copy' || i, '1999-' || i, {quoted} FROM n, {picked}")
    try:
        path, seen = "/console/cases/?which=all", list[str]()
        while path:
            page = officer.see(path)
            seen += re.findall(r'href="/console/cases/([\d-]+)/"', page.html)
            more = re.search(r'rel="next" href="([^"]+)"', page.html)
            path = f"/console/cases/{more[1].replace('&amp;', '&')}" if more else ""
        assert sorted(seen) == sorted(sql(site, "SELECT number FROM rights_caserow"))
        assert officer.see("/console/cases/?number=1999-7").path == "/console/cases/1999-7/"
    finally:
        sql(site, "DELETE FROM rights_caserow WHERE number LIKE '1999-%'")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("da", "Ret den, eller lad feltet være tomt"),
        ("sv", "Rätta den eller lämna fältet tomt"),
        ("nb", "Rett den, eller la feltet stå tomt"),
        ("en", "Correct it, or leave it empty"),
    ],
)
def test_what_cannot_be_done_is_told_in_the_officers_language(officer: Visitor, lang: str, said: str) -> None:
    officer.client.headers["Accept-Language"] = lang
    try:
        given = {"channel": "phone", "came": datetime.now(UTC).date().isoformat(), "right": "access", "language": "da", "email": "no"}
        assert said in officer.fill("/console/cases/new", **given).text
    finally:
        officer.client.headers["Accept-Language"] = "en"
