"""What is peculiar to databases: references, cascades, windows, refusals, odd types; on real SQLite, PostgreSQL and MariaDB."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from ombud.errors import MisconfiguredError, OmbudError, RefusedError
from ombud.inventory.model import Column, Dataset, Link, System
from ombud.plan.model import UNKNOWN_START, Col, EraseRows, Everything, Is, IsNot, Matching, NoStart, Own, Owns, Passed, SetFields, Where
from ombud.systems.refusal import Refusal
from ombud.systems.sql.connector import SqlConnector
from ombud.systems.sql.write import WINDOWS
from tests.systems.conftest import COPENHAGEN, address

ENGINES = ("sqlite", "postgresql", "mariadb")
EVERY = pytest.mark.parametrize("engine", ENGINES)
Make = Callable[..., SqlConnector]
ONE = Where(Is("id", ("1",)))


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Run SQL in an empty database of an engine and open it with these datasets."""
    with ExitStack() as stack:

        def made(
            engine: str, script: str, datasets: dict[str, Dataset], *, read_only: bool = False, ignore: tuple[str, ...] = ()
        ) -> SqlConnector:
            url = address(request, engine, tmp_path)
            run(url, script)
            connector = SqlConnector(System("sql", "x", datasets, ignore=ignore), "crm", url, COPENHAGEN, read_only)
            stack.callback(connector.close)
            return connector

        yield made


def run(url: str, script: str) -> None:
    """Run statements as the owner of the database would."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in filter(str.strip, script.split(";")):
            connection.exec_driver_sql(statement)
    engine.dispose()


def table(*columns: str, **more: Column) -> Dataset:
    """A dataset with an id and plain columns."""
    return Dataset({"customer": "all"}, {"id": "none", **dict.fromkeys(columns, "none"), **more}, ("id",))


def ids(system: SqlConnector, dataset: str) -> list[object]:
    """The ids that are left."""
    return [row[0] for row in system.read(dataset, [Col("id")], Everything())]


# ------------------------------------------------------------------ references

FAMILY = """
    CREATE TABLE people (id integer PRIMARY KEY, name varchar(40));
    CREATE TABLE orders (id integer PRIMARY KEY, person integer, FOREIGN KEY (person) REFERENCES people (id) {action});
    INSERT INTO people VALUES (1, 'Anna'), (2, 'Bo'), (3, 'Cy');
    INSERT INTO orders VALUES (10, 1), (11, 3)
"""
PAIR = {"people": table("name"), "orders": table("person")}
SOME = Where(IsNot("name", ("Cy",)))


@EVERY
def test_a_cascade_never_takes_rows_under_other_rules(make: Make, engine: str) -> None:
    system = make(engine, FAMILY.format(action="ON DELETE CASCADE"), PAIR)
    with pytest.raises(RefusedError) as refused:
        system.apply([EraseRows("people", SOME)])
    assert (refused.value.code, ids(system, "people"), ids(system, "orders")) == ("system-cascade", [1, 2, 3], [10, 11])


@EVERY
def test_a_sweep_leaves_what_a_cascade_would_follow_and_tells(make: Make, engine: str) -> None:
    system = make(engine, FAMILY.format(action="ON DELETE CASCADE"), PAIR)
    swept = system.sweep(EraseRows("people", SOME))
    assert next(swept) == 1
    with pytest.raises(RefusedError):
        next(swept)
    assert (ids(system, "people"), ids(system, "orders")) == ([1, 3], [10, 11])


@EVERY
def test_children_that_went_first_let_a_cascading_parent_go(make: Make, engine: str) -> None:
    system = make(engine, FAMILY.format(action="ON DELETE CASCADE"), PAIR)
    changes = [EraseRows("orders", Where(Is("person", ("1",)))), EraseRows("people", SOME)]
    assert system.apply(changes) == (1, 2)


@EVERY
def test_a_row_that_others_need_is_refused_and_nothing_of_the_step_stays(make: Make, engine: str) -> None:
    system = make(engine, FAMILY.format(action=""), PAIR)
    with pytest.raises(RefusedError) as refused:
        system.apply([SetFields("people", (("name", "x"),), ONE), EraseRows("people", SOME)])
    assert (refused.value.code, ids(system, "people")) == ("system-refused", [1, 2, 3])
    assert list(system.read("people", [Col("name")], ONE)) == [("Anna",)]


@EVERY
@pytest.mark.parametrize(
    ("action", "ignore", "expected"),
    [("", (), True), ("ON DELETE CASCADE", (), True), ("ON DELETE SET NULL", (), False), ("ON DELETE CASCADE", ("orders",), False)],
)
def test_an_undeclared_table_that_refers_here_is_told_while_planning(
    make: Make, engine: str, action: str, ignore: tuple[str, ...], expected: bool
) -> None:
    system = make(engine, FAMILY.format(action=action), {"people": table("name")}, ignore=ignore)
    why = system.refuse(EraseRows("people", ONE))
    assert (why is not None and why.values == {"table": "orders"}) is expected


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("windowed", [False, True])
def test_rows_that_refer_to_each_other_in_a_circle_go_together(make: Make, engine: str, windowed: bool) -> None:
    circle = """CREATE TABLE notes (id integer PRIMARY KEY, next integer REFERENCES notes (id));
        INSERT INTO notes VALUES (1, NULL), (2, 1), (3, NULL); UPDATE notes SET next = 2 WHERE id = 1"""
    system, erase = make(engine, circle, {"notes": table("next")}), EraseRows("notes", Where(IsNot("id", ("3",))))
    assert (sum(system.sweep(erase)) if windowed else system.apply([erase])[0]) == 2
    assert ids(system, "notes") == [3]


MUTUAL = """
    CREATE TABLE people (id integer PRIMARY KEY, best integer{late});
    CREATE TABLE orders (id integer PRIMARY KEY, person integer REFERENCES people (id) {deferrable});
    {tie};
    INSERT INTO people VALUES (1, NULL), (2, NULL); INSERT INTO orders VALUES (10, 1); UPDATE people SET best = 10 WHERE id = 1
"""
TIES = {
    "sqlite": {"late": " REFERENCES orders (id)", "deferrable": "", "tie": ""},
    "postgresql": {
        "late": "",
        "deferrable": "DEFERRABLE",
        "tie": "ALTER TABLE people ADD FOREIGN KEY (best) REFERENCES orders (id) DEFERRABLE",
    },
}


@pytest.mark.parametrize("engine", TIES)
def test_tables_that_refer_to_each_other_are_changed_in_one_transaction(make: Make, engine: str) -> None:
    system = make(engine, MUTUAL.format(**TIES[engine]), {"people": table("best"), "orders": table("person")})
    assert system.apply([EraseRows("orders", Where(Is("person", ("1",)))), EraseRows("people", ONE)]) == (1, 1)
    assert ids(system, "people") == [2]


# ------------------------------------------------------------------ refusing early

ODD = """
    CREATE TABLE people (id integer PRIMARY KEY, must varchar(40) NOT NULL, short varchar(5), number integer,
        code integer UNIQUE, day date);
    CREATE TABLE orders (id integer PRIMARY KEY, person integer REFERENCES people (code));
    INSERT INTO people VALUES (1, 'x', 'y', 5, 6, NULL)
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("must", None, True),
        ("must", "", False),
        ("id", None, True),
        ("number", "many", True),
        ("number", "12", False),
        ("day", "2024-02-30", True),
        ("code", None, True),
        ("short", None, False),
    ],
)
def test_what_a_column_cannot_hold_is_told_while_planning(make: Make, engine: str, column: str, value: str | None, expected: bool) -> None:
    system = make(engine, ODD, {"people": table("must", "short", "number", "code", "day")})
    assert bool(system.refuse(SetFields("people", ((column, value),), ONE))) is expected


def test_a_text_too_long_is_told_while_planning(make: Make) -> None:
    system = make("postgresql", ODD, {"people": table("short")})
    why = system.refuse(SetFields("people", (("short", "123456"),), ONE))
    assert why == Refusal("column-length", {"column": "short", "length": 5})


VIEW = """
    CREATE TABLE people (id integer PRIMARY KEY, name varchar(40)); INSERT INTO people VALUES (1, 'Anna'), (2, 'Bo');
    CREATE VIEW named AS SELECT id, max(name) AS name FROM people GROUP BY id
"""


@EVERY
def test_a_view_through_which_no_row_can_be_changed_is_told_while_planning(make: Make, engine: str) -> None:
    system = make(engine, VIEW, {"people": table("name"), "named": table("name")})
    assert ids(system, "named") == [1, 2]
    for change in (EraseRows("named", ONE), SetFields("named", (("name", None),), ONE)):
        assert system.refuse(change) == Refusal("table-view")
        assert system.refuse(replace(change, dataset="people")) is None
        with pytest.raises(RefusedError):
            system.apply([change])


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_a_view_of_the_rows_of_one_table_is_changed_as_the_table(make: Make, engine: str) -> None:
    system = make(engine, VIEW.replace("max(name) AS name", "name").replace("GROUP BY id", "WHERE id > 0"), {"named": table("name")})
    assert system.refuse(EraseRows("named", ONE)) is None
    assert (system.apply([EraseRows("named", ONE)]), ids(system, "named")) == ((1,), [2])


def test_a_view_with_a_trigger_of_its_own_is_changed_by_it(make: Make, tmp_path: Path) -> None:
    system = make("sqlite", VIEW, {"named": table("name")})
    with closing(sqlite3.connect(next(tmp_path.glob("*.db*")))) as owner:
        owner.execute("CREATE TRIGGER going INSTEAD OF DELETE ON named BEGIN DELETE FROM people WHERE id = old.id; END")
    assert system.refuse(EraseRows("named", ONE)) is None
    assert system.refuse(SetFields("named", (("name", None),), ONE)) == Refusal("table-view")
    system.apply([EraseRows("named", ONE)])
    assert ids(system, "named") == [2]


def test_a_missing_grant_is_told_while_planning(make: Make, postgres_url: str) -> None:
    owner = make("postgresql", FAMILY.format(action=""), PAIR)
    name = "reader_" + str(sa.make_url(postgres_url).database)
    run(postgres_url, f"CREATE ROLE {name} LOGIN PASSWORD 'pw-lang-nok'; GRANT SELECT, UPDATE ON people TO {name}")
    url = sa.make_url(postgres_url).set(username=name, password="pw-lang-nok").render_as_string(hide_password=False)
    reader = SqlConnector(System("sql", "x", PAIR), "crm", url, COPENHAGEN, read_only=False)
    try:
        assert reader.refuse(EraseRows("people", ONE)) == Refusal("table-grant", {"verb": "DELETE"})
        assert reader.refuse(SetFields("people", (("name", None),), ONE)) is None
        with pytest.raises(OmbudError, match="system-grants"):
            reader.apply([EraseRows("people", ONE)])
    finally:
        reader.close()
        owner.close()
        run(postgres_url, f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_a_missing_grant_is_told_on_mariadb_too(make: Make, mariadb_url: str) -> None:
    make("mariadb", FAMILY.format(action=""), PAIR)
    address_, name = sa.make_url(mariadb_url), "r" + str(sa.make_url(mariadb_url).database)
    run(
        mariadb_url,
        f"CREATE USER {name}@'127.0.0.1' IDENTIFIED BY 'pw-lang-nok'; GRANT SELECT, UPDATE ON {address_.database}.* TO {name}@'127.0.0.1'",
    )
    url = address_.set(username=name, password="pw-lang-nok").render_as_string(hide_password=False)
    reader = SqlConnector(System("sql", "x", PAIR), "crm", url, COPENHAGEN, read_only=False)
    try:
        assert reader.refuse(EraseRows("people", ONE)) == Refusal("table-grant", {"verb": "DELETE"})
        assert reader.refuse(SetFields("people", (("name", None),), ONE)) is None
    finally:
        reader.close()
        run(mariadb_url, f"DROP USER {name}@'127.0.0.1'")


@pytest.mark.parametrize("active", [True, False])
def test_a_role_on_mariadb_lends_what_it_has_only_while_it_is_active(make: Make, mariadb_url: str, *, active: bool) -> None:
    make("mariadb", FAMILY.format(action=""), PAIR)
    address_ = sa.make_url(mariadb_url)
    name, role = f"u{address_.database}", f"role{address_.database}"
    user = f"{name}@'127.0.0.1'"
    run(mariadb_url, f"CREATE ROLE {role}; GRANT DELETE, UPDATE (name) ON {address_.database}.people TO {role}")
    run(mariadb_url, f"CREATE USER {user} IDENTIFIED BY 'pw-lang-nok'; GRANT SELECT ON {address_.database}.* TO {user}")
    run(mariadb_url, f"GRANT {role} TO {user}" + (f"; SET DEFAULT ROLE {role} FOR {user}" if active else ""))
    url = address_.set(username=name, password="pw-lang-nok").render_as_string(hide_password=False)
    lent = SqlConnector(System("sql", "x", PAIR), "crm", url, COPENHAGEN, read_only=False)
    one = EraseRows("people", Where(Is("id", ("1",))))
    try:
        told = [lent.refuse(EraseRows("people", ONE)), lent.refuse(SetFields("people", (("name", None),), ONE))]
        assert [why is None for why in told] == [active] * 2
        assert {why.code for why in told if why} <= {"table-grant-idle"}
        if not active:
            with pytest.raises(OmbudError, match="system-grants"):
                lent.apply([one])
    finally:
        lent.close()
        run(mariadb_url, f"DROP USER {user}; DROP ROLE {role}")


def test_a_table_that_hides_rows_is_never_taken_for_the_whole(make: Make, postgres_url: str) -> None:
    owner = make("postgresql", FAMILY.format(action=""), PAIR)
    name = "clerk_" + str(sa.make_url(postgres_url).database)
    run(postgres_url, f"CREATE ROLE {name} LOGIN PASSWORD 'pw-lang-nok'; GRANT SELECT, UPDATE, DELETE ON people, orders TO {name}")
    run(postgres_url, f"ALTER TABLE people ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON people TO {name} USING (id = 1)")
    url = sa.make_url(postgres_url).set(username=name, password="pw-lang-nok").render_as_string(hide_password=False)
    clerk = SqlConnector(System("sql", "x", PAIR), "crm", url, COPENHAGEN, read_only=False)
    try:
        assert clerk.refuse(EraseRows("people", ONE)) == Refusal("table-hides-rows")
        assert clerk.refuse(EraseRows("orders", ONE)) is None
        for look in (lambda: clerk.count("people", Everything()), lambda: list(clerk.read("people", (), Everything()))):
            with pytest.raises(OmbudError, match="system-grants"):
                look()
    finally:
        clerk.close()
        owner.close()
        run(postgres_url, f"DROP POLICY one ON people; DROP OWNED BY {name}; DROP ROLE {name}")


@EVERY
def test_a_system_opened_for_looking_changes_nothing(make: Make, engine: str) -> None:
    system = make(engine, FAMILY.format(action=""), PAIR, read_only=True)
    with pytest.raises(RefusedError, match="system-read-only"):
        system.apply([EraseRows("orders", Where(Is("id", ("10",))))])
    with pytest.raises(sa.exc.DBAPIError), system._known.engine.begin() as connection:  # noqa: SLF001 - the session itself must refuse
        connection.exec_driver_sql("DELETE FROM orders")
    assert ids(system, "orders") == [10, 11]


# ------------------------------------------------------------------ windows


@pytest.mark.parametrize("step", [1, 1_000_000])
def test_a_long_sweep_goes_in_windows_and_once_over_the_key(make: Make, step: int) -> None:
    rows = 2 * WINDOWS["sqlite"] + 10
    script = f"""
        CREATE TABLE people (id integer PRIMARY KEY, day date);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
        INSERT INTO people SELECT i * {step}, CASE WHEN i % 3 THEN '2020-01-01' ELSE '2024-01-01' END FROM n"""
    system = make("sqlite", script, {"people": table(day=Column(event="a.b"))})
    erase = EraseRows("people", Where(Passed(Own("day"), date(2020, 1, 1))))
    windows = list(system.sweep(erase))
    assert (len(windows), sum(windows), system.count("people", Everything())) == (3, rows - rows // 3, rows // 3)
    assert max(windows) <= WINDOWS["sqlite"]


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_windows_go_over_keys_of_several_columns(make: Make, engine: str) -> None:
    rows = 2 * WINDOWS[engine] + 10
    series = f"generate_series(1, {rows}) AS n (i)" if engine == "postgresql" else f"(SELECT seq AS i FROM seq_1_to_{rows}) n"
    script = f"""CREATE TABLE people (tenant varchar(20), id integer, PRIMARY KEY (tenant, id));
        INSERT INTO people SELECT CASE WHEN i <= {rows // 2} THEN 'Å' ELSE 'b' END, i FROM {series}"""
    system = make(engine, script, {"people": Dataset({"customer": "all"}, {"id": "none", "tenant": "none"}, ("tenant", "id"))})
    windows = list(system.sweep(EraseRows("people", Where(IsNot("id", ("7",))))))
    assert (len(windows), sum(windows), ids(system, "people")) == (3, rows - 1, [7])


@EVERY
def test_a_table_without_a_primary_key_is_swept_too(make: Make, engine: str) -> None:
    system = make(
        engine,
        "CREATE TABLE people (id integer, name varchar(9)); INSERT INTO people VALUES (1, 'a'), (1, 'b'), (NULL, 'c'), (2, 'c')",
        {"people": table("name")},
    )
    assert sum(system.sweep(EraseRows("people", Where(IsNot("name", ("b",)))))) == 3


# ------------------------------------------------------------------ odd values


@EVERY
def test_a_value_inside_json_is_read_and_emptied(make: Make, engine: str) -> None:
    kind = {"sqlite": "text", "postgresql": "jsonb", "mariadb": "json"}[engine]
    script = f"""CREATE TABLE people (id integer PRIMARY KEY, profile {kind});
        INSERT INTO people VALUES (1, '{{"city": "Årslev", "age": 7}}'), (2, '{{"age": 8}}'), (3, NULL)"""
    system = make(engine, script, {"people": table("profile.city", "profile.age")})
    assert list(system.read("people", [Col("profile.city")], Everything())) == [("Årslev",), (None,), (None,)]
    assert [row[0] for row in system.read("people", [Col("id")], Where(Is("profile.city", ("Årslev",))))] == [1]
    change = SetFields("people", (("profile.city", None),), Where(IsNot("profile.city", (None,))))
    assert (system.refuse(change), system.apply([change]), system.apply([change])) == (None, (1,), (0,))
    assert list(system.read("people", [Col("profile.city"), Col("profile.age")], ONE)) == [(None, "7")]


def test_infinite_days_are_never_due(make: Make) -> None:
    script = """CREATE TABLE people (id integer PRIMARY KEY, day date, seen timestamptz);
        INSERT INTO people VALUES (1, 'infinity', '-infinity'), (2, '-infinity', 'infinity'), (3, '2020-01-01', '2020-01-01')"""
    system = make("postgresql", script, {"people": table(day=Column(event="a.b"), seen=Column(event="a.c"))})
    for clock in (Own("day"), Own("seen")):
        assert [row[0] for row in system.read("people", [Col("id")], Where(Passed(clock, date(2024, 1, 1), absent=True)))] == [3]
        assert [row[0] for row in system.read("people", [clock], Where(NoStart(clock)))] == [UNKNOWN_START, UNKNOWN_START]


def test_mariadbs_day_zero_is_a_default(make: Make) -> None:
    script = """CREATE TABLE people (id integer PRIMARY KEY, day date NOT NULL, seen datetime); SET SESSION sql_mode = '';
        INSERT INTO people VALUES (1, '0000-00-00', '0000-00-00'), (2, '2019-00-00', '1970-01-01'), (3, '2020-01-01', '2020-01-01')"""
    system = make("mariadb", script, {"people": table(day=Column(event="a.b"), seen=Column(event="a.c"))})
    for clock in (Own("day"), Own("seen")):
        assert [row[0] for row in system.read("people", [Col("id")], Where(Passed(clock, date(2024, 1, 1), absent=True)))] == [3]
        assert [str(row[0]) for row in system.read("people", [clock], Where(NoStart(clock)))] == ["1970-01-01", "1970-01-01"]


def test_padded_and_labelled_columns_are_matched_by_what_they_mean(make: Make) -> None:
    script = """CREATE TYPE kind AS ENUM ('new', 'old');
        CREATE TABLE people (id integer PRIMARY KEY, code char(6), kind kind, uid uuid, small smallint);
        INSERT INTO people VALUES (1, 'ab', 'new', '00000000-0000-0000-0000-000000000001', 3)"""
    system = make("postgresql", script, {"people": table("code", "kind", "uid", "small")})
    for column, hit, miss in (
        ("code", "ab", "abc"),
        ("kind", "new", "none"),
        ("uid", "00000000-0000-0000-0000-000000000001", "no"),
        ("small", "3", "99999"),
    ):
        assert (system.count("people", Matching((column,), ((hit,),))), system.count("people", Matching((column,), ((miss,),)))) == (1, 0)
        assert system.count("people", Where(IsNot(column, (miss, "\0")))) == 1


def test_a_column_that_ignores_case_is_matched_exactly_all_the_same(make: Make) -> None:
    script = """CREATE TABLE people (id integer PRIMARY KEY, email text COLLATE NOCASE, loose);
        INSERT INTO people VALUES (1, 'A@birk.example', 5), (2, 'a@birk.example', '5')"""
    system = make("sqlite", script, {"people": table("email", "loose")})
    assert system.count("people", Matching(("email",), (("a@birk.example",),))) == 1
    assert system.count("people", Matching(("email",), (("a@BIRK.example",),), fold=True)) == 2
    assert system.count("people", Matching(("loose",), (("5",),))) == 2


def test_nothing_of_an_erased_person_stays_in_the_file(make: Make, tmp_path: Path) -> None:
    script = "CREATE TABLE people (id integer PRIMARY KEY, name text); INSERT INTO people VALUES (1, 'Planted Marker'), (2, 'Bo')"
    system = make("sqlite", script, {"people": table("name")})
    assert b"Planted Marker" in (tmp_path / "world.db").read_bytes()
    system.apply([EraseRows("people", ONE)])
    assert b"Planted Marker" not in (tmp_path / "world.db").read_bytes()


# ------------------------------------------------------------------ describing


@EVERY
def test_undeclared_tables_unique_columns_and_references_are_described(make: Make, engine: str) -> None:
    script = FAMILY.format(action="ON DELETE CASCADE") + "; CREATE UNIQUE INDEX named ON people (name)"
    found = {d.name: d for d in make(engine, script, {"customers": Dataset({"a": "all"}, {"id": "none"}, table="people")}).describe()}
    assert (found["people"].dataset, found["orders"].dataset) == ("customers", None)
    assert {shape.name: shape.unique for shape in found["people"].columns} == {"id": True, "name": True}
    (reference,) = found["orders"].references
    assert (reference.columns, reference.to, reference.to_columns, reference.on_delete) == (("person",), "people", ("id",), "CASCADE")


TRIGGERS = {
    "sqlite": "CREATE TRIGGER keep AFTER DELETE ON people BEGIN INSERT INTO orders (person) VALUES (NULL); END",
    "postgresql": "CREATE TRIGGER keep BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "mariadb": "CREATE TRIGGER keep AFTER DELETE ON people FOR EACH ROW INSERT INTO orders VALUES (OLD.id, NULL)",
}


@EVERY
def test_triggers_are_described(make: Make, engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    system = make(engine, FAMILY.format(action=""), PAIR)
    owner = sa.create_engine(address(request, engine, tmp_path))
    with owner.begin() as connection:
        connection.exec_driver_sql(TRIGGERS[engine])
    owner.dispose()
    assert {d.name: d.triggers for d in system.describe()} == {"people": ("keep",), "orders": ()}


def test_a_dataset_may_live_in_a_schema_of_its_own(make: Make) -> None:
    script = """CREATE SCHEMA sales; CREATE TABLE sales.people (id integer PRIMARY KEY, name text);
        INSERT INTO sales.people VALUES (1, 'a'); CREATE TABLE other (id integer)"""
    system = make("postgresql", script, {"people": Dataset({"a": "all"}, {"id": "none"}, ("id",), table="sales.people")})
    assert {(d.name, d.dataset) for d in system.describe()} == {("sales.people", "people"), ("other", None)}
    assert system.apply([EraseRows("people", ONE)]) == (1,)


def test_links_may_name_the_system_or_not(make: Make) -> None:
    link = Link("crm.people", {"person": "id"}, "owner")
    system = make("sqlite", FAMILY.format(action=""), {"people": table("name"), "orders": table("person")})
    for name in ("orders", "crm.orders"):
        assert system.count("people", Where(Owns(name, link, expected=True))) == 2


# ------------------------------------------------------------------ rows that cannot be told apart

HANSENS = """
    CREATE TABLE people (name varchar(40), email varchar(40) {unique});
    INSERT INTO people VALUES ('Hansen', 'anna@elv.example'), ('Hansen', 'bo@elv.example')
"""


def by(key: str) -> dict[str, Dataset]:
    return {"people": Dataset({"customer": "all"}, {"name": "none", "email": "none"}, (key,))}


@EVERY
def test_a_key_that_two_rows_have_is_refused_before_anybody_is_taken_for_the_other(make: Make, engine: str) -> None:
    system = make(engine, HANSENS.format(unique=""), by("name"))
    for ask in (
        lambda: list(system.read("people", [Col("email")], Everything())),
        lambda: system.refuse(EraseRows("people", ONE)),
    ):
        with pytest.raises(MisconfiguredError) as refused:
            ask()
        assert (refused.value.code, refused.value.where) == ("rows-not-told-apart", "crm.people")


@EVERY
@pytest.mark.parametrize("unique", ["", "UNIQUE"])
def test_a_key_that_no_two_rows_have_tells_them_apart(make: Make, engine: str, unique: str) -> None:
    system = make(engine, HANSENS.format(unique=unique), by("email"))
    assert system.apply([EraseRows("people", Matching(("email",), (("bo@elv.example",),)))]) == (1,)
    assert list(system.read("people", [Col("email")], Everything())) == [("anna@elv.example",)]


def test_an_index_over_some_of_the_rows_tells_nobody_apart(make: Make) -> None:
    some = HANSENS.format(unique="") + "; CREATE UNIQUE INDEX partly ON people (name) WHERE email = 'bo@elv.example'"
    for engine in ("sqlite", "postgresql"):
        with pytest.raises(MisconfiguredError):
            list(make(engine, some, by("name")).read("people", [Col("email")], Everything()))


@EVERY
def test_a_table_of_two_datasets_is_refused_since_neither_knows_what_the_other_keeps(make: Make, engine: str) -> None:
    datasets = {"people": table("name"), "guests": Dataset({"guest": "all"}, {"id": "none", "name": "none"}, ("id",), table="people")}
    system = make(engine, FAMILY.format(action=""), datasets)
    for dataset in datasets:
        with pytest.raises(MisconfiguredError) as refused:
            list(system.read(dataset, [Col("id")], Everything()))
        assert refused.value.code == "rows-not-told-apart"
