"""A notice as a letter, for the typesetter that makes accessible PDFs (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ombud.notices.letters.model import Block, Bullets, Heading, Letter, Paragraph
from ombud.notices.privacy.layout import Notice, Part, Section


def letter(notice: Notice, day: date) -> Letter:
    """Turn a notice into a letter; what an activity is about becomes its headings."""
    blocks = (block for section in (notice.short, *notice.sections) for block in _section(section))
    return Letter((notice.sender,), day, notice.title, tuple(blocks), ())


def _section(section: Section) -> Iterator[Block]:
    yield Heading(section.heading)
    for part in section.parts:
        if part.heading:
            yield Heading(part.heading, level=3)
        yield from _blocks(part)


def _blocks(part: Part) -> Iterator[Block]:
    for lines in part.paragraphs():
        yield Paragraph(" ".join(line.said.text for line in lines))
        if items := lines[-1].said.items:
            yield Bullets(items)
