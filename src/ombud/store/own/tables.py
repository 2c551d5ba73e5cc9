"""Ombud's own database as one more system of a home, swept by the policy's own rules like any other (DESIGN §1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files

from ombud.errors import MisconfiguredError
from ombud.inventory.model import Inventory, System
from ombud.policy.parse import parse_as

NAME = "ombud"
FILE = "inventory.yaml"


def with_own(inventory: Inventory, settings: Mapping[str, object], at: str) -> Inventory:
    """Add our own tables, if the home says which activity of its policy keeps people's requests: `[desk] cases = "…"`."""
    desk = settings.get("desk")
    if not isinstance(desk, Mapping) or not isinstance(activity := desk.get("cases"), str):
        return inventory
    if NAME in inventory.systems:
        hint = "Give that system another name; this one is taken by Ombud's own tables."
        raise MisconfiguredError("own-name", f"The inventory has a system called `{NAME}`.", where="inventory.yaml", hint=hint)
    return Inventory({**inventory.systems, NAME: replace(_read(activity), at=at)})


def without_own(inventory: Inventory) -> Inventory:
    """Leave our own tables out: what a home's developer declared."""
    return Inventory({name: system for name, system in inventory.systems.items() if name != NAME})


def _read(activity: str) -> System:
    parsed = parse_as(System, (files("ombud.store.own") / FILE).read_text("utf-8").replace("CASES", activity), FILE)
    if parsed.value is None:
        raise MisconfiguredError("own-inventory", "; ".join(map(str, parsed.faults)), where="ombud.store.own", hint="Install Ombud anew.")
    return parsed.value
