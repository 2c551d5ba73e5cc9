"""Whether a profile holds what the policy says, of people who allow it, and nothing else (GDPR Art. 5(1)(c), 7(3), 13(2)(f), 21(2)-(3))."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ombud.execute.answer import collect
from ombud.execute.discover import discover
from ombud.execute.join import Identified
from ombud.inventory.model import parted
from ombud.policy.model import Activity
from ombud.policy.statements import Statement
from ombud.promises.asked import reachable
from ombud.promises.looking import Check, Looking, named, unproven
from ombud.promises.saying.phrase import phrase

Part = Literal["inputs", "results"]
Profiles = Mapping[frozenset[Identified], Collection[str]]
"""Whom a profile is of, under all that their rows name them by, and which data are filled."""

_AT_ONCE = 500
_STORED = frozenset({"allowed", "restricted"})
"""What the gate says of those whose data may be held: what is restricted may be stored (GDPR Art. 18(2))."""


@dataclass(frozen=True, slots=True)
class _Profiling:
    """An activity that makes profiles, as its policy says it: which data go in, which come out."""

    name: str
    it: Activity
    inputs: frozenset[str]
    results: frozenset[str]

    def undeclared(self, part: Part, filled: Collection[str]) -> set[str]:
        """Name the data that go in or come out and are not told: what was seen of people, and what was made of it."""
        derived = {datum for datum in filled if datum in self.it.data and self.it.data[datum].source == "derived"}
        mine = derived if part == "results" else {datum for datum in filled if not self._given(datum)} - derived
        return mine - self.inputs - self.results

    def _given(self, datum: str) -> bool:
        """Tell whether people gave a datum themselves for the activity: with an address they are written to, not judged."""
        return datum in self.it.data and self.it.data[datum].source == "provided"

    def of(self, part: Part, filled: Collection[str]) -> set[str]:
        """Name the data of one part of the profile."""
        return set(filled) & (self.results if part == "results" else self.inputs - self.results)


def profile(statement: Statement, looking: Looking) -> Check:
    """Look at every profile: nothing in it is untold, and none is of somebody who said no or never said yes."""
    asked = _asked(statement, looking)
    part: Part = "results" if statement.path[3] == "results" else "inputs"
    if hidden := _hidden(asked.name, looking):
        return hidden
    profiles = looking.tallies.profiled.get(asked.name, {})
    if strange := sorted({datum for filled in profiles.values() for datum in asked.undeclared(part, filled)}):
        figure = phrase("profile-untold", kinds=len(strange), data=strange)
        return Check("broken", figure, phrase("profile-rows-hold"), phrase("erase-or-tell"))
    mine = {people: filled for people, filled in profiles.items() if asked.of(part, filled)}
    if not mine:
        return unproven(phrase("profile-empty", part=part), phrase("look-later"))
    return (_baseless(asked, mine, looking) if part == "results" else None) or _allowed(asked, part, mine, looking)


def _asked(statement: Statement, looking: Looking) -> _Profiling:
    it = looking.scene.policy.activities[statement.path[1]]
    assert it.profiling is not None  # noqa: S101 - the statement is about it
    return _Profiling(statement.path[1], it, frozenset(it.profiling.inputs), frozenset(it.profiling.results))


def _hidden(activity: str, looking: Looking) -> Check | None:
    """Say what keeps the profiles from being seen: no dataset, columns that nobody declared, rows that name nobody, a silent system."""
    places = {place.id: place for place in looking.scene.inventory.datasets() if activity in place.dataset.activities}
    if not places:
        return unproven(phrase("served-nowhere"), phrase("name-activity"))
    strays = [d for d in looking.undeclared(columns=True) if d.kind == "undeclared_column" and f"{d.system}.{d.name}" in places]
    if strays:
        cause = phrase("unsaid-holding", places=map(named, strays))
        return Check("broken", phrase("undeclared", places=len(strays)), cause, phrase("declare-or-remove"))
    if nameless := [place.id for place in places.values() if not place.identifying()]:
        return unproven(phrase("rows-nameless", places=nameless), phrase("declare-identifies"))
    return looking.silent({place.system for place in places.values()}, set(places))


# ------------------------------------------------------------------ what people chose


def _allowed(asked: _Profiling, part: Part, mine: Profiles, looking: Looking) -> Check:
    if looking.kept.choices is None:
        return unproven(phrase("no-desk"), phrase("record-choices"))
    people = [sorted(one) for one in _whole(mine, looking)]
    told = looking.kept.choices.gate(asked.name, people)
    unknown = sum(why == "no_consent" and not reachable(person) for why, person in zip(told, people, strict=True))
    no = [why for why, person in zip(told, people, strict=True) if why not in _STORED and (why != "no_consent" or reachable(person))]
    if len(no) + unknown == len(told) and set(no) <= {"no_consent"}:
        return unproven(phrase("choices-unrecorded", profiles=len(told), part=part), phrase("record-or-import"))
    if no:
        figure, cause = phrase("profiles-unallowed", bad=len(no), profiles=len(told), part=part), phrase("gate-says", why=sorted(set(no)))
        return Check("broken", figure, cause, phrase("erase-profiles"))
    figure = phrase("profiles-allowed", profiles=len(told) - unknown, part=part)
    return Check("unproven", figure, phrase("names-nobody", rows=unknown), phrase("link-to-address")) if unknown else Check("kept", figure)


def _whole(mine: Profiles, looking: Looking) -> Iterator[frozenset[Identified]]:
    """Tell by what each is known; where rows name somebody by a number alone, also by the address that it leads to."""
    bare = [people for people in mine if not reachable(people)]
    yield from mine.keys() - set(bare)
    for at in range(0, len(bare), _AT_ONCE):
        found = discover([tuple(sorted(people)) for people in bare[at : at + _AT_ONCE]], looking.scene, looking.systems)
        yield from (frozenset(person.identifiers) for person in found.persons)


# ------------------------------------------------------------------ results without inputs


def _baseless(asked: _Profiling, mine: Profiles, looking: Looking) -> Check | None:
    """Look for results of people of whom no input is held anywhere: they were made from something else than the policy tells."""
    doubtful = [people for people, filled in mine.items() if not asked.of("inputs", filled)]
    count = sum(not _has_inputs(asked, people, looking) for people in doubtful)
    if not count:
        return None
    return Check("broken", phrase("profiles-baseless", bad=count, profiles=len(mine)), phrase("made-from-else"), phrase("find-source"))


def _has_inputs(asked: _Profiling, people: frozenset[Identified], looking: Looking) -> bool:
    """Search all systems for an input of somebody: some stand in rows of other activities."""
    (person,) = discover([tuple(sorted(people))], looking.scene, looking.systems).persons
    for row, values in collect(person, looking.scene, looking.systems):
        columns = looking.scene.place(*parted(row.place)).personal()
        if any(columns[name].is_ in asked.inputs for name, value in values.items() if value not in (None, "", ())):
            return True
    return False
