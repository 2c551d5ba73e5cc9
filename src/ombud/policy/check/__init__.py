"""Checks of a policy: what the law asks of it, what it says of itself, whether it can be carried out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from ombud.policy.check import (
    bases,
    clocks,
    consent,
    cookies,
    document,
    gaps,
    marketing,
    others,
    parties,
    people,
    places,
    references,
    remains,
    whole,
)
from ombud.policy.check.look import Bindings, Look, walk
from ombud.policy.check.rulepack import Index, Rulepack, asked_at, by_shape, read_rulepack
from ombud.policy.finding import Finding
from ombud.policy.model import Policy
from ombud.policy.parse import Parsed

__all__ = ["Bindings", "check"]

CHECKS = (
    gaps.missing_facts,
    gaps.gap_notes,
    *references.CHECKS,
    *bases.CHECKS,
    *clocks.CHECKS,
    *remains.CHECKS,
    *parties.CHECKS,
    *document.CHECKS,
    *consent.CHECKS,
    *marketing.CHECKS,
    *cookies.CHECKS,
    *places.CHECKS,
    *people.CHECKS,
    *others.CHECKS,
    *whole.CHECKS,
)


def check(
    parsed: Parsed[Policy],
    bindings: Bindings | None,
    as_of: date,
    rulepacks: Mapping[str, str],
    *,
    file: str = "policy.yaml",
    zones: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Tell everything that is wrong with a policy on a day, in the order of the file; faults of reading alone if there are any.

    `bindings` are what an inventory knows (`inventory.check.bindings`), `rulepacks` their texts by file name, `zones` the time
    zones there are; without them only the form of the zone is looked at.
    """
    packs, faults = _packs(rulepacks)
    items = by_shape(packs, as_of)
    if parsed.value is None or faults:
        return (*(_cited(fault, items) for fault in parsed.faults), *faults)
    look = Look(file, parsed.marks, parsed.value, as_of, bindings, packs, items, tuple(walk(parsed.value)), zones)
    return tuple(sorted(_all(look), key=lambda f: (f.line, f.column, f.code, f.path)))


def _all(look: Look) -> Iterator[Finding]:
    for one in CHECKS:
        yield from one(look)


def _cited(fault: Finding, items: Index) -> Finding:
    """Name the article that asks for the fact whose place could not be read, or the nearest fact around it."""
    for length in range(len(fault.path), 0, -1):
        if item := asked_at(items, fault.path[:length]):
            return replace(fault, article=item.article)
    return fault


def _packs(texts: Mapping[str, str]) -> tuple[tuple[Rulepack, ...], tuple[Finding, ...]]:
    read = [read_rulepack(text, file) for file, text in texts.items()]
    return tuple(one.value for one in read if one.value), tuple(fault for one in read for fault in one.faults)
