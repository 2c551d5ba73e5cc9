"""An invented home's folders: lines of CSV files by year, and documents named as the inventory says."""

import csv
import os
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from ombud.cli.demo.files import pdf
from ombud.cli.demo.invent.database import stored
from ombud.cli.demo.invent.rows import Row

_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")


def write(folder: Path, zone: ZoneInfo, rows: Iterable[Row], today: date) -> None:
    """Write rows into a folder, each as a line or as a file of its own."""
    for row in rows:
        if row.place.dataset.csv:
            _line(folder / _filled(row.place.dataset.csv, str(_latest(row, today).year)), row)
        else:
            _document(folder, zone, row, today)


def _line(path: Path, row: Row) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    values = [stored(row.place.typed().get(name), given) for name, given in row.values.items()]
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((list(row.values), values) if new else (values,))


def _document(folder: Path, zone: ZoneInfo, row: Row, today: date) -> None:
    dataset = row.place.dataset
    name = _GROUP.sub(lambda group: str(row.values[group[1]]), dataset.name or "").replace("\\", "")
    path = folder / _filled(dataset.glob or "*", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf(f"Invented: {row.place.name}, {name}") if path.suffix == ".pdf" else f"Invented: {row.place.name}\n".encode())
    moment = datetime.combine(_latest(row, today), time(9, 30), zone).timestamp()
    os.utime(path, (moment, moment))


def _filled(pattern: str, word: str) -> str:
    """Put a word in the place of the last star of a pattern, and `all` in the place of the others."""
    before, _, after = pattern.rpartition("*")
    return before.replace("**/", "").replace("*", "all") + word + after


def _latest(row: Row, today: date) -> date:
    return max((given for given in row.values.values() if isinstance(given, date)), default=today)
