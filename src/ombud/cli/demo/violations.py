"""Twelve broken promises of six kinds, planted where a correct first look must find them and a correct sweep must end them."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from ombud.cli.demo import files, mail, sql, words
from ombud.cli.demo.days import AT_ONCE, TEN_YEARS, YEAR, overdue
from ombud.cli.demo.people import Client, Person


@dataclass(frozen=True, slots=True)
class Violation:
    """Items of one kind kept past their time: the rule they break and where they stand.

    `count` counts persons or items (a customer once); `along` names the rows of other datasets that are overdue with them,
    such as the customer's orders.
    """

    kind: str
    rule: str
    system: str
    dataset: str
    count: int
    words: str
    along: tuple[tuple[str, int], ...] = ()


def plant(home: Path, today: date, forgotten: Sequence[Person], rng: Random) -> tuple[Violation, ...]:
    """Plant the twelve in a built home; the first of each kind is one day overdue, the others longer."""
    systems, people = home / "systems", iter(forgotten)
    with closing(sqlite3.connect(systems / "crm.sqlite")) as crm, crm:
        crm.execute("PRAGMA foreign_keys = ON")
        return (
            _customers(crm, systems / "mail", [next(people), next(people)], rng, today),
            _prospects(crm, [next(people), next(people)], today),
            _subscribers(crm, [next(people), next(people)], rng, today),
            _enquiries(systems / "mail", [next(people), next(people)], rng, today),
            _documents(crm, systems / "files", next(people), today),
            _visits(systems / "files", rng, today),
        )


def _customers(crm: sqlite3.Connection, box: Path, people: Sequence[Person], rng: Random, today: date) -> Violation:
    """Forget two customers, each with two orders and a note; one of them wrote to us and was answered."""
    clients = [Client(person, overdue(TEN_YEARS, today, days)) for person, days in zip(people, (1, 140), strict=True)]
    for client in clients:
        owner = sql.add_customer(crm, rng, client)
        sql.add_orders(crm, rng, owner, client, 2)
        sql.add(crm, "case_notes", customer_id=owner, note=words.NOTES[client.person.language][0], written_on=client.served)
    letter = mail.customer_letter(rng, clients[1], mail.at_work(clients[1].served - timedelta(20), rng))
    mail.deliver(box, letter)
    mail.deliver(box, mail.reply(rng, letter, mail.at_work(clients[1].served - timedelta(18), rng)))
    along = (("crm.orders", 4), ("crm.case_notes", 2), ("mail.letters", 2))
    return Violation("customers", "customer-claims", "crm", "customers", 2, "customers kept past ten years after the last service", along)


def _prospects(crm: sqlite3.Connection, people: Sequence[Person], today: date) -> Violation:
    for person, days in zip(people, (1, 75), strict=True):
        sql.add_prospect(crm, person, overdue(YEAR, today, days))
    return Violation("prospects", "prospect", "crm", "customers", 2, "prospects kept past a year after the dialogue ended")


def _subscribers(crm: sqlite3.Connection, people: Sequence[Person], rng: Random, today: date) -> Violation:
    for person, days in zip(people, (1, 19), strict=True):
        sql.add_subscriber(crm, rng, person, today, left=overdue(AT_ONCE, today, days))
    return Violation("subscribers", "newsletter-subscriber", "crm", "subscribers", 2, "subscribers who left and are still on the list")


def _enquiries(box: Path, people: Sequence[Person], rng: Random, today: date) -> Violation:
    """Forget two enquiries, one of them in the last minutes of its day, and the sent copy of an answer."""
    late = mail.enquiry(rng, people[0], datetime.combine(overdue(YEAR, today, 1), time(23, 48), mail.ZONE))
    older = mail.enquiry(rng, people[1], mail.at_work(overdue(YEAR, today, 61), rng))
    for letter in (late, older, mail.reply(rng, older, mail.at_work(overdue(YEAR, today, 58), rng))):
        mail.deliver(box, letter)
    return Violation("enquiries", "enquiry-mail", "mail", "letters", 3, "enquiries in the mailbox past a year, one of them a sent copy")


def _documents(crm: sqlite3.Connection, drive: Path, person: Person, today: date) -> Violation:
    decided = overdue(AT_ONCE, today, 9)
    case = sql.add_case(crm, person, words.REQUESTS[0], decided, decided)
    files.put_document(drive, case, decided - timedelta(4))
    return Violation("identity-documents", "id-document", "files", "identity", 1, "identity document kept after the case was decided")


def _visits(drive: Path, rng: Random, today: date) -> Violation:
    for days in (1, 47):
        files.add_visit(drive, f"{rng.getrandbits(64):016x}", overdue(YEAR, today, days), words.PAGES[0])
    return Violation("visits", "website-visits", "files", "visits", 2, "visits to the website kept past twelve months")
