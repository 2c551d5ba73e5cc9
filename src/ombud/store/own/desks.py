"""What the board of promises asks the desks about their own tables: the desk of requests, and the one that keeps choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ombud.promises.choices import Choices
from ombud.promises.desks.facts import Desk

if TYPE_CHECKING:
    from ombud.store.home import Home

_DESKS: list[Callable[[Home], Desk]] = []
_LEDGERS: list[Callable[[Home], Choices]] = []


def answers(tell: Callable[[Home], Desk]) -> None:
    """Let the desk of requests be asked."""
    _DESKS.append(tell)


def remembers(tell: Callable[[Home], Choices]) -> None:
    """Let the desk that keeps choices be asked."""
    _LEDGERS.append(tell)


def desk(home: Home) -> Desk | None:
    """Give the desk of requests; None where no desk takes any."""
    return next((tell(home) for tell in _DESKS), None)


def choices(home: Home) -> Choices | None:
    """Give the desk that keeps choices; None where no desk keeps any."""
    return next((tell(home) for tell in _LEDGERS), None)
