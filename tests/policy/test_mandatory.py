"""Without any one fact the law demands, no repaired policy passes: each is taken out, then blanked, and the article is named."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ombud.inventory.check import bindings
from ombud.inventory.parse import parse_inventory
from ombud.policy.check import Bindings, check
from ombud.policy.check.rulepack import Item, read_rulepack, valid
from ombud.policy.finding import Finding
from ombud.policy.parse import parse
from tests.policy.small import plain, rulepacks

ROOT = Path(__file__).parents[2]
HOMES = sorted(path.parent for path in ROOT.glob("examples/*/policy.yaml"))
MANDATORY = plain(Path(__file__).with_name("mandatory.yaml"))
TODAY = date(2026, 11, 25)
PACKS = rulepacks()
Steps = tuple[str | int, ...]
LISTED = {at for item in MANDATORY.values() for at in item["at"]}
ITEMS = [item for file, text in PACKS.items() if (pack := read_rulepack(text, file).value) for item in pack.items if valid(item, TODAY)]
ASKED = [(item, at) for item in ITEMS for at in item.at if item.absent in ("error", "warning") and at not in LISTED and at[-1] != "*"]
"""What the rule packs ask for beyond the list of the regulation: cookies, cameras, versions and more; an item of a list may go."""
GONE = object()


@cache
def policy_of(home: Path) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Read a home's policy as it stands; it is copied before it is changed."""
    return plain(home / "policy.yaml")


@cache
def bound(home: Path) -> Bindings:
    """Read what a home's inventory knows."""
    inventory = parse_inventory((home / "inventory.yaml").read_text(encoding="utf-8")).value
    assert inventory
    return bindings(inventory)


def found(home: Path, raw: object) -> list[Finding]:
    """Check a changed policy with the home's inventory; give the errors. JSON is YAML in which every text stays one."""
    findings = check(parse(json.dumps(raw, ensure_ascii=False)), bound(home), TODAY, PACKS)
    return [finding for finding in findings if finding.severity == "error"]


def places(raw: Any, at: str, only: dict[str, list[str]]) -> Iterator[Steps]:  # noqa: ANN401 - any part of the file
    """List where a pattern stands in a policy."""
    head, _, rest = at.partition(".")
    if not rest:
        if isinstance(raw, dict) and head in raw and all(raw.get(key) in chosen for key, chosen in only.items()):
            yield (head,)
        return
    keys = range(len(raw)) if isinstance(raw, list) else raw if isinstance(raw, dict) else ()
    for key in keys if head == "*" else [head] if isinstance(raw, dict) and head in raw else []:
        yield from ((key, *steps) for steps in places(raw[key], rest, only))


def changed(raw: object, steps: Steps, value: object) -> object:
    """Copy a policy with one place taken out or given another value."""
    result = copy.deepcopy(raw)
    part: Any = result
    for step in steps[:-1]:
        part = part[step]
    if value is GONE:
        del part[steps[-1]]
    else:
        part[steps[-1]] = value
    return result


def blank(value: object) -> object:
    """Empty a value in its own shape."""
    return type(value)() if isinstance(value, dict | list) else ""


def mutations(home: Path, fact: str) -> list[Steps]:
    """List the places of a mandatory fact in a home's policy."""
    item = MANDATORY[fact]
    return [steps for at in item["at"] for steps in places(policy_of(home), at, item.get("only", {}))]


@pytest.mark.parametrize("home", HOMES, ids=lambda path: path.name)
def test_the_policy_as_it_stands_has_no_errors(home: Path) -> None:
    assert found(home, policy_of(home)) == []


@pytest.mark.parametrize("fact", MANDATORY)
@pytest.mark.parametrize("home", HOMES, ids=lambda path: path.name)
def test_without_a_mandatory_fact_the_check_names_its_article(home: Path, fact: str) -> None:
    raw, article = policy_of(home), MANDATORY[fact]["article"]
    survived = []
    for steps in mutations(home, fact):
        value = _at(raw, steps)
        for how, new in (("removed", GONE), ("blanked", blank(value))):
            if not any(article in finding.article for finding in found(home, changed(raw, steps, new))):
                survived.append((how, ".".join(map(str, steps))))
    assert survived == []


def test_every_mandatory_fact_stands_in_some_home() -> None:
    assert {fact for fact in MANDATORY if not any(mutations(home, fact) for home in HOMES)} == set()


@pytest.mark.parametrize(("item", "at"), ASKED, ids=[at for _, at in ASKED])
def test_whatever_a_rule_pack_asks_for_is_missed_when_it_is_gone(item: Item, at: str) -> None:
    raw, steps = next((raw, steps) for home in HOMES for raw in [policy_of(home)] for steps in places(raw, at, {}))
    for new in (GONE, blank(_at(raw, steps))):
        findings = check(parse(json.dumps(changed(raw, steps, new), ensure_ascii=False)), None, TODAY, PACKS)
        assert any(finding.article == item.article for finding in findings)


def _at(raw: Any, steps: Steps) -> object:  # noqa: ANN401 - any part of the file
    for step in steps:
        raw = raw[step]
    return raw
