"""A letter as a Word document with real headings and tables, in the language it is written in."""

from __future__ import annotations

from typing import assert_never

from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell

from ombud.notices.language import LanguagePack
from ombud.notices.letters.model import Block, Bullets, Definitions, Heading, Letter, Paragraph, Table
from ombud.notices.sheet import shapely
from ombud.notices.word import begun, ended


def word(letter: Letter, pack: LanguagePack) -> bytes:
    """Write the letter as DOCX; the same letter is the same bytes."""
    docx = begun(letter.title, letter.sender[0], pack.language, letter.day)
    for line in letter.sender:
        docx.add_paragraph(shapely(line)).paragraph_format.space_after = Pt(0)
    docx.add_heading(shapely(letter.title), 1)
    for block in letter.blocks:
        _block(docx, block)
    for line in letter.closing:
        docx.add_paragraph(shapely(line))
    return ended(docx, letter.day)


def _block(docx: Docx, block: Block) -> None:
    match block:
        case Heading(text, law, level):
            docx.add_heading(shapely(text), level)
            if law:
                docx.add_paragraph(shapely(law)).runs[0].italic = True
        case Paragraph(text):
            docx.add_paragraph(shapely(text))
        case Bullets(items):
            for item in items:
                docx.add_paragraph(shapely(item), style="List Bullet")
        case Definitions(items):
            _table(docx, tuple((term, "\n".join(said)) for term, said in items), heads=False)
        case Table(_, head, rows):
            _table(docx, (head, *rows), heads=True)
        case _:
            assert_never(block)


def _table(docx: Docx, lines: tuple[tuple[str, ...], ...], *, heads: bool) -> None:
    """Write a table; its first row, or the first cell of each, heads the others."""
    table = docx.add_table(rows=0, cols=len(lines[0]), style="Table Grid")
    for at, line in enumerate(lines):
        row = table.add_row()
        for column, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            _say(cell, text, bold=at == 0 if heads else column == 0)
            if not heads:
                cell.width = Mm(52) if column == 0 else Mm(114)
        if heads and at == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way to repeat a head
    docx.add_paragraph()


def _say(cell: _Cell, text: str, *, bold: bool) -> None:
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(shapely(line)).bold = bold
