"""A notice is accessible: axe finds nothing on the page in the light, in the dark and at 320 pixels, and the keyboard reaches all of it."""

import json
import subprocess
import sys
from html import escape, unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LOOK = """
<script>addEventListener("load", async () => {
  const found = await axe.run({ resultTypes: ["violations"] });
  const links = [...document.querySelectorAll("a, [tabindex]")];
  parent.postMessage({
    violations: found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html).join(" ")),
    rules: found.passes.length,
    links: links.length,
    reached: links.filter(link => { link.focus(); return document.activeElement === link; }).length,
    outlined: links.filter(link => { link.focus(); return getComputedStyle(link).outlineStyle !== "none"; }).length,
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    paper: getComputedStyle(document.body).backgroundColor,
  }, "*");
});</script>"""

FRAME = """<!doctype html><iframe style="width:{width}px;height:4000px;border:0" srcdoc="{page}"></iframe><pre></pre>
<script>addEventListener("message", told => {{ document.querySelector("pre").textContent = JSON.stringify(told.data); }});</script>"""


def looked_at(page: str, axe: str, chromium: str, folder: Path, *, width: int, dark: bool) -> dict[str, object]:
    """Open a page in a frame of a width and let axe look; the page's own rule against scripts is lifted for that."""
    start, end = page.index('<meta http-equiv="Content-Security-Policy"'), page.index('<meta name="viewport"')
    within = (page[:start] + page[end:]).replace("</body>", f"<script>{axe}</script>{LOOK}</body>")
    file = folder / "frame.html"
    file.write_text(FRAME.format(width=width, page=escape(within)), "utf-8")
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    how = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}", scheme, "--virtual-time-budget=60000"]
    told = subprocess.run([chromium, *how, "--dump-dom", file.as_uri()], capture_output=True, text=True, check=True, timeout=180)
    seen: dict[str, object] = json.loads(unescape(told.stdout.rsplit("<pre>", 1)[1].split("</pre>")[0]))
    return seen


@pytest.mark.parametrize(("language", "width", "dark"), [("da", 1100, False), ("sv", 320, False), ("nb", 1100, True), ("en", 320, True)])
def test_axe_finds_nothing(axe: str, chromium: str, tmp_path: Path, language: str, width: int, dark: bool) -> None:
    command = [sys.executable, "-m", "ombud", "notice", "--home", str(ROOT / "examples/fjordraad"), "--lang", language]
    page = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seen = looked_at(page, axe, chromium, tmp_path, width=width, dark=dark)
    assert seen["violations"] == []
    assert seen["paper"] == ("rgb(20, 24, 27)" if dark else "rgb(255, 255, 255)")
    assert seen["wider"] == 0
    assert seen["reached"] == seen["outlined"] == seen["links"] == page.count("<a ")


def test_axe_finds_what_is_wrong(axe: str, chromium: str, tmp_path: Path) -> None:
    head = '<meta http-equiv="Content-Security-Policy" content=""><meta name="viewport" content="">'
    wrong = f'<!doctype html><html><head>{head}</head><body><img src="x"><p style="width:900px">wide</p></body></html>'
    seen = looked_at(wrong, axe, chromium, tmp_path, width=320, dark=False)
    assert isinstance(seen["violations"], list)
    assert {one.split(":")[0] for one in seen["violations"]} >= {"image-alt", "html-has-lang"}
    assert seen["wider"] != 0
