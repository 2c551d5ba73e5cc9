"""Look at a database or a mailbox through its connector: what there is, and a few values of each column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice

from ombud.cli.inventory.target import Target
from ombud.errors import OmbudError, UnavailableError
from ombud.inventory.guess.fixed import guess_mail
from ombud.inventory.guess.names import is_technical
from ombud.inventory.guess.seen import Guessed, Refers, Seen, Table
from ombud.inventory.guess.shapes import kind_of
from ombud.inventory.guess.tables import guess_tables
from ombud.inventory.model import Dataset
from ombud.plan.model import Col, Everything
from ombud.systems.connector import Connector, Description

ROWS_A_VALUE = 20
"""Rows looked at for each value wanted: columns are often empty."""
LETTERS = 2_000
"""More of a long text tells nothing new."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset to draft: how it is called, where its rows are, what they may be, and what else is to be said."""

    name: str
    place: Mapping[str, str | tuple[str, ...]]
    guessed: Guessed
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """All that was found in a system, the tables that are a program's own, and what is to be said of the whole."""

    found: tuple[Found, ...]
    ignored: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def look_at_tables(target: Target, sample: int, tell: Tell) -> Looked:
    """Describe every table and sample its values."""
    with target.opened() as connector:
        described = [d for d in connector.describe() if not _is_ignored(target, d.name)]
    ours = [d for d in described if not is_technical(d.name)]
    names = names_of(ours)
    datasets = {names[d.name]: Dataset({}, {c.name: "none" for c in d.columns}, d.key, table=d.name) for d in ours}
    with target.opened(datasets) as connector:
        tables = [_table(connector, description, names, sample, tell) for description in ours]
    guessed = guess_tables(target.name, [table for table, _ in tables], target.known)
    drafts = (
        Found(table.name, {} if d.name == table.name else {"table": d.name}, g, said)
        for d, (table, said), g in zip(ours, tables, guessed, strict=True)
    )
    return Looked(tuple(drafts), tuple(d.name for d in described if is_technical(d.name)))


def look_at_folders(target: Target) -> Looked:
    """List the folders of a mailbox; those below another are one pattern, since their names may be people's."""
    with target.opened() as connector:
        folders = [description.name for description in connector.describe()]
    patterns = tuple(dict.fromkeys(f"{top}/*" if below else top for top, below, _ in (name.partition("/") for name in folders)))
    return Looked((Found("letters", {"folders": patterns}, guess_mail(target.name, target.known)),))


def names_of(described: Sequence[Description]) -> Mapping[str, str]:
    """Name a dataset for each table: as it is declared, else the table's own name, with its schema where two are called the same."""
    taken: dict[str, str] = {d.name: d.dataset for d in described if d.dataset}
    for description in described:
        plain = description.name.rpartition(".")[2]
        free = plain if plain and plain not in taken.values() else description.name.replace(".", "_")
        taken.setdefault(description.name, free)
    return taken


def sampled(connector: Connector, dataset: str, columns: Sequence[str], sample: int) -> Mapping[str, tuple[object, ...]]:
    """Read the first values of columns that are not empty, never more rows than a small multiple of the values wanted."""
    kept: dict[str, list[object]] = {column: [] for column in columns}
    rows = connector.read(dataset, [Col(column) for column in columns], Everything())
    for row in islice(rows, sample * ROWS_A_VALUE):
        for column, value in zip(columns, row, strict=True):
            if value not in (None, "") and len(kept[column]) < sample:
                kept[column].append(value[:LETTERS] if isinstance(value, str) else value)
        if all(len(values) == sample for values in kept.values()):
            break
    return {column: tuple(values) for column, values in kept.items()}


def try_sampled(
    connector: Connector, dataset: str, columns: Sequence[str], sample: int
) -> tuple[Mapping[str, tuple[object, ...]], tuple[str, ...]]:
    """Sample values; a table that cannot be read is drafted from its names alone, and that is said."""
    if not sample or not columns:
        return {}, ()
    try:
        return sampled(connector, dataset, columns, sample), ()
    except UnavailableError:
        raise
    except OmbudError as error:
        return {}, (f"no values were looked at: {error.code}",)


def _table(
    connector: Connector, described: Description, names: Mapping[str, str], sample: int, tell: Tell
) -> tuple[Table, tuple[str, ...]]:
    name = names[described.name]
    tell(f"looking at {described.name}")
    looked_at = [shape.name for shape in described.columns if kind_of(shape.type, ()) != "bytes"]
    values, remarks = try_sampled(connector, name, looked_at, sample)
    columns = tuple(Seen(shape.name, shape.type, values.get(shape.name, ())) for shape in described.columns)
    refers = tuple(Refers(r.columns, names.get(r.to, r.to), r.to_columns) for r in described.references)
    nullable = frozenset(shape.name for shape in described.columns if shape.nullable)
    return Table(name, columns, described.key, refers, nullable), (*remarks, *_remarks(described))


def _remarks(described: Description) -> Iterable[str]:
    if not described.key:
        yield "no primary key: write `key:` with the columns that tell its rows apart"
    if described.triggers:
        yield "triggers fire when its rows change: " + ", ".join(described.triggers)


def _is_ignored(target: Target, name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in target.system.ignore)
