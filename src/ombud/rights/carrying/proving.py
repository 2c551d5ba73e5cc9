"""The proof that rules leave is kept before the rows go."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ombud.execute.sweep import key_of, left_of
from ombud.inventory.model import Place, parted
from ombud.plan.clocks import Scene
from ombud.plan.model import Col, Keys, Matching
from ombud.plan.reach import GONE
from ombud.policy.model import RetentionRule
from ombud.rights.carrying.running import Run
from ombud.store import proof


def leave_proof(run: Run, system: str) -> None:
    """Keep the proof that rules leave, before the rows go: one reading for all rows of a dataset under a rule."""
    leaving: dict[tuple[str, int], tuple[RetentionRule, list[tuple[object, ...]]]] = {}
    for decision in (d for case in run.planned.cases for d in case.decisions if d.action == "erase"):
        rules = run.scene.once(("leaving", decision.activities), partial(_leaving, decision.activities, run.scene))
        if rules and parted(decision.row.place)[0] == system and decision.row.via != GONE:
            for rule in rules:
                leaving.setdefault((decision.row.place, id(rule)), (rule, []))[1].append(decision.row.key)
    for (place, _), (rule, keys) in leaving.items():
        _keep(run, rule, run.scene.place(*parted(place)), tuple(keys))


def _leaving(activities: Iterable[str], scene: Scene) -> list[RetentionRule]:
    rules = [rule for name in activities for rule in scene.policy.activities[name].retention if isinstance(rule, RetentionRule)]
    return [rule for rule in rules if rule.leaves and not rule.leaves.optional]


def _keep(run: Run, rule: RetentionRule, place: Place, keys: Keys) -> None:
    key, leaves = key_of(run.scene, place.system, place.name), rule.leaves
    columns = [name for name, column in place.typed().items() if leaves and column.is_ in leaves.fields]
    if leaves and columns:
        read = run.systems[place.system].read(place.name, [Col(name) for name in (*key, *columns)], Matching(key, keys))
        rows = left_of(read, len(key), place, columns, leaves, run.scene)
        proof.keep(rule.rule, "+".join(leaves.fields), leaves.form, rows, run.home.state.keys.links(), run.scene.today)
