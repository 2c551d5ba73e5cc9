"""A notice as a Word document with real headings, lists and a language, and a bookmark for each statement."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zlib import crc32

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from ombud.notices.privacy.layout import Line, Notice, Part

if TYPE_CHECKING:
    from datetime import date

    from docx.document import Document as Made
    from docx.text.paragraph import Paragraph

_TAGS = {"da": "da-DK", "sv": "sv-SE", "nb": "nb-NO", "en": "en-GB"}


def render(notice: Notice, day: date) -> bytes:
    """Write the document; the same notice of the same day gives the same properties."""
    made = Document()
    _prepare(made, notice, day)
    made.add_heading(notice.title, 0)
    for section in (notice.short, *notice.sections):
        made.add_heading(section.heading, 1)
        for part in section.parts:
            if part.heading:
                made.add_heading(part.heading, 2)
            _part(made, part)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _prepare(made: Made, notice: Notice, day: date) -> None:
    about = made.core_properties
    about.title, about.author, about.language = notice.title, notice.sender, _TAGS[notice.language]
    about.created = about.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the file's form has no zone
    normal = made.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _TAGS[notice.language])
    normal.element.get_or_add_rPr().append(language)
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)


def _part(made: Made, part: Part) -> None:
    for lines in part.paragraphs():
        paragraph = made.add_paragraph()
        for line in lines:
            _line(paragraph, line, first=line is lines[0])
        for item in lines[-1].said.items:
            made.add_paragraph(item, style="List Bullet")


def _line(paragraph: Paragraph, line: Line, *, first: bool) -> None:
    """Write a sentence between the two ends of a bookmark that bears its id (Word allows 40 letters)."""
    run = paragraph.add_run(("" if first else " ") + line.said.text)
    number = str(crc32(line.id.encode()))
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), number)
    start.set(qn("w:name"), line.id.replace(".", "_").replace("-", "_").replace("*", "all")[-40:].lstrip("_0123456789"))
    sentence = run._r  # noqa: SLF001 - the library offers no other way to a bookmark
    sentence.addprevious(start)
    sentence.addnext(end)
