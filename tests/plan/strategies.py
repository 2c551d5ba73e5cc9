"""Invented worlds: promises with every kind of rule, trees of datasets over two systems, rows with dates at the boundaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from ombud.inventory.model import Column, CorrespondentIn, Dataset, Inventory, Isnt, Link, Place, Selector, Shared, System, When
from ombud.plan.clocks import Scene
from ombud.policy.model import (
    Activity,
    Basis,
    Datum,
    Early,
    Event,
    Identifier,
    Law,
    Letter,
    Limit,
    Policy,
    Renew,
    RetentionRule,
    Unless,
    Use,
)
from ombud.policy.period import Period
from tests.plan.world import World
from tests.policy.small import planted

BASE = planted().value
DATA = ("name", "orders", "wish")
EVENTS = ("deal.ended", "bill.sent", "talk.held", "offer.ends")
PERIODS = ("P0D", "P1M", "P1Y", "P3Y", "P18M", "P30D", "P1Y1D")
DAYS = (date(2028, 2, 29), date(2027, 2, 28), date(2027, 3, 1), date(2028, 4, 30), date(2027, 12, 31), date(2028, 1, 1), date(2027, 7, 1))
CEILINGS: tuple[Limit, ...] = ("exactly", "at_most")
ENDS = ("12-31", "06-30", "02-28")
ADDRESSES = ("aase@fjell.example", "Åse@Fjell.example", "soeren@havn.example", "SOEREN@havn.example", "marta@lov.example", None)
LAW = Law(ref="DK LOV 700/2022", demands=None)


def policy(activities: Mapping[str, Activity], events: Mapping[str, Event]) -> Policy:
    """Make a policy of activities and events; the rest is the small policy's."""
    assert BASE
    identifiers = {"email": Identifier(match="casefold"), "no": Identifier(single=True)}
    data = {datum: Datum() for datum in (*DATA, "email")}
    return replace(BASE, activities=dict(activities), events=dict(events), identifiers=identifiers, data=data)


# ------------------------------------------------------------------ promises

days = st.one_of(st.sampled_from(DAYS), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
periods = st.sampled_from(PERIODS).map(Period.parse)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Event]:
    """Draw the events: four that columns show, one of them perhaps told of persons, and a fiscal year."""
    person = draw(st.sampled_from((*EVENTS, None)))
    shown = {name: Event(systems=("one", "two"), latest_of_person=name == person) for name in EVENTS}
    return {**shown, "year.end": Event(fiscal_year_of="bill.sent", ends=draw(st.sampled_from(ENDS)))}


@st.composite
def rule(draw: st.DrawFn, name: str, limit: Limit, data: tuple[str, ...], pool: list[str]) -> RetentionRule:
    """Draw one rule."""
    start = draw(st.sampled_from(("year.end", "year.end") if limit == "at_least" and draw(st.booleans()) else pool))
    period = draw(periods)
    base = RetentionRule(rule=name, after=start, period=period, limit=limit, data=data)
    if limit == "at_least":
        return replace(base, why=("books",), withstands=draw(st.sampled_from((None, "legal_duty"))))
    extras: dict[str, Any] = {"withstands": draw(st.sampled_from((None, None, "legal_claims")))}
    match draw(st.sampled_from(("plain", "plain", "renew", "early", "unless", "while"))):
        case "renew":
            extras["renew"] = Renew("again", draw(st.sampled_from(pool)), draw(periods))
        case "early":
            extras["early"] = Early("lacking", draw(periods), draw(st.sampled_from(pool)))
        case "unless":
            extras["unless"] = (Unless("open", "machine", draw(st.sampled_from(pool))),)
        case "while":
            extras["alive"] = "consent"
        case _:
            pass
    return replace(base, **extras)


@st.composite
def activity(draw: st.DrawFn, name: str, pool: list[str]) -> Activity:
    """Draw an activity: its data, a ceiling over all of them, perhaps one over some, perhaps a floor, perhaps a floor alone."""
    data = draw(st.lists(st.sampled_from((*DATA, "email")), min_size=1, max_size=4, unique=True))
    some = tuple(sorted(draw(st.lists(st.sampled_from(data), max_size=2, unique=True))))
    ceiling: Limit = draw(st.sampled_from(CEILINGS))
    rules = [draw(rule(f"{name}-all", ceiling, (), pool))]
    if draw(st.booleans()) and some:
        rules.append(draw(rule(f"{name}-some", ceiling, some, pool)))
    if draw(st.booleans()):
        of: tuple[str, ...] = draw(st.sampled_from((some, ())))
        rules.append(draw(rule(f"{name}-law", "at_least", of, pool)))
    letters: tuple[Letter, ...] = ("6.1.a", "6.1.b", "6.1.f")
    kept = rules[draw(st.sampled_from((0, 0, 0, 0, 1))) :] or rules
    return Activity(("customer",), (Basis(draw(st.sampled_from(letters))),), tuple(kept), {datum: Use() for datum in data})


# ------------------------------------------------------------------ datasets


@st.composite
def selectors(draw: st.DrawFn, names: list[str], known: str | None) -> dict[str, Selector]:
    """Draw which rows serve which activity."""
    chosen: dict[str, Selector] = {}
    for name in names:
        tests: list[Selector] = ["all", "all", "all", When({"state": "x"}), When({"state": Isnt("x")}), When({"state": ("y", "null")})]
        tests += ["otherwise"] if "otherwise" not in chosen.values() else []
        tests += [CorrespondentIn(known)] if known else []
        chosen[name] = draw(st.sampled_from(tests))
    return chosen


@dataclass(frozen=True)
class Drawn:
    """What a dataset is drawn into: its system, the events it may show, and whether keys are composite."""

    system: str
    pool: list[str]
    wide: bool


@st.composite
def dataset(draw: st.DrawFn, at: int, places: list[Place], acts: Mapping[str, Activity], drawn: Drawn) -> Dataset:
    """Draw a dataset: a person's own, or rows that belong to another dataset's of the same system."""
    near = [place for place in places if place.system == drawn.system]
    parent = draw(st.sampled_from([*near, *near, *near, None])) if near else None
    names = draw(st.lists(st.sampled_from(sorted(acts)), min_size=1, max_size=3, unique=True))
    own = parent is None or draw(st.booleans())
    plain = [p for p in places if p.identifying() and p.system != drawn.system and not _sorted_by_others(p)]
    known = next((p.id for p in plain if set(names) <= set(p.dataset.activities)), None)
    activities = draw(selectors(names, known if own else None))
    key = ("tenant", "id") if drawn.wide else ("id",)
    links = _links(draw, parent, f"{drawn.system}.t{at}", near, wide=drawn.wide)
    declared = sorted({datum for name in names for datum in acts[name].data})
    columns: dict[str, Any] = {**dict.fromkeys(key, "none"), "state": "none"}
    columns |= dict.fromkeys((column for link in links for column in link.on if column not in columns), "none")
    columns |= {f"d_{d}": Column(is_=d) for d in draw(st.lists(st.sampled_from(declared), max_size=3, unique=True)) if d != "email"}
    if own:
        columns["who"] = Column(is_="email" if "email" in declared else None, identifies="email")
        columns |= {"no": Column(identifies="no")} if parent is None and draw(st.booleans()) else {}
    shown = draw(st.lists(st.sampled_from(drawn.pool), min_size=0 if parent else 1, max_size=3, unique=True))
    columns |= {"at_" + event.replace(".", "_"): Column(event=event, type="date") for event in shown}
    return Dataset(activities, columns, key, links=links)


def _sorted_by_others(place: Place) -> bool:
    """Tell whether rows are sorted by whom another dataset knows: that dataset cannot be asked through a third."""
    return any(isinstance(rows, CorrespondentIn) for rows in place.dataset.activities.values())


def _links(draw: st.DrawFn, parent: Place | None, this: str, near: list[Place], *, wide: bool) -> tuple[Link, ...]:
    tenant = {"tenant": "tenant"} if wide else {}
    links = [Link(parent.id, {**tenant, "up": "id"}, "owner")] if parent else []
    named = draw(st.sampled_from([None, this, *(place.id for place in near)]))
    return (*links, Link(named, {**tenant, "ref": "id"}, "mention")) if named else tuple(links)


@st.composite
def inventories(draw: st.DrawFn, acts: Mapping[str, Activity], pool: list[str]) -> Inventory:
    """Draw one to four datasets in one or two systems."""
    places: list[Place] = []
    wide = draw(st.booleans())
    for at in range(draw(st.sampled_from((2, 3, 2, 4, 3, 1)))):
        system = draw(st.sampled_from(("one", "one", "one", "two")))
        places.append(Place(system, f"t{at}", draw(dataset(at, places, acts, Drawn(system, pool, wide)))))
    names = dict.fromkeys(place.system for place in places)
    return Inventory({name: System("sql", "x", {p.name: p.dataset for p in places if p.system == name}) for name in names})


# ------------------------------------------------------------------ rows


def boundaries(today: date, made: Policy) -> list[date | None]:
    """List days at which a rule begins to hold, and those that no clock may trust."""
    spans = {span for _, each in made.rules() for span in _spans(each)}
    near = [today - relativedelta(months=s.months) - timedelta(s.days) + timedelta(off) for s in spans for off in (-1, 0, 1)]
    old = [date(2016, 2, 29), date(2015, 1, 31), today - relativedelta(years=12), today - relativedelta(years=8)]
    return [*near, *old, *old, date(2027, 1, 31), today + timedelta(400), None, None, date(1970, 1, 1)]


def _spans(each: RetentionRule) -> list[Period]:
    found = [each.period, each.renew.period if each.renew else None, each.early.period if each.early else None]
    return [span for span in found if isinstance(span, Period)]


@st.composite
def rows(draw: st.DrawFn, place: Place, made: Mapping[str, list[dict[str, object]]], dates: list[date | None]) -> list[dict[str, object]]:
    """Draw the rows of a dataset; what they refer to exists."""
    wide = "tenant" in place.dataset.key
    found: list[dict[str, object]] = []
    for at in range(draw(st.sampled_from((3, 4, 2, 5, 3, 1, 6, 0)))):
        row: dict[str, object] = {"id": at // 2 if wide else at, **({"tenant": at % 2} if wide else {})}
        row["state"] = draw(st.sampled_from(("x", "y", None)))
        for name, column in place.typed().items():
            row[name] = draw(_values(name, column, dates))
        for link in place.dataset.links:
            row |= _tie(draw, link, row, [*made.get(link.to, ()), *(found if link.to == place.id else ())])
        found.append(row)
    return found


def _values(name: str, column: Column, dates: list[date | None]) -> st.SearchStrategy[object]:
    if column.events():
        return st.sampled_from(dates)
    if column.identifies:
        return st.sampled_from(ADDRESSES if column.identifies == "email" else ("7", "8", "9", None))
    return st.sampled_from((f"some {name}", f"some {name}", None))


def _tie(draw: st.DrawFn, link: Link, row: Mapping[str, object], others: list[dict[str, object]]) -> dict[str, object]:
    column = next(name for name in link.on if name != "tenant")
    fitting = [other["id"] for other in others if "tenant" not in link.on or other["tenant"] == row["tenant"]]
    return {column: draw(st.sampled_from([*fitting, *fitting, None]))}


def sharing(to: Place, acts: Mapping[str, Activity], shared: Shared | None) -> Dataset:
    """Make a dataset whose rows belong to up to two people at once."""
    tenant = {"tenant": "tenant"} if "tenant" in to.dataset.key else {}
    links = tuple(Link(to.id, {**tenant, name: "id"}, "shared") for name in ("one_of", "other_of"))
    columns: dict[str, Any] = {**dict.fromkeys((*to.dataset.key, "state", "one_of", "other_of"), "none"), "d_wish": Column(is_="wish")}
    columns |= {"at_bill_sent": Column(event="bill.sent", type="date")}
    return Dataset(dict.fromkeys(sorted(acts)[:1], "all"), columns, to.dataset.key, links=links, shared=shared)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a whole world."""
    names = [f"act{n}" for n in range(draw(st.integers(1, 3)))]
    pool = draw(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3, unique=True))
    acts = {name: draw(activity(name, pool)) for name in names}
    made, inventory, today = policy(acts, draw(events())), draw(inventories(acts, [*pool, "bill.sent"])), draw(days)
    if draw(st.booleans()):
        first = inventory.datasets()[0]
        system = inventory.systems[first.system]
        homes = sharing(first, acts, draw(st.sampled_from(("any", "all", "redact", None))))
        changed = replace(system, datasets={**system.datasets, "homes": homes})
        inventory = Inventory({**inventory.systems, first.system: changed})
    dates, filled = boundaries(today, made), dict[str, list[dict[str, object]]]()
    for place in inventory.datasets():
        filled[place.id] = draw(rows(place, filled, dates))
    return World(Scene(made, inventory, today), {place: tuple(found) for place, found in filled.items()})


@st.composite
def asked(draw: st.DrawFn) -> tuple[World, str]:
    """Draw a world and who asks in it."""
    return draw(worlds()), draw(st.sampled_from([address for address in ADDRESSES if address]))
