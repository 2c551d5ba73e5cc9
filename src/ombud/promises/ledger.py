"""Every promise with what backs it and how it stands, and the rows of the source document it covers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ombud.policy.statements import BACKINGS, Backing, Source, Statement, statements
from ombud.promises.looking import Check, Looking
from ombud.promises.probes import look


@dataclass(frozen=True, slots=True)
class Promise:
    """One statement of the policy, how it stands, the rows it covers, and when it was looked at, if ever."""

    statement: Statement
    check: Check
    rows: tuple[str, ...]
    checked: datetime | None = None


def ledger(looking: Looking, sources: Sequence[Source], checked: datetime, only: Collection[str] = ()) -> Iterator[Promise]:
    """Look at every promise of the policy, one after the other; at some only, if asked."""
    for statement in statements(looking.scene.policy):
        if not only or statement.id in only:
            yield Promise(statement, look(statement, looking), rows_of(statement, sources), checked)


def rows_of(statement: Statement, sources: Iterable[Source]) -> tuple[str, ...]:
    """List the rows of the source document that a statement carries."""
    return tuple(source.row for source in sources if source.statement == statement.id)


def too_weak(statement: Statement, sources: Iterable[Source]) -> tuple[str, ...]:
    """List the rows that ask for a stronger backing than their statement has."""
    least = ((source.row, source.least_backing) for source in sources if source.statement == statement.id)
    return tuple(row for row, backing in least if rank(backing) > rank(statement.backing))


def rank(backing: Backing) -> int:
    """Tell how strong a backing is."""
    return BACKINGS.index(backing)
