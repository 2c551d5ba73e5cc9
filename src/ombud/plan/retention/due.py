"""When a row, or one datum of it, is due: everything that it serves has let go, and nothing else still needs it (GDPR Art. 5(1)(e))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.inventory.model import Link, Place
from ombud.plan.clocks import Scene, ceiling_end, innermost, owned, prolonging, rule_start, start_of, starts_of
from ombud.plan.model import NEVER, Condition, Knows, OfPerson, Owns
from ombud.plan.serving import both, classed_by, either, negated, serves, serves_any
from ombud.policy.model import Activity, Gap, RetentionRule, covered


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
    known = rules and not unruled(place, activity, scene, data)
    alone = {rule.rule: _alone(rule, place, activity, scene, data) for _, rule in rules}
    gone = both(*(let_go(rule, place, scene, alone=alone[rule.rule]) for _, rule in rules)) if known else NEVER
    return either(negated(serves(place, activity)), gone)


def unruled(place: Place, activity: str, scene: Scene, data: frozenset[str] | None = None) -> frozenset[str]:
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
        *not_telling(place, datum, scene),
        *_not_asking(place, datum, scene),
    )


def _not_asking(place: Place, datum: str, scene: Scene) -> Iterator[Condition]:
    """Build the conditions that no rule on other data still asks whose row it is, where the datum tells that (docs/decisions/0014)."""
    if not any(column.identifies for column in place.typed().values() if column.is_ == datum):
        return
    yield from nobody_below_asks(place, scene)
    on_it = {(activity, rule.rule) for activity, rule in rules_of(place, scene, data=frozenset({datum}))}
    for activity, rule in rules_of(place, scene):
        if (activity, rule.rule) not in on_it and _asks_persons(rule, place, scene):
            yield either(negated(serves(place, activity)), let_go(rule, place, scene, alone=False))


def nobody_below_asks(place: Place, scene: Scene) -> list[Owns]:
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


def not_telling(place: Place, datum: str | None, scene: Scene) -> Iterator[Condition]:
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
