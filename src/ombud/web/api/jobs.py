"""The standing work of the API: stored answers go after a day, also where nobody asks any more."""

from __future__ import annotations

from ombud.jobs import every, job
from ombud.web.api import once


@job("api.tidy")
def tidy() -> None:
    """Let answers go that are a day old."""
    once.sweep()


every("api.tidy", minutes=60)
