"""What this process knows of a database: its shape and the statements made for it, for as long as the shape is the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import sqlalchemy as sa

from ombud.inventory.model import System
from ombud.systems.days import Zones
from ombud.systems.sql.catalog import Catalog
from ombud.systems.sql.engine import family_of, open_engine
from ombud.systems.sql.expressions.compile import Compiler
from ombud.systems.sql.prepared import Asking, Prepared, prepare
from ombud.systems.sql.write import Writer

_KEPT, _STATEMENTS = 16, 2_000
"""Databases, and statements of each, remembered at most; a home has fewer."""

T = TypeVar("T")


class Known:
    """One database as one way of opening it sees it."""

    def __init__(self, system: System, name: str, url: str, zones: Zones, read_only: bool) -> None:  # noqa: FBT001 - the registry's one form
        """Make the engine; nothing is connected yet."""
        self.system, self._name, self._zones, self._family = system, name, zones, family_of(url)
        self.engine = open_engine(url, zones, read_only=read_only)
        self._learn(None)

    def _learn(self, digest: Hashable) -> None:
        """Begin anew: everything said here rests on the shape of the tables."""
        self._digest = digest
        self.catalog = Catalog(self.engine, self.system, self._name, self._family)
        self.compiler, self.writer = Compiler(self.catalog, self._zones), Writer(self.catalog, self.prepared)
        self._made: dict[Hashable, Any] = {}

    def look(self, asking: Asking) -> None:
        """Forget what was known where the tables have changed, or cannot be told to be the same."""
        digest = self.catalog.digest(asking)
        if digest is None or digest != self._digest:
            self._learn(digest)
        self.catalog.next_time()

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make something that rests on the shape of the tables only once."""
        if key not in self._made:
            if len(self._made) >= _STATEMENTS:
                self._made.clear()
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def prepared(self, key: Hashable, make: Callable[[], sa.Select[Any] | sa.Delete]) -> Prepared | None:
        """Prepare a statement only once."""
        return self.once(("prepared", key), lambda: prepare(make(), self.engine.dialect))


_known: OrderedDict[Hashable, Known] = OrderedDict()


def known(system: System, name: str, url: str, zones: Zones, read_only: bool) -> Known:  # noqa: FBT001 - the registry's one form
    """Give what is known of a database opened like this; another inventory or address is another one."""
    key = (id(system), name, url, zones.stored.key, zones.policy.key, read_only)
    found = _known.pop(key, None)
    _known[key] = found = found if found and found.system is system else Known(system, name, url, zones, read_only)
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    return found
