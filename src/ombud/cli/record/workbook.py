"""The record as a workbook: one sheet a part, texts only, the same bytes for the same record."""

from __future__ import annotations

from io import BytesIO

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
    for column in range(1, len(lines[0]) + 1):
        longest = max(len(word) for line in lines for word in line[column - 1].split("\n"))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest * 0.9, 14), 48)
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _say(cell: Cell, text: str, *, head: bool, is_open: bool) -> None:
    """Write a text as a text: nothing in it can become a formula."""
    cell.value = shapely(text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    elif is_open:
        cell.fill = _OPEN
