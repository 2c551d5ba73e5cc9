"""What a browser met on a website: names, hosts and lives, never a value, before any choice and after each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

What = Literal["cookie", "local", "session", "database", "cache", "request"]
"""A cookie, a key of either storage of the browser, a database or a cache in it, or a request to somebody else."""

BEFORE, REJECTED, ACCEPTED, WITHDRAWN = "before", "rejected", "accepted", "withdrawn"
"""The stages of every visit; each kind of cookies chosen by itself is one more, under its own name."""


@dataclass(frozen=True, slots=True, order=True)
class Met:
    """One thing met: what it is, its name (of a request, its host), whose host it is of, and its days to live, none with the browser."""

    what: What
    name: str
    host: str
    others: bool
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What was met after one choice: whether the choice could be made, whether the page asked again, how long it is remembered."""

    name: str
    met: tuple[Met, ...]
    chosen: bool = True
    asked_again: bool = False
    remembered: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A whole visit; `asked` is whether a banner was there, `link` whether it leads to more, `way_back` whether each page has one."""

    addresses: tuple[str, ...]
    at: datetime
    asked: bool
    link: bool
    way_back: bool
    forgets: bool
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage | None:
        """Give one stage."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def met(self, name: str) -> Iterator[Met]:
        """List everything of a name that was met at any stage."""
        return (one for stage in self.stages for one in stage.met if one.name == name)


def of_others(host: str, address: str) -> bool:
    """Tell whether a host belongs to somebody else than the site: neither it, nor above or below it."""
    own, host = (urlsplit(address).hostname or "").removeprefix("www."), host.lstrip(".").removeprefix("www.")
    return not (host == own or host.endswith(f".{own}") or own.endswith(f".{host}"))
