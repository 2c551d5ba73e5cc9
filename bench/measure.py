"""What was measured: two things in turn in one process, the median of their ratios, and whether the goal is met."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

STEP = 10.0
"""Seconds after which a long bench says again how far it is."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Time on the clock and of this process's own CPU, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `ratio` is ours to the floor's, `goal` the most it may be, and none for a figure that is only told.

    `cpu` is the same ratio of this process's CPU, which others on the machine and a slow disk do not disturb.
    """

    what: str
    ours: str
    floor: str = ""
    ratio: float | None = None
    goal: float | None = None
    note: str = ""
    cpu: float | None = None

    @property
    def met(self) -> str:
        """Tell whether the goal is met."""
        return "" if self.goal is None or self.ratio is None else "yes" if self.ratio <= self.goal else "NO"


def spent(work: Callable[[], object]) -> Spent:
    """Do the work once and tell what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def figure(what: str, ours: list[Spent], floor: list[Spent], goal: float | None = None, note: str = "") -> Figure:
    """Compare rounds that were measured in turn: the median of the ratios of the rounds."""
    ratio = median(mine.wall / theirs.wall for mine, theirs in zip(ours, floor, strict=True))
    cpu = median(mine.cpu / theirs.cpu for mine, theirs in zip(ours, floor, strict=True))
    return Figure(what, told(ours), told(floor), ratio, goal, note, cpu)


def told(rounds: list[Spent]) -> str:
    """Tell the median of the time on the clock, and of the CPU."""
    return f"{seconds(median(one.wall for one in rounds))} ({seconds(median(one.cpu for one in rounds))} cpu)"


def seconds(value: float) -> str:
    """Tell seconds so that a thousandth of one is seen."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def counted(what: str, times: int) -> Iterator[int]:
    """Count to a number, and say every ten seconds how far it is: who waits long must see that it goes on."""
    said = time.perf_counter()
    for at in range(times):
        if time.perf_counter() - said > STEP:
            said = time.perf_counter()
            print(f"bench: {what}, {at} of {times}", file=sys.stderr, flush=True)
        yield at


def peak() -> float:
    """Tell the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(figures: list[Figure]) -> str:
    """Lay the figures out as text."""
    head = ("what", "ours", "floor", "ratio", "cpu", "goal", "met", "")
    rows = [head, *(_cells(one) for one in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def _cells(one: Figure) -> tuple[str, ...]:
    ratio, cpu = ("" if found is None else f"{found:.2f}x" for found in (one.ratio, one.cpu))
    goal = "" if one.goal is None else f"{one.goal:g}x"
    return one.what, one.ours, one.floor, ratio, cpu, goal, one.met, one.note
