"""Whether a system holds what was declared, nothing else and nowhere else."""

from __future__ import annotations

from ombud.errors import UnavailableError
from ombud.execute.join import identified
from ombud.inventory.drift import Drift
from ombud.inventory.model import Place
from ombud.plan.evaluate import holds
from ombud.plan.model import Col, Everything
from ombud.plan.retention import columns_needed
from ombud.plan.serving import serves
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven


def fields(statement: Statement, looking: Looking) -> Check:
    """Compare an activity's declared data with the columns of the systems that serve it."""
    activity = statement.path[1]
    places = [p for p in looking.scene.inventory.datasets() if activity in p.dataset.activities]
    if not places:
        return unproven("No dataset serves this activity.", "Name the activity at the dataset that serves it, in inventory.yaml.")
    if down := sorted({p.system for p in places} & set(looking.unavailable)):
        return unproven(f"{', '.join(down)} did not answer.", "Run again when it answers.")
    if drifts := [d for d in looking.drifts if _concerns(d, places)]:
        names = ", ".join(f"{d.system}.{d.name}{'.' + d.column if d.column else ''}" for d in drifts)
        return Check(
            "broken",
            f"{len(drifts)} differences",
            f"{names}: {drifts[0].kind.replace('_', ' ')}.",
            "Declare it in inventory.yaml, or remove it.",
        )
    return _declared(activity, places, looking)


def _concerns(drift: Drift, places: list[Place]) -> bool:
    """Tell whether a difference touches the datasets: one of their columns, or an undeclared table beside them."""
    ids = {place.id for place in places}
    tables = {(place.system, place.dataset.table or place.name) for place in places}
    inside = f"{drift.system}.{drift.name}" in ids or (drift.system, drift.name) in tables
    return inside or (drift.kind == "undeclared_dataset" and drift.system in {place.system for place in places})


def _declared(activity: str, places: list[Place], looking: Looking) -> Check:
    declared = set(looking.scene.policy.activities[activity].data)
    bound = {datum for place in places for datum in place.data()}
    columns = sum(len(place.dataset.columns) for place in places)
    if missing := sorted(declared - bound - _derived(activity, looking)):
        return unproven(f"No column shows {', '.join(missing)}.", "Bind these data to a column, or take them out of the activity.")
    return Check("kept", f"{columns} columns in {len(places)} datasets, none undeclared")


def _derived(activity: str, looking: Looking) -> set[str]:
    return {datum for datum, use in looking.scene.policy.activities[activity].data.items() if use.source == "derived"}


def confined(statement: Statement, looking: Looking) -> Check:
    """Search every other system for the people of an activity that is promised to live in some systems only."""
    activity = statement.path[1]
    allowed = set(looking.scene.policy.activities[activity].confined_to)
    homes = [p for p in looking.scene.inventory.datasets() if activity in p.dataset.activities]
    if outside := [p.id for p in homes if p.system not in allowed]:
        return Check(
            "broken", f"{len(outside)} datasets elsewhere", f"{', '.join(outside)} serves it too.", "Move it, or change the promise."
        )
    if looking.unavailable:
        return unproven(f"{', '.join(looking.unavailable)} did not answer.", "Run again when it answers.")
    if strays := [d for d in looking.drifts if d.kind == "undeclared_dataset"]:
        names = ", ".join(f"{d.system}:{d.name}" for d in strays)
        return Check(
            "broken", f"{len(strays)} undeclared places", f"{names} may hold copies.", "Declare it in inventory.yaml, or remove it."
        )
    try:
        return _search(activity, homes, allowed, looking)
    except UnavailableError as error:
        return unproven(error.message, "Run again when it answers.")


def _search(activity: str, homes: list[Place], allowed: set[str], looking: Looking) -> Check:
    people = {who for place in homes for who in _people(place, activity, looking)}
    others = [p for p in looking.scene.inventory.datasets() if p.system not in allowed and p.identifying()]
    copies = sum(_copies(place, people, looking) for place in others)
    figure = f"{copies:,} copies of {len(people):,} people's addresses in {len(others)} other datasets"
    if copies:
        return Check("broken", figure, "Rows that serve no declared activity hold them.", "Erase the copies, or declare what they are for.")
    return Check("kept", figure)


def _people(place: Place, activity: str, looking: Looking) -> set[tuple[str, str]]:
    return {who for served, persons in _rows(place, looking) if activity in served for who in persons}


def _copies(place: Place, people: set[tuple[str, str]], looking: Looking) -> int:
    return sum(1 for served, persons in _rows(place, looking) if not served and people & set(persons))


def _rows(place: Place, looking: Looking) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """Read which activities each row serves, and whom it identifies."""
    columns = list(columns_needed(place))
    rows = looking.systems[place.system].read(place.name, [Col(name) for name in columns], Everything())
    return [_row(place, dict(zip(columns, row, strict=True)), looking) for row in rows]


def _row(place: Place, values: dict[str, object], looking: Looking) -> tuple[list[str], list[tuple[str, str]]]:
    persons = identified(((kind, values[name]) for name, kind in place.identifying().items()), looking.scene)

    def knows(dataset: str, activity: str) -> bool:
        return looking.join.knows(dataset, activity, persons)

    return [a for a in place.dataset.activities if holds(serves(place, a), values, lambda _: None, knows)], persons
