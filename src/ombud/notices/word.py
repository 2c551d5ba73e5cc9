"""What every Word document of ours has: title, author, language, page and letters; the same document is the same bytes."""

from __future__ import annotations

import re
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ombud.notices.sheet import shapely

if TYPE_CHECKING:
    from docx.document import Document as Docx

_LOCALES = {"da": "da-DK", "sv": "sv-SE", "nb": "nb-NO", "en": "en-GB"}
_ACCENT = RGBColor(0x1F, 0x56, 0x73)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest a ZIP can tell."""
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def begun(title: str, author: str, language: str, day: date) -> Docx:
    """Begin a document in a language."""
    docx = Document()
    about = docx.core_properties
    about.title, about.author, about.language, about.comments = shapely(title), shapely(author), _LOCALES[language], ""
    about.created = about.modified = _moment(day)
    page = docx.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    _letters(docx, language)
    return docx


def _letters(docx: Docx, language: str) -> None:
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _LOCALES[language])
    normal.element.get_or_add_rPr().append(spoken)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        docx.styles[name].font.name, docx.styles[name].font.color.rgb = "Calibri", _ACCENT


def ended(docx: Docx, day: date) -> bytes:
    """Write a document as a file."""
    out = BytesIO()
    docx.save(out)
    return undated(out.getvalue(), day)


def undated(content: bytes, day: date) -> bytes:
    """Write a ZIP anew without the moment of writing: the same content is the same bytes."""
    out, said = BytesIO(), _moment(day).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            inner = old.read(name)
            inner = _MODIFIED.sub(rb"\g<1>" + said, inner) if name == "docProps/core.xml" else inner
            new.writestr(ZipInfo(name, _FIRST_DAY), inner, ZIP_DEFLATED)
    return out.getvalue()


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day without zone
