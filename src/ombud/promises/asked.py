"""Whether those who stand in systems agreed to it, counted by activity while every row is read: the ledger is asked in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.execute.discover import discover
from ombud.execute.join import Identified, identified
from ombud.inventory.model import Place
from ombud.plan.clocks import Scene
from ombud.plan.model import Col, Where
from ombud.plan.serving import serves
from ombud.policy.model import Activity, Bases, Gap
from ombud.promises.choices import Answer, Choices
from ombud.systems.connector import Connector

Word = Literal[
    "yes",
    "without",  # nothing is recorded of them, or a yes that was taken over without its proof
    "stays",  # they said no before today, and the row does not know
    "leaving",  # they said no, and the row's own clock has started, or it was today
    "outdated",  # what they agreed to has become another thing
    "young",
    "unknown",  # the row names nobody whom a choice could be of
    "listed",  # not to be contacted, whatever else counts of them
]
_NO: Final = frozenset({"refused", "withdrawn", "expired", "objected"})
_WITHOUT: Final = frozenset({"no_consent", "unproven"})
_AT_ONCE: Final = 1000
CONTACT: Final = "email"
"""The identifier by which people choose, and by which nobody on the list is contacted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is asked about: whom it names, and whether it is about to go by its own clock."""

    persons: Sequence[Identified]
    leaving: bool


@dataclass
class Asked:
    """People in rows, counted by activity and by what counts of them."""

    scene: Scene
    systems: Mapping[str, Connector]
    choices: Choices | None
    counts: dict[str, Counter[Word]] = field(default_factory=dict)
    _waiting: dict[str, list[Row]] = field(default_factory=dict)

    @cached_property
    def watched(self) -> frozenset[str]:
        """Name the activities of which people are asked: those on consent, and those that write to people or that a wish stops."""
        found = self.scene.policy.activities.items()
        return frozenset(name for name, one in found if consented(one) is not None or _reaches(name, one, self.scene))

    @cached_property
    def wished(self) -> frozenset[Identified]:
        """List whom the systems' own lists of wishes name; a list that does not answer is told by whoever judges."""
        return frozenset(one for place in self.scene.inventory.datasets() for one in self._wishing(place))

    def _wishing(self, place: Place) -> Iterator[Identified]:
        columns = list(place.identifying().items())
        for activity in place.dataset.activities:
            if columns and activity in self.scene.policy.activities and self.scene.policy.activities[activity].suppresses:
                terms = [Col(name) for name, _ in columns]
                try:
                    for row in self.systems[place.system].read(place.name, terms, Where(serves(place, activity))):
                        yield from identified(((kind, value) for (_, kind), value in zip(columns, row, strict=True)), self.scene)
                except (UnavailableError, MisconfiguredError):
                    return

    def see(self, activity: str, row: Row, filled: Collection[str]) -> None:
        """Take note of a row that serves an activity; who gave none of the data that rest on consent is not asked about."""
        if self.choices is None:
            return
        data = consented(self.scene.policy.activities[activity])
        if data and not data & set(filled):
            return
        waiting = self._waiting.setdefault(activity, [])
        waiting.append(row)
        if len(waiting) >= _AT_ONCE:
            self._ask(activity)

    def finish(self) -> None:
        """Ask about everybody who still waits."""
        for activity in list(self._waiting):
            self._ask(activity)

    def _ask(self, activity: str) -> None:
        rows, choices = self._waiting.pop(activity, []), self.choices
        if not rows or choices is None:
            return
        people = self._named([row.persons for row in rows])
        counts = self.counts.setdefault(activity, Counter())
        for row, person, answer in zip(rows, people, choices.said(activity, people), strict=True):
            counts.update(self._words(row, person, answer))

    def _named(self, people: list[Sequence[Identified]]) -> list[Sequence[Identified]]:
        """Find by which address a person is known elsewhere, where the row itself names none."""
        if not (bare := [at for at, person in enumerate(people) if person and not reachable(person)]):
            return people
        found = discover([tuple(people[at]) for at in bare], self.scene, self.systems)
        for at, person in zip(bare, found.persons, strict=True):
            people[at] = tuple(person.identifiers)
        return people

    def _words(self, row: Row, person: Sequence[Identified], answer: Answer) -> Iterator[Word]:
        word = _word(row, person, answer, self.scene)
        yield word
        if not row.leaving and (answer.listed or not self.wished.isdisjoint(person)):
            yield "listed"


def _word(row: Row, person: Sequence[Identified], answer: Answer, scene: Scene) -> Word:
    if answer.why in _NO:
        return "leaving" if row.leaving or (answer.since is not None and answer.since >= scene.today) else "stays"
    if answer.why in _WITHOUT:
        return "without" if reachable(person) else "unknown"
    return "outdated" if answer.why == "outdated" else "young" if answer.why == "too_young" else "yes"


def reachable(person: Collection[Identified]) -> bool:
    """Tell whether somebody is known by what people choose by; whose number leads to no address, of them the ledger cannot know."""
    return any(kind == CONTACT for kind, _ in person)


def consented(activity: Activity) -> frozenset[str] | None:
    """Name the data of an activity that rest on consent, none where all of them do; None where the activity rests on other bases."""
    bases = [basis for basis in _bases(activity.basis) if basis.gdpr == "6.1.a"]
    if not bases:
        return None
    return frozenset(datum for basis in bases for datum in basis.data) if all(basis.data for basis in bases) else frozenset()


def _bases(bases: Bases | Gap | None) -> Bases:
    return bases if isinstance(bases, tuple) else ()


def _reaches(name: str, activity: Activity, scene: Scene) -> bool:
    """Tell whether an activity writes to people, or is one that a wish not to be contacted stops."""
    marketing = activity.posting is not None or any(purpose.marketing for purpose in activity.purposes.values())
    return marketing or any(name in other.suppresses for other in scene.policy.activities.values())
