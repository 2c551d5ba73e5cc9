"""What a sweep counts besides what goes: rows without a clock, and rows that a law keeps."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, ceiling_end, rule_start
from ombud.plan.model import NEVER, Condition
from ombud.plan.retention.due import let_go, row_due, rules_of
from ombud.plan.retention.steps import Tally
from ombud.plan.retention.witness import told_above
from ombud.plan.serving import both, serves
from ombud.policy.model import Gap, RetentionRule

TELLS = "tells "
"""Begins the ground of rows that stay since they tell a clock; the dataset follows whose clock it is."""


def told_of(ground: str) -> str:
    """Name the dataset whose clock rows tell that stay for this ground; nothing where the ground is another."""
    return ground.removeprefix(TELLS) if ground.startswith(TELLS) else ""


def tallies_of(place: Place, scene: Scene) -> tuple[Tally, ...]:
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
    return (*tallies, *_telling(place, scene))


def _telling(place: Place, scene: Scene) -> Iterator[Tally]:
    """Count the rows that are due and stay, since they tell a clock of what they belong to."""
    for told in told_above(place, scene):
        yield Tally("kept", told.rule.rule, both(row_due(place, scene), told.running), f"{TELLS}{told.owner.id}")


def _ceilings_gone(place: Place, activity: str, scene: Scene) -> Condition:
    ceilings = [rule for _, rule in rules_of(place, scene, activity) if rule.limit != "at_least"]
    return both(*(let_go(rule, place, scene) for rule in ceilings)) if ceilings else NEVER


def _ground(rule: RetentionRule) -> str:
    return next((why for why in rule.why if isinstance(why, str)), rule.rule)
