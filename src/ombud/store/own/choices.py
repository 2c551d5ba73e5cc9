"""What the board of promises asks the desk that keeps choices: who agreed to what, who is not to be contacted, what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ombud.promises.choices import Choices

if TYPE_CHECKING:
    from ombud.store.home import Home

Desk = Callable[["Home"], Choices]
_DESKS: list[Desk] = []


def answers(desk: Desk) -> None:
    """Let a desk be asked what people chose."""
    _DESKS.append(desk)


def choices(home: Home) -> Choices | None:
    """Give what can be asked; None where no desk keeps choices."""
    return next((desk(home) for desk in _DESKS), None)
