"""What a database says of itself: tables, keys, references and triggers, asked for once and only as far as needed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, assert_never

import sqlalchemy as sa
from sqlalchemy.engine.reflection import ObjectKind

from ombud.errors import MisconfiguredError
from ombud.inventory.model import Dataset, System
from ombud.systems.connector import Description, Reference, Shape
from ombud.systems.sql.engine import Family
from ombud.systems.sql.expressions.columns import WANTED
from ombud.systems.sql.prepared import Asking, Prepared

T = TypeVar("T")
Name = tuple[str | None, str]
"""A table as SQLAlchemy names it: schema, if one was said, and table."""

_VERSION, _FILE = Prepared("PRAGMA schema_version", (), {}), Prepared("PRAGMA database_list", (), {})
_TRIGGERS = {
    "sqlite": "SELECT NULL, tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY 3",
    "postgresql": """
        SELECT n.nspname, c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal ORDER BY 3""",
    "mariadb": "SELECT event_object_schema, event_object_table, trigger_name FROM information_schema.triggers ORDER BY 3",
}


_SHAPE = """
    SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
        SELECT concat_ws(' ', c.oid, c.relname, c.relkind, c.relhastriggers, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
               a.attgenerated, a.attcollation) AS line
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.oid IN (SELECT to_regclass(n)::oid FROM unnest(%(ombud_wanted)s::text[]) AS n) AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT concat_ws(' ', k.oid, k.conrelid, k.confrelid, k.conkey, k.confkey, k.confdeltype, k.condeferrable) FROM pg_constraint k
        WHERE k.confrelid IN (SELECT to_regclass(n)::oid FROM unnest(%(ombud_wanted)s::text[]) AS n)
           OR k.conrelid IN (SELECT to_regclass(n)::oid FROM unnest(%(ombud_wanted)s::text[]) AS n)
        UNION ALL SELECT concat_ws(' ', count(*), max(oid)) FROM pg_enum
        UNION ALL SELECT concat_ws(' ', current_schema(), current_user)) AS told
"""
"""All that we read of PostgreSQL's tables, as one digest: one question instead of reading it anew."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A reference that points at a table: from where, by which columns, and what happens when its target goes."""

    child: Name
    columns: tuple[str, ...]
    to_columns: tuple[str, ...]
    on_delete: str
    deferrable: bool


class Catalog:
    """The tables of one database as far as they were asked for."""

    def __init__(self, engine: sa.Engine, system: System, name: str, family: Family) -> None:
        """Ask nothing yet."""
        self.engine, self.system, self.name, self.family = engine, system, name, family
        self._tables: dict[Name, sa.Table] = {}
        self._this_time: dict[str, Any] = {}

    def this_time(self, what: str, ask: Callable[[], T]) -> T:
        """Ask once for as long as the database is open: what an account may do can change without any table changing."""
        if what not in self._this_time:
            self._this_time[what] = ask()
        found: T = self._this_time[what]
        return found

    def next_time(self) -> None:
        """Ask anew what may change without any table changing."""
        self._this_time.clear()

    def dataset(self, name: str) -> Dataset:
        """Find a dataset of the inventory by its name, the system's before it or not."""
        return self.system.datasets[name.removeprefix(f"{self.name}.")]

    def place(self, dataset: str) -> Name:
        """Tell the schema and table in which a dataset lives."""
        name = dataset.removeprefix(f"{self.name}.")
        schema, _, table = (self.system.datasets[name].table or name).rpartition(".")
        return schema or None, table

    def table(self, dataset: str) -> sa.Table:
        """Give a dataset's table with the columns and primary key it really has; raise MisconfiguredError where there is none."""
        return self.named(self.place(dataset), dataset)

    def named(self, name: Name, dataset: str = "") -> sa.Table:
        """Give a table by its own name."""
        if name not in self._tables:
            self._reflect(name)
        if name not in self._tables:
            hint = "Name it with `table:`, or compare with `ombud inventory check`."
            raise MisconfiguredError("system-shape", "The table does not exist.", where=f"{self.name}.{dataset or name[1]}", hint=hint)
        return self._tables[name]

    def key(self, dataset: str) -> tuple[str, ...]:
        """Name the columns that order and tell apart a dataset's rows: as declared, else the primary key."""
        return self.dataset(dataset).key or tuple(column.name for column in self.table(dataset).primary_key)

    def doubted(self, dataset: str) -> str | None:
        """Tell why nobody can say which rows of a dataset are meant: its key names several, or another dataset has the same table."""
        return self.this_time(f"rows of {dataset}", lambda: self._doubted(dataset))

    def _doubted(self, dataset: str) -> str | None:
        mine, name = self.place(dataset), dataset.removeprefix(f"{self.name}.")
        beside = [other for other in self.system.datasets if other != name and self.place(other)[1] == mine[1]]
        if same := [other for other in beside if self._same(self.place(other), mine)]:
            return f"The dataset `{same[0]}` has the same table."
        return "Several rows have the same key." if self._shared_key(dataset) else None

    def _shared_key(self, dataset: str) -> bool:
        """Look for a key that two rows have, unless the table itself forbids it."""
        table, key = self.table(dataset), self.dataset(dataset).key
        if not key or not set(key) <= set(table.c.keys()) or any(columns <= set(key) for columns in self._uniques(dataset)):
            return False
        columns = [table.c[name] for name in key]
        filled = [column.is_not(None) for column in columns]
        twice: sa.Select[tuple[Any]] = sa.select(sa.literal_column("1")).select_from(table).where(*filled)
        with self.engine.connect() as connection:
            return connection.execute(twice.group_by(*columns).having(sa.func.count() > 1).limit(1)).first() is not None

    def _uniques(self, dataset: str) -> Iterator[set[str]]:
        """List what the table keeps unique: its primary key, its constraints, its whole indexes."""
        if primary := {column.name for column in self.table(dataset).primary_key}:
            yield primary
        schema, name = self.place(dataset)
        with self.looking() as look:
            yield from (set(constraint["column_names"]) for constraint in look.get_unique_constraints(name, schema=schema))
            for index in look.get_indexes(name, schema=schema):
                if index["unique"] and not any("where" in option for option in index.get("dialect_options", {})):
                    yield {column or "an expression" for column in index["column_names"]}

    def _reflect(self, name: Name) -> None:
        """Look at a table, and in the same breath at all that the inventory names beside it."""
        beside = {table for schema, table in map(self.place, self.system.datasets) if schema == name[0]}
        with self.looking() as look:
            asked = (name[0], sorted({name[1], *beside} - {known[1] for known in self._tables if known[0] == name[0]}), ObjectKind.ANY)
            columns, keys = look.get_multi_columns(*asked), look.get_multi_pk_constraint(*asked)
        for found, described in columns.items():
            if described:
                key = keys.get(found)
                self._tables[found] = self._build(found, described, set(key["constrained_columns"] if key else ()))

    def _build(self, name: Name, columns: Any, key: set[str]) -> sa.Table:  # noqa: ANN401 - SQLAlchemy's reflected dictionaries
        made = [
            sa.Column(
                c["name"], self._type(c["type"]), primary_key=c["name"] in key, nullable=c["nullable"], info=_info(c), autoincrement=False
            )
            for c in columns
        ]
        return sa.Table(name[1], sa.MetaData(), *made, schema=name[0])

    def _type(self, reflected: Any) -> Any:  # noqa: ANN401 - a type of any engine
        """Read SQLite's values as they stand: its types are no promise, and a conversion would fail on the odd row."""
        return sa.types.NullType() if self.family == "sqlite" else reflected

    @contextmanager
    def looking(self) -> Iterator[sa.Inspector]:
        """Look at the database; types that SQLAlchemy does not know are read as they stand."""
        with self.engine.connect() as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            yield sa.inspect(connection)

    # ------------------------------------------------------------------ staying the same

    def digest(self, asking: Asking) -> Hashable:
        """Digest the shape of the tables, so that it is read anew where it has changed; None where that takes as long as reading it."""
        match self.family:
            case "sqlite":
                (version,) = asking.all(_VERSION, {})[0]
                file = Path(asking.all(_FILE, {})[0][2]).stat()
                return version, file.st_dev, file.st_ino
            case "postgresql":
                return str(asking.all(Prepared(_SHAPE, None, {}), {WANTED: self.regclasses})[0][0])
            case "mariadb":
                return None
            case _:
                assert_never(self.family)

    @cached_property
    def regclasses(self) -> list[str]:
        """Name the tables of the inventory as PostgreSQL reads a name."""
        quote = self.engine.dialect.identifier_preparer.quote
        return [".".join(map(quote, filter(None, self.place(dataset)))) for dataset in self.system.datasets]

    # ------------------------------------------------------------------ references

    def incoming(self, name: Name) -> tuple[Incoming, ...]:
        """List the references that point at a table."""
        return tuple(incoming for to, incoming in self._references if self._same(to, name))

    @cached_property
    def _references(self) -> tuple[tuple[Name, Incoming], ...]:
        with self.looking() as look:
            found = [item for schema in self.schemas for item in look.get_multi_foreign_keys(schema=schema).items()]
        return tuple((self._target(child, key), _incoming(child, key)) for child, keys in found for key in keys)

    @staticmethod
    def _target(child: Name, key: Mapping[str, Any]) -> Name:
        return key["referred_schema"] or child[0], key["referred_table"]

    def _same(self, one: Name, other: Name) -> bool:
        home = self.home
        return (one[0] or home, one[1]) == (other[0] or home, other[1])

    @cached_property
    def home(self) -> str | None:
        """The schema in which tables without one live."""
        with self.engine.connect() as connection:
            return connection.dialect.default_schema_name

    @cached_property
    def schemas(self) -> tuple[str | None, ...]:
        """The schemas the inventory names; the database's own for tables without one."""
        named = {self.place(dataset)[0] for dataset in self.system.datasets}
        return (None, *sorted(schema for schema in named if schema and schema != self.home))

    def declared(self, name: Name) -> str | None:
        """Name the dataset that lives in a table, or None when nobody declared it."""
        return next((dataset for dataset in self.system.datasets if self._same(self.place(dataset), name)), None)

    # ------------------------------------------------------------------ describing

    def describe(self) -> tuple[Description, ...]:
        """Tell every table of the schemas that the inventory names, declared or not, and declared views."""
        with self.looking() as look:
            triggers = list(look.bind.execute(sa.text(_TRIGGERS[self.family]))) if isinstance(look.bind, sa.Connection) else []
            return tuple(d for schema in self.schemas for d in self._describe(look, schema, triggers))

    def _describe(self, look: sa.Inspector, schema: str | None, triggers: Any) -> Iterator[Description]:  # noqa: ANN401 - result rows
        columns = look.get_multi_columns(schema=schema, kind=ObjectKind.ANY)
        views = set(look.get_multi_columns(schema=schema, kind=ObjectKind.VIEW))
        keys, foreign = look.get_multi_pk_constraint(schema=schema), look.get_multi_foreign_keys(schema=schema)
        unique, indexes = _unique(look, schema), _indexes(look, schema)
        for name in sorted(columns, key=lambda n: n[1]):
            dataset, key = self.declared(name), tuple(keys[name]["constrained_columns"] if name in keys else ())
            if dataset is not None or name not in views:
                shapes = tuple(_shape(c, key, unique.get(name, set())) for c in columns[name])
                fired = tuple(str(t) for s, table, t in triggers if self._same((s, table), name))
                refers = tuple(_reference(name, k) for k in foreign.get(name, ()))
                yield Description(_said(name), dataset, shapes, key, refers, fired, (*([key] if key else []), *indexes.get(name, ())))


def _unique(look: sa.Inspector, schema: str | None) -> dict[Name, set[str]]:
    """Name the columns that are unique alone."""
    found: dict[Name, set[str]] = {}
    for name, constraints in look.get_multi_unique_constraints(schema=schema).items():
        found.setdefault(name, set()).update(c["column_names"][0] for c in constraints if len(c["column_names"]) == 1)
    for name, indexes in look.get_multi_indexes(schema=schema).items():
        single = [i["column_names"][0] for i in indexes if i["unique"] and len(i["column_names"]) == 1]
        found.setdefault(name, set()).update(column for column in single if column)
    return found


def _indexes(look: sa.Inspector, schema: str | None) -> dict[Name, list[tuple[str, ...]]]:
    """Name the columns of each index in their order; what is indexed by an expression is passed over."""
    found = {name: [each["column_names"] for each in indexes] for name, indexes in look.get_multi_indexes(schema=schema).items()}
    for name, constraints in look.get_multi_unique_constraints(schema=schema).items():
        found.setdefault(name, []).extend([*each["column_names"]] for each in constraints)
    return {name: [tuple(c for c in columns if c) for columns in listed if columns and columns[0]] for name, listed in found.items()}


def _shape(column: Any, key: tuple[str, ...], unique: set[str]) -> Shape:  # noqa: ANN401 - SQLAlchemy's reflected dictionary
    return Shape(column["name"], str(column["type"]), column["nullable"], column["name"] in unique or key == (column["name"],))


def _reference(child: Name, key: Any) -> Reference:  # noqa: ANN401 - SQLAlchemy's reflected dictionary
    to = _said((key["referred_schema"] if key["referred_schema"] != child[0] else child[0], key["referred_table"]))
    return Reference(tuple(key["constrained_columns"]), to, tuple(key["referred_columns"]), _on_delete(key))


def _incoming(child: Name, key: Any) -> Incoming:  # noqa: ANN401 - SQLAlchemy's reflected dictionary
    options = key.get("options", {})
    deferrable = bool(options.get("deferrable") or options.get("initially"))
    return Incoming(child, tuple(key["constrained_columns"]), tuple(key["referred_columns"]), _on_delete(key), deferrable)


def _on_delete(key: Any) -> str:  # noqa: ANN401 - SQLAlchemy's reflected dictionary
    return str(key.get("options", {}).get("ondelete") or "").upper()


def _info(column: Any) -> dict[str, Any]:  # noqa: ANN401 - SQLAlchemy's reflected dictionary
    return {"reflected": column["type"], "computed": "computed" in column}


def _said(name: Name) -> str:
    return ".".join(part for part in name if part)
