"""Copies of the demo home: cheap to make, easy to break, and looked at through the command line."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from ombud.cli.demo.build import Built
from tests.front import Told, run

Facts = dict[str, Any]
TODAY = datetime.now(ZoneInfo("Europe/Copenhagen")).date()


@dataclass(frozen=True)
class Copy:
    """A copy of a demo home that was just built and looked at."""

    folder: Path
    built: Built

    # ------------------------------------------------------------------ looking

    def run(self, *args: object) -> Told:
        """Run a command in the home."""
        return run(*args, "--home", self.folder)

    def told(self, *args: object) -> dict[str, Facts]:
        """Tell how the promises stand, by id."""
        return {promise["id"]: promise for promise in self.run("promises", "--json", *args).json["promises"]}

    def look(self, *only: str) -> dict[str, Facts]:
        """Look at all promises, or at some, and tell how they stand."""
        return self.told("--run", *(part for one in only for part in ("--only", one)))

    def done(self, *args: object) -> None:
        """Run a command that must succeed."""
        told = self.run(*args)
        assert told.code == 0, told.err

    def addresses(self, table: str) -> list[str]:
        """List the addresses in a table of the customer system, each once."""
        with self.crm() as crm:
            return [str(row[0]) for row in crm.execute(f"SELECT DISTINCT email FROM {table} WHERE email > '' ORDER BY id")]

    def agree(self, purpose: str, *addresses: str) -> None:
        """Record that people agreed, as they would tell by telephone."""
        for at in range(0, len(addresses), 100):
            told = "\n".join(f"email:{one}" for one in addresses[at : at + 100])
            self.done("consent", "give", "--subject", told, "--purpose", purpose, "--method", "phone")

    def sweep(self) -> int:
        """Show what is due and carry it out; tell how many rows went."""
        plan = self.run("sweep", "--json").json["plan"]
        return sum(line["done"] for line in self.run("sweep", "--carry-out", plan, "--json").json["datasets"])

    # ------------------------------------------------------------------ ways to break it

    @contextmanager
    def crm(self) -> Iterator[sqlite3.Connection]:
        """Write into the customer system."""
        with closing(sqlite3.connect(self.folder / "systems/crm.sqlite")) as connection, connection:
            yield connection

    @contextmanager
    def state(self) -> Iterator[sqlite3.Connection]:
        """Write into the home's own database, as somebody who has it in hand."""
        with closing(sqlite3.connect(self.folder / "var/ombud.sqlite")) as connection, connection:
            yield connection

    @contextmanager
    def policy(self) -> Iterator[Facts]:
        """Change the facts of the policy."""
        with self._facts("policy.yaml") as facts:
            yield facts

    @contextmanager
    def datasets(self, system: str = "crm") -> Iterator[Facts]:
        """Change what the inventory says of the datasets of a system."""
        with self.systems() as systems:
            yield systems[system]["datasets"]

    @contextmanager
    def systems(self) -> Iterator[Facts]:
        """Change what the inventory says of the systems."""
        with self._facts("inventory.yaml") as facts:
            yield facts["systems"]

    @contextmanager
    def _facts(self, name: str) -> Iterator[Facts]:
        path = self.folder / name
        facts = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 - it makes nothing but text, lists and maps
        yield facts
        path.write_text(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False), "utf-8")

    def add_case(self, right: str, what: str, **said: str) -> None:
        """Put a case and a line of its diary into the state."""
        with self.state() as state:
            add_case(state, right, what, **said)

    def hand_over_without_a_ground(self) -> None:
        """Hand data to others against the policy: refused before it is done, and noted when it was done all the same."""
        for activity, to, why in (
            ("network", "public-authorities", "referral"),
            ("network", "network-members", "service_asked_for"),
            ("website", "site-statistics", "consent"),
            ("customer", "other-controllers", "legal_claims"),
        ):
            about = ("--subject", "email:nogen@nowhere.example", "--activity", activity, "--to", to, "--why", why)
            assert [self.run("disclose", *about, *more).code for more in ((), ("--already",))] == [1, 1]

    def leave_mail(self, ago: timedelta) -> None:
        """Name a mailbox for requests, in which a letter has lain for a while."""
        with (self.folder / "ombud.toml").open("a") as settings:
            settings.write('\n[mail]\ninbox = "maildir:inbox"\n')
        for part in ("cur", "new", "tmp"):
            (self.folder / "inbox" / part).mkdir(parents=True)
        letter = self.folder / "inbox/new/1.1.here"
        letter.write_bytes(b"From: nogen@nowhere.example\r\nSubject: Indsigt\r\n\r\nHvad ved I om mig?\r\n")
        os.utime(letter, (came := (datetime.now(UTC) - ago).timestamp(), came))

    def rule(self, policy: Facts, activity: str, rule: str) -> Facts:
        """Give a retention rule, to change it."""
        return next(one for one in policy["activities"][activity]["retention"] if one["rule"] == rule)

    @property
    def mail(self) -> Path:
        """The folder of the mailbox."""
        return self.folder / "systems/mail"

    @property
    def drive(self) -> Path:
        """The folder of files."""
        return self.folder / "systems/files"


Planting = Callable[[Copy], None]


def add_case(store: sqlite3.Connection, right: str, what: str, by: str = "somebody", **said: str) -> None:
    """Put a case and a line of its diary into the state of a home, also as the desk would never write them."""
    day, moment = TODAY.isoformat(), datetime.now(UTC).isoformat(sep=" ")
    row: dict[str, str | int] = {"id": "c" * 32, "number": "2026-000001", "right": right, "language": "da", "channel": "phone"}
    row |= {
        "changes": "{}",
        "identifiers": "{}",
        "received_at": moment,
        "received_on": day,
        "answer_by": (TODAY + timedelta(30)).isoformat(),
    }
    row |= dict.fromkeys(("extended", "waited_days", "direct", "tries", "news"), 0)
    row |= dict.fromkeys(("guess", "purpose", "wish", "name", "email", "asked_by"), "")
    row |= dict.fromkeys(("handler", "plan", "outcome", "evidence"), "")
    row |= said
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    store.execute(f"INSERT INTO rights_caserow ({names}) VALUES ({marks})", list(row.values()))
    event = (row["id"], moment, by, what, "")
    store.execute('INSERT INTO rights_eventrow (case_id, at, "by", what, note) VALUES (?, ?, ?, ?, ?)', event)


def copy(template: Path, to: Path) -> Path:
    """Copy a home; letters are never written to in place, so they may be the same files."""

    def put(source: str, target: str) -> str:
        if "/mail/" in source:
            os.link(source, target)
            return target
        return shutil.copy2(source, target)

    return shutil.copytree(template, to, copy_function=put)
