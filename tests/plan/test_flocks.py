"""Which rows need not be told apart when a person is erased: those of which nothing but what they belong to decides."""

from dataclasses import replace
from datetime import date

import pytest

from ombud.execute.discover import discover
from ombud.inventory.model import Column, Dataset, Link
from ombud.plan.acts import flocks
from ombud.plan.reach import belonging
from ombud.plan.rights.wish import ended_by
from ombud.policy.model import Leaves, RetentionRule
from ombud.policy.period import Period
from tests.cast import MAERTA, SOEREN
from tests.plan.test_named_cases import BILLS, CLAIMS, OWNED, maerta, soeren, world
from tests.plan.world import World, erase_at_once, opened, read

TODAY = date(2026, 1, 1)
ORDERS = Dataset({"customer": "all"}, {"id": "none", "person": "none", "what": Column(is_="orders")}, ("id",), links=(OWNED,))
LINES = Dataset(
    {"customer": "all"},
    {"id": "none", "sale": "none", "what": Column(is_="orders")},
    ("id",),
    links=(Link("crm.orders", {"sale": "id"}, "owner"),),
)
KEPT = RetentionRule("kept", after="deal.ended", period=Period.parse("P1Y"), limit="at_most", withstands="legal_claims")
LEAVING = replace(CLAIMS, leaves=Leaves(("orders",), "keyed_hash", ("gdpr 5.2",), Period.parse("P1Y")))


def gathered(made: World) -> frozenset[str]:
    """Name the datasets of a world whose rows are gathered when somebody is erased."""
    return flocks(made.scene, ended_by("erase", made.scene))


def shop(*rules: RetentionRule, orders: Dataset = ORDERS, lines: Dataset = LINES) -> World:
    rows: dict[str, list[dict[str, object]]] = {
        "people": [soeren(), maerta()],
        "orders": [{"id": number, "person": 1 + number % 2, "what": "tea"} for number in range(6)],
        "lines": [{"id": number, "sale": number % 6, "what": "cups"} for number in range(12)],
    }
    return world(TODAY, rules or (CLAIMS,), rows, orders=orders, lines=lines)


def test_rows_that_only_belong_are_gathered_and_so_are_those_below_them() -> None:
    assert gathered(shop()) == {"crm.orders", "crm.lines"}


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_what_is_gathered_goes_and_nothing_else(kind: str) -> None:
    made = shop()
    with opened(made, kind) as systems:
        counted = {one.act.dataset: one.changed for one in erase_at_once(SOEREN.email, made, systems)}
        left = read(made, systems)
    assert counted == {"people": 1, "orders": 3, "lines": 6}
    assert [row["id"] for row in left["crm.people"]] == [2]
    assert {row["person"] for row in left["crm.orders"]} == {2}
    assert {row["sale"] for row in left["crm.lines"]} == {1, 3, 5}


def test_it_can_be_told_afterwards_which_gathered_row_is_whose() -> None:
    made = shop()
    with opened(made, "memory") as systems:
        found = discover([(("email", who.email),) for who in (SOEREN, MAERTA)], made.scene, systems, gathered(made))
    mine = [belonging(person, found.flocks) for person in found.persons]
    assert [{row[0] for row in each["crm.orders"]} for each in mine] == [{0, 2, 4}, {1, 3, 5}]
    assert [{row[0] for row in each["crm.lines"]} for each in mine] == [{0, 2, 4, 6, 8, 10}, {1, 3, 5, 7, 9, 11}]


@pytest.mark.parametrize(
    "orders",
    [
        BILLS,
        replace(ORDERS, shared="any"),
        replace(ORDERS, columns={**ORDERS.columns, "email": Column(is_="email", identifies="email")}),
        replace(ORDERS, links=(OWNED, Link("crm.people", {"what": "id"}, "shared"))),
        replace(ORDERS, links=(OWNED, Link("crm.people", {"what": "id"}, "owner"))),
    ],
    ids=["a clock", "several people", "an identifier", "a share", "two owners"],
)
def test_rows_in_which_anything_has_a_say_are_told_apart(orders: Dataset) -> None:
    assert "crm.orders" not in gathered(shop(orders=orders))


@pytest.mark.parametrize("rule", [KEPT, LEAVING], ids=["a floor", "a proof to leave"])
def test_rows_under_a_rule_that_keeps_something_are_told_apart(rule: RetentionRule) -> None:
    assert gathered(shop(rule)) == frozenset()


def test_rows_below_which_something_may_stay_are_told_apart() -> None:
    assert gathered(shop(lines=replace(LINES, shared="any"))) == frozenset()
