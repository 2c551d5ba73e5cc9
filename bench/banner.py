"""The banner in a real browser: its bytes, its CPU beside vanilla-cookieconsent in turn, who recognises it, what leaks before a choice."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from bench.measure import Figure
from tests.web.conftest import served
from tests.web.consent import foreign
from tests.web.consent.brotli import brotli
from tests.web.consent.conftest import home_of
from tests.web.consent.mixes import forget, leaked, mix
from tests.web.consent.website import Website, page, running

LANGUAGES = ("da", "sv", "nb", "en")
BYTES, CPU = 4096, 4.0
ROUNDS, RUNS, PAGES, LEAKS = 25, 100, 1000, 100
VANILLA = Path(sys.prefix) / "vanilla/node_modules/vanilla-cookieconsent/dist"
AFTER = 800.0
"""Milliseconds after which every banner stands; nothing is asked of the page until then, since asking costs script time too."""


def figures(scale: float, _engines: object) -> Iterator[Figure]:
    """Measure on one served home and one website."""
    with TemporaryDirectory() as folder:
        for site in served(home_of(Path(folder) / "home")):
            with running(site.url) as website, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                website.says("/", page("<p>Forsiden</p>"))
                yield from _bytes(website)
                yield from _cpu(browser, website, max(3, round(ROUNDS * min(1, scale * 10))))
                yield from _recognised(browser, website, max(2, round(RUNS * scale)))
                yield from _leaks(browser, website, scale)
                browser.close()


def _bytes(website: Website) -> Iterator[Figure]:
    theirs = sum(brotli((VANILLA / name).read_bytes()) for name in ("cookieconsent.umd.js", "cookieconsent.css")) if VANILLA.is_dir() else 0
    for language in LANGUAGES:
        files = [_fetched(website, name) for name in ("banner.js", "banner.css", f"{language}.js")]
        ours = sum(map(brotli, files))
        note = f"ratio to {BYTES:,}; floor: vanilla-cookieconsent without a word of any language"
        yield Figure(f"script, style and words, {language}: bytes", f"{ours:,}", f"{theirs:,}", ours / BYTES, 1.0, note)


def _fetched(website: Website, name: str) -> bytes:
    with urlopen(f"{website.url}/consent/{name}") as answer:  # noqa: S310 - our own server on the loopback
        return bytes(answer.read())


# ------------------------------------------------------------------ CPU


def _cpu(browser: Browser, website: Website, rounds: int) -> Iterator[Figure]:
    """Let pages with no banner, ours and theirs take turns."""
    bare = "<!doctype html><html lang='da'><head><meta charset='utf-8'><title>Lindelys</title>{}</head>"
    website.says("/bare", page("<p>Forsiden</p>", bare.format("")))
    website.says("/theirs", page("<p>Forsiden</p>", bare.format(_THEIRS_HEAD)))
    names = ["/bare", "/"] + (["/theirs"] if VANILLA.is_dir() else [])
    if VANILLA.is_dir():
        website.runs("/vcc.js", (VANILLA / "cookieconsent.umd.js").read_text("utf-8"))
        website.says("/vcc.css", (VANILLA / "cookieconsent.css").read_text("utf-8"), "text/css")
        website.runs("/vcc-run.js", _same(website))
    found: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds + 1):
        for name in names:
            found[name].append(_spent(browser, website.url + name))
    told = {name: median(times[1:]) - median(found["/bare"][1:]) for name, times in found.items()}
    theirs = told.get("/theirs")
    note = f"ratio to {CPU:g} ms, in ticks of the page's thread; floor: vanilla-cookieconsent with the same words"
    beside = f"{theirs:.2f} ms" if theirs else "not installed"
    yield Figure("script to banner: CPU", f"{told['/']:.2f} ms", beside, told["/"] / CPU, 1.0, note)
    if theirs:
        yield Figure("script to banner, beside theirs", f"{told['/']:.2f} ms", beside, told["/"] / theirs, 1.0, "ratio to theirs")


def _spent(browser: Browser, address: str) -> float:
    """Tell the milliseconds of its thread that the scripts of a page take until its banner stands."""
    context = browser.new_context()
    tab = context.new_page()
    client = context.new_cdp_session(tab)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(address)
    tab.wait_for_timeout(AFTER)
    metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
    assert address.endswith("bare") or tab.is_visible("#cc-main .cm"), address
    context.close()
    return float(metrics["ScriptDuration"]) * 1000


_THEIRS_HEAD = "<link rel='stylesheet' href='/vcc.css'><script src='/vcc.js' defer></script><script src='/vcc-run.js' defer></script>"


def _same(website: Website) -> str:
    """Let theirs say what ours says."""
    told = json.loads(_fetched(website, "da.js").partition(b"=")[2])
    say, kinds = told["words"], told["categories"]
    banner = {"title": say["title"], "description": say["text"], "acceptAllBtn": say["all"], "acceptNecessaryBtn": say["necessary"]}
    sections = [{"title": name, "description": text, "linkedCategory": kind} for kind, (name, text, _) in kinds.items()]
    dialog = {"title": say["choose"], "acceptAllBtn": say["all"], "savePreferencesBtn": say["save"], "sections": sections}
    words = {"consentModal": {**banner, "showPreferencesBtn": say["show"]}, "preferencesModal": dialog}
    categories = {kind: {"enabled": kind == "necessary", "readOnly": kind == "necessary"} for kind in kinds}
    language = {"default": "da", "translations": {"da": words}}
    return f"CookieConsent.run({json.dumps({'hideFromBots': False, 'categories': categories, 'language': language})})"


# ------------------------------------------------------------------ others, and leaks


def _recognised(browser: Browser, website: Website, runs: int) -> Iterator[Figure]:
    for name, tool in (("npm", foreign.from_npm), ("PyPI", foreign.from_pypi)):
        loaded, well = tool(), 0
        for _ in range(runs):
            context = browser.new_context()
            said = foreign.answered(context.new_page(), website.url, loaded)
            well += {("popupFound", "cookieconsent3"), ("optOutResult", True), ("selfTestResult", True)} <= set(said)
            context.close()
        yield Figure(
            f"autoconsent from {name} recognises and says no", f"{well} of {runs}", "", runs / max(well, 1e-9), 1.0, "ratio of runs to well"
        )


def _leaks(browser: Browser, website: Website, scale: float) -> Iterator[Figure]:
    pages, leaks, random = max(5, round(PAGES * scale)), max(5, round(LEAKS * scale)), Random(2511)
    context = browser.new_context()
    tab = context.new_page()
    found = sum(len(leaked(context, tab, website, mix(random, website), 250)) for _ in range(pages))
    yield Figure("requests, cookies and keys before a choice", f"{found} on {pages} pages", "", float(found), 0.0, "random mixes")
    missed = 0
    for _ in range(leaks):
        missed += not leaked(context, tab, website, mix(random, website, leak=True), 5000)
        forget(context, tab)
    yield Figure("leaks sown and not seen", f"{missed} of {leaks}", "", float(missed), 0.0, "the same, with one thing that does not wait")
    context.close()
