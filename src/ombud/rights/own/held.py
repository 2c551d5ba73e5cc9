"""What names one address, as whoever proved control of it sees it; what that leads to needs stronger proof (GDPR Art. 12(6), 15)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from ombud.notices.letters import Field, Gone, Stays
from ombud.policy.model import Language
from ombud.rights import answers
from ombud.rights.answers import Found
from ombud.rights.identity.mailbox import is_personal
from ombud.rights.own.choices import Choice, choices
from ombud.rights.wishes.planning import plan as planned_for
from ombud.rights.wishes.shown import Answer, figures, show
from ombud.rights.wishes.wish import Plan, Wish
from ombud.store.home import Home

REASON = "seen by whoever has the address"


@dataclass(frozen=True, slots=True)
class Held:
    """What names an address: the values, what may be stopped, whether others read it too, and which systems are down."""

    answer: Answer
    found: Found
    shared: bool
    choices: tuple[Choice, ...]

    @property
    def nothing(self) -> bool:
        """Tell whether nothing names the address."""
        return not (self.found.collected.items or self.found.collected.review)

    @property
    def away(self) -> bool:
        """Tell whether a system did not answer, so that more may be held."""
        return bool(self.answer.plan.unavailable)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What erasing would do: what goes, what stays and why, and a mark by which another proposal is told from this one."""

    goes: tuple[Gone, ...]
    stays: tuple[Stays, ...]
    by_hand: int
    away: bool
    mark: str


def look(home: Home, email: str, language: Language) -> Held:
    """Find what names an address; that it was looked at is put on record."""
    with home.systems(read_only=True) as systems:
        scene = home.scene()
        answer = show(home, Wish("access", REASON, language=language, direct=True), [(("email", email),)], systems)
        case = answer.plan.cases[0]
        found = answers.gather(case, answer.plan, scene, systems)
    several = answer.outcome == "ambiguous" or len(_names(found)) > 1
    return Held(answer, found, several or not is_personal(home, email), choices(case.person, scene))


def changeable(home: Home, held: Held) -> tuple[str, ...]:
    """Name the data that whoever has the address may correct: what is shown, but nothing by which somebody is known (GDPR Art. 16)."""
    columns = [column for place in home.inventory.datasets() for column in place.typed().values()]
    known_by, settable = ({c.is_ for c in columns if c.identifies}, {c.is_ for c in columns})
    shown = dict.fromkeys(field.datum for item in held.found.collected.items for field in item.fields)
    return tuple(datum for datum in shown if datum in home.policy.data and datum in settable - known_by)


def _names(found: Found) -> set[str]:
    """Tell the names that stand beside an address: two names are two people until somebody has looked."""
    fields = (field for item in found.collected.items for field in item.fields)
    return {" ".join(field.value.split()).casefold() for field in fields if _names_somebody(field)}


def _names_somebody(field: Field) -> bool:
    return field.datum == "name" and bool(field.value.strip())


def proposed(home: Home, email: str, language: Language) -> Proposed:
    """Tell what erasing would do with what names an address; nothing is changed."""
    wish = Wish("erase", REASON, language=language, direct=True)
    with home.systems(read_only=True) as systems:
        plan = planned_for(wish, [(("email", email),)], home, home.scene(), systems)
    case = plan.cases[0]
    left = sum(task.count for task in plan.by_hand)
    return Proposed(answers.changed(plan, case, home.scene()), answers.staying(case), left, bool(plan.unavailable), _mark(plan, home))


def _mark(plan: Plan, home: Home) -> str:
    """Digest which rows would go, so that nobody confirms another proposal than the one shown."""
    return hashlib.sha256(json.dumps(figures(plan, home), sort_keys=True).encode()).hexdigest()
