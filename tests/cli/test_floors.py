"""A law still runs by a bill that nothing else needs any more: the bill stays as its proof until the law has let go (GDPR Art. 5(1)(e))."""

from datetime import timedelta

import pytest

from tests.cast import AASE, SOEREN
from tests.cli.homes import TODAY, Facts, Made, plain
from tests.front import Told

DELIVERY = """
people: [customer]
data: {orders: {source: observed}}
purposes: {parcel: {}}
basis: [{gdpr: 6.1.b}]
recipients: [host]
systems: [shop]
automated_decisions: none
provide: {duty: contract, consequence: {text: aim}}
retention: [{rule: parcel, after: order.invoiced, for: P1Y, limit: at_most}]
"""
BILLS = "CREATE TABLE bills (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders(id), lines TEXT, sent_on DATE)"
OF_ORDERS = """{key: [id], activities: {delivery: all}, links: [{to: shop.orders, on: {order_id: id}, as: owner}],
                columns: {id: none, order_id: none, lines: {is: orders}, sent_on: {event: order.invoiced, type: date}}}"""
FAR = "2023-06-01"
"""A day on which a bill of 2020 is of no use to whoever delivers, while the books of 2020 must be kept until 2025 has ended."""


def delivering(home: Made) -> None:
    """Let orders and bills serve nothing but the delivery, and go a year after the bill; a customer's name is kept with the books."""
    home.policy["activities"]["delivery"] = plain(DELIVERY)
    home.datasets()["orders"] |= {"activities": {"delivery": "all"}, "columns": {"id": "none", "customer_id": "none"}}
    home.dataset("bills", BILLS, OF_ORDERS)
    home.only("customers", "orders", "bills")


def billed(home: Made, *days: str | None) -> None:
    """Soeren, who left in May 2020, has an order with bills of these days."""
    home.customer(SOEREN, left="2020-05-01")
    home.put("orders", {"id": 1, "customer_id": SOEREN.customer_no})
    for number, day in enumerate(days, 1):
        home.put("bills", {"id": number, "order_id": 1, "lines": f"lines-{number}", "sent_on": day})


def told(said: Told, what: str) -> dict[str, int]:
    """Give how many whole rows of each dataset are due, or done, where there are any."""
    return {line["dataset"]: line[what] for line in said.json["datasets"] if line["action"] == "erase" and line[what]}


def kept(said: Told) -> list[Facts]:
    """Give why bills stay."""
    return [one for line in said.json["datasets"] if line["dataset"] == "bills" for one in line["kept"]]


def look(home: Made, day: str) -> Told:
    """Show what is due on a day and change nothing."""
    return home.run("sweep", "--as-of", day, "--json")


def test_a_plan_keeps_customer_and_bill_while_the_books_run_by_it_and_says_why(any_home: Made) -> None:
    delivering(any_home)
    billed(any_home, "2020-03-01")
    shown = look(any_home, FAR)
    assert told(shown, "due") == {}
    assert kept(shown) == [{"rule": "ledger", "ground": "tells shop.customers", "count": 1}]


def test_carrying_out_keeps_them_as_shown_and_empties_the_bill_of_its_lines(any_home: Made) -> None:
    delivering(any_home)
    billed(any_home, "2020-03-01")
    done = any_home.sweep(FAR)
    assert told(done, "done") == {}
    assert any_home.rows("customers", "name") == [SOEREN.name]
    assert (any_home.rows("bills"), any_home.rows("bills", "lines"), any_home.rows("customers", "email")) == ([1], [None], [None])


@pytest.mark.parametrize("night", ["2023-06-02", "2025-12-31"])
def test_a_later_night_takes_nothing_while_the_books_run(any_home: Made, night: str) -> None:
    delivering(any_home)
    billed(any_home, "2020-03-01")
    any_home.sweep(FAR)
    later = any_home.sweep(night)
    assert sum(line["due"] for line in later.json["datasets"]) == 0
    assert (any_home.rows("bills"), any_home.rows("customers", "name")) == ([1], [SOEREN.name])


def test_bill_order_and_customer_go_in_the_night_the_books_let_go(any_home: Made) -> None:
    delivering(any_home)
    billed(any_home, "2020-03-01")
    any_home.sweep(FAR)
    done = any_home.sweep("2026-01-01")
    assert told(done, "done") == {"orders": 2, "customers": 1}  # the bill goes along with its order
    assert (any_home.rows("bills"), any_home.rows("orders"), any_home.rows("customers")) == ([], [], [])


def test_only_bills_by_which_the_books_still_run_stay(any_home: Made) -> None:
    delivering(any_home)
    billed(any_home, "2015-03-01", "2020-03-01", "2017-12-31", "2018-01-01")
    assert told(look(any_home, FAR), "due") == {"bills": 2}
    any_home.sweep(FAR)
    assert any_home.rows("bills") == [2, 4]


def test_a_bill_of_which_nobody_can_tell_the_day_stays_too(home: Made) -> None:
    delivering(home)
    home.rules("delivery")[0]["after"] = "customer.left"
    home.write()
    billed(home, "1970-01-01", "2015-03-01")
    home.sweep(FAR)
    assert (home.rows("bills"), home.rows("customers", "name")) == ([1], [SOEREN.name])


def test_a_draft_proves_nothing_and_goes_but_takes_nobody_along_whom_the_plan_did_not_show(any_home: Made) -> None:
    delivering(any_home)
    any_home.rules("delivery")[0]["after"] = "customer.left"
    any_home.write()
    billed(any_home, None, "2015-03-01")
    assert told(look(any_home, FAR), "due") == {"bills": 2}
    done = any_home.sweep(FAR)
    assert "customers" not in told(done, "done")
    assert (any_home.rows("bills"), any_home.rows("customers", "name")) == ([], [SOEREN.name])
    assert told(any_home.sweep("2023-06-02"), "done") == {"customers": 1}


def test_the_bill_of_somebody_who_stands_in_no_books_goes_on_its_day(any_home: Made) -> None:
    delivering(any_home)
    any_home.datasets()["customers"]["activities"] = {"customer": {"when": {"blocked": "null"}}, "staff": "otherwise"}
    any_home.write()
    billed(any_home, "2020-03-01")
    any_home.customer(AASE)
    any_home.say(f"UPDATE customers SET blocked = 1 WHERE id = '{AASE.customer_no}'")
    any_home.put("orders", {"id": 2, "customer_id": AASE.customer_no})
    any_home.put("bills", {"id": 2, "order_id": 2, "lines": "lines-2", "sent_on": "2020-03-01"})
    any_home.sweep(FAR)
    assert (any_home.rows("bills"), any_home.rows("orders")) == ([1], [1])


def test_a_bill_of_another_sort_stays_where_bills_of_its_table_are_books_themselves(any_home: Made) -> None:
    delivering(any_home)
    any_home.datasets()["bills"] |= {
        "activities": {"customer": {"when": {"order_id": "null"}}, "delivery": "otherwise"},
        "links": [{"to": "shop.customers", "on": {"lines": "id"}, "as": "owner"}],
        "columns": {"id": "none", "order_id": "none", "lines": "none", "sent_on": {"event": "order.invoiced", "type": "date"}},
    }
    any_home.only("customers", "bills")
    any_home.customer(SOEREN, left="2020-05-01")
    any_home.put("bills", {"id": 1, "order_id": None, "lines": SOEREN.customer_no, "sent_on": "2015-03-01"})
    any_home.say("INSERT INTO orders (id) VALUES (2)")
    any_home.put("bills", {"id": 2, "order_id": 2, "lines": SOEREN.customer_no, "sent_on": "2020-03-01"})
    assert told(look(any_home, FAR), "due") == {"bills": 1}
    any_home.sweep(FAR)
    assert (any_home.rows("bills"), any_home.rows("customers", "name")) == ([2], [SOEREN.name])


def test_whoever_reads_the_plan_is_told_why_the_bill_stays(home: Made) -> None:
    delivering(home)
    billed(home, "2020-03-01")
    said = home.run("sweep", "--as-of", FAR)
    assert "stays: 1 in shop.bills: `ledger` of shop.customers still runs by their day" in said.out


def broken(home: Made) -> list[str]:
    """Name the promises that are broken since something is overdue."""
    told = home.run("promises", "--run", "--json")
    return [p["id"] for p in told.json["promises"] if p["status"] == "broken" and "overdue" in str(p.get("figure", ""))]


def test_the_promise_to_let_bills_go_is_not_broken_by_one_that_proves_the_books(home: Made) -> None:
    delivering(home)
    billed(home, (TODAY - timedelta(800)).isoformat())
    home.sweep(TODAY.isoformat())
    assert (home.rows("bills"), broken(home)) == ([1], [])


def test_the_promise_is_kept_too_by_a_bill_that_holds_nothing_to_empty(home: Made) -> None:
    delivering(home)
    home.datasets()["bills"]["columns"]["lines"] = "none"
    home.write()
    billed(home, (TODAY - timedelta(800)).isoformat())
    home.sweep(TODAY.isoformat())
    assert (home.rows("bills"), broken(home)) == ([1], [])


def test_the_promise_is_broken_by_a_bill_that_proves_nothing_and_is_there_too_long(home: Made) -> None:
    delivering(home)
    billed(home, "2015-03-01")
    assert broken(home) != []
