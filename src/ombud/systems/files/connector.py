"""The files connector: which files and lines a selection means, and erasing or rewriting them within the system's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

from ombud.errors import BadInputError, MisconfiguredError, RefusedError
from ombud.inventory.model import Column, Dataset, System
from ombud.plan.model import (
    ALWAYS,
    Change,
    Col,
    EraseRows,
    Everything,
    Matching,
    SetFields,
    Term,
    Value,
    Within,
    selects_nothing_named,
)
from ombud.systems.connector import Ability, Description, Shape
from ombud.systems.days import Zones
from ombud.systems.files.disk import Entry, answered, folder_of, is_office_lock, walk
from ombud.systems.files.documents import Documents
from ombud.systems.files.lines import PSEUDO, Line, Lines, header
from ombud.systems.files.pattern import matches, overlap
from ombud.systems.files.reading import Reading, paths_in
from ombud.systems.files.replace import clean, is_leftover
from ombud.systems.refusal import Refusal
from ombud.systems.wire import Wire

EVERYTHING = Everything()


class FilesConnector:
    """A folder of the inventory, opened.

    A `glob` dataset has a row a file: path, modified, content, size, and the named groups of `name`, looked for in the file's name.
    A `csv` dataset has a row a line: the columns of the header, and path and line (a digest of the content), in the order of the file.
    Links are never followed and are nobody's rows. Nothing outside the folder is touched.
    """

    def __init__(self, system: System, name: str, folder: Path, zone: ZoneInfo, read_only: bool) -> None:  # noqa: FBT001 - the registry's one form
        """Take the system, its name, its folder and the policy's zone."""
        self._system, self._name, self._read_only = system, name, read_only
        self._root = folder.resolve()
        self._zones = Zones.of(system, zone)
        _refuse_faults(system, name)
        self._sets = {each: self._opened(each, dataset) for each, dataset in system.datasets.items()}
        kinds: set[Ability] = {"set"} if any(isinstance(each, Lines) for each in self._sets.values()) else set()
        self.abilities: frozenset[Ability] = frozenset({"erase", *kinds})

    def probe(self) -> None:
        """Look whether the folder is there and may be read."""
        with answered(self._name), os.scandir(self._root) as found:
            next(found, None)

    def describe(self) -> tuple[Description, ...]:
        """Tell the datasets that have files, and the undeclared files and links by their top folder."""
        declared: dict[str, list[str]] = {}
        loose: dict[str, list[str]] = {}
        for entry in self._entries():
            dataset = None if entry.link else self._dataset_of(entry.path)
            (loose if dataset is None else declared).setdefault(dataset or _top(entry.path), []).append("" if entry.link else entry.path)
        known = (
            Description(self._pattern(each), each, self._sets[each].shapes(declared[each]), self._sets[each].key)
            for each in sorted(declared)
        )
        unknown = (Description(top, None, self._headers(loose[top])) for top in sorted(loose))
        return (*known, *unknown)

    def read(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        """Stream files by path, lines in the order of the file."""
        if self._doubted(dataset, within):
            why = "Lines of several people have the same key."
            hint = "Name columns in `key:` that tell people apart, or leave `key:` out."
            raise MisconfiguredError("rows-not-told-apart", why, where=f"{self._name}.{dataset}", hint=hint)
        return self._tuples(dataset, terms, within, self._reading(dataset).needed(terms, within))

    def count(self, dataset: str, within: Within) -> int:
        """Count the files or lines."""
        return sum(1 for _ in self.read(dataset, (), within))

    def refuse(self, change: Change) -> Refusal | None:
        """Tell why a change could never be carried out."""
        if selects_nothing_named(change.within):
            return Refusal("rows-unnamed")
        if self._doubted(change.dataset, change.within):
            return Refusal("line-key-shared")
        if isinstance(change, EraseRows):
            return None
        if isinstance(self._sets[change.dataset], Documents):
            return Refusal("file-in-place")
        known = self._system.datasets[change.dataset].columns
        unknown = [name for name, _ in change.values if name not in known or name in PSEUDO]
        return Refusal("line-column", {"column": unknown[0]}) if unknown else None

    def _doubted(self, name: str, within: Within) -> bool:
        """Tell whether a key names lines of several people, so that one of them could be taken for the other."""
        dataset, rows = self._system.datasets[name], self._sets[name]
        key, people = rows.key, [column for column, each in dataset.columns.items() if isinstance(each, Column) and each.identifies]
        if not (dataset.csv and dataset.key and people and isinstance(within, Matching) and set(key) <= set(within.columns)):
            return False
        named: dict[tuple[object, ...], tuple[object, ...]] = {}
        terms, every = [*map(Col, key), *map(Col, people)], replace(within, also=ALWAYS)
        for row in self._tuples(name, terms, every, self._reading(name).needed(terms, every)):
            if named.setdefault(row[: len(key)], row[len(key) :]) != row[len(key) :]:
                return True
        return False

    def apply(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """Carry out the changes in order; there are no transactions, so each file is done when it is done."""
        return tuple([sum(self.sweep(change)) for change in changes])

    def sweep(self, change: Change) -> Iterator[int]:
        """Carry out a change file by file."""
        if self._read_only:
            raise RefusedError("system-read-only", "The folder was opened for looking.", where=self._name)
        if why := self.refuse(change):
            raise RefusedError("system-refused", f"The folder refuses the change: {why.message}.", where=f"{self._name}.{change.dataset}")
        return self._changed(change, self._reading(change.dataset).needed((), change.within))

    def retains(self) -> tuple[str, ...]:
        """Tell, as codes, what is known to outlive an erased file: another name for the same content."""
        with answered(self._name):
            held = any(self._names(entry.path) > 1 for entry in self._entries() if not entry.link and self._dataset_of(entry.path))
        return ("hard-linked-files",) if held else ()

    def wire(self) -> Wire:
        """A folder is reached through this machine."""
        return "here"

    def readers(self, dataset: str) -> None:
        """Who may read files is the machine's affair: groups and shares decide it that are not seen from here."""

    def close(self) -> None:
        """Nothing is held open."""

    def _opened(self, name: str, dataset: Dataset) -> Documents | Lines:
        where = f"{self._name}.{name}"
        return Documents(where, self._root, dataset) if dataset.glob else Lines(where, self._root, dataset)

    def _reading(self, dataset: str) -> Reading:
        return Reading(self._system.datasets[dataset], self._zones, self._sets[dataset].columns, f"{self._name}.{dataset}")

    def _changed(self, change: Change, needed: frozenset[str]) -> Iterator[int]:
        with answered(self._name):
            clean(self._root)
        rows, chosen = self._sets[change.dataset], self._reading(change.dataset).chosen(change.within)
        # listed before the first change: what a folder shows while it is changed is not defined
        paths = iter(list(self._paths(change.dataset, change.within)))
        if isinstance(rows, Documents):
            yield from rows.erase(paths, chosen)
        else:
            anew = partial(_with_values, change.values) if isinstance(change, SetFields) else _without
            yield from rows.change(paths, needed, lambda line: anew(line) if chosen(line) else None)

    def _tuples(self, dataset: str, terms: Sequence[Term], within: Within, needed: frozenset[str]) -> Iterator[tuple[object, ...]]:
        reading = self._reading(dataset)
        chosen = reading.chosen(within)
        for row in self._sets[dataset].rows(self._paths(dataset, within), needed):
            told = None
            with answered(self._name), suppress(FileNotFoundError):
                told = tuple(reading.value(row, term) for term in terms) if chosen(row) else None
            if told is not None:
                yield told

    def _paths(self, dataset: str, within: Within = EVERYTHING) -> Iterator[str]:
        """List the files of a dataset, or those of them that a selection names."""
        wanted = paths_in(within)
        for entry in self._entries():
            if not entry.link and (wanted is None or entry.path in wanted) and self._dataset_of(entry.path) == dataset:
                yield entry.path

    def _entries(self) -> Iterator[Entry]:
        """List what is in the folder, without what the inventory says to ignore and what programs leave beside files."""
        listing = walk(self._root)
        while True:
            with answered(self._name):
                entry = next(listing, None)
            if entry is None:
                return
            beside = is_leftover(entry.path) or is_office_lock(entry.path)
            if not beside and not any(matches(each, entry.path) for each in self._system.ignore):
                yield entry

    def _dataset_of(self, path: str) -> str | None:
        return next((name for name in self._sets if matches(self._pattern(name), path)), None)

    def _pattern(self, dataset: str) -> str:
        declared = self._system.datasets[dataset]
        return declared.glob or declared.csv or ""

    def _headers(self, paths: Sequence[str]) -> tuple[Shape, ...]:
        """Tell the columns of undeclared CSV files, so that an undeclared column is seen."""
        tables = (header(self._root, path, self._name) for path in paths if path.lower().endswith(".csv"))
        return tuple(Shape(name, "text") for name in dict.fromkeys(name for table in tables for name in table))

    def _names(self, path: str) -> int:
        with folder_of(self._root, path) as (held, name):
            return os.stat(name, dir_fd=held, follow_symlinks=False).st_nlink


def _with_values(values: tuple[tuple[str, Value], ...], line: Line) -> bytes:
    return line.with_values(values)


def _without(_line: Line) -> bytes:
    return b""


def _top(path: str) -> str:
    return path.partition("/")[0] + "/" if "/" in path else "./"


def _refuse_faults(system: System, name: str) -> None:
    """Refuse a dataset that is neither files nor lines, and two that could hold the same file."""
    for each, dataset in system.datasets.items():
        if (dataset.glob is None) == (dataset.csv is None):
            raise BadInputError("system-shape", f"`{each}` needs either `glob` or `csv`.", where=name)
    for (one, a), (other, b) in combinations(system.datasets.items(), 2):
        if overlap(a.glob or a.csv or "", b.glob or b.csv or ""):
            reason = f"The files of `{one}` and `{other}` overlap."
            raise BadInputError("files-overlap", reason, where=name, hint="Give each file to one dataset, or ignore it.")
