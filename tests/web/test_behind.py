"""Behind each sentence of the notice stands what keeps it: no status, no figure, nothing about security measures."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from html import unescape

import pytest

from ombud.cli.demo.build import build
from tests.front import run
from tests.web.conftest import served
from tests.web.site import Site

SAID = re.compile(r'class="said" id="([^"]+)"')


def promises(site: Site) -> dict[str, dict[str, str]]:
    """Ask the command line what keeps each promise."""
    told = subprocess.run(
        [sys.executable, "-m", "ombud", "promises", "--home", str(site.home), "--json"], capture_output=True, text=True, check=False
    )
    return {one["id"]: one for one in json.loads(told.stdout)["promises"]}


@pytest.mark.parametrize("lang", ["da", "sv", "nb", "en"])
def test_each_sentence_but_those_of_measures_says_what_keeps_it(site: Site, lang: str) -> None:
    html = site.visitor().see(f"/{lang}/notice").html
    blocks = re.findall(r'(?:<p>|<div class="said").*?(?=\n<p>|\n<div class="said"|\n<h|\n</section>)', html, re.DOTALL)
    bare = [block for block in blocks if SAID.search(block) and 'class="behind"' not in block]
    assert {unescape(id_).split(".")[0] for block in bare for id_ in SAID.findall(block)} <= {"measures"}
    assert html.count('class="behind"') > 50


def test_the_words_fit_what_the_command_line_tells(site: Site) -> None:
    html = site.visitor().see("/en/notice").html
    told = promises(site)
    alone = re.findall(r'<p><span class="said" id="([^"]+)">[^<]*</span></p>\n<details class="behind">.*?<p>([^<]+)</p></details>', html)
    words = {"stated": "The text itself", "attested": "A named role", "probed": "A check", "enforced": "A rule"}
    assert len(alone) > 20
    for id_, said in alone:
        assert said.startswith((words[told[unescape(id_)]["backing"]], "Our people"))


def test_no_status_and_no_figure_is_public(site: Site) -> None:
    text = " ".join(re.findall(r'<details class="behind">(.*?)</details>', site.visitor().see("/en/notice").html, re.DOTALL))
    assert not re.search(r"\b(kept|broken|unproven|waived|overdue)\b", re.sub(r"<q>.*?</q>|What keeps this\?", "", text))


def test_a_published_notice_is_served_in_its_very_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("published") / "home"
    build(folder, today=datetime.now(UTC).date())
    told = run("publish", "--home", folder)
    assert told.code == 0, told.err
    notice = next(path for path in folder.glob("published/*/notices/*.html") if 'lang="da"' in path.read_text("utf-8"))
    inner = notice.read_text("utf-8").partition("<main>\n")[2].partition("</main>")[0]
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("name: Fjordraad Rådgivning A/S", "name: Another Name A/S", 1), "utf-8")
    for site in served(folder):
        html = site.visitor().see("/da/notice").html
        shown = re.sub(r'<details class="behind">.*?</details>\n', "", html.partition('<div class="notice">')[2], flags=re.DOTALL)
        assert "Fjordraad" in inner
        assert shown.startswith(inner.strip()[:5000])
        site.leave()
