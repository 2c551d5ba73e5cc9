"""What a change means for the people concerned, and what follows from it: log, publish, tell them first, ask again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Policy
from ombud.policy.versions.diff import Difference, differences
from ombud.policy.versions.facts import is_scalar, written
from ombud.policy.versions.keeping import keeping

Class = Literal["wording", "information", "material", "new purpose or recipient", "longer keeping", "shorter keeping"]
Duty = Literal["log", "publish", "tell people before it takes effect", "ask again"]
DUTIES: tuple[Duty, ...] = ("log", "publish", "tell people before it takes effect", "ask again")

_UNTOLD = frozenset({"note", "assumed", "owner", "accepted", "gaps"})
"""Parts that no notice shows."""
_WORDS = frozenset({"texts", "names"})
"""Parts that say the same thing in other words."""
_ABOUT_US = frozenset({"ombud", "policy", "controller", "officer", "authorities", "laws", "changes", "identifiers"})
"""Sections that tell who we are and how the document works, not what is done with anybody's data."""
_DETAILS = frozenset({"agreement", "balance", "review", "reviewed", "terms", "until", "see", "list", "dpv", "fides", "cite", "ref"})
"""Parts that inform about something whose substance stands elsewhere."""
_LISTS_OF_USES = frozenset({"purposes", "recipients", "for", "includes"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference with its class, the duties that follow and why."""

    difference: Difference
    class_: Class
    follows: tuple[Duty, ...]


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Class every difference between two policies (GDPR Art. 13(3), 14(4), 7(1))."""
    return tuple(_change(difference, old, new) for difference in differences(old, new))


def duties(found: Iterable[Change]) -> tuple[Duty, ...]:
    """Sum up what follows from all changes, in the order it is done."""
    wanted = {duty for change in found for duty in change.follows}
    return tuple(duty for duty in DUTIES if duty in wanted)


def _change(difference: Difference, old: Policy, new: Policy) -> Change:
    class_ = class_of(difference, old, new)
    return Change(difference, class_, _follows(difference, class_, old, new))


def class_of(change: Difference, old: Policy, new: Policy) -> Class:
    """Class one difference; what no rule knows counts as material, so that people are told rather than not."""
    names = frozenset(change.path)
    if names & _UNTOLD or names & _WORDS:
        return "wording"
    if kept := keeping(change, old, new):
        return kept
    if "retention" not in names and (change.path[0] in _ABOUT_US or names & _DETAILS):
        return "information"
    if _is_new_use(change):
        return "new purpose or recipient"
    return "information" if _is_less(change) else "material"


def _is_new_use(change: Difference) -> bool:
    """Tell a purpose or recipient that was not there before; another name is another recipient."""
    match change.path:
        case ("activities" | "recipients", _):
            return change.how == "added"
        case ("activities", _, "purposes" | "recipients", *_) | ("recipients", _, "for", *_):
            return change.how == "added" and change.path[-2] in _LISTS_OF_USES
        case ("recipients", _, "name" | "category" | "role"):
            return change.how != "removed"
        case ("transfers", "known", *_):
            return change.how != "removed"
        case _:
            return False


def _is_less(change: Difference) -> bool:
    """Tell that less is done than before: a use, a datum, a person or a transfer went."""
    if change.how != "removed":
        return False
    match change.path:
        case ("activities" | "recipients" | "data" | "people" | "systems" | "events", _):
            return True
        case ("activities", _, "purposes" | "recipients" | "people" | "data" | "systems", *_) | ("recipients", _, "for" | "data", *_):
            return True
        case ("transfers", "known", *_):
            return True
        case _:
            return False


def _follows(change: Difference, class_: Class, old: Policy, new: Policy) -> tuple[Duty, ...]:
    match class_:
        case "wording" if frozenset(change.path) & _UNTOLD:
            return ("log",)
        case "wording" | "information" | "shorter keeping":
            return ("log", "publish")
        case _:
            return DUTIES if _rests_on_consent(change.path, old, new) else DUTIES[:3]


def _rests_on_consent(path: Path, old: Policy, new: Policy) -> bool:
    """Tell whether a change touches something that people consented to: what they said yes to has become another thing."""
    return any(_asks_consent(act) for policy in (old, new) for act in concerned(path, policy))


def concerned(path: Path, policy: Policy) -> list[Activity]:
    """List the activities that a fact has to do with."""
    match path:
        case ("activities", name, *_):
            return [policy.activities[name]] if name in policy.activities else []
        case ("recipients", name, *_):
            return _served_by(name, policy)
        case ("transfers", "known", at, *_) if at.isdigit() and int(at) < len(policy.transfers.known):
            return _served_by(policy.transfers.known[int(at)].recipient, policy)
        case ("data", name, *_):
            return [act for act in policy.activities.values() if name in act.data]
        case ("systems", name, *_):
            return [act for act in policy.activities.values() if name in act.systems]
        case _:
            return []


def _served_by(recipient: str, policy: Policy) -> list[Activity]:
    """List the activities whose data reach a recipient: by name, or because it hosts one of their systems."""
    hosted = {name for name, place in policy.systems.items() if place.hosted_by == recipient}
    return [act for act in policy.activities.values() if recipient in act.recipients or hosted & set(act.systems)]


def _asks_consent(activity: Activity) -> bool:
    bases = (activity.basis, *(purpose.basis for purpose in activity.purposes.values()))
    return any(basis.gdpr == "6.1.a" for some in bases if isinstance(some, tuple) for basis in some)


def valid_on(effective: Mapping[str, date], day: date) -> str | None:
    """Tell which version was valid on a day: the latest that had taken effect, of those of one day the last; None before the first."""
    begun = [version for version, start in effective.items() if start <= day]
    return max(reversed(begun), key=lambda version: effective[version], default=None)


def shown(value: object) -> str | None:
    """Show a single value as it is written; a part with parts is not shown."""
    return written(value) if is_scalar(value) else None
