"""Who else may read in a database: no machine that decides about people, nobody without need, and nobody unheard of."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ombud.store.database import close_database
from tests.cli.homes import Facts, Made, build

NONE_DECIDE = "activities.staff.automated_decisions"
NEED = "measures.need"
SAY = {
    "postgresql": {
        "come": "CREATE ROLE {who} LOGIN",
        "read": "GRANT SELECT ON {table} TO {who}",
        "glance": "GRANT SELECT (id) ON {table} TO {who}",
        "everything": "GRANT pg_read_all_data TO {who}",
        "write": "GRANT INSERT ON {table} TO {who}",
        "role": "CREATE ROLE {who}_group; GRANT SELECT ON {table} TO {who}_group; ALTER ROLE {who} NOINHERIT; GRANT {who}_group TO {who}",
        "everybody": "GRANT SELECT ON {table} TO PUBLIC",
        "go": "DROP OWNED BY {who}; DROP ROLE {who}",
        "go on": "DROP OWNED BY {who}_group; DROP ROLE {who}_group",
    },
    "mariadb": {
        "come": "CREATE USER {who}@'%%'",
        "read": "GRANT SELECT ON {table} TO {who}@'%%'",
        "glance": "GRANT SELECT (id) ON {table} TO {who}@'%%'",
        "everything": "GRANT SELECT ON *.* TO {who}@'%%'",
        "write": "GRANT INSERT ON {table} TO {who}@'%%'",
        "role": "CREATE ROLE {who}_group; GRANT SELECT ON {table} TO {who}_group; GRANT {who}_group TO {who}@'%%'",
        "everybody": "GRANT SELECT ON {table} TO PUBLIC",
        "its own": "GRANT SELECT ON {database}.* TO {who}@'%%'",
        "go": "DROP USER {who}@'%%'",
        "go on": "DROP ROLE {who}_group",
    },
}


@pytest.fixture(params=["postgresql", "mariadb"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """A home whose shop stands on a server, and which promises that only those read who need to."""
    url = request.getfixturevalue({"postgresql": "postgres_url", "mariadb": "mariadb_url"}[request.param])
    made = build(tmp_path / "firm", state, url, monkeypatch)
    made.policy["measures"] = {"need": {"against": ["access"], "probe": "access_by_need", "in": ["shop"]}}
    made.write()
    yield made
    close_database()


@pytest.fixture
def account(shop: Made) -> Iterator[Callable[..., str]]:
    """Let an account come, with what it may do with a table; all of them go in the end."""
    came: list[tuple[str, tuple[str, ...]]] = []

    def coming(*may: str, table: str = "employees") -> str:
        who = f"a{secrets.token_hex(4)}"
        came.append((who, may))
        for what in ("come", *may):
            say(shop, what, who, table)
        return who

    yield coming
    for who, may in came:
        for what in ("go", *(["go on"] if "role" in may else [])):
            say(shop, what, who)


def say(shop: Made, what: str, who: str, table: str = "") -> None:
    """Say something to the server as its administrator would."""
    engine = "mariadb" if "mysql" in shop.database else "postgresql"
    told = SAY[engine][what].format(who=who, table=table, database=shop.database.rpartition("/")[2].partition("?")[0])
    shop.say(*(part.strip() for part in told.split(";")))


def stands(shop: Made, accounts: Mapping[str, Facts] | None = None, promise: str = NONE_DECIDE) -> Facts:
    """Declare accounts and look at a promise."""
    shop.inventory["systems"]["shop"]["accounts"] = dict(accounts or {})
    shop.write()
    looked = shop.run("promises", "--run", "--json", "--only", promise)
    assert looked.out, looked.err
    (found,) = looked.json["promises"]
    return dict(found)


def test_where_nobody_else_reads_no_machine_decides(shop: Made) -> None:
    assert stands(shop)["status"] == "kept"


@pytest.mark.parametrize("may", ["read", "glance", "everything", "role"])
def test_an_account_that_decides_must_not_read_and_one_that_does_not_may(shop: Made, account: Callable[..., str], may: str) -> None:
    who = account(may)
    told = stands(shop, {who: {"serves": ["staff"], "decides": "true"}})
    assert told["status"] == "broken"
    assert f"shop.{who}" in told["cause"]
    assert stands(shop, {who: {"serves": ["staff"]}})["status"] == "kept"


def test_what_everybody_may_read_a_machine_may_read(shop: Made, account: Callable[..., str]) -> None:
    who = account("everybody")
    assert stands(shop, {who: {"serves": ["staff"], "decides": "true"}})["status"] == "broken"


@pytest.mark.parametrize("may", [(), ("write",)])
def test_an_account_that_reads_nothing_of_it_may_decide(shop: Made, account: Callable[..., str], may: tuple[str, ...]) -> None:
    reads_orders = account("read", table="orders")
    accounts = {who: {"serves": ["customer"], "decides": "true"} for who in (account(*may), reads_orders)}
    assert stands(shop, accounts)["status"] == "kept"


def test_of_an_account_that_nobody_declared_only_the_number_is_told(shop: Made, account: Callable[..., str]) -> None:
    who = account("read")
    told = stands(shop)
    assert told["status"] == "unproven"
    assert "1 account" in told["cause"]
    assert who not in str(told)


def test_whoever_reads_what_serves_none_of_its_activities_has_no_need(shop: Made, account: Callable[..., str]) -> None:
    who = account("read")
    assert stands(shop, {who: {"serves": ["staff"]}}, NEED)["status"] == "kept"
    told = stands(shop, {who: {"serves": ["customer"]}}, NEED)
    assert told["status"] == "broken"
    assert f"shop.{who}" in told["cause"]


def test_where_a_system_cannot_tell_who_reads_it_stays_unproven(home: Made) -> None:
    told = stands(home)
    assert told["status"] == "unproven"
    assert "shop" in told["cause"]


@pytest.mark.parametrize("shop", ["mariadb"], indirect=True)
def test_an_account_that_may_not_see_what_others_may_proves_nothing(shop: Made, account: Callable[..., str]) -> None:
    own = shop.database.replace(shop.database.partition("//")[2].partition("@")[0], account("its own"))
    shop.monkeypatch.setitem(os.environ, "SHOP_AT", own)
    told = stands(shop)
    assert (told["status"], told["cause"]) == ("unproven", "Who else reads in shop cannot be seen from here.")


def test_an_account_that_serves_an_unknown_activity_is_told(shop: Made) -> None:
    shop.inventory["systems"]["shop"]["accounts"] = {"report": {"serves": ["stuff"]}}
    shop.write()
    checked = shop.run("check", "--json")
    assert "unknown-activity" in checked.out
