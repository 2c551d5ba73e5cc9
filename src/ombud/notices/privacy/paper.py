"""A notice as a letter, for the typesetter that makes accessible PDFs (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from ombud.notices.letters.model import Block, Bullets, Heading, Letter, Paragraph
from ombud.notices.privacy.layout import Line, Notice, Part, Section


def letter(notice: Notice, day: date) -> Letter:
    """Turn a notice into a letter; what an activity is about becomes its headings."""
    blocks = (block for section in (notice.short, *notice.sections) for block in _section(section))
    return Letter((notice.sender,), day, notice.title, tuple(blocks), ())


def _section(section: Section) -> Iterator[Block]:
    yield Heading(section.heading, anchor=section.id)
    for part in section.parts:
        if part.heading:
            yield Heading(part.heading, level=3)
        yield from _blocks(part)


def _blocks(part: Part) -> Iterator[Block]:
    for lines in part.paragraphs():
        yield _paragraph(lines)
        if items := lines[-1].said.items:
            yield Bullets(items)


def _paragraph(lines: tuple[Line, ...]) -> Paragraph:
    """Write sentences one after the other; the anchor of each is its id, as on the page."""
    starts = accumulate((len(line.said.text) + 1 for line in lines), initial=0)
    return Paragraph(" ".join(line.said.text for line in lines), tuple((line.id, at) for line, at in zip(lines, starts, strict=False)))
