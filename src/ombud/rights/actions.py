"""Plan a person's wish, and carry out a plan that was shown (GDPR Art. 12, 15–22)."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from django.db import transaction

from ombud.errors import RefusedError, UnavailableError
from ombud.evidence.entry import Fact
from ombud.evidence.pseudonym import seal
from ombud.execute.answer import Made, by_system, make, refusals
from ombud.execute.discover import Discovery, discover, frozen
from ombud.execute.sweep import key_of, left_of
from ombud.inventory.model import Place, parted
from ombud.plan.acts import Act, erasing, flocks, rectifying, restricting, still_serving
from ombud.plan.clocks import Scene
from ombud.plan.model import Col, Keys, Matching
from ombud.plan.reach import GONE, Flock, Person, ambiguous
from ombud.plan.rights import At, Decision, Stay, activities_of, decide, decided, direct, ended_by, names_given
from ombud.policy.model import RetentionRule
from ombud.rights.corrected import standing, untouched
from ombud.rights.interrupted import begun, close_older, inheriting, unsealed
from ombud.rights.remembered import Remembered, recall, rows_of
from ombud.rights.waiting import waiting
from ombud.rights.wish import ERASING, ByHand, Case, Identified, Outcome, Plan, Sealed, Wish
from ombud.store import holds, plans, proof
from ombud.store.home import Home
from ombud.store.models import PlanRow
from ombud.store.own.known import also_known
from ombud.systems.connector import Connector

Held = frozenset[tuple[str, tuple[object, ...]]]
"""The rows that standing holds freeze: their dataset and key."""
TELLING = ("access", "port")
"""The rights that are answered by telling alone, so that nothing is carried out (GDPR Art. 15, 20)."""

CHOOSING = ("withdraw", "object")
"""The rights that whoever has an address may use for all that it names, however many people share it (GDPR Art. 7(3), 21(3))."""

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
    retained: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# ------------------------------------------------------------------ planning


def plan(wish: Wish, subjects: Subjects, home: Home, scene: Scene, systems: Systems, known: Sequence[Remembered] = ()) -> Plan:
    """Find the persons everywhere and decide on every row, those known of an interrupted run included; nothing is changed."""
    held = _frozen(home, scene, systems)
    found = discover(subjects, scene, systems) if known or held else _find(wish, subjects, scene, systems)
    return _plan(wish, found, known, held, scene, systems)


def _find(wish: Wish, subjects: Subjects, scene: Scene, systems: Systems) -> Discovery:
    """Find the persons where nothing is held: rows that all go with what they belong to need not be told apart, unless some may stay."""
    along = (
        flocks(scene, ended_by(wish.right, scene, wish.purpose)) if wish.right in ERASING and not wish.leaving and not wish.direct else ()
    )
    found = discover(subjects, scene, systems, along)
    staying = found.unavailable or any(ambiguous(person, scene) for person in found.persons)
    return discover(subjects, scene, systems) if found.flocks and staying else found


def _plan(wish: Wish, found: Discovery, known: Sequence[Remembered], held: Held, scene: Scene, systems: Systems) -> Plan:
    for person, rows in zip(found.persons, known, strict=False):
        recall(person, rows)
    undecided = waiting(scene, found.unavailable)
    cases = tuple(_case(wish, person, scene, held, undecided) for person in found.persons)
    all_acts = tuple(act for act in _acts(wish, cases, found.flocks, scene) if act.system not in found.unavailable)
    acts = tuple(act for act in all_acts if act.name not in wish.leaving)
    left = (*(act for case in cases for act in case.left), *(act for act in all_acts if act.name in wish.leaving))
    cases = tuple(_told_why(case, wish, left, scene) for case in cases)
    beyond = () if wish.direct else (*_unsearched(found.persons, scene), *_mentions(cases, scene, systems))
    tasks = (*beyond, *_undecided(cases), *_unsupported(wish, cases, (*acts, *left), scene))
    refused = refusals(_standing(acts, cases), scene, systems)
    return Plan(wish, cases, acts, tasks, found.unavailable, refused, undecided, found.flocks, left)


def _case(wish: Wish, person: Person, scene: Scene, held: Held, undecided: Collection[str]) -> Case:
    several = ambiguous(person, scene) if not (wish.direct and wish.right in CHOOSING) else ()
    if wish.direct and wish.right in TELLING:
        person = _direct(person, scene)
    if not (any(names_given(row, person, scene) for row in person.rows.values()) if wish.direct else person.rows):
        return Case(person, "nobody")
    if several:
        return Case(person, "ambiguous", ambiguous=several)
    if wish.right in ERASING:
        made, left = _ending(wish, person, scene, held)
        return Case(person, "planned", tuple(one for one in made if one.row.place not in undecided), left=left)
    rows = person.rows.values()
    return Case(person, "planned", tuple(Decision(row, "keep", activities=activities_of(row, person, scene)) for row in rows))


def _ending(wish: Wish, person: Person, scene: Scene, held: Held) -> tuple[tuple[Decision, ...], tuple[Act, ...]]:
    """Decide on every row; the acts that somebody decided to leave are left, and what their rows belong to stays with them."""
    left, stays = list[Act](), dict[At, Stay]()
    while True:
        made = decide(person, scene, ended_by(wish.right, scene, wish.purpose), held, stays)
        more = [act for act in erasing(made, scene, key_of) if act.name in wish.leaving] if wish.leaving else []
        if not more:
            return direct(made, person, scene) if wish.direct else made, tuple(left)
        left += more
        stays |= _left_for(wish, more, scene)


def _left_for(wish: Wish, left: Iterable[Act], scene: Scene) -> dict[At, Stay]:
    """Tell why each row of the acts stays that somebody decided to leave."""
    because = ((act, decided(scene.place(act.system, act.dataset), wish.leaving[act.name])) for act in left)
    return {(f"{act.system}.{act.dataset}", key): stay for act, stay in because for key in act.keys}


def _told_why(case: Case, wish: Wish, left: Iterable[Act], scene: Scene) -> Case:
    """Tell of the rows that are not corrected or marked, because somebody decided so, the reason (GDPR Art. 12(4))."""
    if wish.right in ERASING or not left:
        return case
    why = _left_for(wish, left, scene)
    told = (replace(one, stays=(stay,)) if (stay := why.get((one.row.place, one.row.key))) else one for one in case.decisions)
    return replace(case, decisions=tuple(told))


def _direct(person: Person, scene: Scene) -> Person:
    """Leave of a person what names an identifier given; what that led to is told to nobody who only has the identifier."""
    return Person(person.given, rows={at: row for at, row in person.rows.items() if names_given(row, person, scene)})


def _acts(wish: Wish, cases: Sequence[Case], along: Mapping[str, Flock], scene: Scene) -> tuple[Act, ...]:
    decisions = [decision for case in cases if case.outcome == "planned" for decision in case.decisions]
    match wish.right:
        case "erase" | "withdraw" | "object":
            return erasing(decisions, scene, key_of, along)
        case "restrict":
            return restricting(decisions, scene, key_of)
        case "rectify":
            planned = [case.person for case in cases if case.outcome == "planned"]
            return tuple(act for person in planned for act in rectifying(person, scene, wish.changes, key_of))
        case "access" | "port":
            return ()


def _frozen(home: Home, scene: Scene, systems: Systems) -> Held:
    """Find the rows that standing holds freeze."""
    return frozenset((place, key) for place, keys in frozen(home.state.held(), scene, systems).items() for key in keys)


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


def _unsupported(wish: Wish, cases: Sequence[Case], acts: Sequence[Act], scene: Scene) -> list[ByHand]:
    """Count the rows of systems that cannot do their part: mark a row, correct what knows it, or end an activity that it serves."""
    if wish.right in ("withdraw", "object"):
        ended = ended_by(wish.right, scene, wish.purpose)
        left = Counter(one.row.place for case in cases for one in case.decisions if still_serving(one, ended, scene))
        return [ByHand(place, "unsupported", count) for place, count in left.items()]
    if wish.right not in ("restrict", "rectify"):
        return []
    places = {p.id for p in scene.inventory.datasets() if wish.right == "restrict" or _tells(p, wish.changes, scene)}
    done = {(f"{act.system}.{act.dataset}", key) for act in acts for key in act.keys}
    rows = (row for case in cases for row in case.person.rows.values() if row.place in places and row.via != GONE)
    return [ByHand(place, "unsupported", count) for place, count in Counter(r.place for r in rows if (r.place, r.key) not in done).items()]


def _tells(place: Place, changes: Mapping[str, str], scene: Scene) -> bool:
    """Tell whether a dataset holds a datum that is corrected, or knows people by it."""
    columns = (column for p in scene.inventory.datasets() for column in p.typed().values() if column.is_ in changes)
    return bool(place.data() & set(changes)) or bool({column.identifies for column in columns} & _kinds(place))


def show(home: Home, wish: Wish, subjects: Subjects, systems: Systems | None = None) -> Answer:
    """Plan a wish, nothing changed in any system; whoever goes on reading gives the systems, which stay open."""
    subjects = [also_known(home, subject) for subject in subjects]
    asked = _asked(home, home.today(), Sealed(wish, subjects, []))
    with nullcontext(systems) if systems else home.systems(read_only=True) as opened:
        return _tell(home, wish, subjects, asked, opened) if wish.right in TELLING else _show(home, wish, subjects, asked, opened)


def _tell(home: Home, wish: Wish, subjects: Subjects, asked: plans.Asked, systems: Systems) -> Answer:
    """Find what is to be told; there is nothing to carry out later, so nothing is kept but that it was asked."""
    planned = plan(wish, subjects, home, home.scene(), systems)
    if wish.right == "access":
        planned = replace(planned, cases=tuple(_with_proofs(case, home) for case in planned.cases))
    with transaction.atomic():
        _note_request(home, asked.id, planned)
    return Answer(asked.id, planned, planned.outcome)


def _with_proofs(case: Case, home: Home) -> Case:
    """Add what earlier erasures left as proof about the person: it is held too, and may be all that is (GDPR Art. 15(1))."""
    found = proof.about({value for _, value in case.person.identifiers}, home.state.keys.links()) if case.outcome != "ambiguous" else ()
    return replace(case, proofs=found, outcome="planned") if found else case


def _show(home: Home, wish: Wish, subjects: Subjects, asked: plans.Asked, systems: Systems) -> Answer:
    """Keep the plan: its subjects sealed under a key of its own."""
    going_on = begun(home, asked)
    sealed = going_on or inheriting(home, Sealed(wish, subjects, subjects))
    planned = plan(wish, sealed.resolved, home, home.scene(sealed.day), systems, sealed.rows)
    with transaction.atomic():
        row = plans.show(asked, _body(planned, home), home.now())
        if not going_on:
            resolved = replace(sealed, resolved=_resolved(planned))
            plans.keep(row, seal(home.state.keys.new_run(row.id), resolved.text(), row.id.encode()))
        _note_request(home, row.id, planned)
    return Answer(row.id, planned, planned.outcome)


def _resolved(planned: Plan) -> Subjects:
    return [case.person.given if planned.wish.direct else tuple(sorted(case.person.identifiers)) for case in planned.cases]


def _asked(home: Home, day: date, sealed: Sealed) -> plans.Asked:
    about = hmac.digest(home.state.keys.links().secret, sealed.question(), "sha256").hex()
    return plans.Asked(sealed.wish.right, day, *home.fingerprints(), about)


def _body(planned: Plan, home: Home) -> dict[str, object]:
    """Keep what the plan will do as figures, so that it can be told whether the systems have changed since."""
    return {"acts": figures(planned, home), "persons": dict(Counter(case.outcome for case in planned.cases))}


def figures(planned: Plan, home: Home) -> dict[str, list[object]]:
    """Count the rows of each act and digest their keys under our own key: other rows in the same number are another plan."""
    secret = home.state.keys.links().secret
    rows = {act.name: act.keys for act in planned.acts}
    return {act: [len(keys), hmac.digest(secret, repr(_sorted(keys)).encode(), "sha256").hex()] for act, keys in rows.items()}


def _sorted(keys: Keys) -> list[tuple[object, ...]]:
    try:
        return sorted(keys)
    except TypeError:
        return sorted(keys, key=repr)


def _note_request(home: Home, run: str, planned: Plan) -> None:
    facts: dict[str, Fact] = {
        "right": planned.wish.right,
        "outcome": planned.outcome,
        "count": len(planned.cases),
        "policy": home.policy.policy.edition,
    }
    subjects = home.state.pseudonyms(sorted(case.person.identifiers) for case in planned.cases if case.outcome == "planned")
    home.state.log.append("planned" if subjects else planned.outcome, facts, run=run, subjects=subjects)


def _pseudonym(home: Home, case: Case) -> str:
    return home.state.pseudonym(sorted(case.person.identifiers))


# ------------------------------------------------------------------ carrying out


def execute(home: Home, plan_id: str, right: str) -> Answer:
    """Carry out exactly the plan shown under this id; after an interruption, the systems that are not done yet."""
    with plans.taken(plan_id, right, home.folder / "var") as row:
        sealed = unsealed(home, row)
        plans.same_question(row, _asked(home, row.as_of, sealed))
        with home.systems(read_only=False) as systems:
            return _execute(home, row, sealed, systems)


def _execute(home: Home, row: PlanRow, sealed: Sealed, systems: Systems) -> Answer:
    scene = home.scene(sealed.day)
    planned = plan(sealed.wish, sealed.resolved, home, scene, systems, sealed.rows)
    _as_shown(row, planned, home)
    known = tuple(rows_of(case.person) for case in planned.cases)
    stood = standing(_standing(planned.acts, planned.cases), systems, home.state.keys.links().secret, sealed.stood)
    sealed = replace(sealed, resolved=_resolved(planned), rows=known, day=scene.today, stood=stood, flocks=planned.flocks)
    planned = _respecting(planned, sealed, home, systems)
    run = _Run(home, row, planned, scene, systems, plans.steps(row), seal(home.state.keys.run(row.id), sealed.text(), row.id.encode()))
    made = tuple(m for system, acts in _to_do(run) for m in _act(run, system, acts))
    after = _look_again(sealed, home, scene, systems)
    retained = {name: systems[name].retains() for name in dict.fromkeys(one.act.system for one in made if one.changed)}
    answer = _finish(run, made, after)
    if row.state == "done":
        close_older(home, row, sealed)
    return replace(answer, retained=retained)


def _respecting(planned: Plan, sealed: Sealed, home: Home, systems: Systems) -> Plan:
    """Leave alone what somebody has changed since the correction was begun, and hand it to people."""
    acts, tasks, secret = list[Act](), list[ByHand](), home.state.keys.links().secret
    for act in planned.acts:
        there = _standing((act,), planned.cases) if act.verb == "rectify" else ()
        touched = {key for one in there for key in set(one.keys) - set(untouched(one, systems, secret, sealed.stood).keys)}
        acts.append(replace(act, keys=tuple(key for key in act.keys if key not in touched)))
        tasks += [ByHand(f"{act.system}.{act.dataset}", "changed", len(touched))] if touched else []
    return replace(planned, acts=tuple(act for act in acts if act.keys), by_hand=(*planned.by_hand, *tasks))


def _look_again(begun: Sealed, home: Home, scene: Scene, systems: Systems) -> Plan:
    """Plan once more what is left; nothing needs to be remembered of a person of whom nothing is left, nor of flocks."""
    held = _frozen(home, scene, systems)
    found = discover(begun.resolved, scene, systems) if held else _find(begun.wish, begun.resolved, scene, systems)
    known = [rows if person.rows else {} for person, rows in zip(found.persons, begun.rows, strict=True)]
    return _plan(begun.wish, found, known, held, scene, systems)


@dataclass(slots=True)
class _Run:
    """What carrying out one plan needs; `sealed` is what it keeps, until it is begun."""

    home: Home
    row: PlanRow
    planned: Plan
    scene: Scene
    systems: Systems
    begun: Mapping[str, plans.Step]
    sealed: bytes
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def begin(self) -> None:
        """Mark the plan as begun, once, and keep what it needs to go on after an interruption."""
        if self.sealed:
            plans.begin(self.row, self.sealed)
            self.sealed = b""

    def write(self) -> None:
        """Put on record what waits for it; killed before this, a step that is done is repeated and finds nothing."""
        while self.waiting:
            self.waiting.pop(0)()


def _as_shown(row: PlanRow, planned: Plan, home: Home) -> None:
    """Refuse when the systems no longer hold what the plan showed; a plan already begun goes on with what is left."""
    if planned.refused:
        raise RefusedError("plan-refused", "A system would refuse a part of this plan.", hint="Show the plan again; it names the part.")
    away = {*planned.unavailable, *(planned.waiting if row.kind in ERASING else ())}
    shown = {act: rows for act, rows in row.body["acts"].items() if not {act.partition("/")[0], act.partition(".")[0]} & away}
    if row.state == "shown" and shown != figures(planned, home):
        hint = "Show the plan again, read it, and carry out the new one."
        raise RefusedError("plan-stale", "The systems have changed since this plan was shown.", hint=hint)


def _to_do(run: _Run) -> list[tuple[str, tuple[Act, ...]]]:
    """List the systems that act, and those that an interrupted run began and that have nothing left to do."""
    acting, away = by_system(run.planned.acts), run.planned.unavailable
    begun = [name for name, step in run.begun.items() if step.state == "intended" and name not in dict(acting) and name not in away]
    return [*acting, *((system, ()) for system in begun)]


def _standing(acts: Iterable[Act], cases: Iterable[Case]) -> tuple[Act, ...]:
    """Aim acts at the rows that are still there."""
    gone = {(row.place, row.key) for case in cases for row in case.person.rows.values() if row.via == GONE}
    if not gone:
        return tuple(acts)
    aimed = (replace(act, keys=tuple(key for key in act.keys if (f"{act.system}.{act.dataset}", key) not in gone)) for act in acts)
    return tuple(act for act in aimed if act.keys)


def _act(run: _Run, system: str, acts: tuple[Act, ...]) -> tuple[Made, ...]:
    """Make one system's acts, or repeat on what is found now what an interrupted run had intended."""
    step, there = run.begun.get(system, plans.Step()), _standing(acts, run.planned.cases)
    undone = [run.systems[system].count(act.dataset, act.left()) if step.state else len(act.keys) for act in there]
    found = sum(undone)
    if step.state == "done" and not found:
        return tuple(Made(act, len(act.keys), 0) for act in acts)
    if step.state == "intended":
        before = _note(run, "repeated", system, {"intended": step.figures["rows"], "found": found}, step.figures)
    else:
        before = _note(run, "intended", system, {"rows": found}, step.figures)
    _leave_proof(run, system)
    made = make(system, there, run.scene, run.systems) if there else ()
    _note(run, "done", system, {"count": sum(m.changed for m in made), "remaining": sum(m.left for m in made)}, before)
    return _in_all(acts, dict(zip(made, undone, strict=True)))


def _in_all(acts: Iterable[Act], made: Mapping[Made, int]) -> tuple[Made, ...]:
    """Tell each act as a whole: what was made now, and what an interrupted run had made already and was not found undone."""
    now = {replace(one.act, keys=()): (one, undone) for one, undone in made.items()}
    parts = [(act, *now.get(replace(act, keys=()), (Made(act, 0, 0), 0))) for act in acts]
    return tuple(Made(act, len(act.keys) - undone + part.changed, part.left) for act, part, undone in parts)


def _note(run: _Run, kind: str, system: str, figures: dict[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """Put a fact on record together with how far the system has come, and tell all its figures; what is done waits for the next note."""
    known = {**before, **figures}
    run.waiting.append(partial(_write, run, kind, system, figures, known))
    if kind != "done":
        with transaction.atomic():
            run.begin()
            run.write()
    return known


def _write(run: _Run, kind: str, system: str, figures: Mapping[str, int], known: Mapping[str, int]) -> None:
    facts: dict[str, Fact] = {"system": system, "right": run.row.kind, "policy": run.home.policy.policy.edition, **figures}
    run.home.state.log.append(kind, facts, run=run.row.id, step=system)
    plans.mark(run.row, system, "done" if kind == "done" else "intended", **known)


def _leave_proof(run: _Run, system: str) -> None:
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


def _keep(run: _Run, rule: RetentionRule, place: Place, keys: Keys) -> None:
    key, leaves = key_of(run.scene, place.system, place.name), rule.leaves
    columns = [name for name, column in place.typed().items() if leaves and column.is_ in leaves.fields]
    if leaves and columns:
        read = run.systems[place.system].read(place.name, [Col(name) for name in (*key, *columns)], Matching(key, keys))
        rows = left_of(read, len(key), place, columns, leaves, run.scene)
        proof.keep(rule.rule, "+".join(leaves.fields), leaves.form, rows, run.home.state.keys.links(), run.scene.today)


def _finish(run: _Run, made: tuple[Made, ...], after: Plan) -> Answer:
    home, row, planned = run.home, run.row, run.planned
    found = any(act.verb == "erase" for act in _standing(after.acts, after.cases))
    left = sum(m.left for m in made) or (planned.wish.right in ("erase", "withdraw") and found)
    complete = not left and not planned.unavailable and not after.unavailable
    changed = [task for task in planned.by_hand if task.why == "changed"]
    ending = planned.wish.right in ("withdraw", "object") and any(task.why == "unsupported" for task in planned.by_hand)
    with transaction.atomic():
        run.begin()
        run.write()
        for task in changed if complete else ():
            system, dataset = parted(task.place)
            facts: dict[str, Fact] = {"system": system, "dataset": dataset, "reason": "changed", "count": task.count}
            home.state.log.append("by_hand", facts, run=row.id)
        for stay, count in _kept(planned).items() if complete else ():
            home.state.log.append("kept", {"ground": stay[0], "article": stay[1], "count": count}, run=row.id)
        if complete:
            _freeze(home, planned)
        plans.finish(row, complete=complete)
        evidence = home.state.log.checkpoint()
    if complete:
        home.state.keys.forget(row.id)
    whole: Outcome = "done" if complete and not changed and not ending else "partial"
    outcome = whole if planned.outcome == "planned" else planned.outcome
    return Answer(row.id, replace(planned, unavailable={**after.unavailable, **planned.unavailable}), outcome, made, evidence)


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
