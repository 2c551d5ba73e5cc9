"""The record as tables: a flat one in which every row stands alone, and data for programs."""

from __future__ import annotations

import csv
from dataclasses import asdict
from io import StringIO

from ombud.notices.language import LanguagePack
from ombud.notices.record.document import headed, lines, valid
from ombud.notices.record.model import Cell, Part, Record


def rows(part: Part, pack: LanguagePack) -> tuple[tuple[str, ...], ...]:
    """List the heads and rows of a part; who answers (a) stands in every row, so that none needs another to be complete."""
    heads = (part.named, *(headed(column, part, pack) for column in (*(c for c, _ in part.who), *part.columns)))
    who = tuple(_one(cell) for _, cell in part.who)
    return (heads, *((row.name, *who, *(_one(row.cells[column.id]) for column in part.columns)) for row in part.rows))


def csv_text(record: Record, pack: LanguagePack) -> str:
    """Write the parts one below the other, with an empty line between (RFC 4180)."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, part in enumerate(record.parts):
        writer.writerows([()] * bool(number))
        writer.writerows(rows(part, pack))
    return out.getvalue()


def data(record: Record, pack: LanguagePack) -> dict[str, object]:
    """Turn the record into data: for every cell what it says, the id in the policy and whether it is open."""
    return {
        "language": pack.language,
        "version": record.version,
        "effective": record.effective.isoformat() if record.effective else None,
        "valid": valid(record, pack),
        "parts": [_part(part, pack) for part in record.parts],
        "gaps": [asdict(gap) for gap in record.gaps],
    }


def _part(part: Part, pack: LanguagePack) -> dict[str, object]:
    return {
        "article": f"GDPR Art. {part.article}",
        "title": part.title,
        "who": [{"id": column.id, "heading": headed(column, part, pack), "says": _said(cell)} for column, cell in part.who],
        "columns": [{"id": column.id, "heading": headed(column, part, pack)} for column in part.columns],
        "rows": [{"id": row.id, "name": row.name, "cells": {name: _said(cell) for name, cell in row.cells.items()}} for row in part.rows],
    }


def _said(cell: Cell) -> list[dict[str, object]]:
    return [asdict(said) for said in cell]


def _one(cell: Cell) -> str:
    return "\n".join(lines(cell))
