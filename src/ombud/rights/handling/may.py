"""Whether a purpose is allowed for a person today, from all that is known: basis, objection, restriction, suppression (GDPR Art. 6, 21)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ombud.errors import BadInputError, UnavailableError
from ombud.execute.discover import discover
from ombud.plan.clocks import Scene
from ombud.plan.reach import Person, ambiguous, fold
from ombud.plan.rights import activities_of, decide, ended_by
from ombud.policy.model import Activity, Gap, Leaves, RetentionRule, known
from ombud.rights.models import CaseRow
from ombud.rights.wish import Identified
from ombud.store import proof
from ombud.store.home import Home

Why = Literal[
    "allowed",
    "no_proof_of_consent",  # the purpose rests on consent, and no ledger proves one
    "objected",  # the person objected to it, or withdrew their consent
    "restricted",  # processing is restricted (GDPR Art. 18)
    "suppressed",  # the person stands on a list that suppresses it
    "unknown_person",  # no system has a row of the person that serves it
    "ambiguous",  # what was given leads to several people
    "basis_open",  # the policy has not decided on a basis
]
_STANDING = ("open", "identity", "decided", "acting", "waiting", "closed")
"""The states of a case whose objection counts: not one that nobody confirmed, that was refused or was none."""


@dataclass(frozen=True, slots=True)
class May:
    """Whether it is allowed, why or why not, on which basis, and until when as far as that is known."""

    allowed: bool
    why: Why
    basis: str = ""
    until: date | None = None


def may(home: Home, purpose: str, people: Sequence[tuple[Identified, ...]]) -> list[May]:
    """Tell for each person whether a purpose is allowed; never yes where anything that could forbid it cannot be looked at."""
    scene = home.scene()
    name, activity = _activity(purpose, scene)
    with home.systems(read_only=True) as systems:
        found = discover(people, scene, systems)
    if found.unavailable:
        down = ", ".join(found.unavailable)
        raise UnavailableError("system-unavailable", f"Not all systems answered: {down}.", hint="Nothing is lost; do it again.")
    basis = _basis(activity, purpose)
    told = _spoken(name, purpose, activity, scene)
    return [_one(person, name, basis, told, home, scene) for person in found.persons]


def _activity(purpose: str, scene: Scene) -> tuple[str, Activity]:
    for name, activity in scene.policy.activities.items():
        if purpose == name or purpose in activity.purposes:
            return name, activity
    hint = f"Known: {', '.join(sorted(scene.policy.activities))}."
    raise BadInputError("unknown-purpose", f"The policy has no purpose or activity `{purpose}`.", hint=hint)


def _basis(activity: Activity, purpose: str) -> str:
    """Name the basis a purpose rests on, its own or the activity's; of several consent if it is one: nothing is allowed without."""
    own = activity.purposes[purpose].basis if purpose in activity.purposes else None
    bases = own or activity.basis
    if isinstance(bases, Gap) or not bases:
        return ""
    letters = [known(basis.gdpr) or "" for basis in bases]
    return next((letter for letter in letters if letter in {"6.1.a", ""}), letters[0])


def _spoken(name: str, purpose: str, activity: Activity, scene: Scene) -> dict[str, Why]:
    """Gather who objected, withdrew or had it restricted, under every address that a case has."""
    cases = CaseRow.objects.filter(right__in=("object", "withdraw", "restrict"), state__in=_STANDING)
    spoken: dict[str, Why] = {}
    for case in cases.order_by("received_at").iterator():
        named = (name, purpose, *activity.purposes) if purpose == name else (name, purpose)
        if case.purpose in named or (not case.purpose and name in _ended(case.right, scene)):
            for address in filter(None, (case.email, case.asked_by)):
                spoken[fold("email", address, scene)] = "restricted" if case.right == "restrict" else "objected"
    return spoken


def _ended(right: str, scene: Scene) -> tuple[str, ...]:
    match right:
        case "object":
            return ended_by("object", scene)
        case "withdraw":
            return ended_by("withdraw", scene)
        case _:
            return tuple(scene.policy.activities)


def _one(person: Person, name: str, basis: str, spoken: dict[str, Why], home: Home, scene: Scene) -> May:
    addresses = [value for kind, value in person.identifiers if kind == "email"]
    against = next((spoken[address] for address in addresses if address in spoken), None)
    served = {activity for row in person.rows.values() for activity in activities_of(row, person, scene)}
    if against:
        return May(allowed=False, why=against, basis=basis)
    if _suppressing(name, scene) & served or _left(person, name, home, scene):
        return May(allowed=False, why="suppressed", basis=basis)
    if ambiguous(person, scene):
        return May(allowed=False, why="ambiguous", basis=basis)
    if not basis:
        return May(allowed=False, why="basis_open")
    if basis == "6.1.a":
        return May(allowed=False, why="no_proof_of_consent", basis=basis)
    if name not in served:
        return May(allowed=False, why="unknown_person", basis=basis)
    return May(allowed=True, why="allowed", basis=basis, until=_until(person, name, scene))


def _suppressing(name: str, scene: Scene) -> set[str]:
    return {other for other, activity in scene.policy.activities.items() if name in activity.suppresses}


def _left(person: Person, name: str, home: Home, scene: Scene) -> bool:
    """Tell whether a list that suppresses the activity left a trace of one of the person's identifiers."""
    rules = [rule.rule for rule in _leaving(name, scene)]
    if not rules:
        return False
    values = {value for _, value in person.identifiers}
    return proof.naming(values, home.state.keys.links()).filter(rule__in=rules).exists()


def _leaving(name: str, scene: Scene) -> Iterator[RetentionRule]:
    for other in _suppressing(name, scene):
        for rule in scene.policy.activities[other].retention:
            if isinstance(rule, RetentionRule) and isinstance(rule.leaves, Leaves):
                yield rule


def _until(person: Person, name: str, scene: Scene) -> date | None:
    """Tell the last day on which the law or a contract keeps a row of the person for the activity, where that is known."""
    stays = [stay for made in decide(person, scene, (name,)) for stay in made.stays if not stay.activity]
    return max((stay.until for stay in stays if stay.until), default=None)
