"""The demo's mailbox: a Maildir with an inbox and the sent copies, real messages in four languages, none of them overdue."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from ombud.cli.demo import words
from ombud.cli.demo.days import FIVE_YEARS, YEAR, between, due_next, due_today, running
from ombud.cli.demo.people import Cast, Client, Person
from ombud.policy.model import Language

ZONE = ZoneInfo("Europe/Copenhagen")
DOMAIN = "fjordraad.example"
_POLICY = default.clone(cte_type="8bit", max_line_length=998)
"""Headers in one line (RFC 5322 §2.1.1 allows 998): where Python 3.11 folds several addresses it may encode the comma between them."""


@dataclass(frozen=True, slots=True)
class House:
    """Whose mailbox it is: the name and the domain it writes from."""

    name: str
    domain: str


FJORDRAAD = House("Fjordraad Rådgivning", DOMAIN)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message: when, with whom, what it says, whether it is ours, which one it answers, whether the address is in capitals."""

    at: datetime
    people: tuple[Person, ...]
    text: words.Letter
    ours: bool = False
    answers: str = ""
    loud: bool = False
    house: House = FJORDRAAD

    @property
    def ident(self) -> str:
        """Name the message as mail systems do; two of one moment with one person do not occur."""
        host = self.house.domain if self.ours else self.people[0].email.partition("@")[2]
        return f"<{self.at:%Y%m%d%H%M%S}.{sha256(self.people[0].email.encode()).hexdigest()[:12]}@{host}>"


def create(box: Path) -> None:
    """Make the empty mailbox: the inbox and, as Maildir++ has it, the folder Sent beside its parts."""
    for folder in (box, box / ".Sent"):
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
    (box / ".Sent" / "maildirfolder").touch()


def fill(box: Path, cast: Cast, rng: Random, today: date) -> None:
    """Put all letters of the cast into the mailbox, and one that is badly made."""
    for mail in _letters(cast, rng, today):
        deliver(box, mail)
    _malformed(box, at_work(today - timedelta(33), rng))


def deliver(box: Path, mail: Mail) -> None:
    """Write one message as a mail server would, its file as old as the letter."""
    folder = box / ".Sent" if mail.ours else box
    unique = sha256(mail.ident.encode()).hexdigest()[:16]
    _write(
        folder / "cur" / f"{int(mail.at.timestamp())}.R{unique}.{mail.house.domain.partition('.')[0]}:2,S",
        _message(mail).as_bytes(),
        mail.at,
    )


def at_work(day: date, rng: Random) -> datetime:
    """Invent a moment of a working day, where the firm is."""
    return datetime.combine(day, time(rng.randint(7, 16), rng.randint(0, 59), rng.randint(0, 59)), ZONE)


def enquiry(rng: Random, person: Person, at: datetime) -> Mail:
    """Let a person ask something."""
    return Mail(at, (person,), _said(rng.choice(words.ENQUIRIES[person.language]), person))


def reply(rng: Random, mail: Mail, at: datetime) -> Mail:
    """Answer a letter; the answer lies among the sent copies."""
    writer = mail.people[0]
    body = _signed(rng.choice(words.REPLIES[writer.language]), rng.choice(words.OURS), writer.language)
    return Mail(at, mail.people, (f"Re: {mail.text[0]}", body), ours=True, answers=mail.ident)


def customer_letter(rng: Random, client: Client, at: datetime) -> Mail:
    """Let a customer write about the work."""
    return Mail(at, (client.person,), _said(rng.choice(words.CUSTOMERS[client.person.language]), client.person))


def _said(letter: words.Letter, person: Person, other: str = "") -> words.Letter:
    subject, text = letter
    return subject, _signed(text.format(other=other), person.name, person.language)


def _signed(text: str, name: str, language: Language) -> str:
    hello, goodbye = words.MANNERS[language]
    return f"{hello}\n\n{text}\n\n{goodbye}\n{name}\n"


def _letters(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    yield from _enquiries(cast, rng, today)
    yield from _customers(cast, rng, today)
    yield from _prospects(cast, rng, today)
    yield from _network(cast, rng, today)
    yield from _several(cast, rng, today)
    yield from _mentions(cast, rng, today)
    yield from _at_the_boundary(cast, rng, today)


def _answered(rng: Random, mail: Mail, today: date) -> Iterator[Mail]:
    """Give a letter and, a day or more later, our answer."""
    yield mail
    day = mail.at.date() + timedelta(rng.randint(1, 6))
    if day < today:
        yield reply(rng, mail, at_work(day, rng))


def _enquiries(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    """Let the enquirers ask, and some subscribers; three in four are answered."""
    for at, person in enumerate((*cast.enquirers, *cast.subscribers[:40])):
        mail = enquiry(rng, person, at_work(running(rng, YEAR, today), rng))
        yield from _answered(rng, mail, today) if at % 4 else (mail,)


def _customers(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    """Let every fifth customer write in the two years before the last service: letters older than any enquiry may be."""
    for client in (cast.asks_access, cast.asks_erasure, *cast.clients[25::5]):
        day = between(rng, client.served - timedelta(700), client.served - timedelta(5))
        yield from _answered(rng, customer_letter(rng, client, at_work(day, rng)), today)
    first = enquiry(rng, cast.asks_erasure.person, at_work(today - timedelta(900), rng))
    yield from _answered(rng, first, today)


def _prospects(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    """Let prospects who still talk with us write; they stand at the even places of the cast."""
    for person in cast.prospects[6:126:2]:
        yield from _answered(rng, enquiry(rng, person, at_work(today - timedelta(rng.randint(3, 600)), rng)), today)


def _network(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    """Let contacts write within five years; from some there is only what we sent, and some write their address in capitals."""
    for at, person in enumerate((*cast.written, *cast.newcomers[:30])):
        day = running(rng, FIVE_YEARS, today) if at < len(cast.written) else today - timedelta(rng.randint(1, 9))
        letter = _said(rng.choice(words.NETWORK[person.language]), person)
        yield Mail(at_work(day, rng), (person,), letter, ours=at % 3 == 0, loud=at % 5 == 0)


def _several(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    """Let two customers write together, and answer both: what one of them asks for must not touch the other."""
    for first, second in zip(cast.clients[2:20:2], cast.clients[3:20:2], strict=True):
        letter = _said(rng.choice(words.CUSTOMERS[first.person.language]), first.person)
        yield from _answered(rng, Mail(at_work(today - timedelta(rng.randint(5, 300)), rng), (first.person, second.person), letter), today)


def _mentions(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    """Let customers name somebody else in what they write."""
    named = (cast.asks_access.person, cast.asks_erasure.person, *cast.prospects[-23:])
    for client, other in zip(cast.clients[-25:], named, strict=True):
        letter = _said(words.MENTIONS[client.person.language], client.person, other.name)
        yield Mail(at_work(today - timedelta(rng.randint(2, 300)), rng), (client.person,), letter)


def _at_the_boundary(cast: Cast, rng: Random, today: date) -> Iterator[Mail]:
    """Let two enquiries come just after midnight where the firm is: one is due today, one tomorrow, though in UTC it is a day less."""
    for person, day in zip(cast.boundary[-2:], (due_today(YEAR, today), due_next(YEAR, today)), strict=True):
        yield enquiry(rng, person, datetime.combine(day, time(0, 12), ZONE))


def _message(mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    ours = Address(mail.house.name, "post", mail.house.domain)
    theirs = [Address(p.name, addr_spec=p.email.upper() if mail.loud else p.email) for p in mail.people]
    if not mail.ours:
        message["Received"] = f"from mx.{mail.people[0].email.partition('@')[2]} by mx.{mail.house.domain}; {format_datetime(mail.at)}"
    message["From"], message["To"] = (ours, theirs) if mail.ours else (theirs[0], ours)
    if not mail.ours and theirs[1:]:
        message["Cc"] = theirs[1:]
    message["Subject"], message["Message-ID"] = mail.text[0], mail.ident
    if mail.answers:
        message["In-Reply-To"] = message["References"] = mail.answers
    message["Date"] = format_datetime(mail.at)
    message.set_content(mail.text[1], charset="utf-8")
    return message


def _malformed(box: Path, at: datetime) -> None:
    """Write a message with raw bytes in its headers, a charset that does not exist and a part that never ends."""
    head = f"Date: {format_datetime(at)}\nTo: post@{DOMAIN}\nMessage-ID: <broken>\n".encode()
    name, text = "From: G\xf6sta Sj\xf6 <gosta@trasigt.example>\nSubject: Fr\xe5ga\n", "Hej\n\nN\xe5gon d\xe4r?\n"
    parts = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="aa\n\n--aa\nContent-Type: text/plain; charset=x-none\n\n'
    _write(box / "new" / f"{int(at.timestamp())}.M0.broken", head + (name + parts + text).encode("latin-1"), at)


def _write(path: Path, content: bytes, at: datetime) -> None:
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
