"""The banner in a real browser: its bytes, its CPU beside banners of others in turn, who recognises it, what leaks before a choice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from bench.measure import Figure, counted
from bench.others import BARE, OTHERS, shown
from tests.web.conftest import served
from tests.web.consent import foreign
from tests.web.consent.brotli import brotli
from tests.web.consent.conftest import home_of
from tests.web.consent.mixes import forget, leaked, mix
from tests.web.consent.website import Website, page, running

LANGUAGES = ("da", "sv", "nb", "en")
BYTES, CPU = 4096, 4.0
ROUNDS, RUNS, PAGES, LEAKS = 25, 100, 1000, 100
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
    beside = {other.name: sum(brotli(other.file(name).encode()) for name in (other.script, other.style)) for other in OTHERS}
    note = f"ratio to {BYTES:,}; floor: script and style of others without a word of any language: {_listed(beside, '{:,}')}"
    for language in LANGUAGES:
        ours = sum(brotli(_fetched(website, name)) for name in ("banner.js", "banner.css", f"{language}.js"))
        least = f"{min(beside.values()):,}" if beside else "none installed"
        yield Figure(f"script, style and words, {language}: bytes", f"{ours:,}", least, ours / BYTES, 1.0, note)


def _listed(figures: dict[str, float] | dict[str, int], form: str) -> str:
    return ", ".join(f"{name} {form.format(value)}" for name, value in figures.items())


def _fetched(website: Website, name: str) -> bytes:
    with urlopen(f"{website.url}/consent/{name}") as answer:  # noqa: S310 - our own server on the loopback
        return bytes(answer.read())


# ------------------------------------------------------------------ CPU


def _cpu(browser: Browser, website: Website, rounds: int) -> Iterator[Figure]:
    """Let pages with no banner, with ours and with those of others take turns."""
    told = json.loads(_fetched(website, "da.js").partition(b"=")[2])
    for other in OTHERS:
        shown(website, other, told)
    website.says("/bare", page("<p>Forsiden</p>", BARE.format("")))
    stand = {"/bare": "h1", "/": "#cc-main .cm", **{other.path: other.stands for other in OTHERS}}
    found: dict[str, list[float]] = {path: [] for path in stand}
    for _ in counted("script to banner, round", rounds + 1):
        for path, banner in stand.items():
            found[path].append(_spent(browser, website.url + path, banner))
    spent = {path: median(times[1:]) - median(found["/bare"][1:]) for path, times in found.items()}
    ours, theirs = spent["/"], {other.name: spent[other.path] for other in OTHERS}
    yield Figure("script to banner: CPU", f"{ours:.2f} ms", f"{CPU:g} ms", ours / CPU, 1.0, "in ticks of the page's thread")
    for name, one in theirs.items():
        yield Figure(f"script to banner, beside {name}", f"{ours:.2f} ms", f"{one:.2f} ms", ours / one, 1.0, "with the same words")


def _spent(browser: Browser, address: str, banner: str) -> float:
    """Tell the milliseconds of its thread that the scripts of a page take until its banner stands."""
    context = browser.new_context()
    tab = context.new_page()
    client = context.new_cdp_session(tab)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(address)
    tab.wait_for_timeout(AFTER)
    metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
    assert tab.is_visible(banner), address
    context.close()
    return float(metrics["ScriptDuration"]) * 1000


# ------------------------------------------------------------------ others, and leaks


def _recognised(browser: Browser, website: Website, runs: int) -> Iterator[Figure]:
    for name, tool in (("npm", foreign.from_npm), ("PyPI", foreign.from_pypi)):
        loaded, well = tool(), 0
        for _ in counted(f"autoconsent from {name}, run", runs):
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
    found = sum(len(leaked(context, tab, website, mix(random, website), 250)) for _ in counted("before a choice, page", pages))
    yield Figure("requests, cookies and keys before a choice", f"{found} on {pages} pages", "", float(found), 0.0, "random mixes")
    missed = 0
    for _ in counted("sown, page", leaks):
        missed += not leaked(context, tab, website, mix(random, website, leak=True), 5000)
        forget(context, tab)
    yield Figure("leaks sown and not seen", f"{missed} of {leaks}", "", float(missed), 0.0, "the same, with one thing that does not wait")
    context.close()
