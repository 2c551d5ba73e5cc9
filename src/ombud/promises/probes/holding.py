"""Whether a system holds what was declared, nothing else and nowhere else."""

from __future__ import annotations

from ombud.inventory.drift import Drift
from ombud.inventory.model import Place
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, named, unproven


def fields(statement: Statement, looking: Looking) -> Check:
    """Compare an activity's declared data with the columns of the systems that serve it."""
    activity = statement.path[1]
    places = _serving(activity, looking)
    if not places:
        return unproven("No dataset serves this activity.", "Name the activity at the dataset that serves it, in inventory.yaml.")
    if strays := [d for d in looking.undeclared(columns=True) if _concerns(d, places)]:
        names = ", ".join(map(named, strays))
        cause = f"Nobody has said what {names} holds."
        return Check("broken", counted(len(strays), "undeclared place"), cause, "Declare it in inventory.yaml, or remove it.")
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
        cause = f"A column holds {', '.join(others)}, which the activity does not declare."
        return Check("broken", f"{len(others)} data that nobody needs", cause, "Declare them in the policy, or stop collecting them.")
    if missing := sorted(declared - bound):
        return unproven(f"No column shows {', '.join(missing)}.", "Bind these data to a column, or take them out of the activity.")
    columns = sum(len(place.dataset.columns) for place in places)
    return Check("kept", f"{counted(columns, 'column')} in {counted(len(places), 'dataset')} compared, none undeclared")


def _declared(activity: str, looking: Looking) -> set[str]:
    known = looking.scene.policy.activities.get(activity)
    return set(known.data) if known else set()


# ------------------------------------------------------------------ nowhere else


def confined(statement: Statement, looking: Looking) -> Check:
    """Search every other system for the people of an activity that is promised to live in some systems only."""
    activity = statement.path[1]
    allowed, places = set(looking.scene.policy.activities[activity].confined_to), _serving(activity, looking)
    if not places:
        return unproven("No dataset serves this activity.", "Name the activity at the dataset that serves it, in inventory.yaml.")
    if outside := [p.id for p in places if p.system not in allowed]:
        figure, cause = f"{counted(len(outside), 'dataset')} elsewhere", f"{', '.join(outside)} serves it too."
        return Check("broken", figure, cause, "Move the rows, or change the promise.")
    if strays := looking.undeclared():
        names = ", ".join(map(named, strays))
        cause = f"{names} may hold copies, and nobody declared it."
        return Check("broken", counted(len(strays), "undeclared place"), cause, "Declare it in inventory.yaml, or remove it.")
    every = looking.scene.inventory.datasets()
    return looking.silent(set(looking.systems), {p.id for p in every}) or _search(activity, allowed, looking)


def _search(activity: str, allowed: set[str], looking: Looking) -> Check:
    people = looking.tallies.confined.get(activity, set())
    others = [p for p in looking.scene.inventory.datasets() if p.system not in allowed and p.identifying()]
    copies = sum(1 for system, persons in looking.tallies.strays if system not in allowed and people & persons)
    figure = f"{copies:,} copies of {len(people):,} people's addresses in {len(others)} other datasets"
    if copies:
        return Check("broken", figure, "Rows that serve no declared activity hold them.", "Erase the copies, or declare what they are for.")
    return Check("kept", figure)
