"""A wish becomes a plan: the persons are found everywhere, every row is decided, nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ombud.execute.answer import refusals
from ombud.execute.discover import Discovery, discover, frozen
from ombud.execute.sweep import key_of
from ombud.plan.acts import Act, erasing, flocks, rectifying, restricting
from ombud.plan.clocks import Scene
from ombud.plan.reach import GONE, Flock, Person, ambiguous
from ombud.plan.rights.deciding import decide
from ombud.plan.rights.decision import At, Decision, Stay
from ombud.plan.rights.reading import activities_of
from ombud.plan.rights.sharing import direct, names_given
from ombud.plan.rights.staying import decided
from ombud.plan.rights.wish import ended_by
from ombud.rights.wishes.byhand import left_unsearched, left_unsupported, only_mentioning, to_decide
from ombud.rights.wishes.remembered import Remembered, recall
from ombud.rights.wishes.waiting import waiting
from ombud.rights.wishes.wish import ERASING, TELLING, Case, Plan, Subjects, Systems, Wish
from ombud.store.home import Home

Held = frozenset[tuple[str, tuple[object, ...]]]
"""The rows that standing holds freeze: their dataset and key."""
CHOOSING = ("withdraw", "object")
"""The rights that whoever has an address may use for all that it names, however many people share it (GDPR Art. 7(3), 21(3))."""


def plan(wish: Wish, subjects: Subjects, home: Home, scene: Scene, systems: Systems, known: Sequence[Remembered] = ()) -> Plan:
    """Find the persons everywhere and decide on every row, those known of an interrupted run included; nothing is changed."""
    held = held_rows(home, scene, systems)
    found = discover(subjects, scene, systems) if known or held else find(wish, subjects, scene, systems)
    return plan_found(wish, found, known, held, scene, systems)


def find(wish: Wish, subjects: Subjects, scene: Scene, systems: Systems) -> Discovery:
    """Find the persons where nothing is held: rows that all go with what they belong to need not be told apart, unless some may stay."""
    along = (
        flocks(scene, ended_by(wish.right, scene, wish.purpose)) if wish.right in ERASING and not wish.leaving and not wish.direct else ()
    )
    found = discover(subjects, scene, systems, along)
    staying = found.unavailable or any(ambiguous(person, scene) for person in found.persons)
    return discover(subjects, scene, systems) if found.flocks and staying else found


def plan_found(wish: Wish, found: Discovery, known: Sequence[Remembered], held: Held, scene: Scene, systems: Systems) -> Plan:
    for person, rows in zip(found.persons, known, strict=False):
        recall(person, rows)
    undecided = waiting(scene, found.unavailable)
    cases = tuple(_case(wish, person, scene, held, undecided) for person in found.persons)
    all_acts = tuple(act for act in _acts(wish, cases, found.flocks, scene) if act.system not in found.unavailable)
    acts = tuple(act for act in all_acts if act.name not in wish.leaving)
    left = (*(act for case in cases for act in case.left), *(act for act in all_acts if act.name in wish.leaving))
    cases = tuple(_told_why(case, wish, left, scene) for case in cases)
    beyond = () if wish.direct else (*left_unsearched(found.persons, scene), *only_mentioning(cases, scene, systems))
    tasks = (*beyond, *to_decide(cases), *left_unsupported(wish, cases, (*acts, *left), scene))
    refused = refusals(aimed(acts, cases), scene, systems)
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


def held_rows(home: Home, scene: Scene, systems: Systems) -> Held:
    """Find the rows that standing holds freeze."""
    return frozenset((place, key) for place, keys in frozen(home.state.held(), scene, systems).items() for key in keys)


def aimed(acts: Iterable[Act], cases: Iterable[Case]) -> tuple[Act, ...]:
    """Aim acts at the rows that are still there."""
    gone = {(row.place, row.key) for case in cases for row in case.person.rows.values() if row.via == GONE}
    if not gone:
        return tuple(acts)
    aimed = (replace(act, keys=tuple(key for key in act.keys if (f"{act.system}.{act.dataset}", key) not in gone)) for act in acts)
    return tuple(act for act in aimed if act.keys)
