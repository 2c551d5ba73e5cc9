"""What time has made due: every dataset's rules turned into steps, tallies and an order (GDPR Art. 5(1)(e))."""

from __future__ import annotations

from ombud.inventory.model import Place
from ombud.plan.clocks import Scene, rule_start
from ombud.plan.retention.due import rules_of, unruled
from ombud.plan.retention.fields import field_steps, left_behind, telling, telling_above
from ombud.plan.retention.order import carriers, in_order
from ombud.plan.retention.rows import refused, row_steps
from ombud.plan.retention.steps import NotSwept, Step, Sweep
from ombud.policy.model import Gap


def sweep(scene: Scene) -> Sweep:
    """Plan a sweep; every dataset of the inventory ends in a step or in `not_swept`."""
    places = in_order(scene, together=True)
    steps = tuple(step for place in places for step in _steps(place, scene))
    return Sweep(steps, tuple(gap for place in places for gap in _not_swept(place, scene)))


def _steps(place: Place, scene: Scene) -> list[Step]:
    if not rules_of(place, scene):
        return []
    left, rows = [*telling(place, scene), *telling_above(place, scene), *left_behind(place, scene)], row_steps(place, scene)
    # rows that go together with those below them can be left behind only once these have gone
    return [*rows, *left, *field_steps(place, scene)] if carriers(place, scene) else [*left, *rows, *field_steps(place, scene)]


def _not_swept(place: Place, scene: Scene) -> list[NotSwept]:
    rules = [rule for _, rule in rules_of(place, scene)]
    why = [("no_rule", activity) for activity in _never_ended(place, scene)] if rules else [("no_rule", "")]
    why += [("no_clock_bound", rule.rule) for rule in rules if not rule_start(rule, place, scene)]
    why += [("no_period", rule.rule) for rule in rules if isinstance(rule.period, Gap)]
    why += [("cannot_restrict", rule.rule) for rule in rules if refused(place, rule.then)]
    return [NotSwept(place.system, place.name, reason, about) for reason, about in why]


def _never_ended(place: Place, scene: Scene) -> list[str]:
    """Name the activities of a dataset of which no rule, or none for some of its data, ever ends the keeping."""
    known = [activity for activity in place.dataset.activities if activity in scene.policy.activities]
    return [activity for activity in known if unruled(place, activity, scene) or not rules_of(place, scene, activity)]
