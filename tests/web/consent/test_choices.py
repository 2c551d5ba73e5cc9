"""What the address of a choice takes, what it refuses and with which word, and what it answers: a cookie, and nothing about anybody."""

import json
import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

import httpx2 as httpx
import pytest

from ombud.store.engine.tally import SECONDS
from tests.web.conftest import served
from tests.web.consent.conftest import home_of
from tests.web.site import Site, calling, found, ombud

CHOICE = "/consent/choice"


@pytest.fixture
def client(bureau: Site) -> Iterator[httpx.Client]:
    """Somebody without a browser."""
    with calling(bureau.url) as client:
        yield client


def token(client: httpx.Client, lang: str = "da") -> str:
    """Read the token of what is shown, as the page without script has it."""
    return found(r'name="token" value="([^"]+)"', client.get(f"/consent/{lang}/").text)


def said(answer: httpx.Response) -> dict[str, object]:
    """Read what the cookie of an answer says."""
    value = found(r"cc_cookie=([^;]+)", answer.headers["set-cookie"])
    kept = json.loads(unquote(value))
    assert isinstance(kept, dict)
    return kept


@pytest.mark.parametrize("how", ["all", "necessary"])
def test_a_yes_and_a_no_are_remembered_for_a_year_by_http(client: httpx.Client, how: str) -> None:
    answer = client.post(CHOICE, data={"token": token(client), "how": how})
    assert answer.status_code == 204
    assert answer.content == b""
    header = answer.headers["set-cookie"]
    assert int(found(r"Max-Age=(\d+)", header)) in (365 * 86400, 366 * 86400)
    assert "Path=/" in header
    assert "SameSite=Lax" in header
    assert "HttpOnly" not in header, "the banner must see that there was a choice"


def test_behind_https_the_cookie_is_for_https_alone(tmp_path: Path) -> None:
    home = home_of(tmp_path / "home")
    (home / "ombud.toml").write_text('demo = true\nurl = "https://privat.lindelys.example"\n', "utf-8")
    for site in served(home):
        with calling(site.url) as client:
            answer = client.post(CHOICE, data={"token": token(client), "how": "necessary"})
            assert "Secure" in answer.headers["set-cookie"]


def test_the_verdict_is_ours_and_not_what_was_sent_along(client: httpx.Client) -> None:
    answer = client.post(CHOICE, data={"token": token(client), "how": "necessary", "category": ["marketing", "analysis"]})
    assert said(answer)["categories"] == ["necessary"]


def test_a_browser_that_says_no_to_sharing_is_heard(client: httpx.Client) -> None:
    answer = client.post(CHOICE, data={"token": token(client), "how": "all"}, headers={"Sec-GPC": "1"})
    assert said(answer)["categories"] == ["necessary", "functional", "analysis"]
    support = client.get("/.well-known/gpc.json").json()
    assert support == {"gpc": True, "lastUpdate": "2026-05-01"}


def test_a_number_lasts_as_long_as_a_yes(client: httpx.Client) -> None:
    shown = token(client)
    first = client.post(CHOICE, data={"token": shown, "how": "all"})
    second = client.post(CHOICE, data={"token": shown, "how": "save", "category": "analysis"})
    assert said(second)["id"] == said(first)["id"]
    assert "id" not in said(client.post(CHOICE, data={"token": shown, "how": "necessary"}))


BAD: dict[str, tuple[dict[str, object], int, str]] = {
    "a forged token": ({"token": "da.000000000000.0.AAAA", "how": "all"}, 403, "token-forged"),
    "no token": ({"how": "all"}, 403, "token-forged"),
    "no choice": ({"token": "{token}"}, 400, "choice-missing"),
    "another choice": ({"token": "{token}", "how": "everything"}, 400, "choice-missing"),
    "an unknown kind": ({"token": "{token}", "how": "save", "category": "secrets"}, 400, "category-unknown"),
    "a field twice": ({"token": "{token}", "how": ["all", "necessary"]}, 400, "field-twice"),
    "too much": ({"token": "{token}", "how": "all", "more": "x" * 100_000}, 413, "too-large"),
    "too many fields": ({"token": "{token}", "how": "save", "category": ["analysis"] * 40}, 400, "form-unreadable"),
}


def counted(bureau: Site, reason: str) -> int:
    """Tell how often something was refused at the banner for a reason, once what was counted in the last second is written."""
    time.sleep(2 * SECONDS)
    told = bureau.command("consent", "refusals")
    return sum(int(line.split()[1]) for line in told.splitlines() if line.endswith(f"banner: {reason}"))


@pytest.mark.parametrize("what", list(BAD))
def test_what_is_no_choice_is_refused_with_a_word_and_counted_and_sets_nothing(bureau: Site, client: httpx.Client, what: str) -> None:
    fields, status, reason = BAD[what]
    shown = token(client)
    before = counted(bureau, reason)
    answer = client.post(CHOICE, data={name: shown if value == "{token}" else value for name, value in fields.items()})
    assert (answer.status_code, answer.text.strip()) == (status, reason)
    assert "set-cookie" not in answer.headers
    assert counted(bureau, reason) > before


def test_a_token_with_another_edition_was_never_ours(client: httpx.Client) -> None:
    other = re.sub(r"\.[0-9a-f]{12}\.", ".ffffffffffff.", token(client))
    assert client.post(CHOICE, data={"token": other, "how": "all"}).status_code == 403


def test_another_site_chooses_for_nobody(client: httpx.Client) -> None:
    form = {"token": token(client), "how": "all"}
    assert client.post(CHOICE, data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(CHOICE, data=form, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert client.post(CHOICE, content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
    assert client.get(CHOICE).status_code == 405


@pytest.mark.parametrize(("clock", "years"), [("0", 50), ("99999999999999", -3000), ("-1", 50), ("noon", None), ("1e9", None), ("", None)])
def test_the_clock_of_a_browser_is_noted_beside_ours_and_decides_nothing(
    bureau: Site, client: httpx.Client, clock: str, years: int | None
) -> None:
    answer = client.post(CHOICE, data={"token": token(client), "how": "all", "at": clock})
    assert answer.status_code == 204
    number = said(answer)["id"]
    record = json.loads(bureau.command("consent", "check", f"--subject=cookie:{number}").partition(": ")[2])
    assert ("claimed" in record, "skew" in record) == (years is not None, years is not None)
    assert years is None or abs(record["skew"] / 31_556_952) > abs(years)
    assert abs(datetime.fromisoformat(record["at"]).timestamp() - time.time()) < 600
    assert bureau.command("may", f"cookie:{number}", "cookies", "--topic", "analysis").startswith("yes")


def test_a_yes_that_was_said_before_a_no_and_arrives_after_it_undoes_nothing(bureau: Site, client: httpx.Client) -> None:
    shown = token(client)
    number = said(client.post(CHOICE, data={"token": shown, "how": "all"}))["id"]
    before = {"Cookie": f"cc_cookie={client.cookies['cc_cookie']}"}
    client.post(CHOICE, data={"token": shown, "how": "necessary"})
    earlier = str(int((time.time() - 3600) * 1000))
    late = client.post(CHOICE, data={"token": shown, "how": "all", "at": earlier}, headers=before)
    assert (late.status_code, said(late)["id"]) == (204, number)
    told = ombud(bureau.home, "may", f"cookie:{number}", "cookies").stdout
    assert told.startswith("no: withdrawn")


@pytest.mark.parametrize(
    "kept", ["", "{", "%%%", "[]", '{"categories":7}', "[" * 900, '{"categories":["x"],"revision":1,"at":1e99}', "null"]
)
def test_a_cookie_that_is_not_as_we_write_it_says_nothing(client: httpx.Client, kept: str) -> None:
    headers = {"Cookie": f"cc_cookie={quote(kept, safe='')}"}
    assert "Du har ikke valgt endnu" in client.get("/consent/da/", headers=headers).text
    assert client.post(CHOICE, data={"token": token(client), "how": "necessary"}, headers=headers).status_code == 204


def test_files_keep_their_names_for_ever_and_plain_names_lead_to_them(client: httpx.Client) -> None:
    for plain in ("banner.js", "banner.css", "da.js", "sv.js", "nb.js", "en.js"):
        there = client.get(f"/consent/{plain}")
        assert there.status_code == 302
        name = there.headers["location"]
        file = client.get(f"/consent/{name}")
        assert "immutable" in file.headers["cache-control"]
        stem, _, kind = plain.partition(".")
        assert re.fullmatch(rf"{stem}\.[0-9a-f]{{12}}\.{kind}", name)
        assert client.get(f"/consent/{stem}.000000000000.{kind}").headers["location"] == name
    assert client.get("/consent/banner.exe").status_code == 404
    assert client.get("/consent/fr.js").status_code == 404


def test_reading_sets_no_cookie(client: httpx.Client) -> None:
    for path in ("/consent/da/", "/consent/banner.js", "/da/", "/.well-known/gpc.json"):
        assert "set-cookie" not in client.get(path).headers


def test_too_many_choices_from_one_place_wait(tmp_path: Path) -> None:
    for site in served(home_of(tmp_path / "home")):
        with calling(site.url) as client:
            form = {"token": token(client), "how": "necessary"}
            answers = [client.post(CHOICE, data=form).status_code for _ in range(301)]
            assert set(answers[:300]) == {204}
            assert answers[300] == 429
