"""Where personal data lives: systems, their datasets, and what each column is; one shape for tables, mail folders and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
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
class Account:
    """Who else logs in to a system, for which activities; whether a machine decides about people by what it reads (GDPR Art. 22(1))."""

    serves: tuple[str, ...]
    decides: bool = False


@dataclass(frozen=True, slots=True)
class System:
    """One system: how to reach it, its zone for times stored without one, its recipient in the policy, its datasets, who else logs in."""

    kind: Kind
    at: str
    datasets: Mapping[str, Dataset]
    zone: str = "UTC"
    recipient: str | None = None
    own_domains: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    accounts: Mapping[str, Account] = field(default_factory=dict)


@dataclass(frozen=True)
class Inventory:
    """All systems of a home; without slots, so that its places are listed once and not for every row."""

    systems: Mapping[str, System]

    def datasets(self) -> tuple[Place, ...]:
        """List every dataset with its place."""
        return tuple(self._places.values())

    def place(self, system: str, dataset: str) -> Place:
        """Find a dataset; raise KeyError where there is none."""
        return self._places[system, dataset]

    def at(self, place: str) -> Place:
        """Find a dataset by its name across systems; raise KeyError where there is none."""
        return self._named[place]

    @cached_property
    def _named(self) -> dict[str, Place]:
        return {place.id: place for place in self._places.values()}

    @cached_property
    def _places(self) -> dict[tuple[str, str], Place]:
        return {(s, d): Place(s, d, dataset) for s, system in self.systems.items() for d, dataset in system.datasets.items()}


@dataclass(frozen=True)
class Place:
    """A dataset and where it stands; without slots, so that its columns are sorted once and not for every row."""

    system: str
    name: str
    dataset: Dataset

    @cached_property
    def id(self) -> str:
        """Name the dataset across systems."""
        return f"{self.system}.{self.name}"

    def typed(self) -> Mapping[str, Column]:
        """List the columns that mean something; those declared `none` are left out."""
        return self._typed

    def personal(self) -> Mapping[str, Column]:
        """List the columns that hold something of a person: a datum, an identifier, or a value to empty."""
        return self._personal

    def identifying(self) -> Mapping[str, str]:
        """List the columns that identify a person, with the kind of identifier."""
        return self._identifying

    def data(self) -> frozenset[str]:
        """List the data ids the columns hold."""
        return self._data

    @cached_property
    def of_several(self) -> bool:
        """Tell whether one row may be several people's: none of its identifiers leads on to another row."""
        return self.dataset.shared is not None or any(link.as_ == "shared" for link in self.dataset.links)

    @cached_property
    def _typed(self) -> dict[str, Column]:
        return {name: column for name, column in self.dataset.columns.items() if isinstance(column, Column)}

    @cached_property
    def _personal(self) -> dict[str, Column]:
        return {name: column for name, column in self._typed.items() if column.is_ or column.identifies}

    @cached_property
    def _identifying(self) -> dict[str, str]:
        return {name: column.identifies for name, column in self._typed.items() if column.identifies}

    @cached_property
    def _data(self) -> frozenset[str]:
        return frozenset(column.is_ for column in self._typed.values() if column.is_)


def parted(place: str) -> tuple[str, str]:
    """Part the id of a dataset into its system and its name."""
    system, _, name = place.partition(".")
    return system, name
