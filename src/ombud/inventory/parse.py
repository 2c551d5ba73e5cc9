"""Text to inventory: every fault of the file at once, each with its place."""

from __future__ import annotations

from ombud.inventory.model import Inventory
from ombud.policy.parse import Parsed, parse_as


def parse_inventory(text: str, file: str = "inventory.yaml") -> Parsed[Inventory]:
    """Read an inventory; `value` is None when there are faults."""
    return parse_as(Inventory, text, file)
