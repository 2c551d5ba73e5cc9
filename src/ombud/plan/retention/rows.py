"""What happens to whole rows that are due, with what belongs to them and with what only names them."""

from __future__ import annotations

from dataclasses import replace

from ombud.inventory.model import Place, Restrict
from ombud.plan.clocks import Scene, owned
from ombud.plan.model import NEVER, Condition, EraseRows, IsNot, Owns, SetFields, Where
from ombud.plan.retention.columns import can_set, emptied, holding, naming_only, rule_names, some_filled
from ombud.plan.retention.due import nobody_below_asks, not_telling, row_due, rules_of
from ombud.plan.retention.order import carriers
from ombud.plan.retention.steps import Below, Mention, Step, condition_of
from ombud.plan.retention.tallies import tallies_of
from ombud.plan.retention.witness import led_no_more, telling_columns, tells_still, told_no_more
from ombud.plan.serving import both, either, negated, serves
from ombud.policy.model import Action

GENTLEST_FIRST: tuple[Action, ...] = ("restrict", "anonymise", "erase")


def row_steps(place: Place, scene: Scene) -> list[Step]:
    """Plan what happens to whole rows: one step for each action that rules name, each row in the gentlest of its own."""
    found = [
        _row_step(place, action, due, scene) for action, due in due_by_action(place, scene) if due != NEVER and not refused(place, action)
    ]
    return [replace(found[0], tallies=tallies_of(place, scene)), *found[1:]] if found else []


def due_by_action(place: Place, scene: Scene, *, telling: bool = False) -> list[tuple[Action, Condition]]:
    """List which rows are due for which action; `telling`: those that stay, since they tell a rule above that still runs."""
    by: dict[Action, list[str]] = {}
    for activity, rule in rules_of(place, scene):
        by.setdefault(rule.then, []).append(activity)
    found: list[tuple[Action, Condition]] = []
    for at, (action, names) in enumerate(gentle := [(action, by[action]) for action in GENTLEST_FIRST if action in by]):
        mine = [either(*(serves(place, name) for name in dict.fromkeys(names)))] if len(by) > 1 else []
        others = [negated(serves(place, name)) for _, more in gentle[:at] for name in dict.fromkeys(more)]
        stays = not_telling(place, None, scene) if action == "erase" and can_set(place, scene) else ()
        above = tells_still(place, scene) if telling else told_no_more(place, scene) if _loses_days(place, action, scene) else ()
        found.append((action, both(row_due(place, scene), *mine, *others, *stays, *above)))
    return found


def _loses_days(place: Place, action: Action, scene: Scene) -> bool:
    """Tell whether an action takes the days away by which rows tell a rule above."""
    return action == "erase" or (action == "anonymise" and bool(telling_columns(place, scene) & set(place.personal())))


def refused(place: Place, action: Action) -> bool:
    return action == "restrict" and place.dataset.restrict is None


def _row_step(place: Place, action: Action, due: Condition, scene: Scene) -> Step:
    rules = rules_of(place, scene)
    change = _row_change(place, action, due, scene)
    return Step(
        id=f"{place.id}/rows" if action == "erase" else f"{place.id}/{action}",
        system=place.system,
        dataset=place.name,
        rules=rule_names(rules),
        change=change,
        preview=_shown(place, due, scene) if action == "erase" else condition_of(change),
        mentions=mentions(place, scene) if action == "erase" else (),
        leaves=tuple(rule.leaves for _, rule in rules if rule.leaves and not rule.leaves.optional),
        below=_below(place, carriers(place, scene), scene) if action == "erase" else (),
    )


def _below(place: Place, carrying: frozenset[str], scene: Scene) -> tuple[Below, ...]:
    """List the erasing of rows which must go together with the rows of this dataset that they belong to."""
    links = [(link, child) for link, child in owned(place, scene) if child.name in carrying and child != place]
    found = [(link, child, dict(due_by_action(child, scene)).get("erase")) for link, child in links]
    steps = [(link, child, _row_step(child, "erase", due, scene)) for link, child, due in found if due]
    return tuple(Below(link, replace(step, below=_below(child, carrying | carriers(child, scene), scene))) for link, child, step in steps)


def _row_change(place: Place, action: Action, due: Condition, scene: Scene) -> EraseRows | SetFields:
    match action, place.dataset.restrict:
        case "restrict", Restrict(column, value):
            return SetFields(place.name, ((column, value),), Where(both(due, IsNot(column, (value,)))))
        case "anonymise", _:
            columns = frozenset(place.personal()) - set(place.dataset.key)
            return SetFields(
                place.name, emptied(place, columns), Where(both(due, *nobody_below_asks(place, scene), some_filled(sorted(columns))))
            )
        case _:
            return EraseRows(place.name, Where(both(due, *rows_below(place, scene, expected=False))))


def rows_below(place: Place, scene: Scene, *, expected: bool) -> list[Owns]:
    return [Owns(child.name, link, expected) for link, child in owned(place, scene)]


def _shown(place: Place, due: Condition, scene: Scene) -> Condition:
    """Tell the rows that will go, or be emptied since something still belongs to them, before what they own has gone."""
    carrying = carriers(place, scene)
    due = both(due, *led_no_more(place, carrying, scene))
    owning = [condition for condition in rows_below(place, scene, expected=False) if condition.dataset not in carrying]
    return both(due, either(both(*owning), some_filled(holding(place)))) if owning and can_set(place, scene) else due


def mentions(place: Place, scene: Scene) -> tuple[Mention, ...]:
    """List where rows of the same system only name this dataset's rows, or share in them."""
    same = [p for p in scene.inventory.datasets() if p.system == place.system]
    naming = [(p, link) for p in same for link in p.dataset.links if link.as_ != "owner" and link.to == place.id]
    return tuple(Mention(p.name, link, naming_only(p, link)) for p, link in naming)
