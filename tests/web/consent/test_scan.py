"""`ombud cookies scan` finds each difference between a website and the policy, and the promises about cookies know of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.consent.conftest import home_of
from tests.web.consent.test_banner import tagged
from tests.web.consent.website import BARE, Website, page, running
from tests.web.site import Site, ombud

STARTS = "activities.cookies.cookies"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of the web bureau, for looks of its own."""
    return home_of(tmp_path / "home")


@pytest.fixture
def website(bureau: Site) -> Iterator[Website]:
    """The website, with its pages and nothing wrong with them."""
    with running(bureau.url) as site:
        yield site.runs("/ad.js", "document.cookie = 'reklame_valg=1;path=/;max-age=600'")


def scanned(home: Path, *addresses: str, chromium: str) -> tuple[int, Any]:
    """Scan a website, and give the exit code and what was found."""
    done = ombud(home, "cookies", "scan", *addresses, "--json", "--chromium", chromium)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def promised(home: Path) -> dict[str, Any]:
    """Tell how the promises about cookies stand."""
    told = json.loads(ombud(home, "promises", "--json").stdout)["promises"]
    return {one["id"].removeprefix(f"{STARTS}."): one for one in told if one["id"].startswith(STARTS)}


def test_a_website_that_obeys_keeps_what_it_promises(home: Path, website: Website, chromium: str) -> None:
    tagged(website)
    website.says("/2", page('<script type="text/plain" data-category="marketing" src="/ad.js"></script>'))
    code, told = scanned(home, website.url, f"{website.url}/2", chromium=chromium)
    assert told["findings"] == []
    assert code == 0
    assert [stage["name"] for stage in told["stages"]] == [
        *("before", "rejected", "accepted", "withdrawn", "functional", "analysis", "marketing"),
    ]
    stands = {name: one["status"] for name, one in promised(home).items()}
    kept = {"third_parties", "strictly_necessary", "other", "see", "asked.choices", "asked.remembered", "asked.withdraw"}
    assert {name for name in kept if stands[name] != "kept"} == set()
    assert stands["list.taltrappen"] == stands["list.reklame_valg"] == stands["list.cc_cookie"] == "kept"
    assert stands["list.ls_felter"] == "unproven", "it was on no page that was visited"


EARLY = "<script>{}</script>"
LEAKS = {
    "document.cookie = 'taltrappen=1;path=/;max-age=600'": ("too-early", "cookie", "taltrappen"),
    "document.cookie = 'spor=1;path=/'": ("undeclared", "cookie", "spor"),
    "localStorage.taltrappen = 1": ("too-early", "local", "taltrappen"),
    "sessionStorage.hvem = 1": ("undeclared", "session", "hvem"),
    "indexedDB.open('lager')": ("undeclared", "database", "lager"),
    "caches.open('gemt')": ("undeclared", "cache", "gemt"),
    "new Image().src = 'http://localhost/dot.gif'": ("too-early", "request", "localhost"),
    "document.cookie = 'ls_session=1;path=/;max-age=9999999'": ("too-long", "cookie", "ls_session"),
}


def test_each_leak_is_found_and_breaks_its_promise(home: Path, website: Website, chromium: str) -> None:
    website.says("/", page(EARLY.format("; ".join(LEAKS))), Set_Cookie="skjult=1; Path=/; HttpOnly; Max-Age=600")
    exit_code, told = scanned(home, website.url, chromium=chromium)
    assert exit_code == 1
    assert ("undeclared", "skjult") in {(one["code"], one["met"]["name"]) for one in told["findings"] if one["met"]}, "no script sees it"
    found = {(one["code"], one["met"]["what"], one["met"]["name"]) for one in told["findings"] if one["met"]}
    assert set(LEAKS.values()) - found == set()
    assert {(one["met"]["name"], one["stage"]) for one in told["findings"] if one["code"] == "not-removed"} >= {("spor", "withdrawn")}
    stands = promised(home)
    broken = ("third_parties", "strictly_necessary", "other", "asked.withdraw", "list.taltrappen", "list.ls_session")
    assert {name: stands[name]["status"] for name in broken} == dict.fromkeys(broken, "broken")
    assert stands["asked.choices"]["status"] == "kept", "the banner itself is well"


def test_a_kind_that_opens_another_is_found(home: Path, website: Website, chromium: str) -> None:
    website.runs("/count.js", "document.cookie = 'reklame_spor=1;path=/;max-age=600'")
    website.says("/", page('<script type="text/plain" data-category="analysis" src="/count.js"></script>'))
    exit_code, told = scanned(home, website.url, chromium=chromium)
    assert exit_code == 1
    assert {(one["code"], one["stage"]) for one in told["findings"]} == {("not-chosen", "analysis")}
    assert promised(home)["list.reklame_spor"]["status"] == "broken"


def test_a_website_without_a_banner_is_told_so(home: Path, website: Website, chromium: str) -> None:
    website.says("/", page("", BARE))
    exit_code, told = scanned(home, website.url, chromium=chromium)
    assert exit_code == 1
    assert [one["code"] for one in told["findings"]] == ["not-asked"]
    assert promised(home)["asked.choices"]["status"] == "broken"


def test_looking_at_the_systems_keeps_what_the_browser_saw(home: Path, website: Website, chromium: str) -> None:
    website.says("/", page(EARLY.format("document.cookie = 'spor=1;path=/'")))
    scanned(home, website.url, chromium=chromium)
    before = promised(home)["other"]
    only = f"{STARTS}.other"
    told = json.loads(ombud(home, "promises", "--run", "--only", only, "--json").stdout)["promises"][0]
    assert (told["status"], told["checked"]) == ("broken", before["checked"])


def test_what_nobody_looked_at_is_unproven_and_says_how_to_look(home: Path) -> None:
    told = json.loads(ombud(home, "promises", "--run", "--only", f"{STARTS}.other", "--json").stdout)["promises"][0]
    assert told["status"] == "unproven"
    assert "ombud cookies scan" in told["action"]


@pytest.mark.parametrize(
    ("address", "code", "exit_code"), [("lindelys.example", "scan-address", 2), ("http://127.0.0.1:1/", "scan-no-answer", 69)]
)
def test_an_address_that_is_none_is_refused(home: Path, chromium: str, address: str, code: str, exit_code: int) -> None:
    done = ombud(home, "cookies", "scan", address, "--chromium", chromium)
    assert (done.returncode, code in done.stderr) == (exit_code, True)


def test_a_browser_that_is_not_there_is_told(home: Path) -> None:
    done = ombud(home, "cookies", "scan", "http://127.0.0.1:1/", "--chromium", "/nowhere/chromium")
    assert (done.returncode, "scan-no-browser" in done.stderr) == (78, True)
