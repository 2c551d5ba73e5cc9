"""Plan a person's wish, and carry out a plan that was shown (GDPR Art. 12, 15–22)."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from ombud.errors import RefusedError, UnavailableError
from ombud.evidence.entry import Fact
from ombud.evidence.pseudonym import open_sealed, seal
from ombud.execute.answer import Made, by_system, make, refusals
from ombud.execute.discover import discover
from ombud.execute.sweep import key_of
from ombud.inventory.model import Place
from ombud.plan.acts import Act, erasing, rectifying, restricting
from ombud.plan.clocks import Scene
from ombud.plan.model import Col, Keys, Matching
from ombud.plan.reach import Person, ambiguous
from ombud.plan.rights import Decision, activities_of, decide, ended_by, place_of
from ombud.policy.model import RetentionRule
from ombud.rights.wish import ByHand, Case, Identified, Outcome, Plan, Sealed, Wish
from ombud.store import holds, plans, proof
from ombud.store.home import Home
from ombud.store.models import PlanRow
from ombud.systems.connector import Connector

Systems = Mapping[str, Connector]
Subjects = list[tuple[Identified, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a wish stands: its plan, its outcome, what was made, and the evidence."""

    id: str
    plan: Plan
    outcome: Outcome
    made: tuple[Made, ...] = ()
    evidence: str = ""


# ------------------------------------------------------------------ planning


def plan(wish: Wish, subjects: Subjects, home: Home, scene: Scene, systems: Systems) -> Plan:
    """Find the persons everywhere and decide on every row; nothing is changed."""
    found = discover(subjects, scene, systems)
    frozen = _frozen(home, scene, systems)
    cases = tuple(_case(wish, person, scene, frozen) for person in found.persons)
    acts = _acts(wish, cases, scene)
    tasks = (*_unsearched(found.persons, scene), *_mentions(cases, scene, systems), *_undecided(cases), *_unsupported(wish, cases, acts))
    return Plan(wish, cases, acts, tasks, found.unavailable, refusals(acts, systems))


def _case(wish: Wish, person: Person, scene: Scene, frozen: frozenset[tuple[str, tuple[object, ...]]]) -> Case:
    if not person.rows:
        return Case(person, "nobody")
    if several := ambiguous(person, scene):
        return Case(person, "ambiguous", ambiguous=several)
    return Case(person, "planned", _decisions(wish, person, scene, frozen))


def _decisions(wish: Wish, person: Person, scene: Scene, frozen: frozenset[tuple[str, tuple[object, ...]]]) -> tuple[Decision, ...]:
    if wish.right in ("erase", "withdraw", "object"):
        return decide(person, scene, ended_by(wish.right, scene, wish.purpose), frozen)
    rows = person.rows.values()
    return tuple(Decision(row, "keep", activities=activities_of(row, person, scene)) for row in rows)


def _acts(wish: Wish, cases: Sequence[Case], scene: Scene) -> tuple[Act, ...]:
    decisions = [decision for case in cases if case.outcome == "planned" for decision in case.decisions]
    match wish.right:
        case "erase" | "withdraw" | "object":
            return erasing(decisions, scene, key_of)
        case "restrict":
            return restricting(decisions, scene, key_of)
        case "rectify":
            planned = [case.person for case in cases if case.outcome == "planned"]
            return tuple(act for person in planned for act in rectifying(person, scene, wish.changes, key_of))
        case "access" | "port":
            return ()


def _frozen(home: Home, scene: Scene, systems: Systems) -> frozenset[tuple[str, tuple[object, ...]]]:
    """Find the rows that standing holds freeze."""
    key = home.state.keys.links()
    subjects = [tuple(holds.frozen(hold.id, key)) for hold in home.state.holds()]
    found = discover(subjects, scene, systems) if subjects else None
    if found and found.unavailable:
        names = ", ".join(found.unavailable)
        raise RefusedError("hold-unseen", f"A hold stands, and {names} cannot be asked what it freezes.", hint="Run again when it answers.")
    return frozenset((row.place, row.key) for person in found.persons for row in person.rows.values()) if found else frozenset()


def _reachable(persons: Sequence[Person], scene: Scene) -> set[str]:
    """Name the datasets that were searched: by an identifier known, by one that a searched dataset would have told, or by an owner."""
    kinds = {kind for person in persons for kind, _ in person.identifiers}
    reached: set[str] = set()
    while more := [p for p in scene.inventory.datasets() if p.id not in reached and (kinds & _kinds(p) or _owners(p) & reached)]:
        reached.update(place.id for place in more)
        kinds.update(kind for place in more for kind in _kinds(place))
    return reached


def _kinds(place: Place) -> set[str]:
    return set(place.identifying().values())


def _owners(place: Place) -> set[str]:
    return {link.to for link in place.dataset.links if link.as_ == "owner"}


def _unsearched(persons: Sequence[Person], scene: Scene) -> list[ByHand]:
    searched = _reachable(persons, scene)
    return [ByHand(p.id, "no_identifier") for p in scene.inventory.datasets() if p.id not in searched]


def _mentions(cases: Sequence[Case], scene: Scene, systems: Systems) -> list[ByHand]:
    """Count the messages that only mention a person in their text: a person must read them (GDPR Art. 15(4))."""
    values = tuple(sorted({(value,) for case in cases for kind, value in case.person.identifiers if "@" in value}))
    mailboxes = [p for p in scene.inventory.datasets() if scene.inventory.systems[p.system].kind == "mailbox"]
    counted = [(p.id, _count_mentions(p, values, systems)) for p in mailboxes if values]
    return [ByHand(place, "body_mention", count) for place, count in counted if count]


def _count_mentions(place: Place, values: Keys, systems: Systems) -> int:
    try:
        return systems[place.system].count(place.name, Matching(("body",), values, fold=True))
    except UnavailableError:
        return 0  # the system is named as unavailable, so the whole is not complete


def _undecided(cases: Sequence[Case]) -> list[ByHand]:
    """Count the rows that a person must decide on: they are several people's, or serve no activity."""
    rows = [decision for case in cases for decision in case.decisions if decision.action == "by_hand"]
    counted = Counter((made.row.place, "shared" if made.activities else "unclassified") for made in rows)
    return [ByHand(place, "shared" if why == "shared" else "unclassified", count) for (place, why), count in counted.items()]


def _unsupported(wish: Wish, cases: Sequence[Case], acts: Sequence[Act]) -> list[ByHand]:
    """Count the rows that should be marked as restricted, or corrected, in systems that cannot."""
    if wish.right not in ("restrict", "rectify"):
        return []
    done = {(f"{act.system}.{act.dataset}", key) for act in acts for key in act.keys}
    rows = Counter(row.place for case in cases for row in case.person.rows.values() if (row.place, row.key) not in done)
    return [ByHand(place, "unsupported", count) for place, count in rows.items()] if wish.right == "restrict" else []


def show(home: Home, wish: Wish, subjects: Subjects) -> Answer:
    """Plan a wish and keep the plan: its subjects sealed under a key of its own, nothing changed in any system."""
    scene, state = home.scene(), home.state
    with home.systems(read_only=True) as systems:
        planned = plan(wish, subjects, home, scene, systems)
    sealed = Sealed(wish, subjects, [tuple(sorted(case.person.identifiers)) for case in planned.cases])
    row = plans.show(_asked(home, scene.today, sealed), _body(planned), home.now())
    key = state.keys.run(row.id) if row.sealed else state.keys.new_run(row.id)
    row.sealed = seal(key, sealed.text(), row.id.encode())
    row.save(update_fields=["sealed"])
    _note_request(home, row, planned)
    return Answer(row.id, planned, planned.outcome)


def _asked(home: Home, day: date, sealed: Sealed) -> plans.Asked:
    about = hmac.digest(home.state.keys.links().secret, sealed.question(), "sha256").hex()
    return plans.Asked(sealed.wish.right, day, *home.fingerprints(), about)


def _body(planned: Plan) -> dict[str, object]:
    """Keep what the plan will do as figures, so that it can be told whether the systems have changed since."""
    return {"acts": _figures(planned), "persons": dict(Counter(case.outcome for case in planned.cases))}


def _figures(planned: Plan) -> dict[str, int]:
    return {f"{act.system}.{act.dataset}/{act.verb}/{'+'.join(c for c, _ in act.values)}": len(act.keys) for act in planned.acts}


def _note_request(home: Home, row: PlanRow, planned: Plan) -> None:
    facts: dict[str, Fact] = {
        "right": planned.wish.right,
        "outcome": planned.outcome,
        "count": len(planned.cases),
        "policy": home.policy.policy.version,
    }
    subjects = tuple(_pseudonym(home, case) for case in planned.cases if case.outcome == "planned")
    home.state.log.append("planned" if subjects else planned.outcome, facts, run=row.id, subjects=subjects)


def _pseudonym(home: Home, case: Case) -> str:
    return home.state.pseudonym(sorted(case.person.identifiers))


# ------------------------------------------------------------------ carrying out


def execute(home: Home, plan_id: str, right: str) -> Answer:
    """Carry out exactly the plan shown under this id; after an interruption, the systems that are not done yet."""
    scene, state = home.scene(), home.state
    row = plans.find(plan_id, right)
    sealed = Sealed.read(open_sealed(state.keys.run(row.id), bytes(row.sealed), row.id.encode()))
    plans.same_question(row, _asked(home, row.as_of, sealed))
    wish, subjects = sealed.wish, sealed.resolved
    with home.systems(read_only=False) as systems:
        planned = plan(wish, subjects, home, scene, systems)
        _as_shown(row, planned)
        plans.begin(row)
        made = tuple(m for system, acts in by_system(planned.acts) for m in _act(home, row, system, acts, planned, scene, systems))
        after = plan(wish, subjects, home, scene, systems)
    return _finish(home, row, planned, made, after)


def _as_shown(row: PlanRow, planned: Plan) -> None:
    """Refuse when the systems no longer hold what the plan showed; a plan already begun goes on with what is left."""
    if planned.refused:
        raise RefusedError("plan-refused", "A system would refuse a part of this plan.", hint="Show the plan again; it names the part.")
    if row.state == "shown" and row.body["acts"] != _figures(planned):
        hint = "Show the plan again, read it, and carry out the new one."
        raise RefusedError("plan-stale", "The systems have changed since this plan was shown.", hint=hint)


def _act(home: Home, row: PlanRow, system: str, acts: tuple[Act, ...], planned: Plan, scene: Scene, systems: Systems) -> tuple[Made, ...]:  # noqa: PLR0913, PLR0917 - one system's share of a run
    again = plans.step_state(row, system) == "intended"
    rows = sum(len(act.keys) for act in acts)
    _note(home, row, "repeated" if again else "intended", system, {"rows": rows})
    _leave_proof(home, planned, system, scene, systems)
    made = make(system, acts, scene, systems)
    _note(home, row, "done", system, {"count": sum(m.changed for m in made), "remaining": sum(m.left for m in made)})
    return made


def _note(home: Home, row: PlanRow, kind: str, system: str, figures: dict[str, int]) -> None:
    with transaction.atomic():
        facts: dict[str, Fact] = {"system": system, "right": row.kind, "policy": home.policy.policy.version, **figures}
        home.state.log.append(kind, facts, run=row.id, step=system)
        plans.mark(row, system, "done" if kind == "done" else "intended", **figures)


def _leave_proof(home: Home, planned: Plan, system: str, scene: Scene, systems: Systems) -> None:
    """Keep the proof that a rule leaves, before the rows go."""
    for case in planned.cases:
        for decision in case.decisions:
            if decision.action == "erase" and place_of(decision.row, scene).system == system:
                for rule in _leaving(decision, scene):
                    _keep(home, rule, decision, scene, systems)


def _leaving(decision: Decision, scene: Scene) -> list[RetentionRule]:
    rules = [rule for name in decision.activities for rule in scene.policy.activities[name].retention if isinstance(rule, RetentionRule)]
    return [rule for rule in rules if rule.leaves and not rule.leaves.optional]


def _keep(home: Home, rule: RetentionRule, decision: Decision, scene: Scene, systems: Systems) -> None:
    place, leaves = place_of(decision.row, scene), rule.leaves
    columns = [name for name, column in place.typed().items() if leaves and column.is_ in leaves.fields]
    if leaves and columns:
        within = Matching(key_of(scene, place.system, place.name), (decision.row.key,))
        rows = [(decision.row.key, values) for values in systems[place.system].read(place.name, [Col(name) for name in columns], within)]
        proof.keep(rule.rule, "+".join(leaves.fields), leaves.form, rows, home.state.keys.links(), scene.today)


def _finish(home: Home, row: PlanRow, planned: Plan, made: tuple[Made, ...], after: Plan) -> Answer:
    left = sum(m.left for m in made) or (planned.wish.right in ("erase", "withdraw") and any(act.verb == "erase" for act in after.acts))
    complete = not left and not planned.unavailable
    for stay, count in _kept(planned).items():
        home.state.log.append("kept", {"ground": stay[0], "article": stay[1], "count": count}, run=row.id)
    plans.finish(row, complete=complete)
    if complete:
        _freeze(home, planned)
        home.state.keys.forget(row.id)
    outcome: Outcome = (
        "done" if complete and planned.outcome == "planned" else "partial" if planned.outcome == "planned" else planned.outcome
    )
    return Answer(row.id, planned, outcome, made, home.state.log.checkpoint())


def _freeze(home: Home, planned: Plan) -> None:
    """Keep restricted rows from every sweep until the restriction is lifted (GDPR Art. 18(2))."""
    state, review = home.state, home.today() + timedelta(days=90)
    for case in planned.cases if planned.wish.right == "restrict" else ():
        if case.outcome == "planned":
            hold = holds.Hold(holds.new_id(), "restriction", "", planned.wish.reason, "officer", review)
            holds.add(sorted(case.person.identifiers), hold, state.keys.links(), home.now())
            state.log.append(
                "hold", {"hold": hold.id, "right": "restrict", "until": review.isoformat()}, subjects=(_pseudonym(home, case),)
            )


def _kept(planned: Plan) -> Counter[tuple[str, str]]:
    return Counter((stay.ground, stay.article) for case in planned.cases for decision in case.decisions for stay in decision.stays)
