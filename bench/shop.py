"""Eight tables of invented customers: how they are made, and who is in them."""

from __future__ import annotations

from bench.place import Database, Script

PER_PERSON = {"addresses": 1, "orders": 4, "order_lines": 8, "messages": 4, "payments": 2, "reviews": 1, "logins": 2}
"""Rows each customer has in the tables beside their own: 23 in all."""

TEXTS = {
    "addresses": "street",
    "orders": "note",
    "order_lines": "goods",
    "messages": "body",
    "payments": "payer",
    "reviews": "body",
    "logins": "address",
}
OWNER = {name: "order_id" if name == "order_lines" else "customer_id" for name in TEXTS}
NUMBER = {"sqlite": "integer", "postgresql": "bigint"}
"""What a key is: on SQLite, only this one is the row's own number."""


def email(number: int) -> str:
    """Tell a customer's address."""
    return f"kunde{number}@havnebageriet.example"


def fill(of: Database, persons: int) -> None:
    """Make the tables, their rows and the indices that both the product and the script use."""
    of.run([*_tables(of), *_rows(of, persons), *_indices(), "ANALYZE"])


def _tables(of: Database) -> Script:
    number = NUMBER[of.engine]
    customers = f"CREATE TABLE customers (id {number} PRIMARY KEY, name text NOT NULL, email text NOT NULL, left_on date)"
    others = [
        f"CREATE TABLE {name} (id {number} PRIMARY KEY, {OWNER[name]} bigint NOT NULL "
        f"REFERENCES {'orders' if name == 'order_lines' else 'customers'} (id), {column} text)"
        for name, column in TEXTS.items()
    ]
    return [customers, *others]


def _rows(of: Database, persons: int) -> Script:
    mail = "'kunde' || n || '@havnebageriet.example'"
    first = f"INSERT INTO customers SELECT n, 'Kunde ' || n, {mail}, NULL FROM {numbers(of, persons)}"
    return [first, *(_children(of, name, persons) for name in TEXTS)]


def _children(of: Database, name: str, persons: int) -> str:
    owners = persons * (PER_PERSON["orders"] if name == "order_lines" else 1)
    each = PER_PERSON[name] // (PER_PERSON["orders"] if name == "order_lines" else 1)
    text = "'Noget som en kunde har skrevet eller fået, nummer ' || n"
    return f"INSERT INTO {name} SELECT n, (n - 1) % {owners} + 1, {text} FROM {numbers(of, owners * each)}"


def numbers(of: Database, count: int) -> str:
    """Give the numbers from one on as a table in a statement."""
    if of.engine == "postgresql":
        return f"generate_series(1, {count}) AS g (n)"
    return f"(WITH RECURSIVE g (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {count}) SELECT n FROM g)"


def _indices() -> Script:
    """An index for each owner, and one for addresses whatever their case."""
    owners = [f"CREATE INDEX {name}_owner ON {name} ({column})" for name, column in OWNER.items()]
    return [*owners, "CREATE INDEX customers_email ON customers (lower(email))"]
