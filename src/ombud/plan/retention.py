"""What time has made due: every dataset's rules turned into steps, tallies and an order (GDPR Art. 5(1)(e))."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ombud.inventory.model import CorrespondentIn, Link, Place, Restrict, When
from ombud.plan.clocks import Scene, Start, ceiling_end, innermost, owned, owners, prolonging, rule_start, rule_starts, start_of, starts_of
from ombud.plan.evaluate import atoms
from ombud.plan.model import (
    NEVER,
    Change,
    Clock,
    Condition,
    EraseRows,
    IsNot,
    Knows,
    OfOwned,
    OfPerson,
    Owns,
    Passed,
    SetFields,
    Some,
    Value,
    Where,
)
from ombud.plan.parts import columns_in
from ombud.plan.serving import both, classed_by, either, negated, serves, serves_any
from ombud.policy.model import Action, Activity, Gap, Leaves, RetentionRule, covered

Starts = Callable[[RetentionRule, Place, Scene], tuple[Start, ...]]
"""Which clocks of a rule to look at: the one that begins its period, or all that have a say."""
GENTLEST_FIRST: tuple[Action, ...] = ("restrict", "anonymise", "erase")


@dataclass(frozen=True, slots=True)
class Tally:
    """A count the plan owes its reader: rows without a clock, or kept by a law, under which rule."""

    kind: Literal["no_clock", "kept"]
    rule: str
    condition: Condition
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Columns of another dataset that only name a row which goes; they are emptied first.

    `columns` leaves out what is part of the naming row's own key, or ties it to its owner.
    """

    dataset: str
    link: Link
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One change to one dataset, the rules behind it, and what must be done around it.

    `preview` tells the same rows before anything has happened: rows that own others which go first, each row in one step only;
    it is NEVER where nothing can be told before the steps above have been made.
    """

    id: str
    system: str
    dataset: str
    rules: tuple[str, ...]
    change: Change
    preview: Condition
    tallies: tuple[Tally, ...] = ()
    mentions: tuple[Mention, ...] = ()
    leaves: tuple[Leaves, ...] = ()
    below: tuple[Below, ...] = ()

    @property
    def condition(self) -> Condition:
        """Tell which rows are due."""
        return _condition(self.change)


@dataclass(frozen=True, slots=True)
class Below:
    """Rows that go in the same transaction as the rows they belong to, whose clock they carry."""

    link: Link
    step: Step


def _condition(change: Change) -> Condition:
    return change.within.condition if isinstance(change.within, Where) else change.within.also


@dataclass(frozen=True, slots=True)
class NotSwept:
    """A dataset, a rule of it or an activity of it that no step covers, and why."""

    system: str
    dataset: str
    why: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """All that is due on a day: steps in the order they must be done, and what no step can do."""

    steps: tuple[Step, ...]
    not_swept: tuple[NotSwept, ...]


def sweep(scene: Scene) -> Sweep:
    """Plan a sweep; every dataset of the inventory ends in a step or in `not_swept`."""
    places = in_order(scene, together=True)
    steps = tuple(step for place in places for step in _steps(place, scene))
    return Sweep(steps, tuple(gap for place in places for gap in _not_swept(place, scene)))


def in_order(scene: Scene, *, together: bool = False) -> tuple[Place, ...]:
    """Order datasets so that what belongs to a row goes before it, and what another dataset's clocks need goes last.

    `together`: rows whose clock is carried by what belongs to them come first, and take these along.
    """
    return scene.once(("in order", together), lambda: _in_order(scene, together=together))


def _in_order(scene: Scene, *, together: bool) -> tuple[Place, ...]:
    left, done = list(scene.inventory.datasets()), list[Place]()
    tied = {place.id: _before(place, scene, together=together) for place in left}
    sharing = {place.id: tied[place.id] | _sharers(place, scene) for place in left}
    asked = {place.id: sharing[place.id] | _askers(place, scene, rule_starts) for place in left}
    prolonged = {place.id: asked[place.id] | _askers(place, scene, starts_of) for place in left}
    while left:
        waiting = {place.id for place in left}
        ready = [place for before in (prolonged, asked, sharing, tied) for place in left if not before[place.id] & (waiting - {place.id})]
        done.append(ready[0] if ready else left[0])
        left.remove(done[-1])
    return tuple(done)


def _before(place: Place, scene: Scene, *, together: bool) -> set[str]:
    """Name the datasets that must be swept before this one for what belongs to what."""
    carrying = carriers(place, scene) if together else frozenset[str]()
    readers = {owner.id for _, owner in owners(place, scene) if together and place.name in carriers(owner, scene)}
    return readers | _underneath(place, carrying, scene, frozenset({place.id}))


def _underneath(place: Place, carrying: frozenset[str], scene: Scene, above: frozenset[str]) -> set[str]:
    """Name what belongs to a dataset's rows, or to rows that are taken along with them, and is not taken along itself."""
    found = {child.id for _, child in owned(place, scene) if child.name not in carrying}
    for _, child in owned(place, scene):
        if child.name in carrying and child.id not in above:
            found |= _underneath(child, carrying | carriers(child, scene), scene, above | {child.id})
    return found


def _sharers(place: Place, scene: Scene) -> set[str]:
    """Name the datasets whose rows share in this one's: once these have gone, nothing tells any more whose the rows were."""
    return {p.id for p in scene.inventory.datasets() for link in p.dataset.links if link.as_ == "shared" and link.to == place.id}


def _askers(place: Place, scene: Scene, starts: Starts) -> set[str]:
    """Name the datasets whose clocks ask this one, and which had better be swept before it."""
    mine = {event for column in place.typed().values() for event in column.events()} | {place.id}
    return {p.id for p in scene.inventory.datasets() if _asks(p, scene, starts) & mine}


def carriers(place: Place, scene: Scene) -> frozenset[str]:
    """Name the datasets whose rows carry the clock without which rows of this one would never be due."""
    return scene.once(("carriers", place.id), lambda: _carriers(place, scene))


def _carriers(place: Place, scene: Scene) -> frozenset[str]:
    passed = (part.clock for part in atoms(row_due(place, scene)) if isinstance(part, Passed) and not part.absent)
    return frozenset(name for clock in passed for name in _chain(clock))


def _chain(clock: Clock) -> Iterator[str]:
    if isinstance(clock, OfOwned):
        yield clock.dataset
        yield from _chain(clock.clock)


def _asks(place: Place, scene: Scene, starts: Starts) -> set[str]:
    """Name the events and datasets of other systems that this dataset's conditions ask for."""
    known = {s.correspondent_in for s in place.dataset.activities.values() if isinstance(s, CorrespondentIn)}
    found = (start for _, rule in rules_of(place, scene) for start in starts(rule, place, scene))
    return known | {start.clock.event for start in found if isinstance(start.clock, OfPerson)}


def rules_of(
    place: Place, scene: Scene, activity: str | None = None, data: frozenset[str] | None = None
) -> tuple[tuple[str, RetentionRule], ...]:
    """List the rules that cover a dataset's data, with their activities; for one activity or some data only, if asked."""
    held = place.data() if data is None else data
    names = [activity] if activity else list(place.dataset.activities)
    found = [(name, scene.policy.activities[name]) for name in names if name in scene.policy.activities]
    return tuple((name, rule) for name, act in found for rule in _rules(act) if not place.data() or covered(act, rule) & held)


def _rules(activity: Activity) -> tuple[RetentionRule, ...]:
    return tuple(rule for rule in activity.retention if not isinstance(rule, Gap))


# ------------------------------------------------------------------ when a rule has let go


def let_go(rule: RetentionRule, place: Place, scene: Scene, *, alone: bool = True) -> Condition:
    """Build the condition that one rule no longer keeps a row; never, where it cannot be known.

    A law whose event never happened asks nothing; `alone`, when nothing else would end the keeping, it stays without a clock.
    """
    start = rule_start(rule, place, scene)
    if start is None or isinstance(rule.period, Gap):
        return NEVER
    absent = rule.limit == "at_least" and start.may_be_absent and not alone
    main = start.passed(rule.period, ceiling_end(rule, scene.today), absent=absent)
    return both(_or_early(main, rule, place, scene), *_longer(rule, place, scene))


def _or_early(main: Condition, rule: RetentionRule, place: Place, scene: Scene) -> Condition:
    early, start = rule.early, rule_start(rule, place, scene)
    lacking = start_of(early.lacking, place, scene) if early and early.lacking else None
    if not (early and start and lacking):
        return main
    return either(main, both(start.passed(early.period, ceiling_end(rule, scene.today)), lacking.absent()))


def _longer(rule: RetentionRule, place: Place, scene: Scene) -> list[Condition]:
    """List the conditions that nothing has prolonged the rule: a renewal, or an exception a machine decides."""
    day = ceiling_end(rule, scene.today)
    return [start.passed(period, day, absent=True) for period, start in prolonging(rule, place, scene)]


def activity_let_go(place: Place, activity: str, scene: Scene, data: frozenset[str] | None = None) -> Condition:
    """Build the condition that a row does not serve an activity, or that all its rules for the data have let go."""
    rules = rules_of(place, scene, activity, data)
    known = rules and not _unruled(place, activity, scene, data)
    alone = {rule.rule: _alone(rule, place, activity, scene, data) for _, rule in rules}
    gone = both(*(let_go(rule, place, scene, alone=alone[rule.rule]) for _, rule in rules)) if known else NEVER
    return either(negated(serves(place, activity)), gone)


def _unruled(place: Place, activity: str, scene: Scene, data: frozenset[str] | None = None) -> frozenset[str]:
    """Name the data a dataset holds for an activity which no rule of it ever lets go."""
    mine = (place.data() if data is None else data) & frozenset(scene.policy.activities[activity].data)
    return mine.difference(*(covered(scene.policy.activities[activity], rule) for _, rule in rules_of(place, scene, activity)))


def _alone(rule: RetentionRule, place: Place, activity: str, scene: Scene, data: frozenset[str] | None) -> bool:
    """Tell whether a floor covers something of the dataset that no ceiling of its activity would ever end."""
    act, held = scene.policy.activities[activity], place.data() if data is None else data
    ceilings = [other for _, other in rules_of(place, scene, activity) if other.limit != "at_least"]
    return not ceilings or bool((covered(act, rule) & held).difference(*(covered(act, other) for other in ceilings)))


def row_due(place: Place, scene: Scene) -> Condition:
    """Build the condition that a whole row is due: it serves something, and everything it serves has let go."""
    return both(serves_any(place), *(activity_let_go(place, a, scene) for a in place.dataset.activities))


def datum_due(place: Place, datum: str, scene: Scene) -> Condition:
    """Build the condition that one datum of a row is due: some activity of the row declares it, and all that do let go."""
    declaring = [a for a in place.dataset.activities if a in scene.policy.activities and datum in scene.policy.activities[a].data]
    served = either(NEVER, *(serves(place, a) for a in declaring))
    return both(
        served,
        *(activity_let_go(place, a, scene, frozenset({datum})) for a in declaring),
        *_not_telling(place, datum, scene),
        *_not_asking(place, datum, scene),
    )


def _not_asking(place: Place, datum: str, scene: Scene) -> Iterator[Condition]:
    """Build the conditions that no rule on other data still asks whose row it is, where the datum tells that (docs/decisions/0014)."""
    if not any(column.identifies for column in place.typed().values() if column.is_ == datum):
        return
    yield from _nobody_below_asks(place, scene)
    on_it = {(activity, rule.rule) for activity, rule in rules_of(place, scene, data=frozenset({datum}))}
    for activity, rule in rules_of(place, scene):
        if (activity, rule.rule) not in on_it and _asks_persons(rule, place, scene):
            yield either(negated(serves(place, activity)), let_go(rule, place, scene, alone=False))


def _nobody_below_asks(place: Place, scene: Scene) -> list[Owns]:
    """Build the conditions that no rows are left which ask a clock over all systems through the row that they belong to."""
    return [Owns(child.name, link, expected=False) for link, child in asking_below(place, scene)]


def asking_below(place: Place, scene: Scene) -> tuple[tuple[Link, Place], ...]:
    """List the datasets whose rows belong to a row, alone or with others, and ask through it whose they are (docs/decisions/0014)."""
    return scene.once(("asking below", place.id), lambda: _asking_below(place, scene))


def _asking_below(place: Place, scene: Scene) -> tuple[tuple[Link, Place], ...]:
    return tuple((link, child) for link, child in owned(place, scene, sharing=True) if _asks_through(child, scene, frozenset({place.id})))


def _asks_through(place: Place, scene: Scene, above: frozenset[str]) -> bool:
    """Tell whether a dataset, or what belongs to its rows, has a rule that reads a clock over all systems."""
    if any(_asks_persons(rule, place, scene) for _, rule in rules_of(place, scene)):
        return True
    further = above | {place.id}
    return any(_asks_through(child, scene, further) for _, child in owned(place, scene, sharing=True) if child.id not in further)


def _asks_persons(rule: RetentionRule, place: Place, scene: Scene) -> bool:
    """Tell whether a rule that ends some day reads a clock over all systems."""
    clocks = (innermost(clock) for start in starts_of(rule, place, scene) for clock in start.clocks)
    return any(isinstance(clock, OfPerson) for clock in clocks) and let_go(rule, place, scene, alone=False) != NEVER


def _not_telling(place: Place, datum: str | None, scene: Scene) -> Iterator[Condition]:
    """Build the conditions that no mail which stays is known by a datum, or by a whole row (docs/decisions/0008)."""
    columns = place.typed().values()
    kinds = {column.identifies for column in columns if column.identifies and (datum is None or column.is_ == datum)}
    for mail, activity, known_in in classed_by(scene.inventory) if kinds else ():
        if known_in == place and kinds & set(mail.identifying().values()) and _outlives(mail, activity, place, datum, scene):
            yield either(negated(serves(place, activity)), Knows(mail.id, activity, expected=False))


def _outlives(mail: Place, activity: str, place: Place, datum: str | None, scene: Scene) -> bool:
    """Tell whether mail has a rule that does not cover the datum, or the row, by which the mail is known for what it is."""
    on_row = {rule.rule for _, rule in rules_of(place, scene, activity, None if datum is None else frozenset({datum}))}
    return any(rule.rule not in on_row for _, rule in rules_of(mail, scene, activity))


def _told_by(place: Place, scene: Scene) -> frozenset[str]:
    """Name the columns by which mail is known for what it is: who is named, and what the rows' own `when` tests."""
    known = [(mail, activity) for mail, activity, known_in in classed_by(scene.inventory) if known_in == place]
    kinds = {kind for mail, _ in known for kind in mail.identifying().values()}
    naming = (column for column, kind in place.identifying().items() if kind in kinds)
    return frozenset([*naming, *(column for _, activity in known for column in columns_in(serves(place, activity)))])


# ------------------------------------------------------------------ steps


def _steps(place: Place, scene: Scene) -> list[Step]:
    if not rules_of(place, scene):
        return []
    left, rows = [*_telling(place, scene), *_left_behind(place, scene)], _row_steps(place, scene)
    # rows that go together with those below them can be left behind only once these have gone
    return [*rows, *left, *_field_steps(place, scene)] if carriers(place, scene) else [*left, *rows, *_field_steps(place, scene)]


def _row_steps(place: Place, scene: Scene) -> list[Step]:
    """Plan what happens to whole rows: one step for each action that rules name, each row in the gentlest of its own."""
    found = [
        _row_step(place, action, due, scene) for action, due in _due_by_action(place, scene) if due != NEVER and not _refused(place, action)
    ]
    return [replace(found[0], tallies=_tallies(place, scene)), *found[1:]] if found else []


def _due_by_action(place: Place, scene: Scene) -> list[tuple[Action, Condition]]:
    by: dict[Action, list[str]] = {}
    for activity, rule in rules_of(place, scene):
        by.setdefault(rule.then, []).append(activity)
    found: list[tuple[Action, Condition]] = []
    for at, (action, names) in enumerate(gentle := [(action, by[action]) for action in GENTLEST_FIRST if action in by]):
        mine = [either(*(serves(place, name) for name in dict.fromkeys(names)))] if len(by) > 1 else []
        others = [negated(serves(place, name)) for _, more in gentle[:at] for name in dict.fromkeys(more)]
        stays = _not_telling(place, None, scene) if action == "erase" and can_set(place, scene) else ()
        found.append((action, both(row_due(place, scene), *mine, *others, *stays)))
    return found


def _refused(place: Place, action: Action) -> bool:
    return action == "restrict" and place.dataset.restrict is None


def _row_step(place: Place, action: Action, due: Condition, scene: Scene) -> Step:
    rules = rules_of(place, scene)
    change = _row_change(place, action, due, scene)
    return Step(
        id=f"{place.id}/rows" if action == "erase" else f"{place.id}/{action}",
        system=place.system,
        dataset=place.name,
        rules=_names(rules),
        change=change,
        preview=_shown(place, due, scene) if action == "erase" else _condition(change),
        mentions=mentions(place, scene) if action == "erase" else (),
        leaves=tuple(rule.leaves for _, rule in rules if rule.leaves and not rule.leaves.optional),
        below=_below(place, carriers(place, scene), scene) if action == "erase" else (),
    )


def _below(place: Place, carrying: frozenset[str], scene: Scene) -> tuple[Below, ...]:
    """List the erasing of rows which must go together with the rows of this dataset that they belong to."""
    links = [(link, child) for link, child in owned(place, scene) if child.name in carrying and child != place]
    found = [(link, child, dict(_due_by_action(child, scene)).get("erase")) for link, child in links]
    steps = [(link, child, _row_step(child, "erase", due, scene)) for link, child, due in found if due]
    return tuple(Below(link, replace(step, below=_below(child, carrying | carriers(child, scene), scene))) for link, child, step in steps)


def _row_change(place: Place, action: Action, due: Condition, scene: Scene) -> EraseRows | SetFields:
    match action, place.dataset.restrict:
        case "restrict", Restrict(column, value):
            return SetFields(place.name, ((column, value),), Where(both(due, IsNot(column, (value,)))))
        case "anonymise", _:
            columns = frozenset(place.personal()) - set(place.dataset.key)
            return SetFields(
                place.name, emptied(place, columns), Where(both(due, *_nobody_below_asks(place, scene), _filled(sorted(columns))))
            )
        case _:
            return EraseRows(place.name, Where(both(due, *_owning(place, scene, expected=False))))


def _owning(place: Place, scene: Scene, *, expected: bool) -> list[Owns]:
    return [Owns(child.name, link, expected) for link, child in owned(place, scene)]


def _shown(place: Place, due: Condition, scene: Scene) -> Condition:
    """Tell the rows that will go, or be emptied since something still belongs to them, before what they own has gone."""
    carrying = carriers(place, scene)
    owning = [condition for condition in _owning(place, scene, expected=False) if condition.dataset not in carrying]
    return both(due, either(both(*owning), _filled(holding(place)))) if owning and can_set(place, scene) else due


def holding(place: Place) -> list[str]:
    """Name the columns that hold data and can be emptied: a part of the key goes only with its row."""
    return sorted(name for name, column in place.typed().items() if column.is_ and name not in place.dataset.key)


def _left_behind(place: Place, scene: Scene) -> list[Step]:
    """Plan the emptying of rows that are due while something kept still belongs to them; known once the rest has gone."""
    due = dict(_due_by_action(place, scene)).get("erase", NEVER)
    owning, columns = _owning(place, scene, expected=True), holding(place)
    if due == NEVER or not owning or not columns or not can_set(place, scene):
        return []
    asked, due = _naming(place, scene), both(due, either(*owning))
    parts = (("left", [name for name in columns if name not in asked], ()), ("named", sorted(asked), _nobody_below_asks(place, scene)))
    return [_left(f"{place.id}/{part}", place, names, both(due, *more), scene) for part, names, more in parts if names]


def _naming(place: Place, scene: Scene) -> frozenset[str]:
    """Name the columns that hold data by which rows below still ask whose they are."""
    return frozenset(holding(place)) & set(place.identifying()) if asking_below(place, scene) else frozenset()


def _left(name: str, place: Place, columns: list[str], due: Condition, scene: Scene) -> Step:
    change = SetFields(place.name, emptied(place, frozenset(columns)), Where(both(due, _filled(columns))))
    return Step(name, place.system, place.name, _names(rules_of(place, scene)), change, NEVER)


def _telling(place: Place, scene: Scene) -> list[Step]:
    """Plan the emptying of rows that are due while mail which stays is known by them: all but what it is known by."""
    staying, told = tuple(_not_telling(place, None, scene)), _told_by(place, scene) | _naming(place, scene)
    columns = [name for name in holding(place) if name not in told]
    if not staying or not columns or not can_set(place, scene):
        return []
    erased = [either(*(serves(place, a) for a, rule in rules_of(place, scene) if rule.then == "erase"))]
    due = both(row_due(place, scene), *erased, either(*map(negated, staying)), _filled(columns))
    change = SetFields(place.name, emptied(place, frozenset(columns)), Where(due))
    return [Step(f"{place.id}/known", place.system, place.name, _names(rules_of(place, scene)), change, due)]


def _field_steps(place: Place, scene: Scene) -> list[Step]:
    """Plan the emptying of single fields where some data of a row go before the rest."""
    groups: dict[Condition, set[str]] = {}
    for datum in sorted(place.data()) if can_set(place, scene) else ():
        if rules_of(place, scene, data=frozenset({datum})) and not _goes_last(place, datum, scene):
            groups.setdefault(datum_due(place, datum, scene), set()).add(datum)
    # what identifies goes last: without it no other system can be asked about the rest of the row
    last = {column.is_ for column in place.typed().values() if column.identifies}
    ordered = sorted(groups.items(), key=lambda group: bool(group[1] & last))
    return [_field_step(place, frozenset(data), due, scene) for due, data in ordered if due != NEVER]


def _goes_last(place: Place, datum: str, scene: Scene) -> bool:
    """Tell whether a datum goes only when the whole row does: every activity lets go of both at once."""
    one, needing = frozenset({datum}), scene.policy.activities
    return all(
        name in needing and datum in needing[name].data and activity_let_go(place, name, scene, one) == activity_let_go(place, name, scene)
        for name in place.dataset.activities
    )


def _field_step(place: Place, data: frozenset[str], due: Condition, scene: Scene) -> Step:
    columns = frozenset(name for name, column in place.personal().items() if column.is_ in data)
    filled = both(due, _filled(sorted(columns)))
    change = SetFields(place.name, emptied(place, columns), Where(filled))
    asked = columns & _naming(place, scene)  # nobody can tell before what belongs to the rows has gone
    rules, preview = _names(rules_of(place, scene, data=data)), NEVER if asked else both(filled, negated(row_due(place, scene)))
    return Step(f"{place.id}/{'.'.join(sorted(data))}", place.system, place.name, rules, change, preview)


def emptied(place: Place, columns: frozenset[str]) -> tuple[tuple[str, Value], ...]:
    """Pair each column with what it holds when it is emptied."""
    typed = place.typed()
    empty = {name: typed[name].empty for name in columns if name in typed}
    return tuple((name, None if empty.get(name) in (None, "null") else empty[name]) for name in sorted(columns))


def _filled(columns: list[str]) -> Condition:
    return Some(tuple(IsNot(column, (None,)) for column in columns))


def can_set(place: Place, scene: Scene) -> bool:
    """Tell whether single fields of the dataset can be changed at all: a message or a file goes whole."""
    return scene.inventory.systems[place.system].kind != "mailbox" and not place.dataset.glob


def _names(rules: tuple[tuple[str, RetentionRule], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.rule for _, rule in rules))


def mentions(place: Place, scene: Scene) -> tuple[Mention, ...]:
    """List where rows of the same system only name this dataset's rows, or share in them."""
    same = [p for p in scene.inventory.datasets() if p.system == place.system]
    naming = [(p, link) for p in same for link in p.dataset.links if link.as_ != "owner" and link.to == place.id]
    return tuple(Mention(p.name, link, naming_only(p, link)) for p, link in naming)


def naming_only(place: Place, link: Link) -> tuple[str, ...]:
    """Name the columns of a link that do nothing but name the other row."""
    owning = {column for other in place.dataset.links if other.as_ == "owner" for column in other.on}
    return tuple(column for column in link.on if column not in place.dataset.key and column not in owning)


# ------------------------------------------------------------------ tallies


def _tallies(place: Place, scene: Scene) -> tuple[Tally, ...]:
    tallies: list[Tally] = []
    for activity, rule in rules_of(place, scene):
        start = rule_start(rule, place, scene)
        if start and rule.limit != "at_least" and not rule.alive:
            tallies.append(Tally("no_clock", rule.rule, both(serves(place, activity), start.no_start())))
        if start and rule.limit == "at_least" and not isinstance(rule.period, Gap):
            running = start.running(rule.period, ceiling_end(rule, scene.today))
            tallies.append(
                Tally("kept", rule.rule, both(serves(place, activity), _ceilings_gone(place, activity, scene), running), _ground(rule))
            )
    return tuple(tallies)


def _ceilings_gone(place: Place, activity: str, scene: Scene) -> Condition:
    ceilings = [rule for _, rule in rules_of(place, scene, activity) if rule.limit != "at_least"]
    return both(*(let_go(rule, place, scene) for rule in ceilings)) if ceilings else NEVER


def _ground(rule: RetentionRule) -> str:
    return next((why for why in rule.why if isinstance(why, str)), rule.rule)


def _not_swept(place: Place, scene: Scene) -> list[NotSwept]:
    rules = [rule for _, rule in rules_of(place, scene)]
    why = [("no_rule", activity) for activity in _never_ended(place, scene)] if rules else [("no_rule", "")]
    why += [("no_clock_bound", rule.rule) for rule in rules if not rule_start(rule, place, scene)]
    why += [("no_period", rule.rule) for rule in rules if isinstance(rule.period, Gap)]
    why += [("cannot_restrict", rule.rule) for rule in rules if _refused(place, rule.then)]
    return [NotSwept(place.system, place.name, reason, about) for reason, about in why]


def _never_ended(place: Place, scene: Scene) -> list[str]:
    """Name the activities of a dataset of which no rule, or none for some of its data, ever ends the keeping."""
    known = [activity for activity in place.dataset.activities if activity in scene.policy.activities]
    return [activity for activity in known if _unruled(place, activity, scene) or not rules_of(place, scene, activity)]


def columns_needed(place: Place) -> tuple[str, ...]:
    """List the columns that telling a row's activities and persons apart takes."""
    tested = [column for s in place.dataset.activities.values() if isinstance(s, When) for column in s.when]
    return tuple(dict.fromkeys([*place.dataset.key, *place.identifying(), *tested]))
