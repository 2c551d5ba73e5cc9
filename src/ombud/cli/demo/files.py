"""The demo's shared drive: identity documents of undecided cases, lists of meetings, lists of visits; nothing in it is overdue."""

import csv
import os
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from ombud.cli.demo import words
from ombud.cli.demo.days import FIVE_YEARS, YEAR, due_next, due_today, running
from ombud.cli.demo.people import Cast, Person

_MEETING = ("email", "name", "met_on", "topic")
_VISIT = ("cookie_id", "seen_on", "page")


def create(drive: Path) -> None:
    """Make the empty folders."""
    for folder in ("identity", "meetings", "visits"):
        (drive / folder).mkdir(parents=True)


def fill(drive: Path, cast: Cast, cases: Sequence[int], rng: Random, today: date) -> None:
    """Put a document beside each of the cases, and write down who was met and what was visited."""
    for case in cases:
        put_document(drive, case, today - timedelta(rng.randint(1, 25)))
    for person, day in _meetings(cast, rng, today):
        add_meeting(drive, person, day, rng.choice(words.TOPICS), loud=rng.random() < 1 / 5)
    cookies = [f"{rng.getrandbits(64):016x}" for _ in range(180)]
    days = [running(rng, YEAR, today) for _ in range(420)]
    for day in (due_today(YEAR, today), due_next(YEAR, today), *sorted(days)):
        add_visit(drive, rng.choice(cookies), day, rng.choice(words.PAGES))


def put_document(drive: Path, case: int, day: date) -> None:
    """Put the copy of a passport into the drive: one page of PDF that says it is invented."""
    path = drive / "identity" / f"case-{case}-passport.pdf"
    path.write_bytes(pdf(f"Invented passport, seen in case {case}"))
    moment = datetime.combine(day, time(9, 30), ZoneInfo("Europe/Copenhagen")).timestamp()
    os.utime(path, (moment, moment))


def add_meeting(drive: Path, person: Person, day: date, topic: str, *, loud: bool = False) -> None:
    """Write a meeting into the list of its year; some write addresses in capitals."""
    email = person.email.upper() if loud else person.email
    _append(drive / "meetings" / f"{day:%Y}.csv", _MEETING, (email, person.name, day.isoformat(), topic))


def add_visit(drive: Path, cookie: str, day: date, page: str) -> None:
    """Write a visit to the website into the list of its month."""
    _append(drive / "visits" / f"{day:%Y-%m}.csv", _VISIT, (cookie, day.isoformat(), page))


def _meetings(cast: Cast, rng: Random, today: date) -> list[tuple[Person, date]]:
    """Tell whom we met: those whom nothing else keeps, in the last five years, and some of the others, this year."""
    kept = [(person, running(rng, FIVE_YEARS, today)) for person in cast.met]
    others = [(person, today - timedelta(rng.randint(1, 60))) for person in cast.referred[:30]]
    return sorted((*kept, *others), key=lambda meeting: meeting[1])


def _append(path: Path, header: Sequence[str], line: Sequence[str]) -> None:
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((header, line) if new else (line,))


def pdf(text: str) -> bytes:
    """Write the smallest complete PDF of one line (ISO 32000-1 §7.5)."""
    page = f"BT /F1 18 Tf 60 780 Td ({text}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + end).encode("ascii")
