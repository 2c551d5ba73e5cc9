"""A table that hides rows from our account is told as such: no answer, sweep or promise takes a part for the whole."""

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.cast import AASE, SOEREN
from tests.cli.homes import Made, ago


@pytest.fixture
def clerk_home(server_home: Made, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """Give a home with two customers, of whom our account is shown one."""
    for person in (SOEREN, AASE):
        server_home.customer(person, left=ago(years=9), invoiced=ago(years=9))
    url = sa.make_url(postgres_url)
    name = f"clerk_{url.database}"
    server_home.say(
        f"CREATE ROLE {name} LOGIN PASSWORD 'pw-lang-nok'",
        f"GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        "ALTER TABLE customers ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY one ON customers TO {name} USING (id = '{AASE.customer_no}')",
    )
    clerk = url.set(username=name, password="pw-lang-nok").render_as_string(hide_password=False)
    monkeypatch.setitem(os.environ, "SHOP_AT", clerk)
    yield server_home
    server_home.say("DROP POLICY one ON customers", f"DROP OWNED BY {name}", f"DROP ROLE {name}")


@pytest.mark.parametrize("right", ["access", "erase"])
def test_a_request_is_refused_and_changes_nothing(clerk_home: Made, right: str) -> None:
    told = clerk_home.run("request", right, "--subject", "-", stdin=f"email:{SOEREN.email}")
    assert (told.code, "system-grants" in told.err, "BYPASSRLS" in told.err) == (78, True, True)
    assert len(clerk_home.rows("customers")) == 2


def test_a_sweep_names_what_it_cannot_see_and_what_rests_on_it_and_goes_on_elsewhere(clerk_home: Made) -> None:
    clerk_home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email, "left_on": ago(years=1)})
    clerk_home.file("visits/all.csv", f"cookie,seen_on\nc-1,{ago(years=1)}\nc-2,{ago()}\n")
    clerk_home.letter("old", SOEREN.email, ago(years=9))
    shown = clerk_home.run("sweep", "--json")
    assert (shown.code, "system-grants" in shown.err, "BYPASSRLS" in shown.err) == (78, True, True)
    told = clerk_home.run("sweep", "--carry-out", shown.json["plan"], "--json")
    assert (told.code, "system-grants" in told.err) == (78, True)
    for said in (shown.json, told.json):
        left = {step.partition("/")[0] for step in {**said["refused"], **said["misconfigured"]}}
        assert left == {"shop.customers", "shop.orders", "shop.notes", "mail.letters"}
    assert [clerk_home.rows(table) for table in ("orders", "customers", "subscribers")] == [[1001, 1003], ["K-1001", "K-1003"], []]
    assert (clerk_home.read("visits/all.csv").splitlines()[1:], clerk_home.letters()) == ([f"c-2,{ago()}"], ["old"])


def test_a_sweep_that_left_something_alone_goes_on_when_all_can_be_seen(clerk_home: Made) -> None:
    plan = clerk_home.run("sweep", "--json").json["plan"]
    assert clerk_home.run("sweep", "--carry-out", plan).code == 78
    clerk_home.say("ALTER TABLE customers DISABLE ROW LEVEL SECURITY")
    assert clerk_home.run("sweep", "--carry-out", plan).code == 0
    assert [clerk_home.rows(table) for table in ("orders", "customers")] == [[], []]


def test_the_check_of_the_inventory_tells_it(clerk_home: Made) -> None:
    told = clerk_home.run("inventory", "check", "--json").json
    assert [(one["code"], one["dataset"]) for one in told["differences"] if one["severity"] == "error"] == [("not-looked-at", "customers")]


def test_no_promise_about_it_reads_kept(clerk_home: Made) -> None:
    told = clerk_home.run("promises", "--run", "--json").json["promises"]
    about = [p for p in told if p["id"].startswith("activities.customer.retention") and p["backing"] != "stated"]
    assert about
    assert [(p["id"], p["status"], p["figure"]) for p in about if p["status"] != "unproven"] == []
