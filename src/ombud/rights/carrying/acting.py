"""A plan that was shown is carried out, system by system, and goes on after an interruption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ombud.errors import RefusedError
from ombud.evidence.pseudonym import seal
from ombud.execute.answer import Made, by_system, make
from ombud.execute.discover import discover
from ombud.plan.acts import Act
from ombud.plan.clocks import Scene
from ombud.rights.carrying.ending import finish
from ombud.rights.carrying.proving import leave_proof
from ombud.rights.carrying.running import Run, note
from ombud.rights.wishes.corrected import standing, untouched
from ombud.rights.wishes.interrupted import close_older, unsealed
from ombud.rights.wishes.planning import aimed, find, held_rows, plan, plan_found
from ombud.rights.wishes.remembered import rows_of
from ombud.rights.wishes.shown import Answer, figures, persons_of, question_of
from ombud.rights.wishes.wish import ERASING, ByHand, Plan, PlanRefusedError, Sealed, Systems
from ombud.store import plans
from ombud.store.home import Home
from ombud.store.models import PlanRow


def execute(home: Home, plan_id: str, right: str) -> Answer:
    """Carry out exactly the plan shown under this id; after an interruption, the systems that are not done yet."""
    with plans.taken(plan_id, right, home.folder / "var") as row:
        sealed = unsealed(home, row)
        plans.same_question(row, question_of(home, row.as_of, sealed))
        with home.systems(read_only=False) as systems:
            return _execute(home, row, sealed, systems)


def _execute(home: Home, row: PlanRow, sealed: Sealed, systems: Systems) -> Answer:
    scene = home.scene(sealed.day)
    planned = plan(sealed.wish, sealed.resolved, home, scene, systems, sealed.rows)
    _as_shown(row, planned, home)
    known = tuple(rows_of(case.person) for case in planned.cases)
    stood = standing(aimed(planned.acts, planned.cases), systems, home.state.keys.links().secret, sealed.stood)
    sealed = replace(sealed, resolved=persons_of(planned), rows=known, day=scene.today, stood=stood, flocks=planned.flocks)
    planned = _respecting(planned, sealed, home, systems)
    run = Run(home, row, planned, scene, systems, plans.steps(row), seal(home.state.keys.run(row.id), sealed.text(), row.id.encode()))
    made = tuple(m for system, acts in _to_do(run) for m in _act(run, system, acts))
    after = _look_again(sealed, home, scene, systems)
    retained = {name: systems[name].retains() for name in dict.fromkeys(one.act.system for one in made if one.changed)}
    answer = finish(run, made, after)
    if row.state == "done":
        close_older(home, row, sealed)
    return replace(answer, retained=retained)


def _respecting(planned: Plan, sealed: Sealed, home: Home, systems: Systems) -> Plan:
    """Leave alone what somebody has changed since the correction was begun, and hand it to people."""
    acts, tasks, secret = list[Act](), list[ByHand](), home.state.keys.links().secret
    for act in planned.acts:
        there = aimed((act,), planned.cases) if act.verb == "rectify" else ()
        touched = {key for one in there for key in set(one.keys) - set(untouched(one, systems, secret, sealed.stood).keys)}
        acts.append(replace(act, keys=tuple(key for key in act.keys if key not in touched)))
        tasks += [ByHand(f"{act.system}.{act.dataset}", "changed", len(touched))] if touched else []
    return replace(planned, acts=tuple(act for act in acts if act.keys), by_hand=(*planned.by_hand, *tasks))


def _look_again(begun: Sealed, home: Home, scene: Scene, systems: Systems) -> Plan:
    """Plan once more what is left; nothing needs to be remembered of a person of whom nothing is left, nor of flocks."""
    held = held_rows(home, scene, systems)
    found = discover(begun.resolved, scene, systems) if held else find(begun.wish, begun.resolved, scene, systems)
    known = [rows if person.rows else {} for person, rows in zip(found.persons, begun.rows, strict=True)]
    return plan_found(begun.wish, found, known, held, scene, systems)


def _as_shown(row: PlanRow, planned: Plan, home: Home) -> None:
    """Refuse when the systems no longer hold what the plan showed; a plan already begun goes on with what is left."""
    if planned.refused:
        raise PlanRefusedError(planned.refused)
    away = {*planned.unavailable, *(planned.waiting if row.kind in ERASING else ())}
    shown = {act: rows for act, rows in row.body["acts"].items() if not {act.partition("/")[0], act.partition(".")[0]} & away}
    if row.state == "shown" and shown != figures(planned, home):
        hint = "Show the plan again, read it, and carry out the new one."
        raise RefusedError("plan-stale", "The systems have changed since this plan was shown.", hint=hint)


def _to_do(run: Run) -> list[tuple[str, tuple[Act, ...]]]:
    """List the systems that act, and those that an interrupted run began and that have nothing left to do."""
    acting, away = by_system(run.planned.acts), run.planned.unavailable
    begun = [name for name, step in run.begun.items() if step.state == "intended" and name not in dict(acting) and name not in away]
    return [*acting, *((system, ()) for system in begun)]


def _act(run: Run, system: str, acts: tuple[Act, ...]) -> tuple[Made, ...]:
    """Make one system's acts, or repeat on what is found now what an interrupted run had intended."""
    step, there = run.begun.get(system, plans.Step()), aimed(acts, run.planned.cases)
    undone = [run.systems[system].count(act.dataset, act.left()) if step.state else len(act.keys) for act in there]
    found = sum(undone)
    if step.state == "done" and not found:
        return tuple(Made(act, len(act.keys), 0) for act in acts)
    if step.state == "intended":
        before = note(run, "repeated", system, {"intended": step.figures["rows"], "found": found}, step.figures)
    else:
        before = note(run, "intended", system, {"rows": found}, step.figures)
    leave_proof(run, system)
    made = make(system, there, run.scene, run.systems) if there else ()
    note(run, "done", system, {"count": sum(m.changed for m in made), "remaining": sum(m.left for m in made)}, before)
    return _in_all(acts, dict(zip(made, undone, strict=True)))


def _in_all(acts: Iterable[Act], made: Mapping[Made, int]) -> tuple[Made, ...]:
    """Tell each act as a whole: what was made now, and what an interrupted run had made already and was not found undone."""
    now = {replace(one.act, keys=()): (one, undone) for one, undone in made.items()}
    parts = [(act, *now.get(replace(act, keys=()), (Made(act, 0, 0), 0))) for act in acts]
    return tuple(Made(act, len(act.keys) - undone + part.changed, part.left) for act, part, undone in parts)
