"""What a check of an inventory looks at: the inventory, where things stand in its file, and the policy if there is one."""

from __future__ import annotations

from dataclasses import dataclass

from ombud.inventory.model import Inventory, Place
from ombud.policy.check.look import Sheet
from ombud.policy.finding import Path
from ombud.policy.model import Policy


@dataclass(frozen=True)
class Room(Sheet):
    """An inventory under the eye."""

    inventory: Inventory
    policy: Policy | None

    def find(self, dataset: str) -> Place | None:
        """Find a dataset by its name across systems."""
        return next((place for place in self.inventory.datasets() if place.id == dataset), None)


def at(place: Place, *steps: str) -> Path:
    """Tell where a dataset, or something in it, stands in the file."""
    return ("systems", place.system, "datasets", place.name, *steps)
