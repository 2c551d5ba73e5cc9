"""Why a database could never carry out a change, found while planning: its columns, its references, its grants (DESIGN §5)."""

from __future__ import annotations

import os
import re
from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ombud.plan.model import Change, EraseRows, SetFields, Value, selects_nothing_named
from ombud.systems.refusal import Refusal
from ombud.systems.sql.catalog import Catalog, Incoming
from ombud.systems.sql.expressions.columns import Rows, converted


def refusal(change: Change, rows: Rows, catalog: Catalog) -> Refusal | None:
    """Give the first reason, or None."""
    if selects_nothing_named(change.within):
        return Refusal("rows-unnamed")
    reasons = _erasing(rows, catalog) if isinstance(change, EraseRows) else _setting(change, rows, catalog)
    return next((reason for reason in (*reasons, _grant(change, rows, catalog)) if reason), None)


# ------------------------------------------------------------------ setting


def _setting(change: SetFields, rows: Rows, catalog: Catalog) -> list[Refusal | None]:
    led_to = {column: i for i in catalog.incoming((rows.base.schema, rows.base.name)) for column in i.to_columns}
    return [_column(rows, name, value, led_to) for name, value in change.values]


def _column(rows: Rows, name: str, value: Value, led_to: dict[str, Incoming]) -> Refusal | None:
    field, column = rows.field(name), rows.base.c.get(name)
    if column is None:
        return None  # a value inside JSON
    if column.primary_key:
        return Refusal("column-key", {"column": name})
    if column.info["computed"]:
        return Refusal("column-computed", {"column": name})
    if name in led_to:
        return Refusal("column-referred", {"table": led_to[name].child[1], "column": name})
    if value is None:
        return None if column.nullable else Refusal("column-not-null", {"column": name})
    return _value(name, value, field.type, rows)


def _value(name: str, value: Value, kind: Any, rows: Rows) -> Refusal | None:  # noqa: ANN401 - a type of any engine
    try:
        stored = converted(value or "", kind, rows.family)
    except (ValueError, KeyError, ArithmeticError):
        return Refusal("column-type", {"column": name, "type": str(kind)})
    length = getattr(kind, "length", None)
    if length and isinstance(stored, str) and len(stored) > length and rows.family != "sqlite":
        return Refusal("column-length", {"column": name, "length": length})
    return None


# ------------------------------------------------------------------ erasing


def _erasing(rows: Rows, catalog: Catalog) -> list[Refusal | None]:
    """Look at undeclared tables that refer to this one; declared ones are changed first, or stop the change when it is made."""
    incoming = catalog.incoming((rows.base.schema, rows.base.name))
    unknown = [i for i in incoming if catalog.declared(i.child) is None]
    return [_undeclared(i, catalog) for i in unknown if i.on_delete not in ("SET NULL", "SET DEFAULT")]


def _undeclared(incoming: Incoming, catalog: Catalog) -> Refusal | None:
    ignored = incoming.child[1] in catalog.system.ignore
    if (ignored and incoming.on_delete == "CASCADE") or not _has_rows(incoming, catalog):
        return None
    return Refusal("table-takes-along" if incoming.on_delete == "CASCADE" else "table-in-the-way", {"table": incoming.child[1]})


def _has_rows(incoming: Incoming, catalog: Catalog) -> bool:
    child = catalog.named(incoming.child)
    refers = sa.and_(*(child.c[column].is_not(None) for column in incoming.columns))
    with catalog.engine.connect() as connection:
        return connection.scalar(sa.select(sa.literal_column("1")).select_from(child).where(refers).limit(1)) is not None


# ------------------------------------------------------------------ views and grants


def _grant(change: Change, rows: Rows, catalog: Catalog) -> Refusal | None:
    verb = "DELETE" if isinstance(change, EraseRows) else "UPDATE"
    match catalog.family:
        case "sqlite":
            return _lacking_in_sqlite(verb, rows, catalog)
        case "postgresql":
            return _lacking_in_postgresql(verb, rows, catalog)
        case "mariadb":
            return _lacking_in_mariadb(verb, rows, catalog)
        case _:
            assert_never(catalog.family)


_SQLITE_VIEWS = """SELECT lower(found.name), wanted.verb
    FROM sqlite_master AS found, (SELECT 'DELETE' AS verb UNION ALL SELECT 'UPDATE') AS wanted
    WHERE found.type = 'view' AND NOT EXISTS (SELECT 1 FROM sqlite_master AS acting WHERE acting.type = 'trigger'
        AND acting.tbl_name = found.name AND acting.sql LIKE '%INSTEAD OF ' || wanted.verb || '%')"""
_MARIADB_VIEWS = "SELECT table_schema, table_name FROM information_schema.views WHERE is_updatable = 'NO'"


def _lacking_in_sqlite(verb: str, rows: Rows, catalog: Catalog) -> Refusal | None:
    if (rows.base.name.lower(), verb) in catalog.this_time("views", lambda: _pairs(_SQLITE_VIEWS, catalog)):
        return Refusal("table-view")
    return None if _may_write_file(catalog) else Refusal("table-grant", {"verb": verb})


def _pairs(asked: str, catalog: Catalog) -> set[tuple[str, str]]:
    with catalog.engine.connect() as connection:
        return {(str(one), str(other)) for one, other in connection.execute(sa.text(asked))}


def _may_write_file(catalog: Catalog) -> bool:
    path = catalog.this_time("file", lambda: _file(catalog))
    return path is None or (os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK))  # noqa: PTH120 - a path from SQLite


def _file(catalog: Catalog) -> str | None:
    with catalog.engine.connect() as connection:
        path = connection.exec_driver_sql("PRAGMA database_list").first()
    return str(path[2]) if path else None


def _lacking_in_postgresql(verb: str, rows: Rows, catalog: Catalog) -> Refusal | None:
    name = catalog.engine.dialect.identifier_preparer.format_table(rows.base)
    granted = catalog.this_time("grants", lambda: _granted_in_postgresql(catalog))
    if (name, f"{verb} AT ALL") not in granted:
        return Refusal("table-view")
    if (name, "ALL ROWS") not in granted:
        return Refusal("table-hides-rows")
    return None if (name, verb) in granted else Refusal("table-grant", {"verb": verb})


_ASKED = ("DELETE", "UPDATE", "ALL ROWS", "DELETE AT ALL", "UPDATE AT ALL")


def _granted_in_postgresql(catalog: Catalog) -> set[tuple[str, str]]:
    """Ask once for all tables of the inventory what the account may do, whether it sees all rows, and what could be changed at all."""
    table = sa.func.unnest(sa.literal(catalog.regclasses, ARRAY(sa.Text()))).column_valued("table_name")
    changing = sa.func.has_table_privilege(table, "DELETE"), sa.func.has_any_column_privilege(table, "UPDATE")
    at_all = sa.func.pg_relation_is_updatable(sa.func.to_regclass(table), sa.true())  # bits: 4 for UPDATE, 16 for DELETE
    possible = at_all.op("&")(16) != 0, at_all.op("&")(4) != 0
    asked = sa.select(table, *changing, sa.not_(sa.func.row_security_active(table)), *possible)
    there = asked.where(sa.func.to_regclass(table).is_not(None))
    with catalog.engine.connect() as connection:
        found = connection.execute(there).all()
    return {(name, what) for name, *may in found for what, yes in zip(_ASKED, may, strict=True) if yes}


def _lacking_in_mariadb(verb: str, rows: Rows, catalog: Catalog) -> Refusal | None:
    """Read the account's grants and those of the roles that are active for it; a role that is not active lends nothing."""
    grants, idle = catalog.this_time("grants", lambda: _grants_in_mariadb(catalog))
    schema = rows.base.schema or catalog.home or ""
    if (schema, rows.base.name) in catalog.this_time("views", lambda: _pairs(_MARIADB_VIEWS, catalog)):
        return Refusal("table-view")
    if any(_covers(grant, verb, schema, rows.base.name) for grant in grants):
        return None
    return Refusal("table-grant-idle" if idle else "table-grant", {"verb": verb})


def _grants_in_mariadb(catalog: Catalog) -> tuple[list[str], bool]:
    """List what is granted now, and tell whether the account has roles that are not active."""
    idle = """SELECT count(*) FROM information_schema.applicable_roles
              WHERE role_name NOT IN (SELECT role_name FROM information_schema.enabled_roles WHERE role_name IS NOT NULL)"""
    with catalog.engine.connect() as connection:
        grants = [str(row[0]) for row in connection.exec_driver_sql("SHOW GRANTS")]
        return grants, bool(connection.exec_driver_sql(idle).scalar())


def _covers(grant: str, verb: str, schema: str, table: str) -> bool:
    found = re.match(r"GRANT (.+) ON (\S+)\.(\S+) TO ", grant)
    if not found:
        return False  # a role as such: what it lends stands in lines of its own while it is active
    verbs = [each.partition("(")[0].strip() for each in re.split(r",\s*(?![^(]*\))", found[1])]
    of, on = found[2].strip("`").replace("\\_", "_"), found[3].strip("`")
    return bool({"ALL PRIVILEGES", verb} & set(verbs)) and of in ("*", schema) and on in ("*", table)
