"""Whether a system holds what was declared, nothing else and nowhere else."""

from __future__ import annotations

from ombud.inventory.drift import Drift
from ombud.inventory.model import Place
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, named, unproven
from ombud.promises.saying.phrase import phrase


def fields(statement: Statement, looking: Looking) -> Check:
    """Compare an activity's declared data with the columns of the systems that serve it."""
    activity = statement.path[1]
    places = _serving(activity, looking)
    if not places:
        return unproven(phrase("served-nowhere"), phrase("name-activity"))
    if strays := [d for d in looking.undeclared(columns=True) if _concerns(d, places)]:
        cause = phrase("unsaid-holding", places=map(named, strays))
        return Check("broken", phrase("undeclared", places=len(strays)), cause, phrase("declare-or-remove"))
    if silent := looking.silent({place.system for place in places}, {place.id for place in places}):
        return silent
    return _bound(activity, places, looking)


def _serving(activity: str, looking: Looking) -> list[Place]:
    return [p for p in looking.scene.inventory.datasets() if activity in p.dataset.activities]


def _concerns(drift: Drift, places: list[Place]) -> bool:
    """Tell whether something undeclared touches the datasets: one of their columns, or a place beside them."""
    if drift.kind == "undeclared_column":
        return f"{drift.system}.{drift.name}" in {place.id for place in places}
    return drift.system in {place.system for place in places}


def _bound(activity: str, places: list[Place], looking: Looking) -> Check:
    declared = set(looking.scene.policy.activities[activity].data)
    bound = {datum for place in places for datum in place.data()}
    needed = {d for name in {a for p in places for a in p.dataset.activities} for d in _declared(name, looking)}
    if others := sorted(bound - needed):
        cause = phrase("data-undeclared", data=others)
        return Check("broken", phrase("data-unneeded", data=len(others)), cause, phrase("declare-or-stop"))
    if missing := sorted(declared - bound):
        return unproven(phrase("data-unshown", data=missing), phrase("bind-or-take-out"))
    columns = sum(len(place.dataset.columns) for place in places)
    return Check("kept", phrase("columns-compared", columns=columns, datasets=len(places)))


def _declared(activity: str, looking: Looking) -> set[str]:
    known = looking.scene.policy.activities.get(activity)
    return set(known.data) if known else set()


# ------------------------------------------------------------------ nowhere else


def confined(statement: Statement, looking: Looking) -> Check:
    """Search every other system for the people of an activity that is promised to live in some systems only."""
    activity = statement.path[1]
    allowed, places = set(looking.scene.policy.activities[activity].confined_to), _serving(activity, looking)
    if not places:
        return unproven(phrase("served-nowhere"), phrase("name-activity"))
    if outside := [p.id for p in places if p.system not in allowed]:
        figure, cause = phrase("elsewhere", datasets=len(outside)), phrase("serves-too", places=outside)
        return Check("broken", figure, cause, phrase("move-or-change"))
    if strays := looking.undeclared():
        cause = phrase("maybe-copies", places=map(named, strays))
        return Check("broken", phrase("undeclared", places=len(strays)), cause, phrase("declare-or-remove"))
    every = looking.scene.inventory.datasets()
    return looking.silent(set(looking.systems), {p.id for p in every}) or _search(activity, allowed, looking)


def _search(activity: str, allowed: set[str], looking: Looking) -> Check:
    people = looking.tallies.confined.get(activity, set())
    others = [p for p in looking.scene.inventory.datasets() if p.system not in allowed and p.identifying()]
    copies = sum(1 for system, persons in looking.tallies.strays if system not in allowed and people & persons)
    figure = phrase("copies", copies=copies, people=len(people), datasets=len(others))
    if copies:
        return Check("broken", figure, phrase("copies-unserved"), phrase("erase-copies"))
    return Check("kept", figure)
