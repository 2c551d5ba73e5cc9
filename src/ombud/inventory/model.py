"""Where personal data lives: systems, their datasets, and what each column is; one shape for tables, mail folders and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["sql", "mailbox", "files", "memory"]
Shared = Literal["any", "all", "redact"]
DateType = Literal["date", "timestamp", "text", "epoch"]


@dataclass(frozen=True, slots=True)
class Isnt:
    """A test that a column is anything but these values; empty counts as anything."""

    values: str | tuple[str, ...] = field(metadata={"key": "not"})


@dataclass(frozen=True, slots=True)
class CorrespondentIn:
    """Mail whose outside correspondent is known to another dataset (`system.dataset`)."""

    correspondent_in: str


Test = str | tuple[str, ...] | Isnt


@dataclass(frozen=True, slots=True)
class When:
    """Rows for which every named column passes its test."""

    when: Mapping[str, Test]


Selector = Literal["all", "otherwise"] | When | CorrespondentIn


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a datum, an identifier, an event, several of them; `none` in the file is a Column() without any."""

    is_: str | None = field(default=None, metadata={"key": "is"})
    identifies: str | None = None
    event: str | tuple[str, ...] | None = None
    type: DateType | None = None
    empty: str | None = None

    def events(self) -> tuple[str, ...]:
        """List the events this column starts."""
        return self.event if isinstance(self.event, tuple) else (self.event,) if self.event else ()


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to another dataset: the person's own row, a mere mention of somebody, or a share in it."""

    to: str
    on: Mapping[str, str] = field(hash=False)
    as_: Literal["owner", "mention", "shared"] = field(metadata={"key": "as"})


@dataclass(frozen=True, slots=True)
class Restrict:
    """How a system can mark a row as restricted (GDPR Art. 18)."""

    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows of one kind, which activities they serve, and what each column is.

    A row is a table's row (`table`), a message (`folders`; columns received, correspondents, names, subject, body, message),
    a file (`glob`; columns path, modified, content and the named groups of `name`), or a line of a CSV file (`csv`).
    """

    activities: Mapping[str, Selector]
    columns: Mapping[str, Column | Literal["none"]]
    key: tuple[str, ...] = ()
    table: str | None = None
    folders: tuple[str, ...] = ()
    glob: str | None = None
    csv: str | None = None
    name: str | None = None
    links: tuple[Link, ...] = ()
    shared: Shared | None = None
    restrict: Restrict | None = None


@dataclass(frozen=True, slots=True)
class System:
    """One system: how to reach it, its zone for times stored without one, its recipient in the policy, its datasets."""

    kind: Kind
    at: str
    datasets: Mapping[str, Dataset]
    zone: str = "UTC"
    recipient: str | None = None
    own_domains: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """All systems of a home."""

    systems: Mapping[str, System]

    def datasets(self) -> tuple[Place, ...]:
        """List every dataset with its place."""
        return tuple(Place(s, d, dataset) for s, system in self.systems.items() for d, dataset in system.datasets.items())


@dataclass(frozen=True, slots=True)
class Place:
    """A dataset and where it stands."""

    system: str
    name: str
    dataset: Dataset

    @property
    def id(self) -> str:
        """Name the dataset across systems."""
        return f"{self.system}.{self.name}"

    def typed(self) -> dict[str, Column]:
        """List the columns that mean something; those declared `none` are left out."""
        return {name: column for name, column in self.dataset.columns.items() if isinstance(column, Column)}

    def personal(self) -> dict[str, Column]:
        """List the columns that hold something of a person: a datum, an identifier, or a value to empty."""
        return {name: column for name, column in self.typed().items() if column.is_ or column.identifies}

    def identifying(self) -> dict[str, str]:
        """List the columns that identify a person, with the kind of identifier."""
        return {name: column.identifies for name, column in self.typed().items() if column.identifies}

    def data(self) -> frozenset[str]:
        """List the data ids the columns hold."""
        return frozenset(column.is_ for column in self.typed().values() if column.is_)


def parted(place: str) -> tuple[str, str]:
    """Part the id of a dataset into its system and its name."""
    system, _, name = place.partition(".")
    return system, name
