"""Choices recorded in two stores in turn, so that what else runs hits both alike: what a full ledger costs beside an empty one."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from bench.choosing import rated
from bench.measure import Figure
from bench.place import Engine
from ombud.consent.ledger.reading import log_of
from ombud.store.home import Home

ROUNDS, AFTER = 20, 100_000_000


@dataclass(slots=True)
class _Side:
    """One of the two stores, and what was measured of it: choices a second, and the CPU of each."""

    home: Home
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)


def in_turn(engine: Engine, empty: Home, full: Home, count: int, kept: float) -> Figure:
    """Let both record; met where the full store keeps its share of what the empty one gives."""
    sides = [_Side(empty), _Side(full)]
    for number in range(ROUNDS + 1):  # the first one only warms up
        for side in sides if number % 2 else reversed(sides):
            home = Home.opened(side.home.folder)
            first = AFTER + number * count
            found, _, cost = rated(home, range(first, first + count))
            log_of(home).checkpoint()
            side.rates.append(found)
            side.costs.append(cost)
    few, many = ([*side.rates[1:]] for side in sides)
    ratio = median(one / other for one, other in zip(few, many, strict=True))
    cheap, dear = (median(side.costs[1:]) for side in sides)
    note = f"medians of {ROUNDS} rounds of {count} in turn; {cheap * 1000:.2f} and {dear * 1000:.2f} ms of cpu each"
    told = f"{engine}: choices a second, full beside empty"
    return Figure(told, f"{median(many):.0f}", f"{median(few):.0f}", ratio * kept, 1.0, note, dear / cheap)
