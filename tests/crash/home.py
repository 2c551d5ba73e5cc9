"""The home that is killed: its people, its four systems, and all that can be seen of it from outside, to compare one end with another."""

import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import psycopg

from tests.cast import AASE, GOERAN, INGRID, MAERTA, SOEREN, SOEREN_SENIOR, Person

INVENTORY = Path(__file__).with_name("inventory.yaml")
POLICY = Path(__file__).parents[2] / "examples/fjordraad/policy.yaml"
TABLES = {"crm": ("customers", "contacts", "orders", "notes", "cards", "referrals", "calls"), "list": ("subscribers", "cases")}

LONG_AGO = "2005-05-05"
"""Past every period of the policy."""
LAST_MONTH = (datetime.now(UTC).date() - timedelta(30)).isoformat()
THREE_YEARS_AGO = (datetime.now(UTC).date() - timedelta(3 * 365)).isoformat()

SCHEMA = {
    "crm": """
        CREATE TABLE customers (id integer PRIMARY KEY, status text NOT NULL, name text, email text, phone text, blocked integer,
                                last_service_on date, dialogue_ended_on date);
        CREATE TABLE contacts (id integer PRIMARY KEY, name text, email text, received_on date, referred_on date);
        CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers, lines text, invoiced_on date);
        CREATE TABLE notes (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers,
                            contact_id integer REFERENCES contacts, note text);
        CREATE TABLE cards (id integer PRIMARY KEY, contact_id integer NOT NULL REFERENCES contacts, printed text);
        CREATE TABLE referrals (id integer PRIMARY KEY, contact_id integer NOT NULL REFERENCES contacts, name text);
        CREATE TABLE calls (id integer PRIMARY KEY, referral_id integer NOT NULL REFERENCES referrals, name text);
    """,
    "list": """
        CREATE TABLE subscribers (id integer PRIMARY KEY, name text, email text, left_on date);
        CREATE TABLE cases (id integer PRIMARY KEY, name text, email text, decided_on date, closed_on date);
    """,
}
ROWS: Mapping[str, tuple[tuple[object, ...], ...]] = {
    # Søren: his ledger runs, his claims have passed; Märta: everything has passed; Åse: everything runs; Göran only asked for an offer
    "customers": (
        (1, "customer", SOEREN.name, SOEREN.email, SOEREN.phone, None, LONG_AGO, None),
        (2, "customer", MAERTA.name, MAERTA.email, MAERTA.phone, None, LONG_AGO, None),
        (3, "customer", AASE.name, AASE.email, AASE.phone, None, LAST_MONTH, None),
        (4, "prospect", GOERAN.name, GOERAN.email, GOERAN.phone, None, None, LAST_MONTH),
    ),
    "contacts": (
        (1, GOERAN.name, GOERAN.email, LAST_MONTH, LAST_MONTH),
        (2, SOEREN_SENIOR.name, SOEREN_SENIOR.email, LONG_AGO, LONG_AGO),
        (3, MAERTA.name, MAERTA.email.upper(), LAST_MONTH, None),
    ),
    "orders": ((1, 1, "Rye bread", THREE_YEARS_AGO), (2, 1, "Buns", LONG_AGO), (3, 2, "Glass", LONG_AGO), (4, 3, "Wool", LAST_MONTH)),
    "notes": ((1, 2, None, "Asked twice"), (2, 3, 2, "Sent by an old friend"), (3, 3, 1, "Met at the yard"), (4, 3, 3, "Knows glass")),
    "cards": ((1, 1, GOERAN.name), (2, 2, SOEREN_SENIOR.name), (3, 3, MAERTA.name)),
    "referrals": ((1, 1, "To a baker"), (2, 1, "To a smith"), (3, 2, "To a weaver"), (4, 3, "To a glazier")),
    "calls": ((1, 1, "Rang the baker"), (2, 2, "Rang the smith"), (3, 4, "Rang the glazier"), (4, 4, "Rang again")),
    "subscribers": (
        (1, SOEREN.name, SOEREN.email, LONG_AGO),
        (2, MAERTA.name, MAERTA.email, None),
        (3, GOERAN.name, GOERAN.email, None),
        (4, AASE.name, AASE.email, LAST_MONTH),
    ),
    "cases": ((1, SOEREN.name, SOEREN.email, LONG_AGO, LONG_AGO), (2, AASE.name, AASE.email, LAST_MONTH, LAST_MONTH)),
}
MEETINGS = ((GOERAN, LAST_MONTH), (SOEREN_SENIOR, LONG_AGO), (AASE, LONG_AGO), (MAERTA, LAST_MONTH), (SOEREN_SENIOR, LONG_AGO))
LETTERS = (
    ("INBOX", SOEREN, LONG_AGO),
    ("INBOX", MAERTA, LONG_AGO),
    ("Sent", MAERTA, LONG_AGO),
    ("INBOX", SOEREN_SENIOR, LONG_AGO),
    ("INBOX", GOERAN, LAST_MONTH),
    ("Sent", GOERAN, LONG_AGO),
    ("INBOX", INGRID, LONG_AGO),
    ("INBOX", INGRID, LAST_MONTH),
)


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the two databases are: the addresses as the home's environment has them."""

    crm: str
    list: str
    state: str = ""
    """Where the home's own tables are, if not in a file of its folder."""

    def environment(self) -> dict[str, str]:
        """Give the variables the inventory and the settings refer to."""
        return {"CRASH_CRM": self.crm, "CRASH_LIST": self.list} | ({"CRASH_STATE": self.state} if self.state else {})


SQLITE = Databases("sqlite:systems/crm.sqlite", "sqlite:systems/list.sqlite")


def build(folder: Path, databases: Databases) -> None:
    """Make the home with all its systems."""
    (folder / "systems/files/identity").mkdir(parents=True)
    (folder / "systems/files/meetings").mkdir()
    shutil.copy(POLICY, folder / "policy.yaml")
    shutil.copy(INVENTORY, folder / "inventory.yaml")
    (folder / "ombud.toml").write_text("demo = true\n" + ('database = "env:CRASH_STATE"\n' if databases.state else ""))
    tell_state(folder, databases)
    _files(folder / "systems/files")
    _letters(folder / "systems/mail")
    for system, url in _urls(databases):
        _fill(folder, url, system)


def _files(place: Path) -> None:
    for case in (1, 2):
        (place / f"identity/case-{case}.pdf").write_bytes(b"a copy of a card")
    for half, lines in (("first", MEETINGS[:3]), ("second", MEETINGS[3:])):
        rows = [f"{person.email},{person.name},{day},talk\n" for person, day in lines]
        (place / f"meetings/{half}.csv").write_text("email,name,met_on,topic\n" + "".join(rows), encoding="utf-8")


def _letters(place: Path) -> None:
    for folder in (place, place / ".Sent"):
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
    for number, (box, person, day) in enumerate(LETTERS):
        file = (place if box == "INBOX" else place / ".Sent") / "cur" / f"{number}.letter:2,S"
        file.write_bytes(_letter(person, datetime.fromisoformat(day).replace(tzinfo=UTC)))


def _letter(person: Person, day: datetime) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = person.email, "post@fjordraad.example"
    message["Date"], message["Subject"] = day, "A question"
    message.set_content("How are you?")
    return message.as_bytes()


def _fill(folder: Path, url: str, system: str) -> None:
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(folder / url.removeprefix("sqlite:"))) as lite, lite:
            lite.executescript(SCHEMA[system])
            for table in TABLES[system]:
                lite.executemany(_insert(table, "?"), ROWS[table])
    else:
        with psycopg.connect(plain(url)) as postgres, postgres.cursor() as cursor:
            cursor.execute(SCHEMA[system].encode())
            for table in TABLES[system]:
                cursor.executemany(_insert(table, "%s").encode(), ROWS[table])


def _insert(table: str, mark: str) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join([mark] * len(ROWS[table][0]))})"


def refill(databases: Databases) -> None:
    """Put the rows of the databases on servers back as they were at first; those in files are copied with the home."""
    for system, url in (each for each in _urls(databases) if not each[1].startswith("sqlite:")):
        with psycopg.connect(plain(url)) as postgres, postgres.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES[system])}".encode())
            for table in TABLES[system]:
                cursor.executemany(_insert(table, "%s").encode(), ROWS[table])


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


# ------------------------------------------------------------------ looking


Seen = dict[str, object]


def seen(folder: Path, databases: Databases) -> Seen:
    """Look at everything the systems hold, and at what stays behind as proof: tables, letters, files."""
    tables = {f"{system}.{table}": rows for system, url in _urls(databases) for table, rows in _tables(folder, url, system)}
    files = {str(file.relative_to(folder)): file.read_bytes() for file in _all(folder / "systems") if file.suffix not in DATABASE}
    return {**tables, **files, "proof": proofs(folder)}


DATABASE = {".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal"}


def _all(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _urls(databases: Databases) -> Iterable[tuple[str, str]]:
    return (("crm", databases.crm), ("list", databases.list))


def _tables(folder: Path, url: str, system: str) -> list[tuple[str, list[str]]]:
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(folder / url.removeprefix("sqlite:"))) as lite:
            return [(table, _sorted(lite.execute(f"SELECT * FROM {table}"))) for table in TABLES[system]]
    with psycopg.connect(plain(url)) as postgres, postgres.cursor() as cursor:
        return [(table, _sorted(cursor.execute(f"SELECT * FROM {table}".encode()))) for table in TABLES[system]]


def _sorted(rows: Iterable[tuple[object, ...]]) -> list[str]:
    return sorted(repr(tuple(value.isoformat() if isinstance(value, date) else value for value in row)) for row in rows)


def proofs(folder: Path) -> list[tuple[object, ...]]:
    """Look at the proofs in the state; not at what they are filed under, which is keyed."""
    return state(folder, "SELECT rule, data, form, value FROM store_proofrow ORDER BY rule, value")


def tell_state(folder: Path, databases: Databases) -> None:
    """Leave beside the home where its state is, for whoever looks at it without Ombud."""
    if databases.state:
        folder.with_name("state").write_text(databases.state)


def state(folder: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the home's state, without Ombud."""
    if (at := folder.with_name("state")).is_file():
        with psycopg.connect(at.read_text()) as served:
            return served.execute(question.encode()).fetchall()
    with closing(sqlite3.connect(folder / "var/ombud.sqlite")) as lite:
        return lite.execute(question).fetchall()
