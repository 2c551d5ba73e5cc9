"""What an attacker tries on every page: forged forms, other hosts, stolen cookies; and what nobody may learn from an answer."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2 as httpx
import pytest

from ombud.cli.demo.build import build
from tests.web.conftest import served
from tests.web.site import PASSWORD, Site, Visitor
from tests.web.test_asking import ask, number, somebody
from tests.web.test_own import asked
from tests.web.test_roles import NOBODY, TABLE, case_of
from tests.web.test_staff import cookie
from tests.web.visits import sql

PUBLIC_FORMS = (
    *("en/ask/access", "en/link", "en/key/x", "my/en/stop", "my/en/erase"),
    *("my/en/identity/code", "my/en/identity/enter", "my/en/leave"),
)
HTTPS = 'url = "https://desk.example"\nbehind_proxy = true\n'
ATTACK = "<script>alert(1)</script>{{7*7}}'\"><img src=x onerror=alert(1)>"


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[Site]:
    """A home that is served behind a proxy that speaks TLS with the world."""
    build(tmp_path / "home", today=datetime.now(UTC).date())
    settings = tmp_path / "home" / "ombud.toml"
    settings.write_text(HTTPS + settings.read_text())
    for site in served(tmp_path / "home"):
        yield site
        site.leave()


def behind_tls(site: Site) -> Visitor:
    """Give somebody a browser on the other side of the proxy; a browser keeps `Secure` cookies from plain connections, ours shows them."""
    visitor = site.visitor()
    visitor.client.headers |= {"X-Forwarded-Proto": "https", "Host": "desk.example", "Referer": "https://desk.example/"}
    return visitor


def set_by(answer: httpx.Response, name: str) -> str:
    """Give the line that sets a cookie."""
    return next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}="))


def sent(visitor: Visitor, path: str, **fields: str) -> httpx.Response:
    """Send a form with whatever cookies the browser was ever told."""
    page = visitor.client.get(path)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    kept = "; ".join(line.split(";")[0] for line in page.headers.get_list("set-cookie"))
    return visitor.client.post(path, data={"csrfmiddlewaretoken": token[1], **fields}, headers={"Cookie": kept}, follow_redirects=False)


def test_cookies_are_secure_hidden_from_script_kept_on_their_path_and_not_sent_from_elsewhere(proxied: Site) -> None:
    proxied.command("staff", "add", "secure", "--role", "officer", told=PASSWORD + "\n")
    person = behind_tls(proxied)
    forms = set_by(person.client.get("/en/link"), "csrftoken")
    staff = set_by(sent(person, "/console/login/", login="secure", password=PASSWORD), "ombud_staff")
    assert sent(person, "/en/link", email="cookies@somewhere.example").status_code == 302
    subject = set_by(sent(person, proxied.link("cookies@somewhere.example")), "ombud_subject")
    for line, path in ((forms, "/"), (staff, "/console/"), (subject, "/my/")):
        parts = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", f"path={path}"} <= parts
        assert not any(part.startswith("domain") for part in parts)


def test_over_tls_browsers_are_told_to_stay_there(proxied: Site) -> None:
    person = behind_tls(proxied)
    for path in ("/en/", "/console/login/", "/api/v1/cases", "/nothing"):
        assert person.client.get(path).headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_links_lead_to_the_home_whatever_host_was_asked(site: Site) -> None:
    """A mail never leads where somebody wrote into a header."""
    visitor = site.visitor()
    for path, kind in (("/en/link", "text/html; charset=utf-8"), ("/api/v1/cases", "application/problem+json")):
        refused = visitor.client.get(path, headers={"Host": "evil.example"})
        assert (refused.status_code, refused.headers["content-type"]) == (400, kind)
        assert "evil" not in refused.text
    visitor.client.headers["X-Forwarded-Host"] = "evil.example"
    visitor.fill("/en/link", email="whose.host@somewhere.example")
    assert "evil.example" not in site.letters("whose.host@somewhere.example")[0]


@pytest.mark.parametrize("path", PUBLIC_FORMS)
def test_a_forged_form_of_the_centre_changes_nothing(site: Site, path: str) -> None:
    assert site.visitor().client.post(f"/{path}", data={"email": "forged@somewhere.example"}).status_code == 403


def test_a_forged_form_of_the_console_changes_nothing(site: Site) -> None:
    officer, case = site.officer("forged"), case_of(site, "forged")
    posts = {row.path.replace("CASE", case) for row in TABLE if row.post} | {row.path for row in TABLE if row.path.startswith("me/")}
    told = {path: officer.client.post(f"/console/{path}", data={"reason": "x"}).status_code for path in sorted(posts)}
    assert {path: status for path, status in told.items() if status != 403} == {}


def test_a_form_of_one_visitor_is_worth_nothing_to_another(site: Site) -> None:
    token = re.search(r'value="([^"]+)"', site.visitor().see("/en/link").html)
    assert token
    other = site.visitor()
    other.see("/en/link")
    assert other.client.post("/en/link", data={"email": "x@somewhere.example", "csrfmiddlewaretoken": token[1]}).status_code == 403


@pytest.mark.parametrize("where", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_door_leads_nowhere_else(site: Site, where: str) -> None:
    site.worker("led-away", "handler")
    visitor = site.visitor()
    page = visitor.client.get("/console/login/", params={"next": where})
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|next)" value="([^"]*)"', page.text))
    answer = visitor.client.post("/console/login/", data={**fields, "next": where, "login": "led-away", "password": PASSWORD})
    assert answer.url.path == "/console/login/second/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)
    assert token
    code = {"csrfmiddlewaretoken": token[1], "code": site.codes["led-away"].pop()}
    assert visitor.client.post("/console/login/second/", data=code, follow_redirects=False).headers["location"] == "/console/"


def test_what_is_about_a_person_is_kept_by_no_browser_and_no_proxy(site: Site) -> None:
    person, officer = ask(site, "access", "not.kept@somewhere.example", "en"), site.officer("not-kept")
    own = asked(site, somebody(site, "subscribers", 110), "en")
    case = number(person, "en")
    pages = [(person, "/my/en/case"), (own, "/my/en/"), (own, "/my/en/data.zip"), (own, "/my/en/erase")]
    pages += [(officer, f"/console/{row.path.replace('CASE', case)}") for row in TABLE if not row.post and NOBODY not in row.who]
    told = {path: visitor.client.get(path).headers["cache-control"] for visitor, path in pages}
    assert {path: kept for path, kept in told.items() if "no-store" not in kept} == {}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/console/nothing", 404), ("/console/cases/x/", 404), ("/en/key/x", 410), ("/api/v1/nothing", 404), ("/%00", 404)],
)
def test_an_error_tells_nothing_of_what_is_inside(site: Site, path: str, status: int) -> None:
    answer = site.officer("curious").client.get(path)
    assert answer.status_code == status
    for word in ("Traceback", "django", "Exception", "/src/", "ombud.web", "site-packages"):
        assert word not in answer.text
    assert not re.search(r"\d", answer.headers.get("server", ""))
    assert "x-powered-by" not in answer.headers


def test_every_answer_carries_the_headers_that_guard_it(site: Site) -> None:
    program = {"Authorization": "Bearer nothing"}
    for path in ("/", "/en/", "/health", "/console/login/", "/console/nothing", "/api/v1/cases", "/nothing", "/my/en/case"):
        headers = site.visitor().client.get(path, headers=program, follow_redirects=False).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
        assert "charset=utf-8" in headers["content-type"].lower() or headers["content-type"] in ("application/problem+json", "text/plain")


def test_no_page_has_script_or_style_in_it(site: Site) -> None:
    """The policy would refuse them; that none is there shows that the policy hides nothing that is needed."""
    officer, case = site.officer("inline"), case_of(site, "inline")
    for row in (row for row in TABLE if not row.post):
        html = officer.see(f"/console/{row.path.replace('CASE', case)}").html
        scripts = re.findall(r"<script\b([^>]*)>", html)
        assert not [one for one in scripts if "src=" not in one and "application/json" not in one], row.path
        assert not re.search(r"<[^>]+\s(?:on\w+|style)=", html), row.path


def test_leaving_ends_the_session_wherever_it_was_copied_to(site: Site) -> None:
    visitor, thief = site.officer("leaves"), site.visitor()
    thief.client.cookies.set("ombud_staff", cookie(visitor), path="/console/")
    assert thief.see("/console/people/").path == "/console/people/"
    visitor.fill("/console/people/", to="/console/logout/")
    assert thief.see("/console/people/").path == "/console/login/"


def test_a_new_password_ends_every_other_session(site: Site) -> None:
    first, second = site.officer("changes"), site.officer("changes")
    assert second.see("/console/people/").path == "/console/people/"
    fields = {"oldpassword": PASSWORD, "password1": "another long sentence", "password2": "another long sentence"}
    first.fill("/console/me/password/", **fields)
    assert first.see("/console/people/").path == "/console/people/"
    assert second.see("/console/people/").path == "/console/login/"
    wrong = first.fill("/console/me/password/", **(fields | {"oldpassword": "guessed and wrong"}))
    assert "error" in wrong.html


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("elevenchars", False),
        ("passwordpassword", True),
        ("password1234", False),
        ("tolv tegn æå", True),
        ("🦉" * 12, True),
        ("ab c" * 32, True),
        ("ab c" * 32 + "d", False),
    ],
)
def test_a_password_is_long_and_of_whatever_letters(site: Site, password: str, taken: bool) -> None:
    name = f"p-{len(password)}-{password[:1].encode().hex()}"
    page = site.worker(name, "auditor").fill("/console/me/password/", oldpassword=PASSWORD, password1=password, password2=password)
    assert ('class="error"' not in page.html) == taken
    opens = site.visitor().fill("/console/login/", login=name, password=password).path
    assert (opens == "/console/login/second/") == taken
    assert site.visitor().fill("/console/login/", login=name, password=password[:-1]).path == "/console/login/"


def test_the_life_of_every_key_of_a_home_is_written_down(site: Site) -> None:
    """OWASP ASVS 1.6.1."""
    told = (Path(__file__).parents[2] / "SECURITY.md").read_text("utf-8")
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines() if line.startswith("| `")]
    forms = [re.sub(r"ID|N", "[0-9a-zA-Z-]+", name.replace(".", r"\.")) for row in table for name in re.findall(r"`([^`]+)`", row[0])]
    found = [path.name for path in (site.home / "var" / "keys").iterdir()]
    assert {"evidence.pem", "web.key"} <= set(found)
    assert [name for name in found if not any(re.fullmatch(form, name) for form in forms)] == []
    assert all(len(row) == 5 and all(row) for row in table)


def test_passwords_are_kept_as_slow_salted_digests(site: Site) -> None:
    for name in ("salted-1", "salted-2"):
        site.command("staff", "add", name, "--role", "auditor", told=PASSWORD + "\n")
    kept = sql(site, "SELECT password FROM auth_user WHERE username LIKE 'salted-%'")
    assert len({digest.split("$")[2] for digest in kept}) == 2
    for digest in kept:
        algorithm, rounds, *_ = digest.split("$")
        assert algorithm == "pbkdf2_sha256"
        assert int(rounds) >= 310_000


def test_the_log_holds_no_secret_of_a_link_no_address_and_no_words_of_an_error(site: Site) -> None:
    email = "logged.nowhere@somewhere.example"
    person = site.visitor()
    person.fill("/en/link", email=email)
    link = site.link(email)
    assert person.client.post(link).status_code == 403  # a forged form, at an address that still opens a door
    person.fill(link)
    assert person.see(link).status == 410
    person.client.get(f"/en/?email={email}", headers={"Host": "evil.example"})
    logged = (site.home / "served.log").read_text()
    assert "403" in logged
    for word in (link.rpartition("/")[2], email, "evil.example"):
        assert word not in logged


def test_the_log_tells_when_which_account_came_in_and_when_one_was_refused(site: Site) -> None:
    """A name that somebody tries may be a password in the wrong field, so it is not told."""
    sql(site, "UPDATE sqlite_sequence SET seq = max(seq, 40) WHERE name = 'auth_user'")
    site.worker("logged-in", "handler")
    visitor = site.visitor()
    visitor.fill("/console/login/", login="logged-in", password="mistaken for another")
    visitor.fill("/console/login/", login="logged-in", password=PASSWORD)
    visitor.fill("/console/login/second/", code=site.codes["logged-in"].pop())
    account = sql(site, "SELECT id FROM auth_user WHERE username = 'logged-in'")[0]
    lines = [line for line in (site.home / "served.log").read_text().splitlines() if "ombud.web.door" in line]
    told = [re.sub(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", "", line) for line in lines]
    assert told != lines
    assert "warning ombud.web.door: account_login: refused, account none" in told
    assert f"info ombud.web.door: account_login: one proof given, account {account}" in told
    assert f"info ombud.web.door: mfa_authenticate: let in, account {account}" in told
    assert not [line for line in lines if "logged-in" in line]


@pytest.mark.parametrize("path", ["/static/", "/.git/config", "/ombud.toml", "/var/ombud.sqlite", "/static/..%2f..%2fsettings.py"])
def test_no_file_is_served_that_is_not_meant_to_be(site: Site, path: str) -> None:
    assert site.visitor().client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_pages_take_no_method_they_do_not_need(site: Site, method: str) -> None:
    for path in ("/en/", "/en/link", "/my/en/case", "/console/", "/console/login/"):
        assert site.visitor().client.request(method, path, follow_redirects=False).status_code in {302, 403, 405}


def test_what_somebody_writes_is_shown_as_they_wrote_it_and_never_runs(site: Site) -> None:
    officer = site.officer("shown")
    given = {"channel": "letter", "came": datetime.now(UTC).date().isoformat(), "right": "complaint", "language": "da"}
    case = officer.fill("/console/cases/new", **given, name=ATTACK, email="x@somewhere.example", wish=ATTACK).path
    officer.fill(f"{case}open", reason="other", words=ATTACK)
    html = officer.see(case).html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}") >= 2
    assert "49" not in html.split("Diary")[-1].split("alert(1)")[1][:40]
