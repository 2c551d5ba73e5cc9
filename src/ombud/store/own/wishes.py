"""What desks must know of each other: wishes that stand in a case, asked by whoever is about to act, and told to whoever keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ombud.store.home import Home

Against = Literal["objected", "withdrawn", "restricted"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked that takes effect now: what, for which activities or purposes, under which addresses, when."""

    against: Against
    purposes: tuple[str, ...]
    addresses: tuple[str, ...]
    at: datetime


Standing = Callable[["Home", str], Mapping[str, Against]]
"""Tells, for a purpose, which addresses have something standing against it."""
Keeper = Callable[["Home", Wish], None]

_STANDING: list[Standing] = []
_KEEPERS: list[Keeper] = []


def stands(ask: Standing) -> None:
    """Let a desk be asked what stands in its cases."""
    _STANDING.append(ask)


def keeps(keep: Keeper) -> None:
    """Let a desk be told of wishes that take effect, within the transaction of whoever tells."""
    _KEEPERS.append(keep)


def against(home: Home, purpose: str) -> dict[str, Against]:
    """Ask every desk what stands against a purpose."""
    return {address: why for ask in _STANDING for address, why in ask(home, purpose).items()}


def tell(home: Home, wish: Wish) -> None:
    """Tell every desk of a wish that takes effect."""
    for keep in _KEEPERS:
        keep(home, wish)
