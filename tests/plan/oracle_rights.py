"""A second opinion on a wish to be erased: whose rows they are, what withstands, and what is left when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ombud.inventory.model import Column, CorrespondentIn, Link
from ombud.policy.model import Activity, RetentionRule
from tests.plan.oracle import DEFAULT, Item, Oracle, Reading, _column, _fold, _state, naming
from tests.plan.world import State


@dataclass(eq=False)
class Asked(Oracle):
    """What the oracle knows when one person asks."""

    address: str

    # ------------------------------------------------------------------ whose rows they are

    @cached_property
    def found(self) -> dict[int, Item]:
        """Find the person's own rows: they name the person, or belong to a row that does; what they name leads on."""
        known, own = {("email", _fold(self.address))}, dict[int, Item]()
        while more := [i for i in self.items if id(i) not in own and (self.identifiers(i) & known or self._below(i, own))]:
            for item in more:
                own[id(item)] = item
                known |= self.identifiers(item)
        return own

    def _below(self, item: Item, own: dict[int, Item]) -> bool:
        return any(id(owner) in own for _, owner in self.tied(item, "owner"))

    @cached_property
    def shares(self) -> dict[int, Item]:
        """Find the rows in which a row of the person has a share."""
        return {id(i): i for i in self.items if id(i) not in self.found and any(id(o) in self.found for _, o in self.tied(i, "shared"))}

    @property
    def mine(self) -> list[Item]:
        return [*self.found.values(), *self.shares.values()]

    @property
    def ambiguous(self) -> bool:
        """Tell whether these are several people, who have a customer number each."""
        return len({who for item in self.found.values() for who in self.identifiers(item) if who[0] == "no"}) > 1

    # what is asked of a person is asked of all rows found of them
    def same(self, item: Item) -> list[Item]:  # noqa: ARG002 - the form it has for a sweep
        return self.mine

    def of_person(self, item: Item, event: str) -> Reading | None:
        if not any(_column(other.place, event) for other in self.items) and super().of_person(item, event) is None:
            return None
        told = [other.row.get(column) for other in self.mine if (column := _column(other.place, event))]
        return max((day for day in told if isinstance(day, date) and day != DEFAULT), default="absent")

    # ------------------------------------------------------------------ what withstands

    def withstanding(self, item: Item) -> Iterator[set[str]]:
        """Give the data of a row that each law and claim keeps, as long as it runs (GDPR Art. 17(3))."""
        for act in self.activities(item).values():
            yield from self._kept_for(act, item)

    def _kept_for(self, act: Activity, item: Item) -> Iterator[set[str]]:
        for datum in item.place.data() or [""]:
            if (not datum or datum in act.data) and any(self._runs(item, rule) for rule in self.rules(act, datum or None)):
                yield {datum}

    def _runs(self, item: Item, rule: RetentionRule) -> bool:
        if not (rule.withstands or rule.limit == "at_least"):
            return False
        first = self.first_day(item, rule)
        if first == "absent" and rule.limit == "at_least" and self.may_be_absent(item, str(rule.after)):
            return False
        return not isinstance(first, date) or first > self.today

    # ------------------------------------------------------------------ what is left

    def after_erasing(self) -> State:
        """Tell what every dataset holds when the person's wish is done."""
        verdicts = {id(item): self._still_told(item, self._verdict(item)) for item in self.mine}
        going = [item for item in self.mine if self._goes(item, verdicts)]
        staying = [(item, verdicts[id(item)]) for item in self.mine if item not in going]
        # a row that would go, but to which something that stays belongs, loses all it holds
        emptied = {id(item): verdict if isinstance(verdict, set) else _holding(item) for item, verdict in staying if verdict is not False}
        return _state(self, going, emptied)

    def _verdict(self, item: Item) -> bool | set[str]:
        """Tell whether a row goes, stays as it is, or loses some columns."""
        if not self.activities(item):
            return False
        if self._others(item) and item.place.dataset.shared != "any":
            return {c for link in self._my_shares(item) for c in naming(link, item)} if item.place.dataset.shared == "redact" else False
        kept = {datum for data in self.withstanding(item) for datum in data}
        columns = item.place.dataset.columns.items()
        return {n for n, c in columns if isinstance(c, Column) and c.is_ and c.is_ not in kept} if kept else True

    def _still_told(self, item: Item, verdict: bool | set[str]) -> bool | set[str]:
        """Leave a row what mail that stays is known by: without it nobody could tell why that mail is still there."""
        known_by = self._known_by(item)
        if not known_by or verdict is False:
            return verdict
        return (verdict if isinstance(verdict, set) else _holding(item)) - known_by

    def _known_by(self, item: Item) -> set[str]:
        """Name the columns by which mail that a law keeps is known through a row."""
        through, known = CorrespondentIn(item.place.id), set[tuple[str, str]]()
        for mail in self.mine:
            asked = [act for name, act in self.activities(mail).items() if mail.place.dataset.activities.get(name) == through]
            if any(act in self.activities(item).values() and any(self._kept_for(act, mail)) for act in asked):
                known |= self.identifiers(mail)
        kinds = {kind for kind, _ in known & self.identifiers(item)}  # no dataset here has two columns of a kind
        return {n for n, c in item.place.dataset.columns.items() if isinstance(c, Column) and c.identifies in kinds}

    def _goes(self, item: Item, verdicts: dict[int, bool | set[str]]) -> bool:
        return verdicts.get(id(item)) is True and all(self._goes(child, verdicts) for child in self.children(item))

    def _others(self, item: Item) -> bool:
        links = [link for link in item.place.dataset.links if link.as_ == "shared" and all(item.row.get(c) is not None for c in link.on)]
        return len(links) > len(self._my_shares(item))

    def _my_shares(self, item: Item) -> list[Link]:
        return [link for link, other in self.tied(item, "shared") if id(other) in self.found]


def _holding(item: Item) -> set[str]:
    return {name for name, column in item.place.dataset.columns.items() if isinstance(column, Column) and column.is_}
