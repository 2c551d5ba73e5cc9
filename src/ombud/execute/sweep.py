"""Carry out a sweep: look, note the intention, act, look again, note the result; an interrupted step is repeated (DESIGN §6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from typing import Protocol

from ombud.errors import MisconfiguredError, OmbudError, UnavailableError
from ombud.execute.join import Answer, Join
from ombud.execute.spill import spilled
from ombud.inventory.model import Place
from ombud.plan.acts import emptying
from ombud.plan.clocks import Scene
from ombud.plan.model import (
    NEVER,
    UNKNOWN_START,
    Change,
    Col,
    Condition,
    EraseRows,
    Everything,
    Keys,
    Matching,
    Running,
    SetFields,
    Where,
    Within,
)
from ombud.plan.parts import after_below, asks_elsewhere, clocks_in, own_part, without_owning
from ombud.plan.reach import comparable
from ombud.plan.retention.steps import Below, Step
from ombud.plan.retention.witness import unsettled
from ombud.plan.serving import both, either
from ombud.policy.model import Leaves
from ombud.systems.connector import Connector
from ombud.systems.refusal import Refusal

CHUNK = 500
"""Rows a change by keys names at once: above 1,000 planners turn to scanning (measured, see docs/explain/speed.md)."""


class Note(Protocol):
    """Put one fact on record; a store and a test's list both do."""

    def __call__(self, kind: str, step: str, **facts: str | int) -> None:
        """Append the fact to the log."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at a step's rows found, or why they could not be looked at or changed."""

    due: int
    no_clock: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[tuple[str, str], int] = field(default_factory=dict)
    held: int = 0
    why: Refusal | OmbudError | None = None

    @property
    def stopped(self) -> str:
        """Tell in a word why the step cannot be looked at or made, or nothing."""
        match self.why:
            case None:
                return ""
            case UnavailableError():
                return "unavailable"
            case MisconfiguredError():
                return "misconfigured"
            case _:
                return "refused"


@dataclass(frozen=True, slots=True)
class Work:
    """What carrying out needs: promises and places, open systems, keys under hold, the proof keeper."""

    scene: Scene
    systems: Mapping[str, Connector]
    join: Join
    held: Mapping[str, Collection[tuple[object, ...]]] = field(default_factory=dict)
    keep_proof: Callable[[Step, Leaves, Iterable[tuple[Sequence[object], Sequence[object]]]], None] | None = None
    waiting: dict[str, frozenset[tuple[object, ...]]] = field(default_factory=dict)

    def back(self, step: Step) -> Collection[tuple[object, ...]]:
        """Tell which rows a step must leave: those under hold, and those of which nobody could tell before the first step."""
        held, waiting = self.held.get(f"{step.system}.{step.dataset}", ()), self.waiting.get(step.id)
        return waiting.union(held) if waiting else held

    def key(self, step: Step) -> tuple[str, ...]:
        """Name the columns that tell the step's rows apart."""
        return key_of(self.scene, step.system, step.dataset)

    def answers(self, step: Step, conditions: list[Condition], within: Within) -> Iterator[tuple[tuple[object, ...], Answer]]:
        """Stream a dataset's rows by their keys, each with a way to ask it conditions that need other systems."""
        return self.join.answers(self.scene.place(step.system, step.dataset), self.key(step), conditions, within)


def key_of(scene: Scene, system: str, dataset: str) -> tuple[str, ...]:
    """Name the columns that tell a dataset's rows apart: as declared, else those its kind of system always has."""
    place = scene.place(system, dataset)
    if place.dataset.key and not place.dataset.csv:
        return place.dataset.key
    if place.dataset.csv:
        return ("path", *(place.dataset.key or ("line",)))
    return ("path",) if place.dataset.glob else ("folder", "id")


def look(step: Step, work: Work, *, acting: bool = False) -> Seen:
    """Count what is due, what has no clock, what a law keeps and what is held; change nothing."""
    try:
        if step.preview == NEVER:
            return _look_late(step, work) if acting else Seen(0)
        if refusal := work.systems[step.system].refuse(step.change) or _refused_first(step, work):
            return Seen(0, why=refusal)
        return _look(step, step.preview, work)
    except (UnavailableError, MisconfiguredError) as error:
        return Seen(0, why=error)


def _look_late(step: Step, work: Work) -> Seen:
    """Look at a step of which nothing can be told before those above it; a refusal counts only where something is due."""
    seen = _look(step, step.condition, work)
    refusal = work.systems[step.system].refuse(step.change) if seen.due else None
    return Seen(0, why=refusal) if refusal else seen


def _refused_first(step: Step, work: Work) -> Refusal | None:
    """Tell why the columns that only name the due rows could not be emptied before them; the rows are asked for only where that is so."""
    key, system, nobody = work.key(step), work.systems[step.system], ((None,) * len(work.key(step)),)
    if not any(system.refuse(change) for change in emptying(step.mentions, key, nobody)):
        return None
    pending = _due_keys(step, step.preview, work)
    chunks = iter(lambda: tuple(islice(pending, CHUNK)), ())
    return next((why for chunk in chunks if (why := refused_mention(emptying(step.mentions, key, chunk), system))), None)


def refused_mention(changes: Iterable[SetFields], system: Connector) -> Refusal | None:
    """Tell why a system could not empty columns that name rows which are to go, if any row names them."""
    reasons = ((change, system.refuse(change)) for change in changes)
    there = ((change, why) for change, why in reasons if why and system.count(change.dataset, change.within))
    return next((replace(why, values={**why.values, "dataset": change.dataset}) for change, why in there), None)


def _look(step: Step, condition: Condition, work: Work) -> Seen:
    held = work.back(step)
    if held or asks_elsewhere(condition):
        due = Counter(key in held for key in _due_keys(step, condition, work))
        return _seen(due[False], due[True], _tallied(step, work))
    return _seen(work.systems[step.system].count(step.dataset, Where(condition)), 0, _tallied(step, work))


def _tallied(step: Step, work: Work) -> Counter[tuple[str, str, str]]:
    connector, counts = work.systems[step.system], Counter[tuple[str, str, str]]()
    across = [tally for tally in step.tallies if asks_elsewhere(tally.condition)]
    for tally in step.tallies:
        if tally not in across:
            counts[tally.kind, tally.rule, tally.ground] += connector.count(step.dataset, Where(tally.condition))
    conditions = [tally.condition for tally in across]
    for _, answer in work.answers(step, conditions, Everything()) if across else ():
        counts.update((t.kind, t.rule, t.ground) for t in across if answer(t.condition))
    return counts


def _seen(due: int, held: int, counts: Counter[tuple[str, str, str]]) -> Seen:
    no_clock = {rule: n for (kind, rule, _), n in counts.items() if kind == "no_clock" and n}
    kept = {(rule, ground): n for (kind, rule, ground), n in counts.items() if kind == "kept" and n}
    return Seen(due, no_clock, kept, held)


# ------------------------------------------------------------------ acting


def prepare(steps: Iterable[Step], work: Work) -> None:
    """Ask what steps need of other systems before the first of them acts; one that does not tell it is named by the step that needs it."""
    for step in steps:
        with suppress(UnavailableError, MisconfiguredError):
            place = work.scene.place(step.system, step.dataset)
            work.join.prepare(place, [step.condition, *(tally.condition for tally in step.tallies)])
            if clocks := unsettled(place, work.scene) & set(clocks_in(step.condition)):
                work.waiting[step.id] = _untold(step, either(*(Running(clock, _BEFORE_UNKNOWN) for clock in clocks)), work)


_BEFORE_UNKNOWN = UNKNOWN_START - timedelta(1)


def _untold(step: Step, unknown: Condition, work: Work) -> frozenset[tuple[object, ...]]:
    """Tell which rows nobody can tell yet, as rows below have no day: should these go, the rows wait for the next sweep's plan."""
    everything = frozenset(place.name for place in work.scene.inventory.datasets())
    due = both(without_owning(step.condition, everything), unknown)
    return frozenset(_due_keys(step, unknown, work)) - frozenset(_due_keys(step, due, work))


def carry_out(step: Step, work: Work, note: Note, *, intended: int | None = None) -> Generator[int, None, Seen]:
    """Make one step's change, yield the rows changed as it goes, and give what was due before it and what stays after it.

    `intended` is how many rows an interrupted run meant to change: the step is repeated on those that are found now.
    """
    due = look(replace(step, tallies=()), work, acting=True)  # stopped: nothing is changed
    if due.stopped:
        note("failed", step.id, **_where(step), reason=due.stopped)
        return due
    if intended is None:
        note("intended", step.id, **_where(step), due=due.due)
    else:
        note("repeated", step.id, **_where(step), intended=intended, found=due.due)
    changed = 0
    for count in _act(step, work) if due.due else ():
        changed += count
        yield count
    left = look(replace(step, tallies=tuple(t for t in step.tallies if t.kind == "kept")), work, acting=True)
    if left.stopped:
        note("failed", step.id, **_where(step), reason=left.stopped)
        return left
    note("done", step.id, **_where(step), count=changed, remaining=left.due, kept=left.held + sum(left.kept.values()))
    return replace(left, due=due.due)


def _where(step: Step) -> dict[str, str]:
    action = "erase" if isinstance(step.change, EraseRows) else "empty"
    return {"system": step.system, "dataset": step.dataset, "rule": step.rules[0], "action": action}


def _act(step: Step, work: Work) -> Iterator[int]:
    held = work.back(step)
    by_keys = asks_elsewhere(step.condition) or step.mentions or step.leaves or step.below or held
    if not by_keys:
        return work.systems[step.system].sweep(step.change)
    return _by_keys(step, work, held)


def _by_keys(step: Step, work: Work, held: Collection[tuple[object, ...]]) -> Iterator[int]:
    due = (key for key in _due_keys(step, _ready(step), work) if key not in held)
    for chunk in spilled(due, CHUNK):
        changes, _ = _together(step, chunk, work)
        counts = work.systems[step.system].apply(changes) if changes else ()
        yield sum(n for n, change in zip(counts, changes, strict=True) if type(change) is type(step.change))


def _ready(step: Step) -> Condition:
    """Tell which rows are due once the rows that go with them are gone."""
    return without_owning(step.condition, frozenset(below.step.dataset for below in step.below))


def _due_keys(step: Step, condition: Condition, work: Work, among: Matching | None = None) -> Iterator[tuple[object, ...]]:
    """Stream the keys of the rows for which a condition holds, asking other systems where it must."""
    own = own_part(condition)
    within = replace(among, also=own) if among else Where(own)
    if not asks_elsewhere(condition):
        return work.systems[step.system].read(step.dataset, [Col(name) for name in work.key(step)], within)
    return (key for key, answer in work.answers(step, [condition], within) if answer(condition))


def _together(step: Step, keys: Keys, work: Work) -> tuple[list[Change], Keys]:
    """Put together the changes to some rows and to those that go with them; rows to which others still belong stay."""
    changes, staying = list[Change](), set[tuple[object, ...]]()
    for below in step.below:
        more, left = _with(below, step, keys, work)
        changes.extend(more)
        staying |= left
    going = tuple(key for key in keys if key not in staying)
    if going and work.keep_proof:
        _keep_proofs(step, work, going)
    return [*changes, *(_changes(step, work, going) if going else ())], going


def _with(below: Below, step: Step, keys: Keys, work: Work) -> tuple[list[Change], set[tuple[object, ...]]]:
    """Put together the changes to the rows below some rows, and name those of the upper that something stays below."""
    connector, mine, theirs = work.systems[step.system], work.key(step), work.key(below.step)
    ties = [Col(name) for name in below.link.on.values()]
    upper = {row[len(mine) :]: row[: len(mine)] for row in connector.read(step.dataset, [*map(Col, mine), *ties], Matching(mine, keys))}
    among = Matching(tuple(below.link.on), tuple(tie for tie in upper if None not in tie) or ((None,) * len(ties),))
    tied = {
        row[: len(theirs)]: row[len(theirs) :]
        for row in connector.read(below.step.dataset, [*map(Col, theirs), *map(Col, below.link.on)], among)
    }
    held = work.back(below.step)
    due = tuple(key for key in _due_keys(below.step, _ready(below.step), work, among) if key not in held)
    changes, going = _together(below.step, due, work) if due else ([], ())
    return changes, {upper[tie] for key, tie in tied.items() if key not in set(going)}


def _changes(step: Step, work: Work, chunk: Keys) -> list[Change]:
    also = after_below(own_part(step.condition)) if step.below else own_part(step.condition)
    return [*emptying(step.mentions, work.key(step), chunk), on(step.change, Matching(work.key(step), chunk, also=also))]


def on(change: Change, within: Matching) -> Change:
    """Aim a change at other rows."""
    return EraseRows(change.dataset, within) if isinstance(change, EraseRows) else SetFields(change.dataset, change.values, within)


def left_of(
    rows: Iterable[Sequence[object]], key: int, place: Place, columns: Sequence[str], leaves: Leaves, scene: Scene
) -> Iterator[tuple[Sequence[object], Sequence[object]]]:
    """Part rows into their key and what is left of them; a code is made of an address as it compares, so that it can be found again."""
    for row in rows:
        values = row[key:]
        yield row[:key], comparable(place, columns, values, scene) if leaves.form == "keyed_hash" else values


def _keep_proofs(step: Step, work: Work, chunk: Keys) -> None:
    place, key = work.scene.place(step.system, step.dataset), work.key(step)
    within = Matching(key, chunk, also=own_part(_ready(step)))
    for left in step.leaves:
        columns = [name for name, column in place.typed().items() if column.is_ in left.fields]
        rows = work.systems[step.system].read(step.dataset, [Col(name) for name in (*key, *columns)], within)
        if work.keep_proof:
            work.keep_proof(step, left, left_of(rows, len(key), place, columns, left, work.scene))
