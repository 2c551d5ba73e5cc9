"""The store of a home as it is after years: many cases of invented people, each with its diary, and the log of all that was done."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from ombud.evidence.checkpoint import Checkpoint, sign
from ombud.evidence.entry import Entry, Fact, encode
from ombud.evidence.merkle import Frontier, leaf_hash
from ombud.evidence.vocabulary import Kind
from ombud.rights.cases.states import LIVING
from ombud.store.home import Home
from ombud.store.models import CheckpointRow

Row = tuple[str | int | bytes | bool | None, ...]

CASES, ENTRIES = 100_000, 1_000_000
RIGHTS = ("access", "erase", "rectify", "object", "withdraw")
OPEN = 20
"""One case in so many is not answered yet."""
DAYS = 5 * 365
"""Days over which the cases came."""
_BATCH = 20_000

_CASES = (
    'INSERT INTO rights_caserow (id, number, "right", guess, purpose, changes, identifiers, wish, language, channel, name, email, asked_by,'
    " state, received_at, received_on, answer_by, extended, waited_days, handler, plan, outcome, evidence, decided_on, closed_on,"
    " direct, tries, news)"
    " VALUES (%s, %s, %s, '', '', '{}', '{}', '', %s, 'page', %s, %s, %s, %s, %s, %s, %s, %s, 0, 'officer', '', %s, '', %s, %s, %s, 0, %s)"
)
_EVENTS = "INSERT INTO rights_eventrow (case_id, at, \"by\", what, note) VALUES (%s, %s, %s, %s, '')"
_LETTERS = (
    "INSERT INTO rights_letterrow (case_id, at, inbound, kind, subject, text, message) VALUES (%s, %s, %s, %s, 'Your request', %s, '')"
)
_ITEMS = (
    "INSERT INTO rights_itemrow (case_id, place, data, count, proposed, ground, article, law, decided, reason)"
    " VALUES (%s, %s, '[\"contact\"]', 3, 'erase', '', '', '', 'erase', '')"
)
_POSTED = (
    'INSERT INTO messages_letterrow (message_id, thread, "references", recipient, body, emptied, state, reason, attempts, posted_at, until)'
    " VALUES (%s, %s, '', '', %s, %s, 'sent', '', 1, %s, %s)"
)
_LINKS = "INSERT INTO store_linkrow (link, subject) VALUES (%s, %s)"
_ENTRIES = 'INSERT INTO store_entryrow ("index", body, kind, run) VALUES (%s, %s, %s, %s)'


def email(number: int) -> str:
    """Give the address of an invented person."""
    return f"person{number}@somewhere.example"


def fill(home: Home, cases: int, entries: int) -> list[str]:
    """Fill the store of a home in bulk, and give the ids of the cases, oldest first."""
    ids, today = [secrets.token_hex(16) for _ in range(cases)], home.today()
    days = [today - timedelta(days=DAYS * (cases - number) // cases) for number in range(cases)]
    with transaction.atomic():
        _put(_CASES, (_case(number, one, day, cases) for number, (one, day) in enumerate(zip(ids, days, strict=True))))
        _put(_EVENTS, (row for one, day in zip(ids, days, strict=True) for row in _diary(one, day)))
        _put(_LETTERS, (row for one, day in zip(ids, days, strict=True) for row in _letters(one, day)))
        _put(_ITEMS, ((one, place) for one in ids for place in ("crm.customers", "crm.subscribers", "shop.orders")))
        _put(_POSTED, (_posted(one, day) for one, day in zip(ids, days, strict=True)))
        _put(_LINKS, ((secrets.token_hex(32), secrets.token_hex(16)) for _ in ids))
        _log(home, ids, entries)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ids


def _put(statement: str, rows: Iterable[Row]) -> None:
    flowing = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(flowing, _BATCH)):
            cursor.executemany(statement, batch)


def number_of(number: int) -> str:
    """Give the number of a case."""
    return f"2020-{number:06}"


def _case(number: int, one: str, day: date, cases: int) -> Row:
    living = number >= cases - cases // OPEN
    state, closed = (LIVING[1 + number % 5], None) if living else ("closed", str(day + timedelta(days=20)))
    said = (one, number_of(number), RIGHTS[number % len(RIGHTS)], ("da", "sv", "nb", "en")[number % 4], f"Person {number}", email(number))
    by = day + timedelta(days=30)
    return (
        *said,
        email(number) if closed else "",
        state,
        _moment(day),
        str(day),
        str(by),
        False,
        "done" if closed else "",
        closed,
        closed,
        False,
        living and number % 50 == 0,
    )


def _diary(one: str, day: date) -> Iterator[Row]:
    for at, (by, what) in enumerate((("subject", "received"), ("subject", "open"), ("officer", "decided"), ("officer", "acting"))):
        yield one, _moment(day + timedelta(days=at)), by, what


def _letters(one: str, day: date) -> Iterator[Row]:
    yield one, _moment(day), True, "request", "I ask what you hold about me. " * 5
    yield one, _moment(day + timedelta(days=20)), False, "answer", "We have looked in every system. " * 30


def _posted(one: str, day: date) -> Row:
    return f"{secrets.token_hex(16)}", one, b"", True, _moment(day), str(day + timedelta(days=3650))


def _moment(day: date) -> str:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC).isoformat(" ")


def _log(home: Home, ids: list[str], entries: int) -> None:
    """Write the log, sequenced and signed, after what the home has noted already."""
    home.state.log.checkpoint()
    last = CheckpointRow.objects.order_by("-size")[0]
    peaks = bytes(last.peaks)
    frontier = Frontier(last.size, [peaks[at : at + 32] for at in range(0, len(peaks), 32)])
    _put(_ENTRIES, _entries(ids, entries, frontier))
    signer = home.state.log.signer
    text = sign(Checkpoint(signer.origin, frontier.size, frontier.root()), signer)
    CheckpointRow.objects.create(size=frontier.size, text=text, peaks=b"".join(frontier.peaks), at=home.now())


def _entries(ids: list[str], entries: int, frontier: Frontier) -> Iterator[Row]:
    bodies = [(kind, encode(Entry(kind, "2026-01-02T09:00:00Z", _ANY, step, facts))) for kind, step, facts in _SAID]
    for at in range(entries):
        kind, body = bodies[at % len(bodies)]
        run = ids[at * len(ids) // entries]
        whole = body.replace(_ANY.encode(), run.encode())
        index = frontier.size
        frontier.append(leaf_hash(whole))
        yield index, whole, kind, run


_ANY = "0" * 32
_DONE: dict[str, Fact] = {"system": "crm", "dataset": "customers", "action": "erase", "count": 1, "remaining": 0}
_SAID: tuple[tuple[Kind, str, dict[str, Fact]], ...] = (
    ("requested", "", {"right": "access", "channel": "page", "policy": "3.0"}),
    ("planned", "", {"right": "erase"}),
    ("intended", "crm.customers/rows", {"system": "crm", "dataset": "customers", "action": "erase", "count": 1}),
    ("done", "crm.customers/rows", _DONE),
    ("kept", "", {"article": "GDPR Art. 17(3)(e)", "count": 7, "ground": "legal_claims"}),
    ("answered", "", {"right": "erase"}),
    ("looked", "", {"count": 1}),
    ("recorded", "", {"action": "read"}),
    ("intended", "crm.subscribers/rows", {"system": "crm", "dataset": "subscribers", "action": "erase", "count": 1}),
    ("done", "crm.subscribers/rows", {**_DONE, "dataset": "subscribers"}),
)
