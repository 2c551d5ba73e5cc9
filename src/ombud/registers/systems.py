"""How the systems of a home are: whether each answers, and what it holds otherwise than the inventory says."""

from __future__ import annotations

from dataclasses import dataclass

from ombud.errors import OmbudError
from ombud.registers.compare import Difference, differences
from ombud.store.home import Home


@dataclass(frozen=True, slots=True)
class Seen:
    """What was told of one system: its differences, or why it could not be looked at."""

    system: str
    differences: tuple[Difference, ...] = ()
    error: OmbudError | None = None


def look(home: Home, system: str) -> Seen:
    """Compare one system; what was found before it went down is told all the same."""
    found: list[Difference] = []
    try:
        with home.systems(read_only=True) as systems:
            found.extend(differences(home.inventory, system, systems[system]))
    except OmbudError as error:
        return Seen(system, tuple(found), error)
    return Seen(system, tuple(found))
