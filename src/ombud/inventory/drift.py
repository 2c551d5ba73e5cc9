"""What a system holds against what the inventory says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from ombud.inventory.model import Dataset, Inventory, System


@dataclass(frozen=True, slots=True)
class Exists:
    """A table, folder or pattern that a system really holds, with its columns; `dataset` is what declares it, if anything does."""

    name: str
    dataset: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference: something the inventory does not name, or names and is gone."""

    kind: Literal["undeclared_dataset", "undeclared_column", "gone_dataset", "gone_column"]
    system: str
    name: str
    column: str | None = None


def drift(inventory: Inventory, name: str, found: Sequence[Exists]) -> tuple[Drift, ...]:
    """Compare what a system holds with what is declared of it; what `ignore` names is left out."""
    system = inventory.systems[name]
    differences = (*_undeclared(system, name, found), *_differing(system, name, found), *_gone(system, name, found))
    return tuple(dict.fromkeys(differences))  # several folders may be one dataset


def _undeclared(system: System, name: str, found: Sequence[Exists]) -> Iterator[Drift]:
    for thing in found:
        ignored = any(fnmatchcase(thing.name, pattern) for pattern in system.ignore)
        if thing.dataset not in system.datasets and not ignored:
            yield Drift("undeclared_dataset", name, thing.name)


def _differing(system: System, name: str, found: Sequence[Exists]) -> Iterator[Drift]:
    for thing in found:
        if thing.dataset is not None and thing.dataset in system.datasets:
            declared = _columns(system.datasets[thing.dataset], thing.columns)
            yield from (Drift("undeclared_column", name, thing.dataset, column) for column in thing.columns if column not in declared)
            yield from (Drift("gone_column", name, thing.dataset, column) for column in declared if column not in thing.columns)


def _columns(dataset: Dataset, real: Collection[str]) -> tuple[str, ...]:
    """List the columns a dataset names; a path into JSON stands for the column it starts in."""
    return tuple(dict.fromkeys(name if name in real else name.split(".", 1)[0] for name in dataset.columns))


def _gone(system: System, name: str, found: Sequence[Exists]) -> Iterator[Drift]:
    there = {thing.dataset for thing in found}
    return (Drift("gone_dataset", name, dataset) for dataset in system.datasets if dataset not in there)
