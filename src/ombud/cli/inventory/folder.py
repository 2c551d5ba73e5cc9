"""Look at a folder of files: which kinds there are where, what the CSV files are headed, what numbers stand in names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from itertools import islice

from ombud.cli.inventory.look import Found, Looked, Tell, try_sampled
from ombud.cli.inventory.target import Target
from ombud.inventory.guess.fixed import guess_documents
from ombud.inventory.guess.names import words
from ombud.inventory.guess.seen import Seen, Table
from ombud.inventory.guess.tables import guess_tables
from ombud.inventory.model import Dataset
from ombud.plan.model import Col, Everything

FILES = 50_000
HEADERS = 20
"""CSV files of a folder whose header is read; more are taken to be like them."""
_ALIKE = 3
"""Fewer files with one beginning prove no rule of naming."""
_NUMBERED = re.compile(r"([^\W\d_]+)([-_ ])(\d+)")
_DATED = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one ending below one top folder (none: those at the top)."""

    top: str
    ending: str
    paths: tuple[str, ...]

    def pattern(self, *, alone: bool) -> str:
        """Write the pattern of these files; alone in their folder they need no ending."""
        prefix = f"{escape(self.top)}/" if self.top else ""
        deep = "**/" if any(path.count("/") > prefix.count("/") for path in self.paths) else ""
        return f"{prefix}{deep}*" + ("" if alone else escape(self.ending))


def look_at_files(target: Target, sample: int, tell: Tell) -> Looked:
    """Draft a dataset for each kind of file."""
    with target.opened({"all": Dataset({}, {}, glob="**")}) as connector:
        connector.probe()
        paths = [str(path) for (path,) in islice(connector.read("all", [Col("path")], Everything()), FILES)]
    groups, remarks = _without_bare(_groups(paths))
    tops = [group.top for group in groups]
    tables = [item for group in groups if _is_csv(group) for item in _tables(target, group, sample, tell)]
    guessed = guess_tables(target.name, [table for _, table, _ in tables], target.known)
    lists = [Found(table.name, {"csv": pattern}, g, said) for (pattern, table, said), g in zip(tables, guessed, strict=True)]
    files = [_documents(target, group, alone=tops.count(group.top) == 1) for group in groups if not _is_csv(group)]
    return Looked(tuple(_once([*lists, *files])), (), remarks)


def _groups(paths: Sequence[str]) -> tuple[Group, ...]:
    found: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        folders, _, name = path.rpartition("/")
        stem, dot, ending = name.rpartition(".")
        found.setdefault((folders.partition("/")[0], f".{ending}" if dot and stem else ""), []).append(path)
    return tuple(Group(top, ending, tuple(paths)) for (top, ending), paths in sorted(found.items()))


def _without_bare(groups: Sequence[Group]) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """Leave out files without an ending that lie among others: a pattern for them would take the others too."""
    tops = [group.top for group in groups]
    bare = [group for group in groups if not group.ending and tops.count(group.top) > 1]
    said = (f"{len(group.paths)} files without an ending in {group.top or 'the folder itself'} are in no dataset" for group in bare)
    return tuple(group for group in groups if group not in bare), tuple(said)


def _is_csv(group: Group) -> bool:
    return group.ending.lower() == ".csv"


# ------------------------------------------------------------------ lists


def _tables(target: Target, group: Group, sample: int, tell: Tell) -> Iterator[tuple[str, Table, tuple[str, ...]]]:
    """Sample the CSV files of a folder: one dataset where all are headed alike, else one for each header."""
    headed: dict[tuple[str, ...], list[str]] = {}
    for path, header in _headers(target, group.paths[:HEADERS]).items():
        headed.setdefault(header, []).append(path)
    for header, paths in headed.items():
        pattern = group.pattern(alone=False) if len(headed) == 1 else escape(paths[0])
        name = _name(group.top or paths[0].rpartition(".")[0]) if len(headed) == 1 else _name(paths[0].rpartition(".")[0])
        tell(f"looking at {pattern}")
        with target.opened({name: Dataset({}, dict.fromkeys(header, "none"), csv=pattern)}) as connector:
            values, said = try_sampled(connector, name, header, sample)
        others = (f"{len(paths) - 1} more files have this header: widen the pattern",) if len(headed) > 1 < len(paths) else ()
        yield pattern, Table(name, tuple(Seen(column, "", values.get(column, ())) for column in header)), (*said, *others)


def _headers(target: Target, paths: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    with target.opened({str(at): Dataset({}, {}, csv=escape(path)) for at, path in enumerate(paths)}) as connector:
        described = {d.dataset: tuple(shape.name for shape in d.columns) for d in connector.describe()}
    return {path: described[str(at)] for at, path in enumerate(paths) if described.get(str(at))}


# ------------------------------------------------------------------ documents


def _documents(target: Target, group: Group, *, alone: bool) -> Found:
    name = _name(group.top or "files") + ("" if alone else f"_{_name(group.ending)}")
    named, groups = _naming([path.rpartition("/")[2] for path in group.paths])
    place = {"glob": group.pattern(alone=alone), **({"name": named} if named else {})}
    return Found(name, place, guess_documents(name, groups, target.known))


def _naming(names: Sequence[str]) -> tuple[str, tuple[Seen, ...]]:
    """Find a number or a date that every name tells in the same place, as a pattern with its group."""
    numbered = [found for name in names if (found := _NUMBERED.match(name))]
    heads, numbers = {(found[1], found[2]) for found in numbered}, tuple(found[3] for found in numbered)
    if len(names) == len(numbered) >= _ALIKE and len(heads) == 1 and len(set(numbers)) > 1:
        ((word, between),) = heads
        group = f"{'_'.join(words(word))}_no"
        return f"{word}{between}(?P<{group}>\\d+)", (Seen(group, "", numbers),)
    dates = tuple(found[0] for name in names if (found := _DATED.search(name)))
    if len(names) == len(dates) >= _ALIKE:
        return r"(?P<date>\d{4}-\d\d-\d\d)", (Seen("date", "", dates),)
    return "", ()


def _name(path: str) -> str:
    return "_".join(words(path)) or "files"


def _once(found: Sequence[Found]) -> Iterator[Found]:
    """Number the datasets whose names are taken."""
    taken: set[str] = set()
    for one in found:
        names = (one.name, *(f"{one.name}_{n}" for n in range(2, len(found) + 2)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        yield Found(name, one.place, one.guessed, one.remarks)
