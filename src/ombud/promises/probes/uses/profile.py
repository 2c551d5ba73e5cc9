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
from ombud.promises.looking import Check, Looking, counted, named, unproven

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
        figure = f"{counted(len(strange), 'kind')} of data that the policy does not tell: {', '.join(strange)}"
        return Check("broken", figure, "Rows of the profile hold them.", "Erase them, or tell them in the policy.")
    mine = {people: filled for people, filled in profiles.items() if asked.of(part, filled)}
    if not mine:
        return unproven(f"No row holds {part} of the profile yet.", "It is looked at again when one does.")
    return (_baseless(asked, mine, looking) if part == "results" else None) or _allowed(asked, part, mine, looking)


def _asked(statement: Statement, looking: Looking) -> _Profiling:
    it = looking.scene.policy.activities[statement.path[1]]
    assert it.profiling is not None  # noqa: S101 - the statement is about it
    return _Profiling(statement.path[1], it, frozenset(it.profiling.inputs), frozenset(it.profiling.results))


def _hidden(activity: str, looking: Looking) -> Check | None:
    """Say what keeps the profiles from being seen: no dataset, columns that nobody declared, rows that name nobody, a silent system."""
    places = {place.id: place for place in looking.scene.inventory.datasets() if activity in place.dataset.activities}
    if not places:
        return unproven("No dataset serves this activity.", "Name the activity at the dataset that serves it, in inventory.yaml.")
    strays = [d for d in looking.undeclared(columns=True) if d.kind == "undeclared_column" and f"{d.system}.{d.name}" in places]
    if strays:
        cause = f"Nobody has said what {', '.join(map(named, strays))} holds."
        return Check("broken", counted(len(strays), "undeclared column"), cause, "Declare it in inventory.yaml, or remove it.")
    if nameless := [place.id for place in places.values() if not place.identifying()]:
        cause = f"{', '.join(nameless)}: its rows name nobody, so nobody's choice can be looked up."
        return unproven(cause, "Declare `identifies:` in inventory.yaml.")
    return looking.silent({place.system for place in places.values()}, set(places))


# ------------------------------------------------------------------ what people chose


def _allowed(asked: _Profiling, part: Part, mine: Profiles, looking: Looking) -> Check:
    if looking.kept.ledger is None:
        return unproven("No desk keeps choices here.", "Record what people choose (docs/guides/consent.md).")
    people = [sorted(one) for one in _whole(mine, looking)]
    told = looking.kept.ledger.gate(asked.name, people)
    no = [why for why in told if why not in _STORED]
    if no and len(no) == len(told) and set(no) == {"no_consent"}:
        cause = f"The ledger holds nobody's choice about it, and {counted(len(told), 'profile')} hold {part}."
        return unproven(cause, "Record what people choose, or take over what they chose elsewhere (`ombud consent import`).")
    if no:
        cause = f"The gate says: {', '.join(sorted({why.replace('_', ' ') for why in no}))}."
        figure = f"{len(no):,} of {len(told):,} profiles hold {part} of people who do not allow it"
        return Check("broken", figure, cause, "Erase them: a no stops profiling at once (GDPR Art. 7(3), 21(3)).")
    return Check("kept", f"{counted(len(told), 'profile')} hold {part} as told, each of somebody who allows it today")


def _whole(mine: Profiles, looking: Looking) -> Iterator[frozenset[Identified]]:
    """Tell by what each is known; where rows name somebody by a number alone, also by the address that it leads to."""
    bare = [people for people in mine if not any(kind == "email" for kind, _ in people)]
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
    figure = f"{count:,} of {counted(len(mine), 'profile')} have a result and none of the inputs"
    return Check("broken", figure, "They were made from something that the policy does not tell.", "Find out from what, and erase them.")


def _has_inputs(asked: _Profiling, people: frozenset[Identified], looking: Looking) -> bool:
    """Search all systems for an input of somebody: some stand in rows of other activities."""
    (person,) = discover([tuple(sorted(people))], looking.scene, looking.systems).persons
    for row, values in collect(person, looking.scene, looking.systems):
        columns = looking.scene.place(*parted(row.place)).personal()
        if any(columns[name].is_ in asked.inputs for name, value in values.items() if value not in (None, "", ())):
            return True
    return False
