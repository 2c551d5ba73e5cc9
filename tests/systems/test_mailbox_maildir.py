"""What is special about a Maildir on disk: its layouts, its flags, programs that move mail meanwhile, broken folders."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ombud.errors import MisconfiguredError
from ombud.inventory.model import Dataset, System
from ombud.plan.model import Col, EraseRows, Everything, Is, Matching, Where
from ombud.systems.mailbox.connector import MailboxConnector

LETTER = b"From: ib@elv.example\nTo: post@fjordraad.example\nSubject: Hej\n\nHej\n"
ALL_MAIL = Dataset(activities={"enquiry": "all"}, columns={}, folders=("*",))
IB = Matching(("correspondents",), (("ib@elv.example",),), fold=True)


def lay(place: Path, name: str = "1.nordlys", data: bytes = LETTER, part: str = "cur") -> Path:
    for each in ("cur", "new", "tmp"):
        (place / each).mkdir(parents=True, exist_ok=True)
    (place / part / name).write_bytes(data)
    return place / part / name


def opened(root: Path) -> MailboxConnector:
    system = System("mailbox", "maildir:mail", {"mail": ALL_MAIL}, own_domains=("fjordraad.example",))
    return MailboxConnector(system, "mail", f"maildir:{root}", ZoneInfo("Europe/Oslo"), read_only=False)


def folders(root: Path) -> list[str]:
    return [each.name for each in opened(root).describe()]


def ids(root: Path) -> list[object]:
    return [id_ for (id_,) in opened(root).read("mail", [Col("id")], Everything())]


def test_dot_folders_are_folders_below_the_inbox(tmp_path: Path) -> None:
    for place in (".", ".Sent", ".Arkiv.2019", ".&AMY-rlige.&ANg-l &- vand", ".Smør"):
        lay(tmp_path / place)
    assert folders(tmp_path) == ["Arkiv/2019", "INBOX", "Sent", "Smør", "Ærlige/Øl & vand"]


def test_plain_folders_are_found_at_any_depth(tmp_path: Path) -> None:
    for place in ("INBOX", "Sent", "Arkiv/2019/Maj", "Arkiv/cur-iøst"):
        lay(tmp_path / place)
    assert folders(tmp_path) == ["Arkiv/2019/Maj", "Arkiv/cur-iøst", "INBOX", "Sent"]


def test_a_folder_linked_from_elsewhere_is_not_followed(tmp_path: Path) -> None:
    outside = lay(tmp_path / "outside")
    lay(tmp_path / "mail" / "INBOX")
    (tmp_path / "mail" / "Linked").symlink_to(tmp_path / "outside")
    (tmp_path / "mail" / "INBOX" / "cur" / "2.linked").symlink_to(outside)
    assert opened(tmp_path / "mail").apply([EraseRows("mail", IB)]) == (1,)
    assert outside.exists()


def test_flags_are_no_part_of_a_messages_id(tmp_path: Path) -> None:
    lay(tmp_path, "1.nordlys:2,RS")
    lay(tmp_path, "2.nordlys", part="new")
    lay(tmp_path, ".hidden")
    assert ids(tmp_path) == ["1.nordlys", "2.nordlys"]


def test_every_copy_of_a_message_with_other_flags_goes(tmp_path: Path) -> None:
    copies = [lay(tmp_path, "1.nordlys:2,S"), lay(tmp_path, "1.nordlys:2,ST"), lay(tmp_path, "1.nordlys", part="new")]
    assert opened(tmp_path).apply([EraseRows("mail", IB)]) == (1,)
    assert not any(each.exists() for each in copies)


def test_a_message_whose_flags_change_while_it_is_read_is_still_read(tmp_path: Path) -> None:
    lay(tmp_path, "1.nordlys:2,")
    second = lay(tmp_path, "2.nordlys:2,")
    rows = opened(tmp_path).read("mail", [Col("id"), Col("body")], Everything())
    reader = opened(tmp_path)._source.heads("INBOX")  # noqa: SLF001 - between two messages of one window no public step stands still
    next(reader)
    second.rename(second.with_name("2.nordlys:2,S"))
    assert [each.id for each in reader] == ["2.nordlys"]
    assert list(rows) == [("1.nordlys", "Hej\n"), ("2.nordlys", "Hej\n")]


def test_a_message_that_goes_while_it_is_read_is_no_row(tmp_path: Path) -> None:
    lay(tmp_path, "1.nordlys")
    second = lay(tmp_path, "2.nordlys")
    reader = opened(tmp_path)._source.heads("INBOX")  # noqa: SLF001 - as above
    next(reader)
    second.unlink()
    assert list(reader) == []


def test_a_message_without_dates_came_when_its_file_was_written(tmp_path: Path) -> None:
    os.utime(lay(tmp_path), (1_700_000_000, 1_700_000_000))
    assert list(opened(tmp_path).read("mail", [Col("received")], Everything())) == [(datetime.fromtimestamp(1_700_000_000, UTC),)]


def test_only_the_header_is_read_when_it_is_enough(tmp_path: Path) -> None:
    lay(tmp_path, data=b"\n\nFrom: ib@elv.example\nSubject: Hej\n\nTo: jo@elv.example\n")
    terms = [Col("correspondents"), Col("subject")]
    assert list(opened(tmp_path).read("mail", terms, Everything())) == [(("ib@elv.example",), "Hej")]


def test_what_dovecot_caches_of_a_message_is_told(tmp_path: Path) -> None:
    lay(tmp_path)
    assert opened(tmp_path).retains() == ()
    (tmp_path / "dovecot.index.cache").write_bytes(b"")
    assert opened(tmp_path).retains() == ("dovecot-index-cache",)


@pytest.mark.parametrize("place", [".", "gone", "file"])
def test_a_folder_without_mail_is_misconfigured(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MisconfiguredError) as told:
        opened(tmp_path / place).probe()
    assert str(tmp_path) not in str(told.value)


def test_a_folder_with_mail_answers(tmp_path: Path) -> None:
    lay(tmp_path)
    opened(tmp_path).probe()


def test_a_condition_on_the_folder_holds_a_sweep_to_it(tmp_path: Path) -> None:
    lay(tmp_path)
    lay(tmp_path / ".Sent")
    assert sum(opened(tmp_path).sweep(EraseRows("mail", Where(Is("folder", ("Sent",)))))) == 1
    assert len(ids(tmp_path)) == 1


def test_a_thousand_messages_are_erased_in_windows(tmp_path: Path) -> None:
    for number in range(450):
        lay(tmp_path, f"{number}.nordlys")
    assert list(opened(tmp_path).sweep(EraseRows("mail", IB))) == [200, 200, 50]
    assert ids(tmp_path) == []
