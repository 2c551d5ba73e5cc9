"""A fideslang dataset file as values; every key it can have is known here, so that a wrong one is told with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from ombud.policy.finding import Finding
from ombud.policy.parse import Parsed
from ombud.policy.reader import Reading, compose, read

_OPAQUE = frozenset({"meta", "namespace", "partitioning", "masking_strategy_override", "custom_request_field"})
"""Keys with a content of any shape, or with a meaning that only Fides has: they are left out, and that is told."""
_OLD_NAMES = {"fidesops_meta": "fides_meta", "fidesctl_meta": "fides_meta"}
_QUOTED = frozenset("'\"|>")
_NULLS = frozenset({"", "null", "Null", "NULL", "~"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of another collection that this one leads to, or comes from."""

    dataset: str
    field: str
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class FieldMeta:
    """What Fides needs to know of a field to find people and rows."""

    references: tuple[Reference, ...] = ()
    identity: str | None = None
    primary_key: bool = False
    data_type: str | None = None
    length: int | None = None
    return_all_elements: bool = False
    read_only: bool = False
    redact: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A column, or a part of one, with the categories of data in it."""

    name: str
    description: str | None = None
    data_categories: tuple[str, ...] = ()
    data_uses: tuple[str, ...] = ()
    data_purposes: tuple[str, ...] = ()
    data_subjects: tuple[str, ...] = ()
    data_qualifier: str | None = None
    retention: str | None = None
    fides_meta: FieldMeta = FieldMeta()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectionMeta:
    """What Fides needs to know of a collection."""

    after: tuple[str, ...] = ()
    erase_after: tuple[str, ...] = ()
    skip_processing: bool = False
    redact: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A table, or what stands for one."""

    name: str
    fields: tuple[Field, ...]
    description: str | None = None
    data_categories: tuple[str, ...] = ()
    data_uses: tuple[str, ...] = ()
    data_purposes: tuple[str, ...] = ()
    data_subjects: tuple[str, ...] = ()
    data_qualifier: str | None = None
    retention: str | None = None
    fides_meta: CollectionMeta = CollectionMeta()


@dataclass(frozen=True, slots=True)
class DatasetMeta:
    """What Fides needs to know of a dataset."""

    resource_id: str | None = None
    after: tuple[str, ...] = ()
    redact: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A database as Fides describes it."""

    fides_key: str
    collections: tuple[Collection, ...]
    organization_fides_key: str | None = None
    tags: tuple[str, ...] = ()
    name: str | None = None
    description: str | None = None
    data_categories: tuple[str, ...] = ()
    data_uses: tuple[str, ...] = ()
    data_purposes: tuple[str, ...] = ()
    data_subjects: tuple[str, ...] = ()
    data_qualifier: str | None = None
    retention: str | None = None
    third_country_transfers: tuple[str, ...] = ()
    fides_meta: DatasetMeta = DatasetMeta()


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A file of datasets."""

    dataset: tuple[Dataset, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A key whose content has no place in an inventory, with its line."""

    key: str
    line: int


def parse_datasets(text: str, file: str) -> tuple[Parsed[DatasetFile], tuple[LeftOut, ...]]:
    """Read a fideslang dataset file; every fault at once, each with line and column, and the keys that were left out."""
    reading = Reading(file)
    node = compose(text, reading)
    if node is None:
        if not reading.faults:
            reading.faults.append(Finding("yaml-empty", "error", wording="yaml-empty.fides", file=file, line=1, column=1))
        return Parsed(None, {}, tuple(reading.faults)), ()
    left = tuple(_pruned(node, set()))
    value = read(DatasetFile, node, (), reading)
    return Parsed(value if isinstance(value, DatasetFile) else None, reading.marks, tuple(reading.faults)), left


def _pruned(node: yaml.Node, seen: set[int]) -> Iterator[LeftOut]:
    """Take out what is empty or has no meaning here, in place, and tell what had content."""
    if id(node) in seen:  # an anchor used again; the reader refuses it
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _pruned(item, seen)
    elif isinstance(node, yaml.MappingNode):
        kept = []
        for name, value in node.value:
            if _is_null(value):
                continue
            if name.value in _OPAQUE:
                yield LeftOut(str(name.value), name.start_mark.line + 1)
                continue
            name.value = _OLD_NAMES.get(str(name.value), name.value)
            kept.append((name, value))
            yield from _pruned(value, seen)
        node.value = kept


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style not in _QUOTED and node.value in _NULLS
