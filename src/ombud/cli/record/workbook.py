"""The record as a workbook: one sheet a part, texts only, the same bytes for the same record."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ombud.notices.language import LanguagePack
from ombud.notices.record.model import Record
from ombud.notices.record.table import rows
from ombud.notices.sheet import shapely
from ombud.notices.word import undated

_WIDEST, _LINE, _HIGHEST = 30, 15, 409
"""The widest column in characters, the height of a line and the highest row a workbook can have, in points."""
_HEAD, _OPEN = PatternFill("solid", fgColor="1F5673"), PatternFill("solid", fgColor="FFF2CC")


def workbook(record: Record, pack: LanguagePack) -> bytes:
    """Write the record as XLSX; what is open stands on a tinted ground and says so in words."""
    book = Workbook()
    del book[book.sheetnames[0]]
    book.properties.title, book.properties.creator = pack.record["title"], "Ombud"
    book.properties.language = pack.language
    for part in record.parts:
        _fill(book.create_sheet(f"Art. {part.article}"), rows(part, pack), pack)
    if record.gaps:
        words = pack.record
        heads = (words["gap"], words["missing"], words["law"], words["owner"])
        _fill(book.create_sheet(words["open"]), (heads, *((g.id, g.what, g.law, g.owner) for g in record.gaps)), pack)
    out = BytesIO()
    book.save(out)
    return undated(out.getvalue(), record.day)


def _fill(sheet: Worksheet, lines: tuple[tuple[str, ...], ...], pack: LanguagePack) -> None:
    for at, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            cell = sheet.cell(at, column)
            if isinstance(cell, Cell):
                _say(cell, text, head=at == 1, is_open=pack.record["open"] in text)
    widths = [_width(cells) for cells in zip(*lines, strict=True)]
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for at, line in enumerate(lines, 1):
        sheet.row_dimensions[at].height = _height(line, widths)
    sheet.freeze_panes = "B2"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A3
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _width(cells: Iterable[str]) -> float:
    """Let a column be as wide as its longest line, within what a sheet of paper can hold."""
    longest = max(len(line) for text in cells for line in text.split("\n"))
    return min(max(longest * 0.9, 14), _WIDEST)


def _height(line: Iterable[str], widths: Iterable[float]) -> float:
    """Let a row be as high as its longest cell when wrapped; a program that opens the file need not measure it again."""
    wrapped = (sum(max(1, ceil(len(part) / width)) for part in text.split("\n")) for text, width in zip(line, widths, strict=True))
    return min(_LINE * max(wrapped), _HIGHEST)


def _say(cell: Cell, text: str, *, head: bool, is_open: bool) -> None:
    """Write a text as a text: nothing in it can become a formula."""
    cell.value = shapely(text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    elif is_open:
        cell.fill = _OPEN
