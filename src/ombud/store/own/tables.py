"""Ombud's own database as one more system of a home, swept by the policy's own rules like any other (DESIGN §1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from importlib.resources import files
from typing import Final

from ombud.errors import MisconfiguredError
from ombud.inventory.model import Inventory, System
from ombud.policy.parse import parse_as

NAME = "ombud"


@dataclass(frozen=True, slots=True)
class Part:
    """Some of our tables: the setting that turns them on by naming the activity they belong to, and the words of the policy they need."""

    file: str
    section: str
    setting: str
    activity: str
    words: Mapping[str, tuple[str, str]]
    """The placeholder of each word, the setting that names it, and what it is called if nothing does."""
    clocks: Mapping[str, str] = field(default_factory=dict)
    """The placeholder of each column that is a clock only where a setting names its event."""


PARTS: Final = (
    Part("inventory.yaml", "desk", "cases", "CASES", {}),
    Part(
        "proofs.yaml",
        "consent",
        "proofs",
        "PROOFS",
        {"RECORD": ("record", "consent_proof"), "ENDED": ("ended", "consent.ended")},
        {"SENT": "sent"},
    ),
    Part(
        "wishes.yaml",
        "consent",
        "wishes",
        "WISHES",
        {
            "WISH": ("wish", "wish"),
            "HASH": ("hash", "suppression_hash"),
            "RECEIVED": ("received", "optout.received"),
            "LIFTED": ("lifted", "optout.lifted"),
        },
    ),
    Part(
        "subscribers.yaml",
        "consent",
        "list",
        "LIST",
        {"GIVEN": ("given", "interests"), "JOINED": ("joined", "newsletter.joined"), "LEFT": ("left", "newsletter.left")},
    ),
    Part("behaviour.yaml", "consent", "behaviour", "BEHAVIOUR", {"OPENED": ("opened", "mail.opened")}),
)


def with_own(inventory: Inventory, settings: Mapping[str, object], at: str) -> Inventory:
    """Add our own tables, as far as the home says which activities of its policy keep what is in them: `[desk] cases = "…"` and so on."""
    if not (found := list(_parts(settings))):
        return inventory
    if NAME in inventory.systems:
        hint = "Give that system another name; this one is taken by Ombud's own tables."
        raise MisconfiguredError("own-name", f"The inventory has a system called `{NAME}`.", where="inventory.yaml", hint=hint)
    return Inventory({**inventory.systems, NAME: replace(_whole(reduce(_joined, found)), at=at)})


def _whole(declared: System) -> System:
    """Pass over the tables that hold nothing of a requester, and those of requests where a home does not say that it keeps any."""
    cases = PARTS[0]
    rest = () if "cases" in declared.datasets else ("rights_*",)
    return replace(declared, ignore=(*_read(cases.file, {cases.activity: cases.setting}).ignore, *rest))


def without_own(inventory: Inventory) -> Inventory:
    """Leave our own tables out: what a home's developer declared."""
    return Inventory({name: system for name, system in inventory.systems.items() if name != NAME})


def _parts(settings: Mapping[str, object]) -> Iterator[System]:
    for part in PARTS:
        section = settings.get(part.section)
        if isinstance(section, Mapping) and isinstance(activity := section.get(part.setting), str):
            names = {mark: str(section.get(setting, usual)) for mark, (setting, usual) in part.words.items()}
            clocks = {mark: f"{{event: {section[one]}, type: date}}" if one in section else "none" for mark, one in part.clocks.items()}
            yield _read(part.file, {part.activity: activity, **names, **clocks})


def _joined(one: System, other: System) -> System:
    return replace(one, datasets={**one.datasets, **other.datasets}, ignore=(*one.ignore, *other.ignore))


def _read(file: str, names: Mapping[str, str]) -> System:
    text = (files("ombud.store.own") / file).read_text("utf-8")
    for mark, name in names.items():
        text = text.replace(mark, name)
    parsed = parse_as(System, text, file)
    if parsed.value is None:
        raise MisconfiguredError("own-inventory", "; ".join(map(str, parsed.faults)), where="ombud.store.own", hint="Install Ombud anew.")
    return parsed.value
