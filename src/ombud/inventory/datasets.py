"""Checks of one dataset: its shape, the activities its rows serve, what its columns are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ombud.inventory.model import Column, CorrespondentIn, Isnt, Place, When
from ombud.inventory.room import Room, at
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Policy

_MAIL = frozenset({"received", "correspondents", "names", "subject", "body", "message", "attachments", "folder", "size"})
_FILE = frozenset({"path", "modified", "content"})


# ------------------------------------------------------------------ the shape


def shape(room: Room, place: Place) -> Iterator[Finding]:
    """Report a dataset that lacks what its kind of system needs, or has what another kind needs."""
    dataset, kind = place.dataset, room.inventory.systems[place.system].kind
    has = {key for key, value in (("folders", dataset.folders), ("glob", dataset.glob), ("csv", dataset.csv)) if value}
    needs = {"mailbox": [{"folders"}], "files": [{"glob"}, {"csv"}]}.get(kind, [set()])
    if has not in needs:
        want = " or ".join(sorted(f"`{key}:`" for keys in needs for key in keys)) or "none of folders, glob and csv"
        yield room.error("dataset-shape", at(place), f"`{place.id}` does not say which rows it holds as a {kind} does.", f"Write {want}.")
    if not dataset.columns:
        hint = "Name every column; `none` if it holds nothing of a person."
        yield room.error("columns-missing", at(place, "columns"), f"`{place.id}` names no columns.", hint)


def fixed_columns(room: Room, place: Place) -> Iterator[Finding]:
    """Report columns that mail or files do not have, and a pattern of names that cannot be read."""
    kind, dataset = room.inventory.systems[place.system].kind, place.dataset
    try:
        named = re.compile(dataset.name or "").groupindex
    except (re.error, OverflowError, RecursionError) as error:
        hint = "Write a regular expression with (?P<name>…) groups."
        yield room.error("bad-pattern", at(place, "name"), f"The pattern cannot be read: {error}.", hint)
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
        hint = "Write `activities: {ACTIVITY: all}`."
        yield room.error("activity-missing", at(place, "activities"), f"`{place.id}` serves no activity.", hint, "GDPR Art. 5(1)(b)")
    otherwise = [name for name, rows in chosen.items() if rows == "otherwise"]
    for name in otherwise[1:]:
        message = f"`otherwise` stands for {otherwise[0]} already."
        yield room.error("otherwise-twice", at(place, "activities", name), message, "Say with `when:` which rows are meant.")
    if otherwise and "all" in chosen.values():
        message = f"`all` leaves nothing for `{otherwise[0]}`."
        yield room.error("otherwise-never", at(place, "activities", otherwise[0]), message, "Say with `when:` which rows each serves.")
    for name, rows in chosen.items():
        if isinstance(rows, When) and (not rows.when or any(_empty(test) for test in rows.when.values())):
            path = at(place, "activities", name)
            yield room.error("test-empty", path, f"The test of `{name}` names no value.", "Write `{COLUMN: VALUE}`.")


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
            message = f"`{other.id}` knows its people by nothing that `{place.id}` shows."
            yield room.error("correspondent-unknowable", path, message, "Bind the same identifier in both.")
        elif any(isinstance(theirs, CorrespondentIn) for theirs in other.dataset.activities.values()):
            hint = "Name a dataset that tells from its own rows whom it knows, such as a table of customers."
            message = f"Whom `{other.id}` knows is itself told by another dataset: nobody could say which rows of `{place.id}` are whose."
            yield room.error("correspondent-chain", path, message, hint)


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
        message = f"`{place.id}` holds {column.is_}, which {', '.join(place.dataset.activities)} does not need."
        hint = "Declare it in an activity that needs it, or stop collecting it."
        yield room.error("datum-unneeded", (*path, "is"), message, hint, "GDPR Art. 5(1)(c)")
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
        message = f"`{event}` is derived from `{known.fiscal_year_of}`; no column shows it."
        yield room.error("event-derived", path, message, "Bind that event instead.")
    elif place.system in policy.systems and place.system not in known.systems:
        hint = f"Add {place.system} to the event's `in:` in the policy."
        yield room.warning("event-elsewhere", path, f"The policy does not say that `{event}` shows in {place.system}.", hint)


def _elsewhere(room: Room, policy: Policy, place: Place) -> Iterator[Finding]:
    for name in place.dataset.activities:
        activity = policy.activities.get(name)
        if activity and activity.systems and place.system not in activity.systems:
            hint = f"Add {place.system} to its `systems:` in the policy, or move the rows."
            message = f"The policy does not say that `{name}` is in {place.system}."
            yield room.warning("activity-elsewhere", at(place, "activities", name), message, hint)


CHECKS = (shape, fixed_columns, named_columns, selectors, correspondents, agreed)
