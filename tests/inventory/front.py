"""Drafts of inventories, made as a person makes them."""

from pathlib import Path

import sqlalchemy as sa

from ombud.inventory.model import Column, Dataset, Inventory
from ombud.inventory.parse import parse_inventory
from tests.front import run


def read(text: str) -> Inventory:
    """Read a draft, which must be an inventory without a fault."""
    parsed = parse_inventory(text)
    assert parsed.faults == ()
    assert parsed.value is not None
    return parsed.value


def scanned(system: str, home: Path, *options: str) -> tuple[str, dict[str, Dataset]]:
    """Scan a system into a file of the home, and give the text and the datasets of the draft."""
    taken = len([*home.glob("draft*.yaml")])
    output = home / f"draft{taken}.yaml"
    assert run("inventory", "scan", system, "--home", home, "-o", output, *options).code == 0
    text = output.read_text(encoding="utf-8")
    (only,) = read(text).systems.values()
    return text, dict(only.datasets)


def meaning(dataset: Dataset, column: str) -> Column:
    """Give what a column is said to be; one that is `none` is nothing."""
    said = dataset.columns[column]
    return said if isinstance(said, Column) else Column()


def filled(url: str, *statements: str) -> str:
    """Say statements to a database."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
    return url
