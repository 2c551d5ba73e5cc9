"""The cases by their names: days at the edge of the calendar, clocks elsewhere, laws, renewals, and rows of several people."""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from ombud.inventory.check import UNSOUND, check_inventory
from ombud.inventory.model import Column, Dataset, Inventory, Link, Restrict, Shared, System
from ombud.plan.clocks import Scene
from ombud.plan.reach import ambiguous
from ombud.plan.retention.sweeping import sweep
from ombud.plan.rights.deciding import decide
from ombud.plan.rights.wish import ended_by
from ombud.policy.finding import Mark
from ombud.policy.model import Activity, Basis, Early, Event, Renew, RetentionRule, Unless, Use
from ombud.policy.parse import Parsed
from ombud.policy.period import Period
from tests.cast import AASE, INGRID, MAERTA, SOEREN
from tests.plan.strategies import policy
from tests.plan.world import State, World, erase, export, opened, person, read, shown, swept

Row = dict[str, object]
Columns = dict[str, Column | Literal["none"]]

OTHER = {"bill.sent": Event(), "talk.held": Event(latest_of_person=True), "deal.ended": Event(), "offer.ends": Event()}
EVENTS = {**OTHER, "year.end": Event(fiscal_year_of="bill.sent", ends="12-31")}
CLAIMS = RetentionRule("claims", after="deal.ended", period=Period.parse("P1Y"), limit="at_most")
BOOKS = RetentionRule("books", after="year.end", period=Period.parse("P5Y"), limit="at_least", data=("name",), why=("books",))
PEOPLE: Columns = {
    **dict.fromkeys(("id", "blocked"), "none"),
    "no": Column(identifies="no"),
    "email": Column(is_="email", identifies="email"),
    "name": Column(is_="name"),
    "ended": Column(event="deal.ended", type="date"),
    "offer": Column(event="offer.ends", type="date"),
}
OWNED = Link("crm.people", {"person": "id"}, "owner")
BILLS = Dataset(
    {"customer": "all"}, {"id": "none", "person": "none", "sent": Column(event="bill.sent", type="date")}, ("id",), links=(OWNED,)
)


def world(today: date, rules: tuple[RetentionRule, ...], rows: dict[str, list[Row]], **datasets: Dataset) -> World:
    """Make a world of people, and what else a case needs, all customers."""
    acts = {"customer": Activity(("customer",), (Basis("6.1.b"),), rules, {"name": Use(), "email": Use(), "wish": Use(), "orders": Use()})}
    crm: dict[str, Dataset] = {"people": Dataset({"customer": "all"}, PEOPLE, ("id",)), **datasets}
    inventory = Inventory({"crm": System("sql", "x", crm)})
    return World(Scene(policy(acts, EVENTS), inventory, today), {f"crm.{name}": tuple(found) for name, found in rows.items()})


def soeren(**more: object) -> Row:
    return {"id": 1, "no": SOEREN.customer_no, "email": SOEREN.email, "name": SOEREN.name, **more}


def maerta(**more: object) -> Row:
    return {"id": 2, "no": MAERTA.customer_no, "email": MAERTA.email, "name": MAERTA.name, **more}


def after_sweep(made: World, kind: str = "sqlite") -> State:
    with opened(made, kind) as systems:
        swept(made, systems)
        return read(made, systems)


def after_wish(made: World, address: str) -> State:
    with opened(made, "sqlite") as systems:
        erase(person(address, made, systems), made, systems)
        return read(made, systems)


def ids(state: State, dataset: str = "people") -> list[object]:
    return [row["id"] for row in state[f"crm.{dataset}"]]


# ------------------------------------------------------------------ days


@pytest.mark.parametrize(
    ("start", "period", "day"),
    [
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2024, 2, 29), "P4Y", date(2028, 2, 29)),
        (date(2025, 2, 28), "P3Y", date(2028, 2, 28)),
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2026, 8, 31), "P6M", date(2027, 2, 28)),
        (date(2026, 2, 28), "P1M", date(2026, 3, 28)),
        (date(2026, 5, 1), "P0D", date(2026, 5, 1)),
    ],
)
def test_a_row_goes_on_the_day_its_period_ends_and_not_the_day_before(start: date, period: str, day: date) -> None:
    rule, rows = replace(CLAIMS, period=Period.parse(period)), {"people": [soeren(ended=start)]}
    assert ids(after_sweep(world(day, (rule,), rows))) == []
    assert ids(after_sweep(world(date.fromordinal(day.toordinal() - 1), (rule,), rows))) == [1]


@pytest.mark.parametrize("start", [None, date(1970, 1, 1), date(2031, 1, 1)])
def test_a_start_that_is_missing_default_or_still_to_come_is_never_due(start: date | None) -> None:
    made = world(date(2030, 1, 1), (CLAIMS,), {"people": [soeren(ended=start)]})
    assert ids(after_sweep(made)) == [1]


def test_rows_without_a_clock_are_counted() -> None:
    made = world(date(2030, 1, 1), (CLAIMS,), {"people": [soeren(ended=None), maerta(ended=date(1970, 1, 1))]})
    with opened(made, "sqlite") as systems:
        assert shown(made, systems)["crm.people/rows"].no_clock == {"claims": 2}


# ------------------------------------------------------------------ clocks elsewhere, and laws


def bills(*days: date | None) -> list[Row]:
    return [{"id": at, "person": 1, "sent": day} for at, day in enumerate(days)]


def test_the_law_keeps_what_it_covers_for_years_after_the_fiscal_year_of_the_last_bill() -> None:
    rows = {"people": [soeren(ended=date(2020, 1, 1))], "bills": bills(date(2020, 3, 1), date(2021, 1, 1))}
    kept = after_sweep(world(date(2026, 12, 31), (CLAIMS, BOOKS), rows, bills=BILLS))
    assert [(row["name"], row["email"]) for row in kept["crm.people"]] == [(SOEREN.name, None)]
    assert ids(after_sweep(world(date(2027, 1, 1), (CLAIMS, BOOKS), rows, bills=BILLS))) == []


def test_a_row_the_law_keeps_past_its_ceiling_is_counted_with_the_law() -> None:
    rows = {"people": [soeren(ended=date(2020, 1, 1))], "bills": bills(date(2021, 1, 1))}
    made = world(date(2026, 1, 1), (CLAIMS, BOOKS), rows, bills=BILLS)
    with opened(made, "sqlite") as systems:
        assert shown(made, systems)["crm.people/rows"].kept == {("books", "books"): 1}


def test_a_law_whose_event_never_happened_keeps_nothing() -> None:
    made = world(date(2026, 1, 1), (CLAIMS, BOOKS), {"people": [soeren(ended=date(2020, 1, 1))]}, bills=BILLS)
    assert ids(after_sweep(made)) == []


def test_a_law_alone_never_erases_what_never_started() -> None:
    made = world(date(2026, 1, 1), (replace(BOOKS, data=()),), {"people": [soeren()]}, bills=BILLS)
    assert ids(after_sweep(made)) == [1]


def test_one_bill_without_a_day_makes_the_last_bill_unknown() -> None:
    rows = {"people": [soeren(ended=date(2010, 1, 1))], "bills": bills(date(2012, 1, 1), None)}
    assert ids(after_sweep(world(date(2026, 1, 1), (CLAIMS, BOOKS), rows, bills=BILLS))) == [1]


JOBS = Dataset(
    {"customer": "all"}, {"id": "none", "person": "none", "done": Column(event="deal.ended", type="date")}, ("id",), links=(OWNED,)
)
OF_JOBS = replace(BILLS, links=(Link("crm.jobs", {"person": "id"}, "owner"),))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
@pytest.mark.parametrize(
    ("sent", "left"),
    [((), []), ((date(2012, 1, 1),), []), ((date(2021, 1, 1),), [1]), ((date(2012, 1, 1), None), [1])],
)
def test_a_job_that_was_never_billed_says_nothing_of_the_last_bill_before_it_goes_nor_after(
    kind: str, sent: tuple[date | None, ...], left: list[int]
) -> None:
    jobs: list[Row] = [{"id": number, "person": 1, "done": date(2012, 1, 1)} for number in (1, 2)]
    rows = {"people": [soeren(ended=date(2012, 1, 1))], "jobs": jobs, "bills": bills(*sent)}
    made = world(date(2026, 1, 1), (CLAIMS, BOOKS), rows, jobs=JOBS, bills=OF_JOBS)
    with opened(made, kind) as systems:
        seen = shown(made, systems)
        assert (seen["crm.people/rows"].due, seen["crm.people/rows"].stopped) == (1 - len(left), "")
        swept(made, systems)
        assert ids(read(made, systems)) == left


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_row_whose_clock_its_last_bill_carries_goes_with_its_bills(kind: str) -> None:
    rule = replace(CLAIMS, after="bill.sent")
    rows = {"people": [soeren(), maerta()], "bills": bills(date(2020, 1, 1), date(2021, 1, 1))}
    state = after_sweep(world(date(2022, 1, 1), (rule,), rows, bills=BILLS), kind)
    assert (ids(state), ids(state, "bills")) == ([2], [])


def test_a_row_to_which_something_kept_belongs_is_emptied_instead() -> None:
    rule = replace(CLAIMS, data=("name", "email"))
    bill = replace(BILLS, columns={**BILLS.columns, "lines": Column(is_="orders")})
    orders = RetentionRule("orders", after="bill.sent", period=Period.parse("P9Y"), data=("orders",))
    rows = {"people": [soeren(ended=date(2020, 1, 1))], "bills": [{**bills(date(2020, 1, 1))[0], "lines": "tea"}]}
    state = after_sweep(world(date(2024, 1, 1), (rule, orders), rows, bills=bill))
    assert [(row["id"], row["name"], row["email"]) for row in state["crm.people"]] == [(1, None, None)]
    assert ids(state, "bills") == [0]


def test_the_latest_counts_over_all_datasets_whose_rows_belong_to_a_row() -> None:
    rule = replace(CLAIMS, after="bill.sent")
    rows = {"people": [soeren()], "bills": bills(date(2020, 1, 1)), "refunds": bills(date(2023, 6, 1))}
    state = after_sweep(world(date(2023, 7, 1), (rule,), rows, bills=BILLS, refunds=BILLS))
    assert ids(state) == [1]


# ------------------------------------------------------------------ renewed, early, unless


TALKS = Dataset(
    {"customer": "all"},
    {"id": "none", "who": Column(identifies="email"), "held": Column(event="talk.held", type="date")},
    ("id",),
)


@pytest.mark.parametrize(("today", "left"), [(date(2025, 5, 31), [1]), (date(2025, 6, 1), [])])
def test_a_talk_found_by_the_address_renews_the_period(today: date, left: list[int]) -> None:
    rule = replace(CLAIMS, renew=Renew("talk", "talk.held", Period.parse("P2Y")))
    rows: dict[str, list[Row]] = {
        "people": [soeren(ended=date(2020, 1, 1))],
        "talks": [{"id": 1, "who": SOEREN.email.upper(), "held": date(2023, 6, 1)}],
    }
    assert ids(after_sweep(world(today, (rule,), rows, talks=TALKS))) == left


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_an_address_stays_while_a_rule_on_the_rest_of_the_row_asks_whose_it_is(kind: str) -> None:
    short = replace(CLAIMS, rule="address", data=("email",))
    rest = replace(CLAIMS, rule="rest", data=("name",), renew=Renew("talk", "talk.held", Period.parse("P2Y")))
    people = Dataset({"customer": "all"}, {name: column for name, column in PEOPLE.items() if name != "no"}, ("id",))
    row = {name: value for name, value in soeren(ended=date(2020, 1, 1)).items() if name != "no"}
    rows: dict[str, list[Row]] = {"people": [row], "talks": [{"id": 1, "who": SOEREN.email, "held": date(2023, 6, 1)}]}
    for today, left in ((date(2024, 1, 1), (SOEREN.email, SOEREN.name)), (date(2025, 5, 31), (SOEREN.email, SOEREN.name))):
        made = world(today, (short, rest), rows, talks=TALKS)
        made = World(replace(made.scene, inventory=_with(made.scene.inventory, people)), made.rows)
        (found,) = after_sweep(made, kind)["crm.people"]
        assert (found["email"], found["name"]) == left
        rows = {"people": [dict(found)], "talks": rows["talks"]}
    made = world(date(2025, 6, 1), (short, rest), rows, talks=TALKS)
    assert ids(after_sweep(World(replace(made.scene, inventory=_with(made.scene.inventory, people)), made.rows), kind)) == []


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_an_address_stays_while_notes_that_belong_to_the_row_ask_whose_they_are(kind: str) -> None:
    short = replace(CLAIMS, rule="people", data=("email", "name"))
    rest = replace(CLAIMS, rule="notes", data=("wish",), renew=Renew("talk", "talk.held", Period.parse("P2Y")))
    people = Dataset({"customer": "all"}, {name: column for name, column in PEOPLE.items() if name != "no"}, ("id",))
    notes = Dataset({"customer": "all"}, {**dict.fromkeys(("id", "person"), "none"), "note": Column(is_="wish")}, ("id",), links=(OWNED,))
    row = {name: value for name, value in soeren(ended=date(2020, 1, 1)).items() if name != "no"}
    rows: dict[str, list[Row]] = {"people": [row], "notes": [{"id": 1, "person": 1, "note": "tea"}]}
    talks: list[Row] = [{"id": 1, "who": SOEREN.email, "held": date(2023, 6, 1)}]
    for today in (date(2024, 1, 1), date(2025, 5, 31)):
        made = world(today, (short, rest), {**rows, "talks": talks}, talks=TALKS, notes=notes)
        state = after_sweep(World(replace(made.scene, inventory=_with(made.scene.inventory, people)), made.rows), kind)
        assert [(row["email"], row["name"]) for row in state["crm.people"]] == [(SOEREN.email, None)]
        assert ids(state, "notes") == [1]
        rows = {"people": [dict(row) for row in state["crm.people"]], "notes": rows["notes"]}
    made = world(date(2025, 6, 1), (short, rest), {**rows, "talks": talks}, talks=TALKS, notes=notes)
    state = after_sweep(World(replace(made.scene, inventory=_with(made.scene.inventory, people)), made.rows), kind)
    assert (ids(state), ids(state, "notes")) == ([], [])


def _with(inventory: Inventory, people: Dataset) -> Inventory:
    """Let people be known by their address alone."""
    crm = inventory.systems["crm"]
    return Inventory({"crm": replace(crm, datasets={**crm.datasets, "people": people})})


def test_who_lacks_an_event_goes_early_and_who_has_an_unreadable_one_does_not() -> None:
    rule = replace(CLAIMS, period=Period.parse("P5Y"), early=Early("lacking", Period.parse("P1Y"), "offer.ends"))
    rows = {"people": [soeren(ended=date(2024, 1, 1)), maerta(ended=date(2024, 1, 1), offer=date(1970, 1, 1))]}
    assert ids(after_sweep(world(date(2025, 1, 1), (rule,), rows))) == [2]


@pytest.mark.parametrize(("today", "left"), [(date(2025, 3, 1), [1]), (date(2025, 3, 2), [])])
def test_an_open_offer_keeps_a_row_through_its_last_day(today: date, left: list[int]) -> None:
    rule = replace(CLAIMS, unless=(Unless("offer", "machine", "offer.ends"),))
    assert ids(after_sweep(world(today, (rule,), {"people": [soeren(ended=date(2020, 1, 1), offer=date(2025, 3, 1))]}))) == left


# ------------------------------------------------------------------ what is promised instead of erasing


def test_a_rule_that_restricts_never_erases() -> None:
    made = world(date(2026, 1, 1), (replace(CLAIMS, then="restrict"),), {"people": [soeren(ended=date(2020, 1, 1))]})
    assert [(gap.why, gap.rule) for gap in sweep(made.scene).not_swept] == [("cannot_restrict", "claims")]
    assert ids(after_sweep(made)) == [1]


def test_a_rule_that_restricts_marks_the_row_where_the_system_can() -> None:
    people = Dataset({"customer": "all"}, PEOPLE, ("id",), restrict=Restrict("blocked", "1"))
    made = world(date(2026, 1, 1), (replace(CLAIMS, then="restrict"),), {"people": [soeren(ended=date(2020, 1, 1))]}, people=people)
    assert [(row["name"], str(row["blocked"])) for row in after_sweep(made)["crm.people"]] == [(SOEREN.name, "1")]


# ------------------------------------------------------------------ whose row it is


NOTES = Dataset(
    {"customer": "all"},
    {**dict.fromkeys(("id", "person", "by"), "none"), "note": Column(is_="wish")},
    ("id",),
    links=(OWNED, Link("crm.staff", {"by": "id"}, "mention")),
)
STAFF = Dataset({"customer": "all"}, {"id": "none", "email": Column(is_="email", identifies="email")}, ("id",))


def office() -> World:
    notes: list[Row] = [{"id": 1, "person": 1, "by": 7, "note": "tea"}, {"id": 2, "person": 2, "by": 7, "note": "coffee"}]
    rows = {"people": [soeren(), maerta()], "staff": [{"id": 7, "email": INGRID.email}], "notes": notes}
    return world(date(2026, 1, 1), (CLAIMS,), rows, staff=STAFF, notes=NOTES)


def test_erasing_an_employee_takes_no_customers_row_and_only_the_mention() -> None:
    state = after_wish(office(), INGRID.email)
    assert (ids(state), ids(state, "staff"), ids(state, "notes")) == ([1, 2], [], [1, 2])
    assert [row["by"] for row in state["crm.notes"]] == [None, None]


def test_showing_an_employee_shows_no_customers_row() -> None:
    with opened(office(), "sqlite") as systems:
        assert [place for place, _ in export(INGRID.email, office(), systems)] == ["crm.staff"]


def test_erasing_a_customer_takes_their_notes_and_leaves_the_employee() -> None:
    state = after_wish(office(), SOEREN.email)
    assert (ids(state), ids(state, "staff"), ids(state, "notes")) == ([2], [7], [2])


def test_an_address_of_two_customers_is_ambiguous() -> None:
    made = world(date(2026, 1, 1), (CLAIMS,), {"people": [soeren(), maerta(email=SOEREN.email)]})
    with opened(made, "sqlite") as systems:
        assert ambiguous(person(SOEREN.email, made, systems), made.scene) == ("no",)


def test_a_law_withstands_a_wish_also_where_a_dataset_holds_no_data() -> None:
    rows = {"people": [soeren()], "bills": bills(date(2024, 1, 1))}
    state = after_wish(world(date(2026, 1, 1), (CLAIMS, replace(BOOKS, data=())), rows, bills=BILLS), SOEREN.email)
    assert (ids(state), ids(state, "bills")) == ([1], [0])


# ------------------------------------------------------------------ rows of several people


def homes(shared: Shared | None) -> Dataset:
    links = tuple(Link("crm.people", {name: "id"}, "shared") for name in ("one_of", "other_of"))
    columns: dict[str, Any] = {**dict.fromkeys(("id", "one_of", "other_of"), "none"), "wish": Column(is_="wish")}
    return Dataset({"customer": "all"}, columns, ("id",), links=links, shared=shared)


def home(shared: Shared | None, *people: Row, other: int | None = 2) -> World:
    rows: dict[str, list[Row]] = {"people": list(people), "homes": [{"id": 1, "one_of": 1, "other_of": other, "wish": "warmth"}]}
    return world(date(2026, 1, 1), (CLAIMS,), rows, homes=homes(shared))


def test_a_row_shared_by_any_goes_with_the_first_who_asks() -> None:
    assert ids(after_wish(home("any", soeren(), maerta()), SOEREN.email), "homes") == []


def test_a_row_shared_by_all_stays_for_the_other_and_goes_with_the_last() -> None:
    state = after_wish(home("all", soeren(), maerta()), SOEREN.email)
    assert state["crm.homes"] == [{"id": 1, "one_of": None, "other_of": 2, "wish": "warmth"}]
    left = home("all", maerta())
    last = World(left.scene, {**left.rows, "crm.homes": tuple(state["crm.homes"])})
    assert ids(after_wish(last, MAERTA.email), "homes") == []


def test_a_row_shared_to_be_redacted_loses_only_what_names_the_asker() -> None:
    state = after_wish(home("redact", soeren(), maerta()), MAERTA.email)
    assert state["crm.homes"] == [{"id": 1, "one_of": 1, "other_of": None, "wish": "warmth"}]


def test_a_shared_row_of_which_nothing_is_said_is_left_to_a_person() -> None:
    made = home(None, soeren(), maerta())
    with opened(made, "sqlite") as systems:
        decided = decide(person(SOEREN.email, made, systems), made.scene, ended_by("erase", made.scene))
        assert [made.action for made in decided if made.row.place == "crm.homes"] == ["by_hand"]


def test_a_row_whose_only_owner_asks_is_not_shared() -> None:
    assert ids(after_wish(home(None, soeren(), other=None), SOEREN.email), "homes") == []


def test_a_share_does_not_lead_on_to_the_other_owner() -> None:
    made = home("any", soeren(), maerta(), {"id": 3, "no": "K-9", "email": AASE.email, "name": AASE.name})
    assert ids(after_wish(made, SOEREN.email)) == [2, 3]


# ------------------------------------------------------------------ refused before a plan is made


def test_a_bill_that_would_go_before_a_law_that_counts_from_it_is_refused() -> None:
    acts = {
        "customer": Activity(("customer",), (Basis("6.1.b"),), (CLAIMS, BOOKS), {"name": Use(), "email": Use()}),
        "billing": Activity(("customer",), (Basis("6.1.b"),), (replace(CLAIMS, rule="bills", after="bill.sent"),), {"orders": Use()}),
    }
    bill = replace(BILLS, activities={"billing": "all"})
    crm = {"people": Dataset({"customer": "all"}, PEOPLE, ("id",)), "bills": bill}
    homes = [Inventory({"crm": System("sql", "x", each)}) for each in (crm, {**crm, "bills": BILLS})]
    found = [check_inventory(Parsed(home, {(): Mark(1, 1)}, ()), policy(acts, EVENTS)) for home in homes]
    assert ["floor-undercut" in {one.code for one in each} for each in found] == [True, False]
    assert "floor-undercut" in UNSOUND  # no plan is made before it is mended


def test_a_talk_renews_also_what_belongs_to_the_person() -> None:
    rule = replace(CLAIMS, renew=Renew("talk", "talk.held", Period.parse("P2Y")))
    note = Dataset({"customer": "all"}, {"id": "none", "person": "none", "note": Column(is_="wish")}, ("id",), links=(OWNED,))
    rows: dict[str, list[Row]] = {
        "people": [soeren(ended=date(2020, 1, 1))],
        "notes": [{"id": 1, "person": 1, "note": "tea"}],
        "talks": [{"id": 1, "who": SOEREN.email, "held": date(2023, 6, 1)}],
    }
    assert ids(after_sweep(world(date(2024, 1, 1), (rule,), rows, talks=TALKS, notes=note)), "notes") == [1]
