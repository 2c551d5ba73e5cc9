"""The emptying of single columns: where some data of a row go before the rest, and of rows that cannot go whole yet."""

from __future__ import annotations

from ombud.inventory.model import Place
from ombud.plan.clocks import Scene
from ombud.plan.model import NEVER, Condition, SetFields, Where
from ombud.plan.parts import columns_in
from ombud.plan.retention.columns import can_set, emptied, holding, rule_names, some_filled
from ombud.plan.retention.due import activity_let_go, asking_below, datum_due, nobody_below_asks, not_telling, row_due, rules_of
from ombud.plan.retention.rows import due_by_action, rows_below
from ombud.plan.retention.steps import Step
from ombud.plan.retention.witness import telling_columns, told_no_more
from ombud.plan.serving import both, classed_by, either, negated, serves


def _told_by(place: Place, scene: Scene) -> frozenset[str]:
    """Name the columns by which mail is known for what it is: who is named, and what the rows' own `when` tests."""
    known = [(mail, activity) for mail, activity, known_in in classed_by(scene.inventory) if known_in == place]
    kinds = {kind for mail, _ in known for kind in mail.identifying().values()}
    naming = (column for column, kind in place.identifying().items() if kind in kinds)
    return frozenset([*naming, *(column for _, activity in known for column in columns_in(serves(place, activity)))])


def left_behind(place: Place, scene: Scene) -> list[Step]:
    """Plan the emptying of rows that are due while something kept still belongs to them; known once the rest has gone."""
    due = dict(due_by_action(place, scene)).get("erase", NEVER)
    owning, columns = rows_below(place, scene, expected=True), holding(place)
    if due == NEVER or not owning or not columns or not can_set(place, scene):
        return []
    asked, due = _naming(place, scene), both(due, either(*owning))
    parts = (("left", [name for name in columns if name not in asked], ()), ("named", sorted(asked), nobody_below_asks(place, scene)))
    return [_left(f"{place.id}/{part}", place, names, both(due, *more), scene) for part, names, more in parts if names]


def telling_above(place: Place, scene: Scene) -> list[Step]:
    """Plan the emptying of rows that stay since they tell a rule above: all but their days and whose they are (docs/decisions/0016)."""
    due = dict(due_by_action(place, scene, telling=True)).get("erase", NEVER)
    asked, told = _naming(place, scene), telling_columns(place, scene)
    columns = [name for name in holding(place) if name not in told] if due != NEVER and told and can_set(place, scene) else []
    first, last = [name for name in columns if name not in asked], sorted(asked & set(columns))
    steps = [_left(f"{place.id}/telling", place, first, due, scene, shown=True)] if first else []
    return [
        *steps,
        *([_left(f"{place.id}/telling.named", place, last, both(due, *nobody_below_asks(place, scene)), scene)] if last else []),
    ]


def _naming(place: Place, scene: Scene) -> frozenset[str]:
    """Name the columns that hold data by which rows below still ask whose they are."""
    return frozenset(holding(place)) & set(place.identifying()) if asking_below(place, scene) else frozenset()


def _left(name: str, place: Place, columns: list[str], due: Condition, scene: Scene, *, shown: bool = False) -> Step:
    filled = both(due, some_filled(columns))
    change = SetFields(place.name, emptied(place, frozenset(columns)), Where(filled))
    return Step(name, place.system, place.name, rule_names(rules_of(place, scene)), change, filled if shown else NEVER)


def telling(place: Place, scene: Scene) -> list[Step]:
    """Plan the emptying of rows that are due while mail which stays is known by them: all but what it is known by."""
    staying, told = tuple(not_telling(place, None, scene)), _told_by(place, scene) | _naming(place, scene)
    columns = [name for name in holding(place) if name not in told]
    if not staying or not columns or not can_set(place, scene):
        return []
    erased = [either(*(serves(place, a) for a, rule in rules_of(place, scene) if rule.then == "erase"))]
    due = both(row_due(place, scene), *erased, either(*map(negated, staying)), some_filled(columns))
    change = SetFields(place.name, emptied(place, frozenset(columns)), Where(due))
    return [Step(f"{place.id}/known", place.system, place.name, rule_names(rules_of(place, scene)), change, due)]


def field_steps(place: Place, scene: Scene) -> list[Step]:
    """Plan the emptying of single fields where some data of a row go before the rest."""
    groups: dict[Condition, set[str]] = {}
    for datum in sorted(place.data()) if can_set(place, scene) else ():
        if rules_of(place, scene, data=frozenset({datum})) and not _goes_last(place, datum, scene):
            groups.setdefault(both(datum_due(place, datum, scene), *told_no_more(place, scene, datum)), set()).add(datum)
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
    filled = both(due, some_filled(sorted(columns)))
    change = SetFields(place.name, emptied(place, columns), Where(filled))
    asked = columns & _naming(place, scene)  # nobody can tell before what belongs to the rows has gone
    rules, preview = rule_names(rules_of(place, scene, data=data)), NEVER if asked else both(filled, negated(row_due(place, scene)))
    return Step(f"{place.id}/{'.'.join(sorted(data))}", place.system, place.name, rules, change, preview)
