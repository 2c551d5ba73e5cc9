"""Checks of an inventory: can it be carried out as written, and does it agree with the policy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations

from ombud.inventory import datasets, links
from ombud.inventory.model import Inventory, System
from ombud.inventory.room import Room
from ombud.policy.check.look import Bindings
from ombud.policy.finding import Finding, Path, Word
from ombud.policy.model import Policy
from ombud.policy.parse import Parsed

_PASSWORD = re.compile(r"://[^/\s@]*:[^/\s@]+@|[?&;\s](password|pwd)=", re.IGNORECASE)
_ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+){1,2}")


UNSOUND = frozenset(
    {
        *(f"unknown-{kind}" for kind in ("activity", "column", "dataset", "datum", "event", "identifier")),
        *("bad-pattern", "columns-missing", "dataset-shape", "link-elsewhere", "link-without-columns", "owner-circle"),
        *(
            "activity-missing",
            "correspondent-chain",
            "correspondent-unknowable",
            "floor-undercut",
            "folders-overlap",
            "otherwise-never",
            "otherwise-twice",
            "test-empty",
        ),
        *("event-derived", "own-domains-missing"),
    }
)
"""The faults after which nobody can say which rows are due or whose they are: nothing is planned before they are mended."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one system, and where."""

    name: str
    system: System
    path: Path


def bindings(inventory: Inventory) -> Bindings:
    """Tell a policy which events some column shows, and in which systems each activity has rows."""
    places = inventory.datasets()
    events = frozenset(event for place in places for column in place.typed().values() for event in column.events())
    activities = {activity for place in places for activity in place.dataset.activities}
    return Bindings(events, {a: frozenset(p.system for p in places if a in p.dataset.activities) for a in activities})


def check_inventory(
    parsed: Parsed[Inventory], policy: Policy | None, *, file: str = "inventory.yaml", zones: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """Tell everything that is wrong with an inventory, in the order of the file; faults of reading alone if there are any."""
    if parsed.value is None:
        return parsed.faults
    room = Room(file, parsed.marks, parsed.value, policy)
    return tuple(sorted(_all(room, zones), key=lambda f: (f.line, f.column, f.code, f.path)))


def _all(room: Room, zones: Collection[str] | None) -> Iterator[Finding]:
    for name, system in room.inventory.systems.items():
        said = _Said(name, system, ("systems", name))
        yield from _reach(room, said)
        yield from _zone(room, said, zones)
        yield from _folders(room, said)
        if room.policy:
            yield from _promised(room, said, room.policy)
    for check in (*datasets.CHECKS, *links.CHECKS):
        for place in room.inventory.datasets():
            yield from check(room, place)
    if room.policy:
        yield from _unserved(room, room.policy)


def _reach(room: Room, said: _Said) -> Iterator[Finding]:
    if _PASSWORD.search(said.system.at):
        yield room.error("password-in-file", (*said.path, "at"), "GDPR Art. 32(1)(b)", system=said.name)
    if said.system.kind == "mailbox" and not said.system.own_domains:
        yield room.error("own-domains-missing", said.path, system=said.name)
    if not said.system.datasets:
        yield room.warning("system-empty", said.path, system=said.name)


def _zone(room: Room, said: _Said, zones: Collection[str] | None) -> Iterator[Finding]:
    zone = said.system.zone
    if not _ZONE.fullmatch(zone) or (zones is not None and zone not in zones):
        yield room.error("timezone-unknown", (*said.path, "zone"), zone=zone)


def _folders(room: Room, said: _Said) -> Iterator[Finding]:
    """Report two datasets of a mailbox that would both hold the same message."""
    for (one, first), (other, second) in combinations(said.system.datasets.items(), 2):
        both = [(a, b) for a in first.folders for b in second.folders if fnmatchcase(a, b) or fnmatchcase(b, a)]
        if both:
            path = (*said.path, "datasets", other, "folders")
            yield room.error("folders-overlap", path, dataset=other, folder=both[0][1], other=one, beside=both[0][0])


def _promised(room: Room, said: _Said, policy: Policy) -> Iterator[Finding]:
    """Compare a system with what the policy promises of it."""
    if said.name not in policy.systems:
        yield room.unknown("system", said.name, said.path, policy.systems)
        return
    for name, account in said.system.accounts.items():
        strange = (one for one in account.serves if one not in policy.activities)
        yield from (room.unknown("activity", one, (*said.path, "accounts", name, "serves"), policy.activities) for one in strange)
    host, recipient = policy.systems[said.name].hosted_by, said.system.recipient
    if recipient and recipient not in policy.recipients:
        yield room.unknown("recipient", recipient, (*said.path, "recipient"), policy.recipients)
    elif recipient and recipient != host:
        path, told = (*said.path, "recipient"), f"`{host}`" if host else Word("nobody")
        yield room.error("host-differs", path, "GDPR Art. 30(1)(d)", system=said.name, recipient=recipient, host=told)


def _unserved(room: Room, policy: Policy) -> Iterator[Finding]:
    """Report activities without a dataset, and data that no column of theirs shows."""
    places = room.inventory.datasets()
    for name, activity in policy.activities.items():
        columns = [column for place in places if name in place.dataset.activities for column in place.typed().values()]
        if not any(name in place.dataset.activities for place in places):
            yield room.warning("activity-without-dataset", ("systems",), activity=name)
        elif unseen := sorted(set(activity.data) - {column.is_ for column in columns}):
            yield room.note("datum-nowhere", ("systems",), activity=name, data=tuple(unseen))
