"""What is overdue in a demo home, told a second time: own SQL, the standard library's mail parser and dateutil's calendar."""

import csv
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

PERIODS = {
    "customer-claims": "P10Y",
    "customer-ledger": "P5Y",
    "prospect": "P1Y",
    "newsletter-subscriber": "P0D",
    "network": "P5Y",
    "supplier": "P5Y",
    "access-file": "P10Y",
    "id-document": "P0D",
    "optout": "P1Y",
    "survey-answers": "P1Y",
    "website-visits": "P1Y",
    "enquiry-mail": "P1Y",
}
"""The rules as this oracle knows them, each in the shortest form."""
NEVER = date.max
ADDRESS = re.compile(rb"[\w.+-]+@[\w.-]+\w")


@dataclass(frozen=True)
class Home:
    """A demo home as it lies on the disk."""

    path: Path

    def rows(self, question: str) -> list[tuple[str | None, ...]]:
        """Ask the customer system; every value comes as text or None."""
        with closing(sqlite3.connect(self.path / "systems" / "crm.sqlite")) as crm:
            return [tuple(None if value is None else str(value) for value in row) for row in crm.execute(question)]

    def lines(self, folder: str) -> list[dict[str, str]]:
        """Read all lines of the CSV files of a folder."""
        files = sorted((self.path / "systems" / "files" / folder).glob("*.csv"))
        return [line for file in files for line in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]

    def letters(self) -> Iterator[tuple[date, frozenset[str]]]:
        """Read each message's local day and its addresses outside the house."""
        box = self.path / "systems" / "mail"
        for file in sorted(file for part in ("cur", "new", ".Sent/cur", ".Sent/new") for file in (box / part).iterdir()):
            head = BytesHeaderParser().parsebytes(file.read_bytes())
            named = getaddresses([str(value) for name in ("From", "To", "Cc") for value in head.get_all(name, [])])
            theirs = frozenset(address.casefold() for _, address in named if not address.endswith("@fjordraad.example"))
            yield parsedate_to_datetime(head["Date"]).astimezone(ZoneInfo("Europe/Copenhagen")).date(), theirs

    def interactions(self) -> tuple[dict[str, date], dict[str, date]]:
        """Tell the last meeting and the last letter of each address."""
        met, wrote = dict[str, date](), dict[str, date]()
        for line in self.lines("meetings"):
            _later(met, line["email"].casefold(), date.fromisoformat(line["met_on"]))
        for day, addresses in self.letters():
            for address in addresses:
                _later(wrote, address, day)
        return met, wrote

    def people(self) -> set[str]:
        """Tell the addresses that own something: in the customer system and in the mailbox."""
        tables = ("customers", "contacts", "subscribers", "access_cases", "wishes", "survey_answers")
        rows = {str(email).casefold() for table in tables for (email,) in self.rows(f"SELECT email FROM {table}")}
        return rows.union(*(addresses for _, addresses in self.letters()))

    def addresses(self) -> set[str]:
        """Find everything in the systems that looks like an address, message ids and our own included."""
        files = [file for file in (self.path / "systems").rglob("*") if file.is_file() and file.suffix != ".sqlite"]
        return self.people() | {address.decode().casefold() for file in files for address in ADDRESS.findall(file.read_bytes())}


def _later(days: dict[str, date], who: str, day: date) -> None:
    days[who] = max(days.get(who, date.min), day)


def plus(start: str | date | None, years: int = 0, days: int = 0) -> date:
    """Tell the last day something may be kept: start and period; nothing that has not started ends."""
    if start is None:
        return NEVER
    return (start if isinstance(start, date) else date.fromisoformat(start)) + relativedelta(years=years, days=days)


def last_days(home: Home) -> dict[str, list[date]]:
    """Tell for each dataset the day each of its rows may be kept to."""
    customers, prospects, network = _clients(home), _prospects(home), _network(home)
    owners = {key: end for key, _, end in customers}
    decided = {str(key): day for key, day in home.rows("SELECT id, decided_on FROM access_cases")}
    return {
        "crm.customers": [end for _, _, end in (*customers, *prospects)],
        "crm.orders": [owners[str(key)] for (key,) in home.rows("SELECT customer_id FROM orders")],
        "crm.case_notes": [owners[str(key)] for (key,) in home.rows("SELECT customer_id FROM case_notes")],
        "crm.subscribers": [plus(left) for (left,) in home.rows("SELECT left_on FROM subscribers")],
        "crm.contacts": [*network.values(), *_suppliers(home)],
        "crm.access_cases": [plus(closed, years=10) for (closed,) in home.rows("SELECT closed_on FROM access_cases")],
        "crm.wishes": [plus(day, years=1) for (day,) in home.rows("SELECT received_on FROM wishes")],
        "crm.survey_answers": [plus(str(at)[:10], years=1) for (at,) in home.rows("SELECT submitted_at FROM survey_answers")],
        "mail.letters": list(_letters(home, (*customers, *prospects), network)),
        "files.identity": [plus(decided[_case(file)]) for file in (home.path / "systems/files/identity").iterdir()],
        "files.meetings": [network[line["email"].casefold()] for line in home.lines("meetings")],
        "files.visits": [plus(line["seen_on"], years=1) for line in home.lines("visits")],
    }


def overdue(home: Home, today: date) -> Counter[str]:
    """Count the rows of each dataset that are kept past their last day."""
    counted = {name: sum(day < today for day in days) for name, days in last_days(home).items()}
    return Counter({name: count for name, count in counted.items() if count})


Kept = tuple[str, str, date]
"""A row's id, its address, and the day it may be kept to."""


def _clients(home: Home) -> list[Kept]:
    """Keep customers ten years after the last service, and five years after the end of the year of the last invoice."""
    invoiced = home.rows("SELECT customer_id, max(invoiced_on) FROM orders GROUP BY customer_id")
    rows = home.rows("SELECT id, email, last_service_on FROM customers WHERE status = 'customer'")
    floors = {key: date(date.fromisoformat(str(day)).year + 5, 12, 31) for key, day in invoiced}
    return [(str(key), str(email), max(plus(served, years=10), floors[key])) for key, email, served in rows]


def _prospects(home: Home) -> list[Kept]:
    rows = home.rows("SELECT id, email, dialogue_ended_on, offer_expires_on FROM customers WHERE status = 'prospect'")
    ends = [(key, email, plus(ended, years=1), offer) for key, email, ended, offer in rows]
    return [(str(key), str(email), max(end, plus(offer, days=1)) if offer else end) for key, email, end, offer in ends]


def _network(home: Home) -> dict[str, date]:
    """Keep contacts five years, three where nobody was helped, and five from the last meeting or letter."""
    met, wrote = home.interactions()
    ends = {}
    for email, received, referred in home.rows("SELECT email, received_on, referred_on FROM contacts WHERE role <> 'supplier'"):
        seen = [day for days in (met, wrote) if (day := days.get(str(email)))]
        ends[str(email)] = max([plus(received, years=5 if referred else 3), *(plus(day, years=5) for day in seen)])
    return ends


def _suppliers(home: Home) -> list[date]:
    return [plus(ended, years=5) for (ended,) in home.rows("SELECT purchase_ended_on FROM contacts WHERE role = 'supplier'")]


def _letters(home: Home, known: tuple[Kept, ...], network: dict[str, date]) -> Iterator[date]:
    """Keep a letter as long as the people it was written with; between us and nobody known it is an enquiry."""
    by_address: dict[str, date] = dict(network)
    for _, email, end in known:
        by_address[email] = max(by_address.get(email, date.min), end)
    for day, addresses in home.letters():
        ends = [by_address[address] for address in addresses if address in by_address]
        yield max(ends) if ends else plus(day, years=1)


def _case(file: Path) -> str:
    found = re.search(r"case-(\d+)", file.name)
    assert found
    return found[1]
