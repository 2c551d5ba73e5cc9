"""Who else may read rows: no machine that decides about people, and nobody who has no need (GDPR Art. 22(1), 32(1)(b)).

Of an account that nobody declared only the number is told: its name may be a person's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ombud.inventory.model import Account, Place
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import Phrase, phrase


def machines(statement: Statement, looking: Looking) -> Check:
    """Look whether an account by which a machine decides may read the rows of an activity that promises no such decisions."""
    places = [place for place in looking.scene.inventory.datasets() if statement.path[1] in place.dataset.activities]
    if not places:
        return unproven(phrase("served-nowhere"), phrase("name-activity"))
    return _looked(places, looking, lambda account, _place: account.decides, lambda bad: phrase("machine-reads", accounts=bad))


def by_need(statement: Statement, looking: Looking) -> Check:
    """Look whether an account may read what serves none of its activities, in the systems that a measure names, or in all."""
    named = looking.scene.policy.measures[statement.path[1]].systems
    places = [place for place in looking.scene.inventory.datasets() if not named or place.system in named]
    return _looked(places, looking, _has_no_need, lambda bad: phrase("needless-reads", accounts=bad))


def _has_no_need(account: Account, place: Place) -> bool:
    return not set(account.serves) & set(place.dataset.activities)


def _looked(
    places: Sequence[Place], looking: Looking, wrong: Callable[[Account, Place], bool], cause: Callable[[list[str]], Phrase]
) -> Check:
    if silent := looking.silent({place.system for place in places}, {place.id for place in places}):
        return silent
    told = [(place, looking.systems[place.system].readers(place.name)) for place in places]
    reads = [(place, name, _account(place, name, looking)) for place, names in told for name in names or ()]
    if bad := sorted({f"{place.system}.{name}" for place, name, account in reads if account and wrong(account, place)}):
        return Check("broken", phrase("readers-wrong", accounts=len(bad)), cause(bad), phrase("take-reading-away"))
    if strange := {(place.system, name) for place, name, account in reads if account is None}:
        where = sorted({system for system, _ in strange})
        return unproven(phrase("readers-undeclared", accounts=len(strange), systems=where), phrase("declare-accounts"))
    if unseen := sorted({place.system for place, names in told if names is None}):
        return unproven(phrase("readers-unseen", systems=unseen), phrase("stays-unproven"))
    accounts = {(place.system, name) for place, name, _ in reads}
    return Check("kept", phrase("readers-as-declared", accounts=len(accounts), datasets=len(places)))


def _account(place: Place, name: str, looking: Looking) -> Account | None:
    return looking.scene.inventory.systems[place.system].accounts.get(name)
