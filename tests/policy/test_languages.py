"""Findings are told in four languages: every code in each, the same values in all, and one sentence on what to write."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args, get_type_hints

import pytest
import yaml

from ombud.inventory.drift import Drift
from ombud.policy.check.references import declared
from ombud.policy.finding import worded
from ombud.policy.telling import Words
from ombud.store.home import words
from tests.front import run
from tests.policy.small import PACKS, SMALL, TODAY, planned, planted

SOURCE = Path(__file__).parents[2] / "src" / "ombud"
LANGUAGES = ("da", "sv", "nb", "en")
KNOWN = {language: words(language) for language in LANGUAGES}
ENGLISH = KNOWN["en"]
TELLING = {"found", "error", "warning", "note", "fault", "severity", "Finding", "unknown"}
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+(\.[a-z-]+)?")
BUILT = re.compile(r"unknown-\w+|unused-\w+")  # built from a kind: `unknown-{kind}`
ENDS = re.compile(r"[.!?](?= |$)")


def sentences(known: Words) -> Iterator[tuple[str, str]]:
    """Give every sentence of a language by its name."""
    for name, wording in known.findings.items():
        yield f"findings.{name}.says", wording.says
        yield from [(f"findings.{name}.write", wording.write)] if wording.write else []
    yield from ((f"advice.{name}", text) for name, text in known.advice.items())
    yield from ((f"also.{name}", text) for name, text in known.also.items())
    yield from ((f"words.{name}", text) for name, text in known.words.items())


def values(sentence: str) -> set[str]:
    """Name the places for values in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_tells_the_same_findings_with_the_same_values(language: str) -> None:
    asked = {name: values(text) for name, text in sentences(ENGLISH)}
    assert {name: values(text) for name, text in sentences(KNOWN[language])} == asked


def test_no_language_borrows_its_sentences_from_another() -> None:
    texts = [dict(sentences(KNOWN[language])) for language in LANGUAGES]
    alike = [name for name in texts[0] if len({text[name] for text in texts}) == 1 and name.endswith("says")]
    assert alike == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_and_each_advice_is_one_sentence(language: str) -> None:
    for name, text in sentences(KNOWN[language]):
        if not name.startswith("words."):
            plain = re.sub(r"`[^`]*`|\"[^\"]*\"|\[\[?[^]]*\]\]?|https?://\S+", "x", text)
            assert len(text.split()) <= 30, name
            assert len(ENDS.findall(plain.replace("Art. ", "Art "))) == 1, (name, text)


def test_every_finding_has_a_sentence_on_what_to_write() -> None:
    lacking = {name for name, wording in ENGLISH.findings.items() if not wording.write}
    assert {name for name in lacking if not BUILT.fullmatch(name)} == set()  # those name an advice that several share


def literals() -> Iterator[tuple[str, bool]]:
    """Give the texts in the code of the checks and the rule packs, and whether they are handed over as the name of a sentence."""
    folders = ("policy", "inventory", "notices", "exchange")
    commands = [SOURCE / "cli" / "check.py", *(SOURCE / "registers").glob("*.py"), *(SOURCE / "cli" / "inventory").glob("*.py")]
    for path in [*(path for folder in folders for path in (SOURCE / folder).rglob("*.py")), *commands]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in TELLING:
                yield from ((a.value, True) for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, False
    for path in PACKS.glob("*.yaml"):
        items = yaml.safe_load(path.read_text("utf-8")).get("items", [])
        yield from ((item.get("wording", item["id"]), True) for item in items)


def test_no_sentence_is_left_over() -> None:
    drifts = {kind.replace("_", "-") for kind in get_args(get_type_hints(Drift)["kind"])}
    used = {text for text, _ in literals()} | {f"dataset-shape.{kind}" for kind in ("mailbox", "files")} | drifts
    assert drifts <= set(ENGLISH.findings)
    names = {*ENGLISH.findings, *ENGLISH.advice, *ENGLISH.also, *ENGLISH.words}
    assert {name for name in names - used if not BUILT.fullmatch(name)} == set()


def test_every_code_that_the_checks_name_has_a_sentence() -> None:
    handed = {text for text, named in literals() if named and CODE.fullmatch(text)}
    assert handed - {*ENGLISH.findings, *ENGLISH.advice} == set()


def test_every_kind_of_name_that_may_be_unknown_has_a_sentence() -> None:
    kinds = declared(planted().value or pytest.fail("the small policy has faults"))
    assert {f"unknown-{kind}" for kind in [*kinds, "column", "dataset", "identifier"]} == {
        name for name in ENGLISH.findings if name.startswith("unknown-") and name != "unknown-key"
    }


def test_the_command_tells_findings_in_the_language_asked_for(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(SMALL.replace("timezone: Europe/Copenhagen", "timezone: Atlantis"), encoding="utf-8")
    told = {}
    for language in LANGUAGES:
        said = run("check", "--home", tmp_path, "--as-of", TODAY, "--lang", language, "--json")
        (finding,) = said.json["findings"]
        told[language] = finding.pop("message")
        assert set(finding) == {"code", "severity", "hint", "file", "line", "column", "article", "path"}
        assert (said.code, finding["code"], finding["line"]) == (1, "timezone-unknown", 6)
    assert told["da"] == "`Atlantis` er ikke en tidszone."
    assert (told["sv"], told["en"]) == ("`Atlantis` är inte en tidszon.", "`Atlantis` is not a time zone.")


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(SMALL, encoding="utf-8")
    told = run("check", "--home", tmp_path, "--lang", "fi")
    assert (told.code, "'da', 'sv', 'nb', 'en'" in told.err) == (2, True)


def test_a_variant_belongs_to_a_code() -> None:
    assert {worded(name) for name in ENGLISH.findings} >= {name for name in ENGLISH.findings if "." not in name}
    faults = planned(Path(__file__).with_name("faults.yaml")) | planned(Path(__file__).parents[1] / "inventory" / "faults.yaml")
    assert {code for code, _, _ in faults.values()} <= {worded(name) for name in ENGLISH.findings}
