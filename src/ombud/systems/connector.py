"""The contract of every connector: look, read, count, change; it knows the inventory, but no policy and no request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ombud.plan.model import Change, Term, Within
from ombud.systems.refusal import Refusal
from ombud.systems.wire import Wire

Ability = Literal["erase", "set", "one_transaction", "in_place_conditions"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One column, header or pseudo-column as the system has it."""

    name: str
    type: str
    nullable: bool = True
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key as the system enforces it."""

    columns: tuple[str, ...]
    to: str
    to_columns: tuple[str, ...]
    on_delete: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """A table, mail folder or file set that exists; `dataset` is its name in the inventory, or None when nobody declared it."""

    name: str
    dataset: str | None
    columns: tuple[Shape, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    triggers: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()


class Connector(Protocol):
    """One system of the inventory, opened; datasets are named without their system; the first connection is read-only."""

    abilities: frozenset[Ability]

    def probe(self) -> None:
        """Look whether the system answers and lets us in; raise UnavailableError (69) or MisconfiguredError (78)."""

    def describe(self) -> tuple[Description, ...]:
        """Tell what exists, declared or not; a declared dataset that is gone is simply absent."""

    def read(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        """Stream one tuple a row, in key order, memory flat: columns as they stand, clocks as days in the policy's zone."""

    def count(self, dataset: str, within: Within) -> int:
        """Count the rows."""

    def refuse(self, change: Change) -> Refusal | None:
        """Tell why the system could never carry out the change (a NOT NULL column, a missing grant), or None."""

    def apply(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """Carry out the changes in order, in one transaction where the system has them; tell the rows changed by each."""

    def sweep(self, change: Change) -> Iterator[int]:
        """Carry out one change in bounded windows, each kept when it is done; yield the rows changed by each window."""

    def retains(self) -> tuple[str, ...]:
        """Tell, as codes, what the system is known to keep of what was erased: logs, caches, copies nobody declared."""

    def wire(self) -> Wire:
        """Tell how the system is reached: under TLS, in the open, or on this machine."""

    def readers(self, dataset: str) -> frozenset[str] | None:
        """Name the other accounts that may log in and read a dataset, but for administrators; None where the system cannot tell."""

    def close(self) -> None:
        """Let go of the system."""
