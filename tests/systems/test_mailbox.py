"""A mailbox, on disk and on a real server: what a message tells, and which messages an erasure takes."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from imapclient import IMAPClient
from imapclient.imap_utf7 import encode

from ombud.errors import BadInputError, MisconfiguredError, RefusedError
from ombud.inventory.model import Column, Dataset, System
from ombud.plan.model import (
    ALWAYS,
    Change,
    Col,
    EraseRows,
    Everything,
    Is,
    Knows,
    Matching,
    OfPerson,
    Own,
    Passed,
    SetFields,
    Term,
    Where,
    Within,
)
from ombud.systems.mailbox.connector import MailboxConnector
from tests.servers.dovecot import Dovecot

OSLO = ZoneInfo("Europe/Oslo")
EVENING = datetime(2024, 5, 1, 22, 30, tzinfo=UTC)
"""Already the next day in Oslo."""
LETTERS = Dataset(
    activities={"enquiry": "all"},
    columns={"received": Column(event="enquiry.received"), "correspondents": Column(is_="email", identifies="email")},
    folders=("INBOX", "Sent", "Arkiv/*"),
)
EVERYTHING = Everything()


@dataclass
class Box:
    """A mailbox of the house fjordraad.example, filled by hand and opened as a system."""

    at: str
    maildir: Path
    server: Dovecot | None = None
    user: str = ""
    opened: list[MailboxConnector] = field(default_factory=list)

    def put(self, folder: str, *lines: str, raw: bytes = b"", when: datetime = EVENING) -> None:
        data = raw or "\r\n".join(lines).encode()
        if self.server:
            self._append(folder, data, when)
        else:
            write(self.maildir, folder, data, when)

    def _append(self, folder: str, data: bytes, when: datetime) -> None:
        assert self.server
        with IMAPClient(self.server.host, self.server.port, ssl=False) as client:
            client.login(self.user, self.server.password)
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.append(folder, data, msg_time=when)

    def open(
        self, datasets: Mapping[str, Dataset] | None = None, *, read_only: bool = False, ignore: tuple[str, ...] = ()
    ) -> MailboxConnector:
        system = System("mailbox", "env:MAIL", datasets or {"letters": LETTERS}, own_domains=("Fjordraad.example",), ignore=ignore)
        self.opened.append(MailboxConnector(system, "mail", self.at, OSLO, read_only))
        return self.opened[-1]


def write(maildir: Path, folder: str, data: bytes, when: datetime = EVENING, name: str = "") -> Path:
    """Lay a message into a Maildir as Dovecot lays out its folders."""
    place = maildir if folder == "INBOX" else maildir / f".{encode(folder.replace('/', '.')).decode()}"
    for part in ("cur", "new", "tmp"):
        (place / part).mkdir(parents=True, exist_ok=True)
    file = place / "cur" / (name or f"{len(list((place / 'cur').iterdir())):04}.nordlys:2,S")
    file.write_bytes(data)
    os.utime(file, (when.timestamp(), when.timestamp()))
    return file


@pytest.fixture(params=["maildir", "imap"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Box]:
    """An empty mailbox of each kind."""
    box = on_disk(tmp_path) if request.param == "maildir" else on_server(*map(request.getfixturevalue, ("dovecot", "mailbox_user")))
    yield box
    for each in box.opened:
        each.close()


def on_disk(maildir: Path) -> Box:
    write(maildir, "INBOX", b"").unlink()
    return Box(f"maildir:{maildir}", maildir)


def on_server(server: Dovecot, user: str) -> Box:
    return Box(server.url(user), server.maildir(user), server, user)


@pytest.fixture
def mail(box: Box) -> MailboxConnector:
    """A mailbox with a letter each way, a thread with others, and one that nobody bound."""
    box.put("INBOX", "From: Bodil Juhl <Bodil.Juhl@nordlys.example>", "To: post@fjordraad.example", "Subject: Tilbud", "", "Hej. Mvh Bodil")
    box.put("Sent", "From: post@fjordraad.example", "To: bodil.juhl@nordlys.example", "Subject: Re: Tilbud", "", "Hej igen")
    box.put("INBOX", "From: bodil.juhl@nordlys.example", "To: post@fjordraad.example, ib@elv.example", "Subject: Os tre", "", "Hej begge")
    box.put(
        "Arkiv/Ældre", "From: ib@elv.example", "To: post@fjordraad.example", "Subject: Om", "", "Skriv til <Bodil.Juhl@Nordlys.example>!"
    )
    box.put("Udkast", "To: bodil.juhl@nordlys.example", "Subject: Aldrig sendt", "", "...")
    return box.open()


def bodil(*, fold: bool = True) -> Matching:
    return Matching(("correspondents",), (("BODIL.Juhl@nordlys.example",),), fold=fold)


def subjects(mail: MailboxConnector, within: Within = EVERYTHING) -> list[str]:
    return sorted(str(subject) for (subject,) in mail.read("letters", [Col("subject")], within))


def erased(mail: MailboxConnector, within: Where | Matching) -> int:
    return mail.apply([EraseRows("letters", within)])[0]


def test_every_folder_is_told_and_the_unbound_one_has_no_dataset(mail: MailboxConnector) -> None:
    found = {each.name: each.dataset for each in mail.describe()}
    assert {"INBOX": "letters", "Sent": "letters", "Arkiv/Ældre": "letters", "Udkast": None}.items() <= found.items()


def test_a_folder_that_the_inventory_ignores_is_not_told(box: Box) -> None:
    box.put("Udkast", "Subject: Aldrig sendt", "", "")
    assert "Udkast" not in {each.name for each in box.open(ignore=("Udk*",)).describe()}


def test_a_message_tells_who_wrote_and_when_it_came(mail: MailboxConnector) -> None:
    terms: list[Term] = [Col("folder"), Col("correspondents"), Col("names"), Col("received"), Own("received")]
    sent, inbox = (row for row in mail.read("letters", terms, Where(Is("subject", ("Tilbud", "Re: Tilbud")))))
    assert inbox[:3] == ("Sent", ("bodil.juhl@nordlys.example",), ())
    assert sent == ("INBOX", ("bodil.juhl@nordlys.example",), ("Bodil Juhl",), EVENING, date(2024, 5, 2))


def test_a_message_is_read_whole_when_it_is_asked_for(mail: MailboxConnector) -> None:
    ((raw, body, size),) = mail.read("letters", [Col("message"), Col("body"), Col("size")], Where(Is("subject", ("Tilbud",))))
    assert isinstance(raw, bytes)
    assert raw.endswith(b"\r\n\r\nHej. Mvh Bodil")
    assert (body, size) == ("Hej. Mvh Bodil", len(raw))


def test_rows_come_in_the_order_of_their_keys(mail: MailboxConnector) -> None:
    keys = list(mail.read("letters", [Col("folder"), Col("id")], EVERYTHING))
    assert keys == sorted(keys, key=str)
    assert len(set(keys)) == mail.count("letters", EVERYTHING) == 4


def test_an_address_finds_its_messages_in_every_bound_folder(mail: MailboxConnector) -> None:
    assert subjects(mail, bodil()) == ["Os tre", "Re: Tilbud", "Tilbud"]
    assert subjects(mail, bodil(fold=False)) == ["Os tre", "Re: Tilbud", "Tilbud"]


def test_a_mention_finds_only_messages_that_are_not_the_persons_own(mail: MailboxConnector) -> None:
    assert subjects(mail, Matching(("body",), (("bodil.juhl@nordlys.example",),))) == ["Om"]
    assert subjects(mail, Matching(("body",), (("il.juhl@nordlys.example",),))) == []


def test_a_name_in_the_body_is_found_at_word_bounds(mail: MailboxConnector) -> None:
    assert subjects(mail, Matching(("body",), (("BEGGE",), ("beg",)))) == ["Os tre"]


def test_erasing_a_person_leaves_threads_with_others_and_unbound_folders(mail: MailboxConnector, box: Box) -> None:
    assert erased(mail, bodil()) == 2
    assert subjects(mail) == ["Om", "Os tre"]
    draft = box.open({"drafts": Dataset(activities={"enquiry": "all"}, columns={}, folders=("Udkast",))})
    assert draft.count("drafts", EVERYTHING) == 1


def test_erasing_again_finds_nothing(mail: MailboxConnector) -> None:
    assert [erased(mail, bodil()), erased(mail, bodil())] == [2, 0]


def test_erasing_by_key_takes_exactly_those_messages(mail: MailboxConnector) -> None:
    (key,) = mail.read("letters", [Col("folder"), Col("id")], Where(Is("subject", ("Os tre",))))
    assert erased(mail, Matching(("folder", "id"), (key, ("INBOX", "nobody"), ("Nowhere", "1")))) == 1
    assert subjects(mail) == ["Om", "Re: Tilbud", "Tilbud"]


def test_time_that_has_passed_erases_whole_messages(mail: MailboxConnector, box: Box) -> None:
    box.put("INBOX", "From: ib@elv.example", "Subject: Ny", "", when=datetime(2024, 5, 9, tzinfo=UTC))
    assert sum(mail.sweep(EraseRows("letters", Where(Passed(Own("received"), date(2024, 5, 2)))))) == 4
    assert subjects(mail) == ["Ny"]


def test_the_day_before_its_day_nothing_is_erased(mail: MailboxConnector) -> None:
    assert list(mail.sweep(EraseRows("letters", Where(Passed(Own("received"), date(2024, 5, 1)))))) == []


def test_two_readers_of_one_mailbox_do_not_disturb_each_other(mail: MailboxConnector) -> None:
    one, other = (mail.read("letters", [Col("subject"), Col("body")], EVERYTHING) for _ in range(2))
    assert list(zip(one, other, strict=True)) == [(row, row) for row in mail.read("letters", [Col("subject"), Col("body")], EVERYTHING)]


MALFORMED = {
    "no header at all": b"\r\n\r\nJust text",
    "a broken line among the fields": b"From: ib@elv.example\r\nthis is no field\r\nTo: jo@elv.example\r\n\r\n.",
    "a charset nobody knows": b"From: =?klingon?q?x=FF?= <ib@elv.example>\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe",
    "broken base64": b"From: ib@elv.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=A",
    "a date that is none": b"Date: in spring\r\nFrom: ib@elv.example\r\n\r\n.",
    "parts that never end": b"From: ib@elv.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n",
    "parts a thousand deep": b"From: ib@elv.example\r\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000)),
    "a number of three thousand digits": b"From: a@elv.example\r\nContent-Type: text/plain; name*" + b"9" * 5000 + b"*=x\r\n\r\n.",
    "raw letters outside ASCII": "From: Bjørn <bjørn@elv.example>\r\nSubject: Smørrebrød\r\n\r\næøå".encode("latin-1"),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_mail_is_a_row_and_hides_no_other(box: Box, raw: bytes) -> None:
    box.put("INBOX", raw=raw)
    box.put("INBOX", "From: ib@elv.example", "Subject: Hel", "", ".")
    columns = [Col(each) for each in ("subject", "correspondents", "names", "body", "attachments", "received")]
    rows = list(box.open().read("letters", columns, EVERYTHING))
    assert len(rows) == 2
    assert "Hel" in {row[0] for row in rows}


def test_a_broken_line_hides_no_correspondent(box: Box) -> None:
    box.put("INBOX", raw=MALFORMED["a broken line among the fields"])
    assert erased(box.open(), Matching(("correspondents",), (("ib@elv.example",),))) == 0


def test_an_empty_message_is_a_row(box: Box) -> None:
    box.put("INBOX", "Subject: x", "", "")
    (file,) = [each for part in ("cur", "new") for each in (box.maildir / part).iterdir()]
    file.write_bytes(b"")
    (file.rename(file.with_name(file.name.partition(",")[0])) if "," in file.name else file)
    assert list(box.open().read("letters", [Col("correspondents")], EVERYTHING)) == [((),)]


REFUSED: dict[str, Change] = {
    "a message is never rewritten": SetFields("letters", (("subject", None),), Where(Is("subject", ("x",)))),
    "all messages are never meant": EraseRows("letters", Where(ALWAYS)),
    "a mere mention is not erased": EraseRows("letters", Matching(("body",), (("x@y.example",),))),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_what_no_mailbox_can_do_is_refused(mail: MailboxConnector, change: Change) -> None:
    assert mail.refuse(change)
    with pytest.raises(RefusedError):
        mail.apply([change])
    assert mail.count("letters", EVERYTHING) == 4


def test_what_a_mailbox_can_do_is_not_refused(mail: MailboxConnector) -> None:
    assert mail.refuse(EraseRows("letters", bodil())) is None


@pytest.mark.parametrize(
    "condition", [Passed(OfPerson("enquiry.received"), date(2024, 1, 1)), Knows("crm.customers", "customer", expected=True)]
)
def test_what_only_other_systems_know_is_refused(mail: MailboxConnector, condition: Passed | Knows) -> None:
    with pytest.raises(RefusedError):
        mail.count("letters", Where(condition))


def test_a_mailbox_opened_for_looking_erases_nothing(mail: MailboxConnector, box: Box) -> None:
    with pytest.raises(RefusedError, match="system-read-only"):
        erased(box.open(read_only=True), bodil())
    assert mail.count("letters", bodil()) == 3


def test_a_column_that_mail_has_not_is_told(mail: MailboxConnector) -> None:
    with pytest.raises(BadInputError, match="colour"):
        mail.read("letters", [Col("colour")], EVERYTHING)


def test_a_dataset_without_a_folder_is_missing(box: Box) -> None:
    gone = Dataset(activities={"enquiry": "all"}, columns={}, folders=("Forsvundet",))
    mail = box.open({"gone": gone})
    assert "gone" not in {each.dataset for each in mail.describe()}
    with pytest.raises(MisconfiguredError, match=r"mail\.gone"):
        mail.count("gone", EVERYTHING)


@pytest.mark.parametrize(("one", "other"), [("INBOX", "inbox"), ("Arkiv/*", "*/2019"), ("Sent", "S?nt"), ("A[bc]", "Ab")])
def test_one_folder_cannot_be_bound_twice(tmp_path: Path, one: str, other: str) -> None:
    both = {name: Dataset(activities={}, columns={}, folders=(pattern,)) for name, pattern in (("a", one), ("b", other))}
    with pytest.raises(BadInputError, match="overlap"):
        Box(f"maildir:{tmp_path}", tmp_path).open(both)


def test_no_error_tells_what_a_mail_says(box: Box) -> None:
    box.put("INBOX", "From: ib@elv.example", "Subject: Skovmærke", "", "Skovmærke")
    mail = box.open(read_only=True)
    key = Matching(("correspondents",), (("skovmærke@elv.example",),))
    with pytest.raises(RefusedError) as told:
        erased(mail, key)
    assert "skovmærke" not in f"{told.value}{told.value.__cause__}".lower()
