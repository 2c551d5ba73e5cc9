"""Who may what in the console: every address and every verb is tried as every role and as nobody.

The table below was written from the issue, not from the code: a row is what somebody opens or does, and who may.
"""

import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.web.site import Seen, Site, Visitor, found

OFFICER, HANDLER, DEVELOPER, AUDITOR, NOBODY = ROLES = ("officer", "handler", "developer", "auditor", "nobody")
STAFF = {OFFICER, HANDLER, DEVELOPER, AUDITOR}
DESK = {OFFICER, HANDLER}
READERS = {OFFICER, HANDLER, AUDITOR}
SEERS = {OFFICER, DEVELOPER, AUDITOR}
EVERYBODY = {*STAFF, NOBODY}


@dataclass(frozen=True)
class Row:
    """What may be tried: the name of an address, how, with what, and who may."""

    name: str
    path: str
    who: set[str]
    post: bool = False


DEEDS = (
    *(
        "take",
        "sort",
        "identifier",
        "change",
        "preview",
        "decide",
        "reopen",
        "carry-out",
        "ask-identity",
        "identity",
        "extend",
        "answer",
        "refuse",
    ),
    *("admit", "confirm", "dismiss", "task", "task-given", "told", "answered", "review"),
)
CASE, SOMEBODY = "CASE", "900001"
TABLE = (
    Row("console", "", STAFF),
    Row("cases", "cases/", READERS),
    Row("console-case", f"cases/{CASE}/", READERS),
    Row("console-open", f"cases/{CASE}/open", DESK),
    Row("console-open", f"cases/{CASE}/open", DESK, post=True),
    *(Row("console-do", f"cases/{CASE}/{deed}", DESK, post=True) for deed in DEEDS),
    Row("case-new", "cases/new", DESK),
    Row("case-new", "cases/new", DESK, post=True),
    Row("case-letters", f"cases/{CASE}/letters/", DESK),
    Row("case-letter", f"cases/{CASE}/letters/{SOMEBODY}.pdf", DESK),
    Row("case-document", f"cases/{CASE}/documents/{SOMEBODY}", DESK),
    Row("case-piece", f"cases/{CASE}/pieces/{SOMEBODY}", DESK),
    Row("case-piece", f"cases/{CASE}/pieces/{SOMEBODY}", DESK, post=True),
    Row("case-answer", f"cases/{CASE}/answer.zip", DESK, post=True),
    Row("look", "look", {OFFICER, DEVELOPER}, post=True),
    Row("promises", "promises/kept/", STAFF),
    Row("promise", "promise/nothing", STAFF),
    Row("promise-publish", "promise/nothing/publish", {OFFICER}, post=True),
    Row("promise-unpublish", "promise/nothing/unpublish", {OFFICER}, post=True),
    Row("evidence", "evidence/", {OFFICER, AUDITOR}),
    Row("evidence-verify", "evidence/verify", {OFFICER, AUDITOR}, post=True),
    Row("evidence-sign", "evidence/sign", {OFFICER}, post=True),
    Row("holds", "holds/", READERS),
    Row("hold-add", "holds/add", {OFFICER}, post=True),
    Row("hold-open", f"holds/{SOMEBODY}/open", DESK),
    Row("hold-open", f"holds/{SOMEBODY}/open", DESK, post=True),
    Row("hold-release", f"holds/{SOMEBODY}/release", {OFFICER}, post=True),
    Row("sweeps", "sweeps/", SEERS),
    Row("sweep-look", "sweeps/look", {OFFICER, DEVELOPER}, post=True),
    Row("sweep", f"sweeps/{SOMEBODY}/", SEERS),
    Row("sweep-do", f"sweeps/{SOMEBODY}/carry-out", {OFFICER}, post=True),
    Row("systems", "systems/", SEERS),
    Row("systems-look", "systems/look", {OFFICER, DEVELOPER}, post=True),
    Row("findings", "findings/", SEERS),
    Row("map", "map/", STAFF),
    Row("failures", "failures/", STAFF),
    Row("failure-letter", f"failures/letters/{SOMEBODY}/again", DESK, post=True),
    Row("failure-work", f"failures/work/{SOMEBODY}/again", {OFFICER}, post=True),
    Row("people", "people/", {OFFICER}),
    Row("people", "people/", {OFFICER}, post=True),
    *(Row("people-change", f"people/{SOMEBODY}/{verb}", {OFFICER}, post=True) for verb in ("role", "reset", "remove")),
    Row("mfa_index", "me/", STAFF),
    Row("staff-language", "me/language", STAFF, post=True),
    Row("staff-sessions", "me/sessions/", STAFF),
    Row("staff-sessions", "me/sessions/", STAFF, post=True),
    Row("account_change_password", "me/password/", STAFF),
    Row("account_reauthenticate", "me/again/", STAFF),
    Row("mfa_reauthenticate", "me/again/code/", STAFF),
    Row("mfa_reauthenticate_webauthn", "me/again/passkey/", STAFF),
    Row("mfa_activate_totp", "me/app/", STAFF),
    Row("mfa_deactivate_totp", "me/app/remove/", STAFF),
    Row("mfa_view_recovery_codes", "me/codes/", STAFF),
    Row("mfa_generate_recovery_codes", "me/codes/new/", STAFF),
    Row("mfa_list_webauthn", "me/passkeys/", STAFF),
    Row("mfa_add_webauthn", "me/passkeys/add/", STAFF),
    Row("mfa_remove_webauthn", f"me/passkeys/{SOMEBODY}/remove/", STAFF),
    Row("account_login", "login/", EVERYBODY),
    Row("account_logout", "logout/", EVERYBODY),
    Row("account_inactive", "login/inactive/", EVERYBODY),
    Row("mfa_authenticate", "login/second/", EVERYBODY),
    Row("mfa_login_webauthn", "login/passkey/", EVERYBODY),
    Row("openid_connect_login", "login/work/", EVERYBODY),
    Row("openid_connect_callback", "login/work/back/", EVERYBODY),
    Row("socialaccount_login_cancelled", "login/cancelled/", EVERYBODY),
    Row("socialaccount_login_error", "login/error/", EVERYBODY),
)

SERVED = """
import sys
from ombud.store.home import Home
from ombud.web.serving import application_for
application_for(Home.at(sys.argv[1]), working=False)
"""
DEEDS_SERVED = (
    SERVED
    + """
from ombud.web.console import deeds
print(*deeds.VERBS)
"""
)
NAMES = (
    SERVED
    + """
from ombud.web.console.urls import urlpatterns
print("\\n".join(pattern.name for pattern in urlpatterns))
"""
)


def served(site: Site) -> set[str]:
    """Ask the product which addresses the console has."""
    asked = subprocess.run([sys.executable, "-c", NAMES, str(site.home)], check=True, capture_output=True, text=True)
    return set(asked.stdout.split())


def visitors(site: Site) -> dict[str, Visitor]:
    """Let one of each role sign in, and one who has no account."""
    signed_in = {role: site.worker(f"one-{role}", role) for role in ROLES if role != NOBODY}
    return {**signed_in, NOBODY: site.visitor()}


def case_of(site: Site, name: str = "somebody") -> str:
    """Open a case of somebody of that name."""
    site.visitor().fill("/en/ask/access", email=f"{name}@who-may-what.example")
    person = site.visitor()
    person.fill(site.link(f"{name}@who-may-what.example"))
    return person.see("/my/en/case").html.split("<h1>")[1].split("</h1>")[0].split()[-1]


def tried(visitor: Visitor, row: Row, case: str) -> Seen:
    """Try it, in whichever form it has."""
    path = f"/console/{row.path}".replace(CASE, case)
    if not row.post:
        return visitor.see(path)
    visitor.see("/console/me/")  # whoever has a form has its token
    return visitor.send(path)


def let_in(answer: Seen, row: Row) -> bool:
    """Tell whether somebody was let in: neither refused nor sent to the entrance."""
    sent_to_the_entrance = answer.path == "/console/login/" and not row.path.startswith(("login/", "logout/"))
    return answer.status != 403 and not sent_to_the_entrance


def test_every_address_of_the_console_is_in_the_table(site: Site) -> None:
    assert served(site) == {row.name for row in TABLE}


def test_everybody_may_what_their_role_says_and_nothing_else(site: Site) -> None:
    case, everybody = case_of(site), visitors(site)
    wrong = [
        f"{role} {'posts' if row.post else 'opens'} {row.path}: {answer.status} {answer.path}"
        for row in TABLE
        for role, visitor in everybody.items()
        if let_in(answer := tried(visitor, row, case), row) != (role in row.who) or answer.status >= 500
    ]
    assert wrong == []


@pytest.mark.parametrize("role", [DEVELOPER, AUDITOR])
def test_who_may_not_read_persons_sees_none(site: Site, role: str) -> None:
    case = case_of(site, role)
    visitor = site.worker(f"blind-{role}", role)
    for path in ("", "cases/", f"cases/{case}/"):
        assert "who-may-what" not in visitor.see(f"/console/{path}").text


def test_the_auditor_changes_nothing_by_any_verb() -> None:
    assert {row.name for row in TABLE if row.post and AUDITOR in row.who} == {"staff-language", "staff-sessions", "evidence-verify"}


def test_a_role_taken_away_is_gone_with_the_next_page(site: Site) -> None:
    officer, visitor = site.officer("chief"), site.worker("demoted", "handler")
    assert visitor.see("/console/cases/").status == 200
    page = officer.see("/console/people/").html
    who = page.split("demoted</strong>")[1].split("/console/people/")[1].split("/")[0]
    assert officer.fill("/console/people/", to=f"/console/people/{who}/role", role="developer").path == "/console/people/"
    assert visitor.see("/console/cases/").status == 403


def test_an_officer_adds_somebody_and_the_only_officer_stays(site: Site) -> None:
    officer = site.officer("chief")
    page = officer.fill("/console/people/", name="added", role="auditor")
    drawn = found(r'id="drawn">([^<]+)<', page.html)
    assert site.visitor().fill("/console/login/", login="added", password=drawn).path == "/console/me/password/"
    wrong = officer.fill("/console/people/", name="of two words", role="auditor")
    assert wrong.status == 409
    assert "of two words" not in site.command("staff", "list")
    for machine in ("law", "Subject", "ombud", "mailbox"):  # the diary would tell their deeds as the law's, or the person's
        assert officer.fill("/console/people/", name=machine, role="handler").status == 409


def test_objects_of_others_are_not_there(site: Site) -> None:
    """A number that belongs to another case, or to another person, leads nowhere."""
    case, handler = case_of(site, "guessed"), site.worker("guessing", "handler")
    for verb, field in (("task", "task"), ("told", "recipient"), ("answered", "recipient"), ("review", "piece")):
        for number in ("1", "900001", "-1", "x"):
            assert handler.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/{verb}", **{field: number}).status == 404
    assert handler.see("/console/cases/R-0000-0000/").status == 404
    assert handler.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/erase-all").status in (403, 404)
    assert handler.see("/console/me/passkeys/1/remove/").status == 404


def test_every_deed_of_a_case_is_in_the_table(site: Site) -> None:
    asked = subprocess.run([sys.executable, "-c", DEEDS_SERVED, str(site.home)], check=True, capture_output=True, text=True)
    assert set(asked.stdout.split()) == set(DEEDS)
