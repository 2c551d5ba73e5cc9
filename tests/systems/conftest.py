"""One small world for every connector: people of several tenants and the letters that belong to them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ombud.inventory.model import Column, Dataset, Link, System
from ombud.systems.connector import Connector
from ombud.systems.memory import MemoryConnector
from ombud.systems.sql.connector import SqlConnector

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SENT_TO = Link("crm.people", {"tenant": "tenant", "person": "id"}, "owner")
PEOPLE = Dataset(
    activities={"customer": "all"},
    key=("tenant", "id"),
    columns={
        "email": Column(is_="email", identifies="email"),
        "joined": Column(event="a.joined"),
        "seen": Column(event="a.seen", type="timestamp"),
        "seen_at": Column(event="a.seen_at", type="timestamp"),
        "said": Column(event="a.said", type="text"),
        "ticked": Column(event="a.ticked", type="epoch"),
        "status": "none",
        "blocked": "none",
    },
)
LETTERS = Dataset({"customer": "all"}, {"sent": Column(event="letter.sent"), "person": "none"}, ("id",), links=(SENT_TO,))
NOTES = Dataset({"customer": "all"}, {"body": "none"}, ("id",), links=(Link("crm.notes", {"reply_to": "id"}, "mention"),))
DATASETS = {"people": PEOPLE, "letters": LETTERS, "notes": NOTES}

Row = Mapping[str, object]
Open = Callable[..., Connector]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one database stores what the world is made of."""

    text: sa.types.TypeEngine[str]
    moment: sa.types.TypeEngine[datetime] | sa.types.TypeEngine[str]
    as_moment: Callable[[datetime], object]


def plain(moment: datetime) -> object:
    """MariaDB's time stamps are UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


SQLITE = Kind(sa.Text(), sa.Text(), datetime.isoformat)
KINDS = {
    "sqlite": SQLITE,
    "postgresql": Kind(sa.Text(), sa.DateTime(timezone=True), lambda moment: moment),
    "mariadb": Kind(sa.String(200), mysql.TIMESTAMP(), plain),
}


def tables(kind: Kind) -> sa.MetaData:
    """The tables of the world."""
    world = sa.MetaData()
    sa.Table(
        "people",
        world,
        *(sa.Column(name, sa.Integer, primary_key=True, autoincrement=False) for name in ("tenant", "id")),
        *(sa.Column(name, kind.text) for name in ("email", "said", "status")),
        sa.Column("joined", sa.Date),
        sa.Column("seen", sa.Text() if kind is SQLITE else sa.DateTime()),
        sa.Column("seen_at", kind.moment, nullable=True),
        sa.Column("ticked", sa.BigInteger),
        sa.Column("blocked", sa.Boolean),
    )
    people = sa.ForeignKeyConstraint(["tenant", "person"], ["people.tenant", "people.id"])
    ids = [sa.Column(name, sa.Integer, primary_key=name == "id", autoincrement=False) for name in ("id", "tenant", "person")]
    sa.Table("letters", world, *ids, sa.Column("sent", sa.Date), people)
    reply = sa.Column("reply_to", sa.Integer, sa.ForeignKey("notes.id"))
    sa.Table("notes", world, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), reply, sa.Column("body", kind.text))
    return world


def system(zone: str = "Europe/Copenhagen", **datasets: Dataset) -> System:
    """The world in the inventory."""
    return System("sql", "env:CRM", datasets or DATASETS, zone=zone)


def fill(url: str, kind: Kind, rows: Mapping[str, Sequence[Row]]) -> None:
    """Make the tables and put the rows into them."""
    engine, world = sa.create_engine(url), tables(kind)
    world.create_all(engine)
    with engine.begin() as connection:
        if kind is KINDS["mariadb"]:
            connection.exec_driver_sql("SET time_zone = '+00:00'")
        for name in ("people", "letters", "notes"):
            for row in reversed(rows.get(name, ())):
                stored = {column: _stored(column, value, kind) for column, value in row.items()}
                connection.execute(world.tables[name].insert(), stored)
    engine.dispose()


def _stored(column: str, value: object, kind: Kind) -> object:
    if column == "seen_at" and isinstance(value, datetime):
        return kind.as_moment(value)
    return str(value) if column == "seen" and kind is SQLITE and value is not None else value


def address(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> str:
    """The address of an empty database."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path / 'world.db'}"
    return str(request.getfixturevalue({"postgresql": "postgres_url", "mariadb": "mariadb_url"}[engine]))


# a connector that keeps the same contract is added here: it is given the rows and opened
@pytest.fixture(params=["memory", "sqlite", "postgresql", "mariadb"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open the world with these rows, once for each connector."""
    with ExitStack() as stack:

        def opened(
            people: Sequence[Row] = (), letters: Sequence[Row] = (), notes: Sequence[Row] = (), zone: str = "Europe/Copenhagen"
        ) -> Connector:
            rows = {"people": people, "letters": letters, "notes": notes}
            if request.param == "memory":
                return MemoryConnector(system(zone), "crm", COPENHAGEN, {name: [dict(r) for r in given] for name, given in rows.items()})
            url = address(request, request.param, tmp_path)
            fill(url, KINDS[request.param], rows)
            connector = SqlConnector(system(zone), "crm", url, COPENHAGEN, read_only=False)
            stack.callback(connector.close)
            return connector

        yield opened


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """The path of the world in SQLite, empty."""
    fill(f"sqlite:///{tmp_path / 'world.db'}", SQLITE, {})
    return tmp_path / "world.db"
