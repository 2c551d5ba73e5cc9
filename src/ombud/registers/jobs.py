"""The standing look at the promises: once a day by itself, and whenever somebody asks for it."""

from __future__ import annotations

from ombud.jobs import every, here, job
from ombud.registers import board
from ombud.store.home import Home

LOOK = "promises.look"


@job(LOOK)
def look() -> None:
    """Look at every promise; read anew, since the files of the home may have changed."""
    home = Home.opened(here())
    board.look(home, board.sources_of(home), None, lambda _: None)


every(LOOK, daily_at="03:30")
