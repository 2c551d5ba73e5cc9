"""Two charts, drawn on the server: rows overdue by day, and cases against their deadlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from ombud.rights.cases.states import LIVING
from ombud.rights.models import CaseRow
from ombud.store.models import DayRow

WIDTH, HEIGHT, FOOT = 640, 150, 24
DAYS = 30
WEEKS = 8


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
    first = today - timedelta(days=DAYS - 1)
    seen = dict(DayRow.objects.filter(day__gte=first, overdue__isnull=False).values_list("day", "overdue"))
    days = (first + timedelta(days=at) for at in range(DAYS))
    return _drawn([(day, seen.get(day), True) for day in days]) if seen else Chart(())


def deadlines(today: date) -> Chart:
    """Chart the open cases by the week in which their answer is due; those past their day come first."""
    counted = CaseRow.objects.values_list("answer_by").annotate(count=Count("*")).order_by("answer_by")
    weeks: Counter[int] = Counter()
    for day, count in (due for state in LIVING for due in counted.filter(state=state)):  # one by one, as in `first`
        weeks[min((day - today).days // 7, WEEKS - 1) if day >= today else -1] += count
    if not weeks:
        return Chart(())
    return _drawn([("late", weeks[-1], True), *((today + timedelta(weeks=week), weeks[week], False) for week in range(WEEKS))])
