"""Checks of one dataset: its shape, the activities its rows serve, what its columns are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ombud.inventory.model import Column, CorrespondentIn, Isnt, Place, When
from ombud.inventory.room import Room, at
from ombud.policy.finding import Finding, Path, Value
from ombud.policy.model import Policy

_MAIL = frozenset({"received", "correspondents", "sender", "names", "subject", "body", "message", "attachments", "folder", "size"})
_FILE = frozenset({"path", "modified", "content"})


# ------------------------------------------------------------------ the shape


def shape(room: Room, place: Place) -> Iterator[Finding]:
    """Report a dataset that lacks what its kind of system needs, or has what another kind needs."""
    dataset, kind = place.dataset, room.inventory.systems[place.system].kind
    has = {key for key, value in (("folders", dataset.folders), ("glob", dataset.glob), ("csv", dataset.csv)) if value}
    needs = {"mailbox": [{"folders"}], "files": [{"glob"}, {"csv"}]}.get(kind, [set()])
    if has not in needs:
        wording = f"dataset-shape.{kind}" if kind in ("mailbox", "files") else "dataset-shape"
        yield room.error(wording, at(place), dataset=place.id)
    if not dataset.columns:
        yield room.error("columns-missing", at(place, "columns"), dataset=place.id)


def fixed_columns(room: Room, place: Place) -> Iterator[Finding]:
    """Report columns that mail or files do not have, and a pattern of names that cannot be read."""
    kind, dataset = room.inventory.systems[place.system].kind, place.dataset
    try:
        named = re.compile(dataset.name or "").groupindex
    except (re.error, OverflowError, RecursionError) as error:
        yield room.error("bad-pattern", at(place, "name"), problem=str(error))
        return
    known = _MAIL if kind == "mailbox" else _FILE | set(named) if dataset.glob else None
    for column in dataset.columns if known else ():
        if column not in (known or ()):
            yield room.unknown("column", column, at(place, "columns", column), known or ())


def named_columns(room: Room, place: Place) -> Iterator[Finding]:
    """Report a key, a restriction or a test of a column that the dataset does not name."""
    dataset = place.dataset
    used: list[tuple[str, Path]] = [(column, ("key", str(n))) for n, column in enumerate(dataset.key)]
    used += [(dataset.restrict.column, ("restrict", "column"))] if dataset.restrict else []
    used += [(c, ("activities", a, "when", c)) for a, chosen in dataset.activities.items() if isinstance(chosen, When) for c in chosen.when]
    for column, steps in used:
        if column not in dataset.columns:
            yield room.unknown("column", column, at(place, *steps), dataset.columns)


# ------------------------------------------------------------------ which rows serve what


def selectors(room: Room, place: Place) -> Iterator[Finding]:
    """Report activities whose rows cannot be told: nobody's, everybody's twice, or by a test nothing passes."""
    chosen = place.dataset.activities
    if not chosen:
        yield room.error("activity-missing", at(place, "activities"), "GDPR Art. 5(1)(b)", dataset=place.id)
    otherwise = [name for name, rows in chosen.items() if rows == "otherwise"]
    for name in otherwise[1:]:
        yield room.error("otherwise-twice", at(place, "activities", name), activity=otherwise[0])
    if otherwise and "all" in chosen.values():
        yield room.error("otherwise-never", at(place, "activities", otherwise[0]), activity=otherwise[0])
    for name, rows in chosen.items():
        if isinstance(rows, When) and (not rows.when or any(_empty(test) for test in rows.when.values())):
            yield room.error("test-empty", at(place, "activities", name), activity=name)


def _empty(test: object) -> bool:
    return (test.values if isinstance(test, Isnt) else test) == ()


def correspondents(room: Room, place: Place) -> Iterator[Finding]:
    """Report mail that is sorted by people of a dataset which is not there, or knows no address."""
    for name, rows in place.dataset.activities.items():
        if not isinstance(rows, CorrespondentIn):
            continue
        path, other = at(place, "activities", name, "correspondent_in"), room.find(rows.correspondent_in)
        if other is None:
            yield room.unknown("dataset", rows.correspondent_in, path, {p.id for p in room.inventory.datasets()})
        elif not set(place.identifying().values()) & set(other.identifying().values()):
            yield room.error("correspondent-unknowable", path, dataset=place.id, other=other.id)
        elif any(isinstance(theirs, CorrespondentIn) for theirs in other.dataset.activities.values()):
            yield room.error("correspondent-chain", path, dataset=place.id, other=other.id)


# ------------------------------------------------------------------ what the policy knows


def agreed(room: Room, place: Place) -> Iterator[Finding]:
    """Report names the policy does not know, and data or systems that none of the activities speaks of."""
    if room.policy is None:
        return
    for name in place.dataset.activities:
        if name not in room.policy.activities:
            yield room.unknown("activity", name, at(place, "activities", name), room.policy.activities)
    for name, column in place.typed().items():
        yield from _column(room, room.policy, place, name, column)
    if place.system in room.policy.systems:
        yield from _elsewhere(room, room.policy, place)


def _column(room: Room, policy: Policy, place: Place, name: str, column: Column) -> Iterator[Finding]:
    path = at(place, "columns", name)
    if column.is_ and column.is_ not in policy.data:
        yield room.unknown("datum", column.is_, (*path, "is"), policy.data)
    elif column.is_ and column.is_ not in _needed(policy, place):
        said: dict[str, Value] = {"dataset": place.id, "datum": column.is_, "activities": tuple(place.dataset.activities)}
        yield room.error("datum-unneeded", (*path, "is"), "GDPR Art. 5(1)(c)", **said)
    if column.identifies and column.identifies not in policy.identifiers:
        yield room.unknown("identifier", column.identifies, (*path, "identifies"), policy.identifiers)
    for event in column.events():
        yield from _event(room, policy, place, event, (*path, "event"))


def _needed(policy: Policy, place: Place) -> set[str]:
    return {datum for name in place.dataset.activities if name in policy.activities for datum in policy.activities[name].data}


def _event(room: Room, policy: Policy, place: Place, event: str, path: Path) -> Iterator[Finding]:
    known = policy.events.get(event)
    if known is None:
        yield room.unknown("event", event, path, policy.events)
    elif known.fiscal_year_of:
        yield room.error("event-derived", path, event=event, base=known.fiscal_year_of)
    elif place.system in policy.systems and place.system not in known.systems:
        yield room.warning("event-elsewhere", path, event=event, system=place.system)


def _elsewhere(room: Room, policy: Policy, place: Place) -> Iterator[Finding]:
    for name in place.dataset.activities:
        activity = policy.activities.get(name)
        if activity and activity.systems and place.system not in activity.systems:
            yield room.warning("activity-elsewhere", at(place, "activities", name), activity=name, system=place.system)


CHECKS = (shape, fixed_columns, named_columns, selectors, correspondents, agreed)
