"""One access over six systems, each on its real server, from the person's proved link to the answer in their hands."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from imapclient import IMAPClient

from bench.measure import Figure
from bench.serve import cpu, served, settled
from ombud.cli.demo.build import build
from tests.servers import dovecot, mariadb, postgres
from tests.servers.program import folder
from tests.web.site import Site
from tests.web.test_asking import ask, number, opened, task
from tests.web.test_console import looked_through

ROWS, LETTERS, ROUNDS, GOAL = 20_000, 300, 5, 10.0
SYSTEMS = frozenset({"crm", "mail", "files", "billing", "support", "inbox"})

INVENTORY = """
  billing:
    kind: sql
    at: env:BENCH_BILLING
    datasets:
      payers:
        key: [id]
        activities: {customer: all}
        columns: {id: none, name: {is: name}, email: {is: email, identifies: email}}

  support:
    kind: sql
    at: env:BENCH_SUPPORT
    datasets:
      payers:
        key: [id]
        activities: {customer: all}
        columns: {id: none, name: {is: name}, email: {is: email, identifies: email}}

  inbox:
    kind: mailbox
    at: env:BENCH_INBOX
    own_domains: [fjordraad.example]
    datasets:
      letters:
        folders: [INBOX]
        activities: {enquiry: all}
        columns:
          received: {event: enquiry.received, type: timestamp}
          correspondents: {is: email, identifies: email}
          names: {is: name}
          subject: {is: correspondence}
          body: {is: correspondence}
          message: none
"""


def figures(scale: float, _engines: object) -> Iterator[Figure]:
    """Ask some times, each time for another customer."""
    with _home(max(100, int(ROWS * scale)), max(ROUNDS, int(LETTERS * scale))) as (home, emails), served(home) as at:
        settled(at.process)
        site, rounds = Site(at.url, home), []
        officer = site.officer()
        for email in emails:
            person = ask(site, "access", email)
            case, began, before = number(person), time.perf_counter(), cpu(at.process)
            for verb in ("preview", "decide", "carry-out"):
                told = officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/{verb}")
                assert told.status == 200, told.text
            while 'name="task"' in officer.see(f"/console/cases/{case}/").html:
                officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/task", task=task(site, case), note="looked through")
            looked_through(officer, f"/console/cases/{case}/")
            site.letters(email, 2)
            answer = opened(person.see("/my/da/answer.zip").raw)
            rounds.append((time.perf_counter() - began, cpu(at.process) - before))
            found = {item["system"] for part in ("copy", "review") for item in answer[part]}
            assert found >= SYSTEMS, SYSTEMS - found
        wall, used = median(wall for wall, _ in rounds), median(used for _, used in rounds)
        site.leave()
    what = "access over six systems, proved to delivered"
    yield Figure(
        what, f"{wall:.2f} s ({used:.2f} cpu of the server)", f"{GOAL:g} s", wall / GOAL, 1.0, f"of {len(rounds)}; decided at once"
    )


@contextmanager
def _home(rows: int, letters: int) -> Iterator[tuple[Path, list[str]]]:
    """Build a home of invented people over a SQLite file, a Maildir, files, PostgreSQL, MariaDB and IMAP."""
    with ExitStack() as stack:
        place = stack.enter_context(folder("six")) / "home"
        build(place, today=datetime.now(UTC).date())
        with (place / "inventory.yaml").open("a", encoding="utf-8") as inventory:
            inventory.write(INVENTORY)
        emails = _customers(place)
        billing = postgres.start(stack.enter_context(folder("postgres")))
        stack.callback(billing.program.stop)
        support = mariadb.start(stack.enter_context(folder("mariadb")))
        stack.callback(support.program.stop)
        inbox = dovecot.start(stack.enter_context(folder("dovecot")))
        stack.callback(inbox.program.stop)
        user = inbox.fresh_user()
        at = {"BILLING": billing.url(billing.create()), "SUPPORT": support.url(support.create()), "INBOX": inbox.url(user)}
        os.environ |= {f"BENCH_{name}": url for name, url in at.items()}
        _fill(at["BILLING"], rows, emails)
        _fill(at["SUPPORT"], rows, emails)
        _write(inbox, user, letters, emails)
        yield place, emails


def _customers(place: Path) -> list[str]:
    """Choose customers who share their address with nobody and of whom there are letters, and let them have been met."""
    with closing(sqlite3.connect(place / "systems" / "crm.sqlite")) as crm:
        alone = "SELECT min(email) FROM customers GROUP BY lower(email) HAVING count(*) = 1 AND min(status) = 'customer' ORDER BY min(id)"
        every = [str(email) for (email,) in crm.execute(alone)]
    mail = " ".join(path.read_text("utf-8", "replace").casefold() for path in (place / "systems" / "mail").rglob("*") if path.is_file())
    chosen = [email for email in every if email.casefold() in mail][:ROUNDS]
    met = "".join(f"{email},Somebody,2026-10-01,tea\n" for email in chosen)
    (place / "systems" / "files" / "meetings" / "bench.csv").write_text(f"email,name,met_on,topic\n{met}", "utf-8")
    return chosen


def _fill(url: str, rows: int, emails: list[str]) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE payers (id integer PRIMARY KEY, name varchar(100), email varchar(200))")
        connection.exec_driver_sql("CREATE INDEX payers_email ON payers (email)")
        known = [*emails, *(f"payer{at}@elsewhere.example" for at in range(rows))]
        payers = [{"id": at, "name": f"Payer {at}", "email": email} for at, email in enumerate(known)]
        connection.execute(sa.text("INSERT INTO payers VALUES (:id, :name, :email)"), payers)
    engine.dispose()


def _write(inbox: dovecot.Dovecot, user: str, letters: int, emails: list[str]) -> None:
    with IMAPClient(inbox.host, inbox.port, ssl=False) as client:
        client.login(user, inbox.password)
        for at in range(letters):
            sender = emails[at] if at < len(emails) else f"writer{at}@elsewhere.example"
            client.append("INBOX", f"From: {sender}\r\nTo: kontakt@fjordraad.example\r\nSubject: Hej\r\n\r\nHej.\r\n".encode())
