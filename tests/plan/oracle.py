"""A second opinion, told row by row and forwards in time, from the words of the design alone: what goes, what stays, and why.

Days are reached with dateutil from their start; there are no cut-offs, no conditions and no sets here, and none of the planner's code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal
from unicodedata import normalize

from dateutil.relativedelta import relativedelta

from ombud.inventory.model import Column, CorrespondentIn, Isnt, Link, Place, Selector, When
from ombud.plan.clocks import Scene
from ombud.policy.model import Activity, RetentionRule
from ombud.policy.period import Period
from tests.plan.world import Row, State, World, places, written

DEFAULT = date(1970, 1, 1)
Reading = date | Literal["absent", "unknown"]
"""A start; nothing that would tell of one; or something from which no day can be told."""


@dataclass(eq=False)
class Item:
    """One row and where it stands."""

    place: Place
    row: Row
    emptied: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Oracle:
    """Everything the oracle knows of a world."""

    world: World

    @cached_property
    def items(self) -> list[Item]:
        return [Item(place, row) for place in places(self.world) for row in self.world.rows.get(place.id, ())]

    @property
    def today(self) -> date:
        return self.world.scene.today

    # ------------------------------------------------------------------ who belongs to whom

    def tied(self, item: Item, kind: str) -> Iterator[tuple[Link, Item]]:
        """Give the rows that a row points to by links of a kind."""
        for link in (link for link in item.place.dataset.links if link.as_ == kind):
            wanted = {theirs: item.row.get(ours) for ours, theirs in link.on.items()}
            for other in self.items:
                if other.place.id == link.to and None not in wanted.values() and wanted.items() <= dict(other.row).items():
                    yield link, other

    def tied_to(self, item: Item, kind: str) -> Iterator[tuple[Link, Item]]:
        """Give the rows that point to a row by links of a kind."""
        return ((link, other) for other in self.items for link, target in self.tied(other, kind) if target is item)

    def children(self, item: Item) -> list[Item]:
        return [child for _, child in self.tied_to(item, "owner")]

    def identifiers(self, item: Item) -> set[tuple[str, str]]:
        """Tell who a row names, in the spelling that compares."""
        found = {(c.identifies, item.row.get(n)) for n, c in item.place.dataset.columns.items() if isinstance(c, Column) and c.identifies}
        return {(kind, _fold(str(value)) if kind == "email" else str(value)) for kind, value in found if kind and value}

    def same(self, item: Item) -> list[Item]:
        """Give the rows that name whom a row names."""
        return [other for other in self.items if self.identifiers(other) & self.identifiers(item)]

    def persons(self, item: Item) -> set[tuple[str, str]]:
        """Tell whose row it is: whom it names, and whom the rows name that it belongs to, alone or with others."""
        above = [owner for kind in ("owner", "shared") for _, owner in self.tied(item, kind)]
        return self.identifiers(item).union(*map(self.persons, above))

    # ------------------------------------------------------------------ what a row serves

    def serves(self, item: Item, activity: str) -> bool:
        """Tell whether a row serves an activity."""
        rows = item.place.dataset.activities.get(activity)
        match rows:
            case None:
                return False
            case "otherwise":
                return not any(self.serves(item, other) for other, s in item.place.dataset.activities.items() if s != "otherwise")
            case When(when):
                return all(_passes(item.row.get(column), test) for column, test in when.items())
            case CorrespondentIn(known):
                return any(self.serves(other, activity) for other in self.same(item) if other.place.id == known)
            case _:
                return True

    def activities(self, item: Item) -> dict[str, Activity]:
        known = self.world.scene.policy.activities
        return {name: known[name] for name in item.place.dataset.activities if self.serves(item, name)}

    # ------------------------------------------------------------------ when something started

    def reading(self, item: Item, event: str) -> Reading | None:
        """Tell when an event happened to a row: on its own row, else its owner's, else the latest of its rows, else of the person."""
        declared = self.world.scene.policy.events.get(event)
        if declared and declared.fiscal_year_of:
            base = self.reading(item, declared.fiscal_year_of)
            return _year_end(base, str(declared.ends)) if isinstance(base, date) else base
        near = None if declared and declared.latest_of_person else self.near(item, event)
        return near if near is not None else self.of_person(item, event)

    def near(self, item: Item, event: str) -> Reading | None:
        """Tell it from the row's own system; None where no dataset around binds the event."""
        if column := _column(item.place, event):
            return _told(item.row.get(column))
        return self.of_owner(item, item.place, event) or self.of_rows(item, event)

    def of_owner(self, item: Item | None, place: Place, event: str) -> Reading | None:
        for link in (link for link in place.dataset.links if link.as_ == "owner"):
            above = next(p for p in places(self.world) if p.id == link.to)
            owner = next((o for tie, o in self.tied(item, "owner") if tie is link), None) if item else None
            if column := _column(above, event):
                return _told(owner.row.get(column)) if owner else "absent"
            if found := self.of_owner(owner, above, event):
                return found
        return None

    def of_rows(self, item: Item, event: str) -> Reading | None:
        """Tell the latest over the rows that belong to a row; nobody knows it when one of these has no start.

        A row that only leads on, and leads to nothing, says nothing: whether it is still there or not, nothing has happened below it.
        """
        below = [p for p in places(self.world) for link in p.dataset.links if link.as_ == "owner" and link.to == item.place.id]
        if not any(_binds(self.world, p, event) for p in below):
            return None
        mine = [child for child in self.children(item) if _binds(self.world, child.place, event)]
        told = [(_told(child.row.get(column)) if (column := _column(child.place, event)) else self.of_rows(child, event)) for child in mine]
        told = [day for child, day in zip(mine, told, strict=True) if _column(child.place, event) or day != "absent"]
        days = [day for day in told if isinstance(day, date)]
        return "absent" if not told else max(days) if len(days) == len(told) else "unknown"

    def of_person(self, item: Item, event: str) -> Reading | None:
        """Tell the latest over all systems, over all rows of those whose row it is."""
        if not any(_column(place, event) for place in places(self.world)):
            return None
        mine = self.persons(item)
        same = [other for other in self.items if self.persons(other) & mine]
        told = [self.near(other, event) for other in same]
        days = [day for day in told if isinstance(day, date)]
        if any(self._goes_on(other, event) for other in same) or ("unknown" in told and (not days or self._gap(same, event))):
            return "unknown"
        return max(days, default="absent")

    def _goes_on(self, item: Item, event: str) -> bool:
        """Tell whether a row serves what ends with the event, and has not ended: a former customer who is one again."""
        column, declared = _column(item.place, event), self.world.scene.policy.events
        if not column or declared[event].latest_of_person or isinstance(_day(item.row.get(column)), date):
            return False
        counted = {event, *(name for name, other in declared.items() if other.fiscal_year_of == event)}
        chosen = item.place.dataset.activities
        across = [name for name, s in chosen.items() if isinstance(s, CorrespondentIn) or s == "otherwise"]
        near = [act for name, act in self.activities(item).items() if name not in across or not _asks_others(chosen.values())]
        return any(rule.after in counted for act in near for rule in self._on(item.place, act))

    def _on(self, place: Place, act: Activity) -> list[RetentionRule]:
        """List the rules of an activity that say something about a dataset."""
        return [rule for datum in place.data() or [None] for rule in self.rules(act, datum) if datum is None or datum in act.data]

    def _gap(self, same: list[Item], event: str) -> bool:
        """Tell whether one of a person's rows rests on rows of which one has no start."""
        return any(
            not _column(i.place, event) and self.near(i, event) == "unknown" and self.of_owner(i, i.place, event) is None for i in same
        )

    def may_be_absent(self, item: Item, event: str) -> bool:
        """Tell whether nothing found means that nothing happened: the event would show in other rows."""
        declared = self.world.scene.policy.events[event]
        event = declared.fiscal_year_of or event
        person = self.world.scene.policy.events[event].latest_of_person
        return person or not (_column(item.place, event) or self.of_owner(item, item.place, event))

    # ------------------------------------------------------------------ when a rule lets go

    def first_day(self, item: Item, rule: RetentionRule) -> Reading | None:
        """Tell the first day a rule lets go of a row; None where it never does."""
        start = self.reading(item, str(rule.after))
        if not isinstance(start, date):
            return start
        day = plus(start, rule.period)
        if rule.early and self.reading(item, str(rule.early.lacking)) == "absent":
            day = min(day, plus(start, rule.early.period))
        later = [self._again(item, rule), *(self._until(item, str(u.until)) for u in rule.unless if u.until)]
        if "unknown" in later:
            return "unknown"
        last = max([day, *(d for d in later if isinstance(d, date))])
        return last + timedelta(1) if rule.limit == "at_least" else last

    def _again(self, item: Item, rule: RetentionRule) -> Reading | None:
        again = self.reading(item, rule.renew.after) if rule.renew else None
        return plus(again, rule.renew.period) if rule.renew and isinstance(again, date) else again

    def _until(self, item: Item, event: str) -> Reading | None:
        end = self.reading(item, event)
        return end + timedelta(1) if isinstance(end, date) else end

    def gone(self, item: Item, rule: RetentionRule, *, alone: bool) -> bool:
        """Tell whether a rule has let go of a row; a law whose event never happened asks nothing, where something else ends the keeping."""
        first = self.first_day(item, rule)
        if first == "absent" and rule.limit == "at_least":
            return self.may_be_absent(item, str(rule.after)) and not alone
        return isinstance(first, date) and first <= self.today

    def rules(self, activity: Activity, datum: str | None) -> list[RetentionRule]:
        """List an activity's rules on a datum: a ceiling that names data takes them out of the ceilings that name none."""
        rules = [rule for rule in activity.retention if isinstance(rule, RetentionRule)]
        named = {d for rule in rules if rule.limit != "at_least" for d in rule.data}
        return [
            r for r in rules if datum is None or datum in (r.data or (set(activity.data) - (named if r.limit != "at_least" else set())))
        ]

    def let_go(self, item: Item, activity: Activity, datum: str | None) -> bool:
        """Tell whether an activity has let go of a datum of a row, or of a row that holds none."""
        rules = self.rules(activity, datum)
        alone = all(rule.limit == "at_least" for rule in rules)
        return bool(rules) and all(self.gone(item, rule, alone=alone) for rule in rules)

    def datum_due(self, item: Item, datum: str) -> bool:
        """Tell whether a datum is due: something the row serves needs it, and all that does has let go."""
        needing = [act for act in self.activities(item).values() if datum in act.data]
        return bool(needing) and all(self.let_go(item, act, datum) for act in needing) and not self.asking(item, datum)

    def asking(self, item: Item, datum: str) -> bool:
        """Tell whether a rule on other data of a row still asks whose it is, which the datum tells."""
        if not any(isinstance(c, Column) and c.identifies and c.is_ == datum for c in item.place.dataset.columns.values()):
            return False
        return self.asked_below(item) or any(
            not self.gone(item, rule, alone=False)
            for act in self.activities(item).values()
            for rule in self._on(item.place, act)
            if rule not in (self.rules(act, datum) if datum in act.data else []) and self._asks_persons(item, rule)
        )

    def asked_below(self, item: Item) -> bool:
        """Tell whether rows that stay belong to a row, and have rules that ask through it whose they are."""
        below = [child for kind in ("owner", "shared") for _, child in self.tied_to(item, kind)]
        return any(self._through(child.place, {item.place.id}) and not self.erased(child) for child in below)

    def _through(self, place: Place, above: set[str]) -> bool:
        """Tell whether rows of a dataset, or what may belong to them, have a rule that asks whose they are, and that ends."""
        blank = Item(place, {})
        rules = [rule for name in place.dataset.activities for rule in self._on(place, self.world.scene.policy.activities[name])]
        if any(self._asks_persons(blank, rule) and self.reading(blank, str(rule.after)) is not None for rule in rules):
            return True
        further = above | {place.id}
        return any(self._through(other, further) for other in _below(self.world, place) if other.id not in further)

    def _asks_persons(self, item: Item, rule: RetentionRule) -> bool:
        """Tell whether a rule reads what is bound elsewhere, joined by who the person is."""
        more = (rule.renew.after if rule.renew else None, rule.early.lacking if rule.early else None, *(u.until for u in rule.unless))
        return any(self._of_persons(item, str(event)) for event in (rule.after, *more) if event)

    def _of_persons(self, item: Item, event: str) -> bool:
        declared = self.world.scene.policy.events[event]
        if declared.fiscal_year_of:
            return self._of_persons(item, declared.fiscal_year_of)
        bound = any(_column(place, event) for place in places(self.world))
        return bound and (declared.latest_of_person or self.near(item, event) is None)

    def due(self, item: Item) -> bool:
        """Tell whether a row is due: it serves something, and each thing it serves has let go of all it has in the row."""
        acts, data = self.activities(item), item.place.data()
        return bool(acts) and all(self._all_gone(item, act, data) for act in acts.values())

    def _all_gone(self, item: Item, act: Activity, data: frozenset[str]) -> bool:
        if not data:
            return self.let_go(item, act, None)
        mine = data & set(act.data)
        return bool(mine) and all(self.let_go(item, act, datum) for datum in mine)

    def erased(self, item: Item) -> bool:
        """Tell whether a row goes: it is due, so is all that belongs to it, and nothing that stays is known or runs by it."""
        free = self.due(item) and not self.telling(item, None) and not self.bears_out(item)
        return free and all(self.erased(child) for child in self.children(item))

    # ------------------------------------------------------------------ what a row proves of the rows it belongs to

    def bears_out(self, item: Item) -> bool:
        """Tell whether the day on a row is what something above it still runs by: a law, or what prolongs a rule."""
        return any(
            self._runs_by(item, owner, rule, event, period)
            for owner in self.above(item)
            for name, act in self._perhaps_serving(owner).items()
            for rule in self._on(owner.place, act)
            if not (item.place.dataset.activities.get(name) == "all" and rule in self._on(item.place, act))  # the rule keeps it itself
            if self.reading(owner, str(rule.after)) is not None
            for event, period in self._keeping(rule)
        )

    def proves(self, item: Item) -> bool:
        """Tell whether something above a row runs by its day, or by the day on a row below it."""
        return self.bears_out(item) or any(self.proves(child) for child in self.children(item))

    def above(self, item: Item) -> list[Item]:
        """Give the rows that a row belongs to, and those these belong to."""
        owners = [owner for _, owner in self.tied(item, "owner")]
        return [*owners, *(further for owner in owners for further in self.above(owner))]

    def _perhaps_serving(self, item: Item) -> dict[str, Activity]:
        """Give the activities of a row; what only another system could tell may be so."""
        known, chosen = self.world.scene.policy.activities, item.place.dataset.activities
        asking = [name for name, rows in chosen.items() if isinstance(rows, CorrespondentIn)]
        plain = [name for name, rows in chosen.items() if rows != "otherwise" and name not in asking]
        left = [name for name, rows in chosen.items() if rows == "otherwise" and not any(self.serves(item, other) for other in plain)]
        return {name: known[name] for name in [*asking, *left, *(one for one in plain if self.serves(item, one))]}

    def _keeping(self, rule: RetentionRule) -> Iterator[tuple[str, Period]]:
        """List the events by which a rule lasts longer the later they are, each with how long."""
        assert isinstance(rule.period, Period)
        if rule.limit == "at_least":
            yield str(rule.after), rule.period
        if rule.renew:
            yield rule.renew.after, rule.renew.period
        yield from ((unless.until, Period(days=1)) for unless in rule.unless if unless.until)

    def _runs_by(self, item: Item, owner: Item, rule: RetentionRule, event: str, period: Period) -> bool:
        declared = self.world.scene.policy.events[event]
        shown = declared.fiscal_year_of or event
        column = _column(item.place, shown)
        if not column or not self._tells(item, owner, shown):
            return False
        start = _told(item.row.get(column))
        if not isinstance(start, date):
            return start == "unknown"
        day = plus(_year_end(start, str(declared.ends)) if declared.fiscal_year_of else start, period)
        return day + timedelta(rule.limit == "at_least") > self.today

    def _tells(self, item: Item, owner: Item, event: str) -> bool:
        """Tell whether an owner has its day from the rows below it, and this row is the first on the way down to show it."""
        if (
            self.world.scene.policy.events[event].latest_of_person
            or _column(owner.place, event)
            or self.of_owner(owner, owner.place, event)
        ):
            return False
        return self._leads(item, owner, event)

    def _leads(self, item: Item, owner: Item, event: str) -> bool:
        ways = [up for _, up in self.tied(item, "owner")]
        return any(up is owner or (not _column(up.place, event) and self._leads(up, owner, event)) for up in ways)

    def telling(self, item: Item, datum: str | None) -> bool:
        """Tell whether something that is not due is known for what it is by a row, or a datum of it, and has a rule that this lacks."""
        named = {c.identifies for c in item.place.dataset.columns.values() if isinstance(c, Column) and (datum is None or c.is_ == datum)}
        return any(
            named & set(other.place.identifying().values()) and self._more(other.place, item.place, act, datum) and not self.due(other)
            for other in self.same(item)
            for name, act in self.activities(item).items()
            if other.place.dataset.activities.get(name) == CorrespondentIn(item.place.id)
        )

    def _more(self, of: Place, than: Place, act: Activity, datum: str | None) -> bool:
        covering = self._on(than, act) if datum is None else self.rules(act, datum) if datum in act.data else []
        return not {rule.rule for rule in self._on(of, act)} <= {rule.rule for rule in covering}

    # ------------------------------------------------------------------ the whole

    def after_sweep(self) -> State:
        """Tell what every dataset holds when the sweep is done."""
        going = [item for item in self.items if self.erased(item)]
        return _state(self, going, {id(item): self.emptied(item) for item in self.items})

    def emptied(self, item: Item) -> set[str]:
        """Name the columns of a row that stays whose data are due; all that hold data, where the whole row is due."""
        due = {datum for datum in item.place.data() if self.datum_due(item, datum) and not self.telling(item, datum)}
        columns = {n: c for n, c in item.place.dataset.columns.items() if isinstance(c, Column) and c.is_}
        kinds = self._classing(item.place) if self.telling(item, None) else set()
        if self.asked_below(item) or (kinds and any(self._through(place, {item.place.id}) for place in _below(self.world, item.place))):
            kinds |= set(item.place.identifying().values())
        return {name for name, column in columns.items() if column.is_ in due or (self.due(item) and column.identifies not in kinds)}

    def _classing(self, place: Place) -> set[str]:
        """Name the kinds of identifier by which something else is known through a dataset."""
        known = [p for p in places(self.world) if CorrespondentIn(place.id) in p.dataset.activities.values()]
        return {kind for p in known for kind in p.identifying().values()}

    def overdue(self) -> bool:
        """Tell whether anything is still there that should have gone yesterday at the latest."""
        scene = self.world.scene
        yesterday = Oracle(World(Scene(scene.policy, scene.inventory, self.today - timedelta(1)), self.world.rows))
        return any(yesterday.holds_due(item) for item in yesterday.items)

    def holds_due(self, item: Item) -> bool:
        """Tell whether a row still holds something that is due, or is due and its dataset holds no data at all."""
        columns = {n: c.is_ for n, c in item.place.dataset.columns.items() if isinstance(c, Column) and c.is_}
        due = (self.datum_due(item, datum) and not self.telling(item, datum) for name, datum in columns.items() if item.row.get(name))
        return any(due) or (self.due(item) and not item.place.data() and not self.telling(item, None) and not self.proves(item))


def _state(oracle: Oracle, going: list[Item], emptied: Mapping[int, set[str]]) -> State:
    found: dict[str, list[Row]] = {place.id: [] for place in places(oracle.world)}
    for item in oracle.items:
        if item not in going:
            lost = {
                c for kind in ("mention", "shared") for link, other in oracle.tied(item, kind) if other in going for c in naming(link, item)
            }
            row = {name: None if name in emptied.get(id(item), set()) | lost else value for name, value in item.row.items()}
            found[item.place.id].append(written(row, item.place))
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def naming(link: Link, item: Item) -> set[str]:
    """Name the columns that name another row and nothing else: a part of the row's own key stays."""
    return set(link.on) - set(item.place.dataset.key)


def plus(day: date, period: object) -> date:
    """Reach a day forwards from its start."""
    assert isinstance(period, Period)
    return day + relativedelta(months=period.months) + timedelta(period.days)


def _year_end(day: date, ends: str) -> date:
    while day.strftime("%m-%d") != ends:
        day += timedelta(1)
    return day


def _asks_others(selectors: Iterable[Selector]) -> bool:
    return any(isinstance(selector, CorrespondentIn) for selector in selectors)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and value != DEFAULT else None


def _told(value: object) -> Reading:
    return "absent" if value is None else "unknown" if value == DEFAULT or not isinstance(value, date) else value


def _column(place: Place, event: str) -> str | None:
    return next((n for n, c in place.dataset.columns.items() if isinstance(c, Column) and event in c.events()), None)


def _binds(world: World, place: Place, event: str) -> bool:
    below = [p for p in places(world) for link in p.dataset.links if link.as_ == "owner" and link.to == place.id]
    return bool(_column(place, event)) or any(_binds(world, p, event) for p in below)


def _below(world: World, place: Place) -> list[Place]:
    """List the datasets whose rows may belong to a dataset's rows, alone or with others."""
    return [p for p in places(world) for link in p.dataset.links if link.as_ in ("owner", "shared") and link.to == place.id]


def _passes(value: object, test: str | tuple[str, ...] | Isnt) -> bool:
    if isinstance(test, Isnt):
        return not _passes(value, test.values)
    wanted = (test,) if isinstance(test, str) else test
    return "null" in wanted if value is None else value in wanted


def _fold(text: str) -> str:
    return normalize("NFC", normalize("NFC", text).casefold())
