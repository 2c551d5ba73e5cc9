"""The gate is asked: what the ledger, the list and the systems know of people comes together before anything is sent or done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ombud.consent.gate.renewing import current
from ombud.consent.gate.suppression import suppressed
from ombud.consent.ledger.reading import Unread, chosen, standing
from ombud.consent.ledger.record import timeless
from ombud.errors import UnavailableError
from ombud.execute.discover import discover
from ombud.plan.clocks import Scene
from ombud.plan.consent.choice import Slot
from ombud.plan.consent.gate import Question, Terms, Verdict, verdict
from ombud.plan.consent.terms import activity_of, is_sharing, terms_of, watches_marketing
from ombud.plan.reach import Person, ambiguous
from ombud.plan.rights.deciding import decide
from ombud.plan.rights.reading import activities_of
from ombud.policy.model import Leaves, Policy, RetentionRule
from ombud.policy.spelling import spelled
from ombud.store import proof
from ombud.store.home import Home
from ombud.store.own.wishes import Against, against

Identified = tuple[str, str]


def may(home: Home, question: Question, people: Sequence[Sequence[Identified]]) -> list[Verdict]:
    """Tell for each person whether it is allowed; never yes where anything that could forbid it cannot be looked at."""
    known = by_choices(home, question, people)
    if not any(one.allowed for one in known) or not _asks_systems(home, question):
        return known
    scene = home.scene()
    with home.systems(read_only=True) as systems:
        found = discover([tuple(person) for person in people], scene, systems)
    if found.unavailable:
        down = ", ".join(found.unavailable)
        raise UnavailableError("system-unavailable", f"Not all systems answered: {down}.", hint="Nothing is lost; do it again.")
    name = activity_of(home.policy, question.purpose)[0]
    return [_also(one, person, name, home, scene) for one, person in zip(known, found.persons, strict=True)]


def by_choices(home: Home, question: Question, people: Sequence[Sequence[Identified]]) -> list[Verdict]:
    """Answer from our own tables: what people chose, and who is not to be contacted."""
    name, _ = activity_of(home.policy, question.purpose)
    terms = terms_of(home.policy, question.purpose, current(home, name))
    said = _said(home, question.purpose, name, people)
    listed = suppressed(home, _addresses(people)) if _is_suppressed(home.policy, name, terms) else {}
    asked = _Asked(question, terms, listed, against(home, question.purpose))
    return list(map(asked.answer, said, people))


def _said(home: Home, purpose: str, name: str, people: Sequence[Sequence[Identified]]) -> list[list[Unread]]:
    """Read what people chose about a purpose; what they say of its activity counts too, but no yes to that is one to share with others."""
    every = chosen(home, {purpose, name}, people)
    if not is_sharing(purpose):
        return every
    own = chosen(home, {purpose}, people)
    return [[*_but(both, yes=False), *_but(mine, yes=True)] for both, mine in zip(every, own, strict=True)]


def _but(said: Iterable[Unread], *, yes: bool) -> Iterator[Unread]:
    return (one for one in said if (one[0] == "yes") == yes)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question about many people: who is listed since when, what stands against whom in a case, what was answered so far."""

    question: Question
    terms: Terms
    listed: Mapping[str, datetime]
    spoken: Mapping[str, Against]
    answered: dict[tuple[Slot, str] | None, Verdict] = field(default_factory=dict)

    def answer(self, said: Sequence[Unread], person: Sequence[Identified]) -> Verdict:
        """Answer for one person."""
        if self.spoken and (told := next(self._against(person), None)):
            return Verdict(allowed=False, why=told, basis=self.terms.basis)
        since = self._since(person) if self.listed else None
        if since is not None or len(said) > 1:
            return verdict(self.question, self.terms, standing(said), suppressed=since)
        alike = (said[0][0], timeless(said[0][2])) if said else None
        if alike not in self.answered:  # a choice with nothing before or after it is judged by what it says alone
            self.answered[alike] = verdict(self.question, self.terms, standing(said))
        return self.answered[alike]

    def _against(self, person: Sequence[Identified]) -> Iterator[Against]:
        folded = (spelled(value, casefold=True) for _, value in person)
        return (self.spoken[one] for one in folded if one in self.spoken)

    def _since(self, person: Sequence[Identified]) -> datetime | None:
        return max((self.listed[value] for kind, value in person if kind == "email" and value in self.listed), default=None)


def _addresses(people: Iterable[Sequence[Identified]]) -> set[str]:
    return {value for person in people for kind, value in person if kind == "email"}


def _is_suppressed(policy: Policy, name: str, terms: Terms) -> bool:
    """Tell whether the list gates an activity: direct marketing and its profiles, and what the policy says."""
    named = any(name in other.suppresses for other in policy.activities.values())
    return terms.marketing or named or watches_marketing(policy, name)


def _asks_systems(home: Home, question: Question) -> bool:
    """Tell whether systems have a say: they know whom another basis covers, and may hold a list of their own."""
    name, _ = activity_of(home.policy, question.purpose)
    terms = terms_of(home.policy, question.purpose, frozenset())
    return terms.basis != "6.1.a" or any(_rows_of(other, home) for other in _suppressing(name, home.policy))


def _rows_of(activity: str, home: Home) -> bool:
    return any(activity in place.dataset.activities and place.system != "ombud" for place in home.inventory.datasets())


def _also(known: Verdict, person: Person, name: str, home: Home, scene: Scene) -> Verdict:
    """Add what the systems know of a person whom our own tables let pass."""
    if not known.allowed:
        return known
    served = {activity for row in person.rows.values() for activity in activities_of(row, person, scene)}
    if _suppressing(name, scene.policy) & served or _left(person, name, home, scene):
        return replace(known, allowed=False, why="suppressed")
    if ambiguous(person, scene):
        return replace(known, allowed=False, why="ambiguous")
    if known.basis != "6.1.a" and name not in served and not terms_of(scene.policy, name, frozenset()).exception:
        return replace(known, allowed=False, why="unknown_person")
    return replace(known, until=known.until or _until(person, name, scene))


def _suppressing(name: str, policy: Policy) -> set[str]:
    return {other for other, activity in policy.activities.items() if name in activity.suppresses}


def _left(person: Person, name: str, home: Home, scene: Scene) -> bool:
    """Tell whether a list that suppresses the activity left a trace of one of the person's identifiers."""
    rules = [rule.rule for rule in _leaving(name, scene)]
    if not rules:
        return False
    values = {value for _, value in person.identifiers}
    return proof.naming(values, home.state.keys.links()).filter(rule__in=rules).exists()


def _leaving(name: str, scene: Scene) -> Iterator[RetentionRule]:
    for other in _suppressing(name, scene.policy):
        for rule in scene.policy.activities[other].retention:
            if isinstance(rule, RetentionRule) and isinstance(rule.leaves, Leaves):
                yield rule


def _until(person: Person, name: str, scene: Scene) -> date | None:
    """Tell the last day on which the law or a contract keeps a row of the person for the activity, where that is known."""
    stays = [stay for made in decide(person, scene, (name,)) for stay in made.stays if not stay.activity]
    return max((stay.until for stay in stays if stay.until), default=None)
