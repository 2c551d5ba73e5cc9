"""Which other accounts may log in to a database server and read a table, as its own catalogue tells."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from ombud.systems.sql.catalog import Catalog

_POSTGRESQL = """
    SELECT r.rolname FROM pg_roles r, pg_class c
    WHERE c.oid = to_regclass(:name) AND r.rolcanlogin AND NOT r.rolsuper AND r.rolname <> current_user
      AND EXISTS (SELECT FROM pg_roles g WHERE pg_has_role(r.oid, g.oid, 'MEMBER')
                  AND has_schema_privilege(g.oid, c.relnamespace, 'USAGE') AND has_any_column_privilege(g.oid, c.oid, 'SELECT'))"""
"""Whatever a role may become counts as its own (SET ROLE)."""

_ACCOUNTS = """
    SELECT concat('''', user, '''@''', host, ''''), user FROM mysql.user
    WHERE is_role = 'N' AND super_priv = 'N' AND concat(user, '@', host) <> current_user()"""
_GRANTED = """
    SELECT grantee FROM information_schema.user_privileges WHERE privilege_type = 'SELECT'
    UNION SELECT grantee FROM information_schema.schema_privileges WHERE privilege_type = 'SELECT' AND :schema LIKE table_schema
    UNION SELECT grantee FROM information_schema.table_privileges
          WHERE privilege_type = 'SELECT' AND table_schema = :schema AND table_name = :name
    UNION SELECT grantee FROM information_schema.column_privileges
          WHERE privilege_type = 'SELECT' AND table_schema = :schema AND table_name = :name"""
_LENT = "SELECT concat('''', user, '''@''', host, ''''), concat('''', role, '''@''''') FROM mysql.roles_mapping"
_EVERYBODY = "'PUBLIC'@''"
_DENIED = 1142


def readers(catalog: Catalog, dataset: str) -> frozenset[str] | None:
    """Name the accounts that may read a dataset's table, other than ours and administrators, who read everything everywhere.

    None where the database has no accounts, or does not let ours see what others may do.
    """
    if catalog.family == "sqlite":
        return None
    with catalog.engine.connect() as connection:
        return _in_postgresql(connection, catalog, dataset) if catalog.family == "postgresql" else _in_mariadb(connection, catalog, dataset)


def _in_postgresql(connection: sa.Connection, catalog: Catalog, dataset: str) -> frozenset[str]:
    name = catalog.engine.dialect.identifier_preparer.format_table(catalog.table(dataset))
    return frozenset(connection.scalars(sa.text(_POSTGRESQL), {"name": name}))


def _in_mariadb(connection: sa.Connection, catalog: Catalog, dataset: str) -> frozenset[str] | None:
    schema, name = catalog.place(dataset)
    try:
        accounts = connection.execute(sa.text(_ACCOUNTS)).all()
        lent = [(str(to), str(role)) for to, role in connection.execute(sa.text(_LENT))]
    except OperationalError as error:
        if _DENIED in getattr(error.orig, "args", ()):
            return None
        raise
    granted = connection.scalars(sa.text(_GRANTED), {"schema": schema or catalog.home or "", "name": name})
    able = _with_roles(map(str, granted), lent)
    return frozenset(str(user) for account, user in accounts if account in able or _EVERYBODY in able)


def _with_roles(granted: Iterable[str], lent: Iterable[tuple[str, str]]) -> set[str]:
    """Add to whoever was granted something all to whom a role lends it, active or not."""
    able, pairs = set(granted), list(lent)
    while more := {to for to, role in pairs if role in able} - able:
        able |= more
    return able
