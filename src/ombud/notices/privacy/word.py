"""A notice as a Word document with real headings, lists and a language, and a bookmark for each statement."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ombud.notices.privacy.layout import Line, Notice, Part
from ombud.notices.sheet import shapely
from ombud.notices.word import begun, ended

if TYPE_CHECKING:
    from datetime import date

    from docx.document import Document as Made
    from docx.text.paragraph import Paragraph


def render(notice: Notice, day: date) -> bytes:
    """Write the document; the same notice of the same day is the same bytes."""
    made = begun(notice.title, notice.sender, notice.language, day)
    made.add_heading(shapely(notice.title), 0)
    for section in (notice.short, *notice.sections):
        made.add_heading(shapely(section.heading), 1)
        for part in section.parts:
            if part.heading:
                made.add_heading(part.heading, 2)
            _part(made, part)
    return ended(made, day)


def _part(made: Made, part: Part) -> None:
    for lines in part.paragraphs():
        paragraph = made.add_paragraph()
        for line in lines:
            _line(paragraph, line, first=line is lines[0])
        for item in lines[-1].said.items:
            made.add_paragraph(shapely(item), style="List Bullet")


def _line(paragraph: Paragraph, line: Line, *, first: bool) -> None:
    """Write a sentence between the two ends of a bookmark that bears its id (Word allows 40 letters)."""
    run = paragraph.add_run(("" if first else " ") + shapely(line.said.text))
    number = str(crc32(line.id.encode()))
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), number)
    start.set(qn("w:name"), line.id.replace(".", "_").replace("-", "_").replace("*", "all")[-40:].lstrip("_0123456789"))
    sentence = run._r  # noqa: SLF001 - the library offers no other way to a bookmark
    sentence.addprevious(start)
    sentence.addnext(end)
