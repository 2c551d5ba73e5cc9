"""Two charts, drawn on the server: rows overdue by day, and cases against their deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ombud.web import figures

WIDTH, HEIGHT, FOOT = 640, 150, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how much, and where it is drawn."""

    label: str | date
    count: int
    x: float
    y: float
    width: float
    height: float
    late: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars above one axis."""

    bars: tuple[Bar, ...]
    most: int = 0
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    axis: int = HEIGHT


def _drawn(values: Sequence[tuple[str | date, int | None, bool]]) -> Chart:
    most = max((count or 0 for _, count, _ in values), default=0)
    step = WIDTH / max(len(values), 1)
    bars = []
    for at, (label, count, late) in enumerate(values):
        if count is None:  # nobody looked, which is not none
            continue
        height = (HEIGHT - FOOT) * count / (most or 1)
        x, y = round(at * step + step * 0.15, 1), round(HEIGHT - height, 1)
        bars.append(Bar(label, count, x, y, round(step * 0.7, 1), round(height, 1), late))
    return Chart(tuple(bars), most)


def overdue(today: date) -> Chart:
    """Chart the rows overdue at the last look of each day; a day without a whole look has no bar."""
    days = figures.overdue(today)
    return _drawn([(day, count, True) for day, count in days]) if any(count is not None for _, count in days) else Chart(())


def deadlines(today: date) -> Chart:
    """Chart the open cases by the week in which their answer is due; those past their day come first."""
    late, weeks = figures.deadlines(today)
    due = ((week, count, False) for week, count in weeks)
    return _drawn([("late", late, True), *due]) if late or any(count for _, count in weeks) else Chart(())
