"""What the board of promises asks the desk that sends letters: what was sent, to what people agreed, what was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ombud.promises.looking import Letters

if TYPE_CHECKING:
    from ombud.store.home import Home

Tell = Callable[["Home", str], Letters]
_TELLING: list[Tell] = []


def tells(tell: Tell) -> None:
    """Let a desk be asked what it sent for an activity."""
    _TELLING.append(tell)


def letters(home: Home, activity: str) -> Letters | None:
    """Ask what was sent for an activity; None where no desk sends anything."""
    return next((tell(home, activity) for tell in _TELLING), None)
