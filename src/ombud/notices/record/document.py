"""The record as a document to read: one block for who answers, one for each processing activity, one for what is open."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.notices.language import LanguagePack, capital
from ombud.notices.letters.model import Block, Definitions, Heading, Letter, Paragraph, Table
from ombud.notices.letters.words import sender
from ombud.notices.record.model import Cell, Column, Part, Record
from ombud.policy.model import Policy


def document(record: Record, policy: Policy, pack: LanguagePack) -> Letter:
    """Lay the record out as blocks; the day on it is the day its version took effect, where that is known."""
    blocks = [Paragraph(valid(record, pack)), *(block for part in record.parts for block in _part(part, pack)), *_gaps(record, pack)]
    return Letter(sender(policy, pack), record.day, pack.record["title"], tuple(blocks), ())


def valid(record: Record, pack: LanguagePack) -> str:
    """Tell which version of the policy the record is made from."""
    still_open = pack.record["open"]
    day = pack.day(record.effective) if record.effective else still_open
    return pack.record["version"].format(version=record.version or still_open, date=day)


def headed(column: Column, part: Part, pack: LanguagePack) -> str:
    """Head a column with the point of the law that asks for it."""
    point = "6.1" if column.article == "6" else f"{part.article} {column.article}"
    return pack.record["mark"].format(text=column.heading, article=pack.article(point))


def lines(cell: Cell) -> tuple[str, ...]:
    """List what a cell says."""
    return tuple(said.text for said in cell)


def _part(part: Part, pack: LanguagePack) -> Iterator[Block]:
    yield Heading(part.title, capital(pack.regulation(part.article)))
    yield Definitions(tuple((headed(column, part, pack), lines(cell)) for column, cell in part.who))
    for row in part.rows:
        yield Heading(row.name, level=3)
        yield Definitions(tuple((headed(column, part, pack), lines(row.cells[column.id])) for column in part.columns))


def _gaps(record: Record, pack: LanguagePack) -> Iterator[Block]:
    if record.gaps:
        words = pack.record
        yield Heading(words["gaps_title"])
        heads = (words["gap"], words["missing"], words["law"], words["owner"])
        yield Table(words["gaps_title"], heads, tuple((gap.id, gap.what, gap.law, gap.owner or "–") for gap in record.gaps))
