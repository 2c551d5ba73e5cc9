"""The demo's customer system: a SQLite database with real constraints, filled so that nothing in it is overdue."""

import sqlite3
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from ombud.cli.demo import words
from ombud.cli.demo.days import FIVE_YEARS, TEN_YEARS, THREE_YEARS, YEAR, due_next, due_today, overdue, running
from ombud.cli.demo.people import Cast, Client, Person

_SCHEMA = """
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, status TEXT NOT NULL CHECK (status IN ('customer', 'prospect')),
  name TEXT NOT NULL, company TEXT, email TEXT, phone TEXT, address TEXT, cvr TEXT, blocked INTEGER NOT NULL DEFAULT 0,
  last_service_on DATE, dialogue_ended_on DATE, offer_expires_on DATE);
CREATE INDEX customers_email ON customers (email);
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY, role TEXT NOT NULL CHECK (role IN ('supplier', 'partner', 'network')),
  name TEXT NOT NULL, company TEXT, email TEXT, phone TEXT, received_on DATE NOT NULL, referred_on DATE, purchase_ended_on DATE,
  introduced_by INTEGER REFERENCES contacts (id));
CREATE INDEX contacts_email ON contacts (email);
CREATE INDEX contacts_introduced_by ON contacts (introduced_by);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), lines TEXT,
  ordered_on DATE NOT NULL, invoiced_on DATE);
CREATE INDEX orders_customer ON orders (customer_id);
CREATE TABLE case_notes (
  id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), contact_id INTEGER REFERENCES contacts (id),
  note TEXT, written_on DATE NOT NULL);
CREATE INDEX case_notes_customer ON case_notes (customer_id);
CREATE INDEX case_notes_contact ON case_notes (contact_id);
CREATE TABLE subscribers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, company TEXT, email TEXT, joined_on DATE NOT NULL, left_on DATE);
CREATE INDEX subscribers_email ON subscribers (email);
CREATE TABLE access_cases (
  id INTEGER PRIMARY KEY, name TEXT, email TEXT, correspondence TEXT, id_method TEXT, id_result TEXT, decided_on DATE, closed_on DATE);
CREATE INDEX access_cases_email ON access_cases (email);
CREATE TABLE wishes (id INTEGER PRIMARY KEY, email TEXT, wish TEXT, received_on DATE NOT NULL);
CREATE INDEX wishes_email ON wishes (email);
CREATE TABLE survey_answers (
  id INTEGER PRIMARY KEY, name TEXT, company TEXT, email TEXT, ip TEXT, answers TEXT, submitted_at DATETIME NOT NULL);
CREATE INDEX survey_answers_email ON survey_answers (email);
"""
_FIRST_ID = {"customers": 10_001, "contacts": 5_001, "access_cases": 3_001}
Value = str | int | date | None


def create(path: Path) -> sqlite3.Connection:
    """Make the empty database."""
    crm = sqlite3.connect(path)
    crm.executescript(_SCHEMA)
    crm.execute("PRAGMA foreign_keys = ON")
    return crm


def add(crm: sqlite3.Connection, table: str, **values: Value) -> int:
    """Add a row and tell its id."""
    (last,) = crm.execute(f"SELECT max(id) FROM {table}").fetchone()  # noqa: S608 - the tables are named in this package
    row = {"id": _FIRST_ID.get(table, 1) if last is None else last + 1} | values
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    plain = [_plain(value) for value in row.values()]
    crm.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)  # noqa: S608 - the same; the values are bound
    return int(str(row["id"]))


def _plain(value: Value) -> str | int | None:
    match value:
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            return value


def fill(crm: sqlite3.Connection, cast: Cast, rng: Random, today: date) -> tuple[int, ...]:
    """Fill all tables with rows that are not overdue; tell the access cases that may still have a document."""
    contacts = _contacts(crm, cast, rng, today)
    for client in cast.clients:
        owner = add_customer(crm, rng, client)
        add_orders(crm, rng, owner, client, rng.randint(1, 4))
        add_notes(crm, rng, owner, client, rng.choice(contacts) if rng.random() < 1 / 5 else None)
    _prospects(crm, cast, rng, today)
    _subscribers(crm, cast, rng, today)
    _wishes_and_answers(crm, cast, rng, today)
    _at_the_boundary(crm, cast, rng, today)
    return _access_cases(crm, cast, rng, today)


def add_customer(crm: sqlite3.Connection, rng: Random, client: Client) -> int:
    """Add a customer; a company number starts with 00, as no real one does."""
    cvr = f"00{rng.randint(0, 999_999):06d}" if client.person.company else None
    return add(
        crm, "customers", status="customer", **_card(client.person), address=client.person.address, cvr=cvr, last_service_on=client.served
    )


def add_prospect(crm: sqlite3.Connection, person: Person, ended: date | None, offer: date | None = None) -> int:
    """Add somebody we have talked with; no end means that we still talk."""
    return add(crm, "customers", status="prospect", **_card(person), dialogue_ended_on=ended, offer_expires_on=offer)


def add_orders(crm: sqlite3.Connection, rng: Random, owner: int, client: Client, number: int) -> None:
    """Add a customer's orders, the last of them at the last service; all are invoiced."""
    days = sorted(client.served - timedelta(rng.randint(10, 900)) for _ in range(number - 1))
    for day in (*days, client.served - timedelta(7)):
        add(
            crm, "orders", customer_id=owner, lines=rng.choice(words.ORDERS), ordered_on=day, invoiced_on=day + timedelta(rng.randint(3, 7))
        )


def add_notes(crm: sqlite3.Connection, rng: Random, owner: int, client: Client, contact: int | None = None) -> None:
    """Add one to three notes on a customer's case; the first may mention a contact."""
    notes = words.NOTES[client.person.language]
    for at in range(rng.randint(1, 3)):
        day = client.served - timedelta(rng.randint(0, 400))
        add(crm, "case_notes", customer_id=owner, contact_id=None if at else contact, note=rng.choice(notes), written_on=day)


def add_subscriber(crm: sqlite3.Connection, rng: Random, person: Person, today: date, left: date | None = None) -> None:
    """Add a subscriber who joined some time in the last eight years."""
    joined = (left or today) - timedelta(rng.randint(5, 2900))
    add(crm, "subscribers", name=person.name, company=person.company or None, email=person.email, joined_on=joined, left_on=left)


def add_case(crm: sqlite3.Connection, person: Person, request: str, decided: date | None, closed: date | None) -> int:
    """Add a request for access; how the person proved who they are is known once it is decided."""
    method, result = ("document seen", "proved") if decided else (None, None)
    named = {"name": person.name, "email": person.email, "correspondence": request}
    return add(crm, "access_cases", **named, id_method=method, id_result=result, decided_on=decided, closed_on=closed)


def _card(person: Person) -> dict[str, Value]:
    return {"name": person.name, "company": person.company or None, "email": person.email, "phone": person.phone}


def _contacts(crm: sqlite3.Connection, cast: Cast, rng: Random, today: date) -> tuple[int, ...]:
    """Add contacts: fresh ones, helped ones, and those only a later meeting or letter keeps; some were introduced by another."""
    fresh = [(person, running(rng, THREE_YEARS, today, least=10), None) for person in cast.newcomers]
    helped = [(person, *_helped(rng, running(rng, FIVE_YEARS, today, least=500))) for person in cast.referred]
    old = [(person, overdue(FIVE_YEARS, today, rng.randint(30, 1500)), None) for person in (*cast.met, *cast.written)]
    ids: list[int] = []
    for person, received, referred in (*fresh, *helped, *old):
        by = rng.choice(ids) if ids and rng.random() < 1 / 4 else None
        role = rng.choice(("partner", "network"))
        ids.append(add(crm, "contacts", role=role, **_card(person), received_on=received, referred_on=referred, introduced_by=by))
    for at, person in enumerate(cast.suppliers):
        ended = running(rng, FIVE_YEARS, today, least=10) if at % 3 == 0 else None
        received = (ended or today) - timedelta(rng.randint(30, 1500))
        add(crm, "contacts", role="supplier", **_card(person), received_on=received, purchase_ended_on=ended)
    return tuple(ids)


def _helped(rng: Random, received: date) -> tuple[date, date]:
    return received, received + timedelta(rng.randint(20, 400))


def _prospects(crm: sqlite3.Connection, cast: Cast, rng: Random, today: date) -> None:
    """Add prospects: half still talk with us; six stopped long ago but hold an offer that is still open."""
    for at, person in enumerate(cast.prospects):
        if at < 6:  # noqa: PLR2004 - the figure is told in the line above
            add_prospect(crm, person, overdue(YEAR, today, rng.randint(20, 200)), today + timedelta(rng.randint(20, 200)))
        else:
            add_prospect(crm, person, running(rng, YEAR, today) if at % 2 else None)


def _subscribers(crm: sqlite3.Connection, cast: Cast, rng: Random, today: date) -> None:
    for person in cast.subscribers:
        add_subscriber(crm, rng, person, today)


def _access_cases(crm: sqlite3.Connection, cast: Cast, rng: Random, today: date) -> tuple[int, ...]:
    """Add requests for access; tell the first nine: eight wait for a decision, the ninth was decided today."""
    waiting = [add_case(crm, person, rng.choice(words.REQUESTS), None, None) for person in cast.requesters[:8]]
    decided = add_case(crm, cast.requesters[8], rng.choice(words.REQUESTS), today, today)
    for person in cast.requesters[9:]:
        closed = running(rng, TEN_YEARS, today, least=10)
        add_case(crm, person, rng.choice(words.REQUESTS), closed - timedelta(rng.randint(0, 9)), closed)
    return (*waiting, decided)


def _wishes_and_answers(crm: sqlite3.Connection, cast: Cast, rng: Random, today: date) -> None:
    for person in cast.opted_out:
        add(crm, "wishes", email=person.email, wish=rng.choice(words.WISHES), received_on=running(rng, YEAR, today))
    for client in cast.clients[::6]:
        _answer(crm, rng, client.person, running(rng, YEAR, today))


def _answer(crm: sqlite3.Connection, rng: Random, person: Person, day: date, at: time = time(11, 20)) -> None:
    """Add a filled-in survey; its address is one kept free for documentation (RFC 5737)."""
    given = {"ip": f"198.51.100.{rng.randint(1, 254)}", "answers": rng.choice(words.ANSWERS)}
    named = {"name": person.name, "company": person.company or None, "email": person.email}
    add(crm, "survey_answers", **named, **given, submitted_at=datetime.combine(day, at))


def _at_the_boundary(crm: sqlite3.Connection, cast: Cast, rng: Random, today: date) -> None:
    """Add rows of each kind that are due today, and their like that are due tomorrow."""
    people = iter(cast.boundary)
    for start in (due_today, due_next):
        owner = add_customer(crm, rng, client := Client(next(people), start(TEN_YEARS, today)))
        add_prospect(crm, next(people), start(YEAR, today))
        helped = _partner(crm, next(people), *_helped(rng, start(FIVE_YEARS, today)))
        _partner(crm, next(people), start(THREE_YEARS, today), None, by=helped)
        add(
            crm,
            "contacts",
            role="supplier",
            **_card(next(people)),
            received_on=start(TEN_YEARS, today),
            purchase_ended_on=start(FIVE_YEARS, today),
        )
        add_case(crm, next(people), rng.choice(words.REQUESTS), *[start(TEN_YEARS, today)] * 2)
        add(crm, "wishes", email=next(people).email, wish=words.WISHES[0], received_on=start(YEAR, today))
        _answer(crm, rng, next(people), start(YEAR, today), time(0, 10))
        add_orders(crm, rng, owner, client, 2)
        add_notes(crm, rng, owner, client, helped)
    add_subscriber(crm, rng, next(people), today, left=today)


def _partner(crm: sqlite3.Connection, person: Person, received: date, referred: date | None, by: int | None = None) -> int:
    return add(crm, "contacts", role="partner", **_card(person), received_on=received, referred_on=referred, introduced_by=by)
