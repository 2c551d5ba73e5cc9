"""Small homes with a handful of rows: a shop's database, a mailbox and a folder of files, under a policy without a fault."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
import sqlalchemy as sa
import yaml
from dateutil.relativedelta import relativedelta
from psycopg import sql

from tests.cast import Person
from tests.front import Told, run
from tests.policy.small import SMALL

Facts = dict[str, Any]
Row = Mapping[str, object]

OWN = "nordlys.example"
TODAY = datetime.now(ZoneInfo("Europe/Copenhagen")).date()

PARTS = """\
data:
  name: {}
  email: {}
  phone: {}
  orders: {}
  note: {free_text: true}
  letter: {free_text: true}
  document: {}
  cookie_data: {}
people: [customer, subscriber, contact, enquirer, employee, visitor]
identifiers: {email: {match: casefold}, customer_no: {single: true}, cookie: {}}
systems:
  shop: {location: DK, hosted_by: host}
  mail: {location: DK, hosted_by: host}
  files: {location: DK, hosted_by: host}
events:
  order.invoiced: {in: [shop]}
  year_end: {fiscal_year_of: order.invoiced, ends: "12-31"}
  customer.left: {in: [shop]}
  news.left: {in: [shop]}
  contact.met: {in: [shop, mail, files], latest_of_person: true}
  enquiry.received: {in: [mail]}
  staff.left: {in: [shop]}
  visited: {in: [files]}
activities:
  customer:
    people: [customer]
    data: {name: {}, email: {}, phone: {}, orders: {source: observed}, note: {source: derived}, letter: {}, document: {}}
    purposes: {deliver: {}, ledger: {basis: [{gdpr: 6.1.c, law: [books]}]}}
    basis: [{gdpr: 6.1.b}, {gdpr: 6.1.c, law: [books], data: [name, orders]}]
    recipients: [host, tax]
    systems: [shop, mail, files]
    automated_decisions: none
    provide: {duty: contract, consequence: {text: aim}}
    retention:
      - {rule: ledger, data: [name, orders], after: year_end, for: P5Y, limit: at_least, why: [books], withstands: legal_duty}
      - {rule: file, after: customer.left, for: P3Y, limit: at_most}
  news:
    people: [subscriber]
    data: {name: {}, email: {}}
    purposes: {send: {marketing: true, how: email, times: several}}
    basis: [{gdpr: 6.1.a, data: [name, email], given: by_signing_up}]
    recipients: [host]
    systems: [shop]
    automated_decisions: none
    provide: {duty: none, consequence: {text: aim}}
    leave: {any_time: true, channels: [email], effect: [remove_from_list, erase_all]}
    retention:
      - rule: news
        after: news.left
        for: P0D
        always: [email]
        leaves: {fields: [email], form: keyed_hash, why: [gdpr 5.2], for: P2Y}
  network:
    people: [contact]
    data: {name: {source: third_party}, email: {source: third_party}, letter: {}}
    purposes: {cooperate: {}}
    basis: [{gdpr: 6.1.f, interest: {text: why}, balance: {text: why, on: 2026-01-01, by: owner, review: 2099-01-01}}]
    source: {from: [referrer]}
    recipients: [host]
    systems: [shop, mail, files]
    automated_decisions: none
    provide: {duty: none, consequence: {text: aim}}
    retention:
      - {rule: network, after: contact.met, for: P1Y, limit: at_most}
  enquiry:
    people: [enquirer]
    data: {name: {}, email: {}, letter: {}}
    purposes: {answer: {}}
    basis: [{gdpr: 6.1.f, interest: {text: why}, balance: {text: why, on: 2026-01-01, by: owner, review: 2099-01-01}}]
    recipients: [host]
    systems: [mail]
    automated_decisions: none
    provide: {duty: none, consequence: {text: aim}}
    retention:
      - {rule: enquiry, after: enquiry.received, for: P1Y}
  staff:
    people: [employee]
    data: {name: {}, email: {}}
    purposes: {work: {}}
    basis: [{gdpr: 6.1.b}]
    recipients: [host]
    systems: [shop]
    automated_decisions: none
    provide: {duty: contract, consequence: {text: aim}}
    retention:
      - {rule: staff, after: staff.left, for: P1Y, limit: at_most}
  website:
    people: [visitor]
    data: {cookie_data: {source: observed}}
    purposes: {improve: {}}
    basis: [{gdpr: 6.1.a, data: [cookie_data], given: by_choosing}]
    recipients: [host]
    systems: [files]
    automated_decisions: none
    provide: {duty: none, consequence: {text: aim}}
    retention:
      - {rule: visits, after: visited, for: P1M}
"""
"""What this home promises; who it is and how it answers people is said in the policy's own small example."""

INVENTORY = """\
systems:
  shop:
    kind: sql
    at: sqlite:systems/shop.sqlite
    zone: Europe/Copenhagen
    recipient: host
    datasets:
      customers:
        key: [id]
        activities: {customer: all}
        columns:
          id: {identifies: customer_no}
          name: {is: name}
          email: {is: email, identifies: email}
          phone: {is: phone}
          left_on: {event: customer.left, type: date}
          blocked: none
        restrict: {column: blocked, value: 1}
      orders:
        key: [id]
        activities: {customer: all}
        links: [{to: shop.customers, on: {customer_id: id}, as: owner}]
        columns: {id: none, customer_id: none, goods: {is: orders}, invoiced_on: {event: order.invoiced, type: date}}
      notes:
        key: [id]
        activities: {customer: all}
        links:
          - {to: shop.customers, on: {customer_id: id}, as: owner}
          - {to: shop.employees, on: {written_by: id}, as: mention}
        columns: {id: none, customer_id: none, written_by: none, note: {is: note}}
      subscribers:
        key: [id]
        activities: {news: all}
        columns:
          id: none
          name: {is: name}
          email: {is: email, identifies: email}
          left_on: {event: news.left, type: date}
      contacts:
        key: [id]
        activities: {network: all}
        columns: {id: none, name: {is: name}, email: {is: email, identifies: email}, met_on: {event: contact.met, type: date}}
      employees:
        key: [id]
        activities: {staff: all}
        columns: {id: none, name: {is: name}, email: {is: email, identifies: email}, left_on: {event: staff.left, type: date}}
  mail:
    kind: mailbox
    at: maildir:systems/mail
    zone: Europe/Copenhagen
    recipient: host
    own_domains: [nordlys.example]
    datasets:
      letters:
        folders: [INBOX]
        activities:
          customer: {correspondent_in: shop.customers}
          network: {correspondent_in: shop.contacts}
          enquiry: otherwise
        columns:
          received: {event: [enquiry.received, contact.met], type: timestamp}
          correspondents: {is: email, identifies: email}
          names: {is: letter}
          subject: {is: letter}
          body: {is: letter}
          message: none
  files:
    kind: files
    at: systems/files
    zone: Europe/Copenhagen
    recipient: host
    datasets:
      meetings:
        csv: "meetings/*.csv"
        activities: {network: all}
        columns: {email: {is: email, identifies: email}, name: {is: name}, met_on: {event: contact.met, type: date}, topic: none}
      scans:
        glob: "scans/*"
        name: "(?P<customer_no>K-\\\\d+)"
        activities: {customer: all}
        columns: {customer_no: {identifies: customer_no}, content: {is: document}, path: none, modified: none}
      visits:
        csv: "visits/*.csv"
        activities: {website: all}
        columns: {cookie: {is: cookie_data, identifies: cookie}, seen_on: {event: visited, type: date}}
"""

TABLES = """
CREATE TABLE customers (id VARCHAR(40) PRIMARY KEY, name TEXT, email TEXT, phone TEXT, left_on DATE, blocked INTEGER);
CREATE TABLE employees (id INTEGER PRIMARY KEY, name TEXT, email TEXT, left_on DATE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id VARCHAR(40) REFERENCES customers(id), goods TEXT, invoiced_on DATE);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, customer_id VARCHAR(40) REFERENCES customers(id), written_by INTEGER REFERENCES employees(id), note TEXT
);
CREATE TABLE subscribers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, left_on DATE);
CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT, email TEXT, met_on DATE)
"""


def plain(text: str) -> Facts:
    """Read YAML in which every value is a string, as the home's own reader does."""
    found: Facts = yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - this loader makes strings only
    return found


@dataclass
class Made:
    """A home in a folder, its two files as facts, and a way to put rows into its systems and look at them."""

    folder: Path
    database: str
    monkeypatch: pytest.MonkeyPatch
    policy: Facts = field(default_factory=lambda: {**plain(SMALL), **plain(PARTS)})
    inventory: Facts = field(default_factory=lambda: plain(INVENTORY))
    server: str = ""

    # ------------------------------------------------------------------ the home itself

    def write(self) -> None:
        """Write policy.yaml and inventory.yaml as the facts stand."""
        for name, facts in (("policy", self.policy), ("inventory", self.inventory)):
            (self.folder / f"{name}.yaml").write_text(
                yaml.dump(facts, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), encoding="utf-8"
            )

    def datasets(self, system: str = "shop") -> Facts:
        """Give the datasets of a system, to change them."""
        found: Facts = self.inventory["systems"][system]["datasets"]
        return found

    def rules(self, activity: str) -> list[Facts]:
        """Give the retention rules of an activity, to change them."""
        found: list[Facts] = self.policy["activities"][activity]["retention"]
        return found

    def only(self, *datasets: str) -> None:
        """Keep only some datasets of the shop, and no mail and no files."""
        self.inventory["systems"] = {"shop": self.inventory["systems"]["shop"]}
        self.inventory["systems"]["shop"]["datasets"] = {name: self.datasets()[name] for name in datasets}
        self.write()

    def dataset(self, name: str, ddl: str, facts: str) -> None:
        """Add a table to the shop and say what it holds."""
        self.say(*ddl.split(";"))
        self.datasets()[name] = plain(facts)
        self.write()

    def demo(self) -> None:
        """Make everybody in this home invented, in the home's own eyes."""
        with (self.folder / "ombud.toml").open("a") as settings:
            settings.write("demo = true\n")

    def serve(self, url: str) -> None:
        """Let the state of this home be in a database on a server."""
        self.server = url
        self.monkeypatch.setenv("OMBUD_DATABASE", url)
        (self.folder / "ombud.toml").write_text('database = "env:OMBUD_DATABASE"\n')

    # ------------------------------------------------------------------ the command line

    def run(self, *args: object, stdin: str = "") -> Told:
        """Run a command in this home."""
        return run(*args, "--home", self.folder, stdin=stdin)

    def sweep(self, as_of: str) -> Told:
        """Show what is due on a day and carry it out."""
        plan = self.run("sweep", "--as-of", as_of, "--json").json["plan"]
        return self.run("sweep", "--carry-out", plan, "--json")

    def ask(self, right: str, subject: str, *args: object) -> Told:
        """Ask for a right and show what would be done."""
        return self.run("request", right, "--subject", "-", "--json", *args, stdin=subject)

    def carry_out(self, right: str, subject: str, *args: object) -> Told:
        """Ask for a right, and carry out the plan shown."""
        plan = self.ask(right, subject, *args).json["plan"]
        return self.run("request", right, "--carry-out", plan, "--json")

    # ------------------------------------------------------------------ its systems

    def put(self, table: str, *rows: Row) -> None:
        """Insert rows into a table of the shop; a day is written as text."""
        engine = opened(self.database)
        with engine.begin() as connection:
            for row in rows:
                values = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
                marks = ", ".join(f":{name}" for name in values)
                connection.execute(sa.text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"), values)
        engine.dispose()

    def say(self, *statements: str) -> None:
        """Carry out SQL in the shop."""
        engine = opened(self.database)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def rows(self, table: str, *columns: str) -> list[Any]:
        """Look at a table of the shop: the ids, the values of a column, or of several."""
        wanted = columns or ("id",)
        engine = opened(self.database)
        with engine.connect() as connection:
            found = connection.exec_driver_sql(f"SELECT {', '.join(wanted)} FROM {table} ORDER BY 1").all()
        engine.dispose()
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def customer(self, person: Person, left: object = None, invoiced: object = None, note: str | None = None) -> None:
        """Put a customer into the shop, with an order and a note where asked."""
        number = int(person.customer_no.rpartition("-")[2])
        told = {"id": person.customer_no, "name": person.name, "email": person.email, "phone": person.phone, "left_on": left}
        self.put("customers", told)
        if invoiced:
            self.put("orders", {"id": number, "customer_id": person.customer_no, "goods": f"lines-{number}", "invoiced_on": invoiced})
        if note:
            self.put("notes", {"id": number, "customer_id": person.customer_no, "note": note})

    def letter(self, name: str, sender: str, day: object, *, to: str = f"kontakt@{OWN}", subject: str = "Hej", text: str = "Hej.") -> Path:
        """Put a message into the mailbox."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = datetime.fromisoformat(f"{day}T12:00:00+01:00").astimezone(UTC)
        message.set_content(text)
        path = self.folder / "systems/mail/cur" / f"{name}:2,S"
        path.write_bytes(message.as_bytes())
        return path

    def letters(self) -> list[str]:
        """Name the messages that are there."""
        return sorted(path.name.partition(":")[0] for path in (self.folder / "systems/mail/cur").iterdir())

    def file(self, path: str, content: str) -> Path:
        """Put a file into the folder of files."""
        place = self.folder / "systems/files" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        return place

    def read(self, path: str) -> str:
        """Read a file of the folder of files."""
        return (self.folder / "systems/files" / path).read_text(encoding="utf-8")

    def picture(self) -> dict[str, object]:
        """Take in every byte of the files of all systems, and every row of a server's tables."""
        systems = self.folder / "systems"
        found: dict[str, object] = {str(p.relative_to(systems)): digest(p) for p in sorted(systems.rglob("*")) if p.is_file()}
        if not self.database.startswith("sqlite"):
            found |= {table: self.rows(table, "*") for table in self.datasets()}
        return found

    def state_of(self, query: str) -> list[tuple[object, ...]]:
        """Ask the home's own database."""
        if self.server:
            with psycopg.connect(self.server) as session:
                return session.execute(query.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "var/ombud.sqlite")) as connection:
            return connection.execute(query).fetchall()

    def state(self) -> bytes:
        """Read every byte of the home's own state."""
        files = b"".join(path.read_bytes() for path in sorted((self.folder / "var").rglob("*")) if path.is_file())
        return files + self._served() if self.server else files

    def _served(self) -> bytes:
        """Read every value of every table of the home's own database on a server."""
        with psycopg.connect(self.server) as session:
            tables = session.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'").fetchall()
            rows = [row for (table,) in tables for row in session.execute(sql.SQL("TABLE {}").format(sql.Identifier(table)))]
        return b"".join(value if isinstance(value, bytes) else repr(value).encode() for row in rows for value in row)


def opened(database: str) -> sa.Engine:
    """Open a database to fill it or look at it; what a test puts there need not survive a power cut."""
    engine = sa.create_engine(database)
    if database.startswith("sqlite"):
        sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))
    return engine


def digest(path: Path) -> str:
    """Digest a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ago(**length: int) -> date:
    """Tell the day so long before today, by another calendar than ours."""
    return TODAY - relativedelta(**length)  # type: ignore[arg-type]  # its stub knows no keyword mapping


def build(folder: Path, state: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Make a home with empty systems; a database on a server is reached by an environment variable."""
    for part in ("systems/mail/cur", "systems/mail/new", "systems/mail/tmp", "systems/files"):
        (folder / part).mkdir(parents=True)
    (folder / "var").mkdir(mode=0o700)
    shutil.copy(state, folder / "var")
    made = Made(folder, database, monkeypatch)
    if not database.startswith("sqlite"):
        monkeypatch.setitem(os.environ, "SHOP_AT", database)
        made.inventory["systems"]["shop"]["at"] = "env:SHOP_AT"
    made.say(*TABLES.split(";"))
    made.write()
    return made


def locked(database: str) -> sqlite3.Connection:
    """Hold a SQLite database as another program that writes to it."""
    connection = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def everywhere(home: Made, *people: Person) -> None:
    """Put people into every system, each value with their number in it where it is not theirs already."""
    for person in people:
        number = int(person.customer_no.rpartition("-")[2])
        home.customer(person, invoiced=ago(months=2), note=f"note-{number}")
        for table in ("subscribers", "contacts"):
            home.put(table, {"id": number, "name": person.name, "email": person.email})
        home.letter(person.customer_no, f"{person.name} <{person.email}>", ago(months=2), text=f"letter-{number}")
        home.file(f"scans/{person.customer_no}.txt", f"scan-{number}")
    met = "".join(f"{person.email},{person.name},{ago(months=2)},roof\n" for person in people)
    home.file("meetings/m.csv", f"email,name,met_on,topic\n{met}")
