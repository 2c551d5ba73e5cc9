"""A fideslang dataset as the draft of a system of the inventory: each mapping with what it rests on, and nothing dropped unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields

from ombud.exchange.fides.dataset import Collection, CollectionMeta, Dataset, DatasetMeta, Field, FieldMeta
from ombud.inventory.guess.names import is_staff, words
from ombud.inventory.guess.seen import Guess, Guessed, GuessedLink, Refers, Table
from ombud.inventory.model import Column, Link
from ombud.policy.model import Policy
from ombud.policy.versions.facts import written

Part = Dataset | DatasetMeta | Collection | CollectionMeta | Field | FieldMeta
_UNDERSTOOD: Mapping[type[Part], frozenset[str]] = {
    Dataset: frozenset({"fides_key", "collections", "description", "data_categories", "retention", "fides_meta"}),
    DatasetMeta: frozenset(),
    Collection: frozenset({"name", "fields", "description", "data_categories", "retention", "fides_meta"}),
    CollectionMeta: frozenset({"after", "erase_after", "skip_processing"}),
    Field: frozenset({"name", "data_categories", "fides_meta", "fields"}),
    FieldMeta: frozenset({"references", "identity", "primary_key", "data_type", "length", "read_only"}),  # types are the database's own
}
"""What an inventory has a place for, or a remark of its own tells; everything else is told as it stands."""
_TELLS_NOTHING = frozenset({"id", "no", "number"})
"""Words of an identifier's name that say nothing of whom it identifies."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One collection as it was understood, and what is to be said of it."""

    guessed: Guessed
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Flat:
    """A field with its whole path."""

    path: str
    field: Field


def bring(dataset: Dataset, policy: Policy) -> tuple[Brought, ...]:
    """Understand every collection of a dataset in the words of a policy."""
    tables = {collection.name: _columns(dataset, collection, policy) for collection in dataset.collections}
    people = {name for name, columns in tables.items() if any(guess.person for guess in columns.values())}
    return tuple(_brought(dataset, collection, tables[collection.name], people) for collection in dataset.collections)


def about(dataset: Dataset) -> tuple[str, ...]:
    """Tell what Fides notes of a dataset as a whole."""
    notes = (
        f"in Fides: {dataset.description}" if dataset.description else "",
        f"Fides notes a retention of `{dataset.retention}`" if dataset.retention else "",
        _beyond(dataset, dataset.fides_meta),
    )
    return tuple(filter(None, notes))


def _brought(dataset: Dataset, collection: Collection, columns: Mapping[str, Guess], people: set[str]) -> Brought:
    key = tuple(one.path for one in _flat(collection.fields) if one.field.fides_meta.primary_key)
    links = tuple(_links(dataset, collection, people))
    table = Table(collection.name, (), key, tuple(link.refers for link in links))
    return Brought(Guessed(table, columns, links, collection.name in people), tuple(_remarks(collection, key)))


def _every(inner: tuple[Field, ...], above: str = "") -> Iterator[_Flat]:
    """List every field, one with parts before its parts."""
    for field in inner:
        path = f"{above}{field.name}"
        yield _Flat(path, field)
        yield from _every(field.fields, f"{path}.")


def _flat(inner: tuple[Field, ...]) -> Iterator[_Flat]:
    """List every field that holds a value; one with parts is told by its parts."""
    return (one for one in _every(inner) if not one.field.fields)


# ------------------------------------------------------------------ what a column is


def _columns(dataset: Dataset, collection: Collection, policy: Policy) -> Mapping[str, Guess]:
    """Understand every field; where it has no categories of its own, those of the collection hold, else those of the dataset."""
    usual = collection.data_categories or dataset.data_categories
    return {one.path: _column(one, one.field.data_categories or usual, policy) for one in _flat(collection.fields)}


def _column(one: _Flat, said: tuple[str, ...], policy: Policy) -> Guess:
    categories = tuple(category for category in said if not category.startswith("system"))
    datum, why = _datum(one, categories, policy)
    identity = one.field.fides_meta.identity
    kind = _identifier(identity, policy) if identity else None
    if identity:
        why = f"{why}; Fides finds people by it" + ("" if kind else f", but the policy has no identifier like {identity}")
    if datum is None and kind is None:
        return Guess("none", why, person=bool(identity) or any(category.startswith("user") for category in categories))
    return Guess(Column(is_=datum, identifies=kind), why, person=True)


def _datum(one: _Flat, categories: tuple[str, ...], policy: Policy) -> tuple[str | None, str]:
    """Find the policy's datum for a field: of its very category, else of the nearest above or below; the name decides between several."""
    said = f"Fides says {', '.join(categories)}" if categories else "Fides gives no category of a person"
    terms = {datum: facts.fides for datum, facts in policy.data.items() if facts.fides}
    for category in categories:
        ranked = sorted((_distance(category, term), datum) for datum, term in terms.items() if _related(category, term))
        if ranked:
            nearest = [datum for distance, datum in ranked if distance == ranked[0][0]]
            named = [datum for datum in nearest if set(words(datum)) & set(words(one.path))]
            others = [datum for datum in nearest if datum != (named or nearest)[0]]
            return (named or nearest)[0], f"{said}; or {', '.join(others)}" if others else said
    return None, f"{said}; the policy has no such datum" if categories else said


def _related(category: str, term: str) -> bool:
    return category == term or category.startswith(f"{term}.") or term.startswith(f"{category}.")


def _distance(category: str, term: str) -> int:
    return abs(category.count(".") - term.count("."))


def _identifier(identity: str, policy: Policy) -> str | None:
    if identity in policy.identifiers:
        return identity
    return next((name for name in policy.identifiers if set(words(name)) & set(words(identity)) - _TELLS_NOTHING), None)


# ------------------------------------------------------------------ what a reference means


def _links(dataset: Dataset, collection: Collection, people: set[str]) -> Iterator[GuessedLink]:
    """Link to every collection that a field of this one refers to, whichever side Fides noted it on."""
    for one in _flat(collection.fields):
        for reference in one.field.fides_meta.references:
            if reference.direction != "to":
                yield _link(dataset, collection.name, one.path, reference.dataset, reference.field, people)
    for other in dataset.collections:
        for one in _flat(other.fields):
            for reference in one.field.fides_meta.references:
                collection_name, _, path = reference.field.partition(".")
                if reference.direction == "to" and (reference.dataset, collection_name) == (dataset.fides_key, collection.name):
                    yield _link(dataset, collection.name, path, dataset.fides_key, f"{other.name}.{one.path}", people)


def _link(dataset: Dataset, here: str, column: str, system: str, target: str, people: set[str]) -> GuessedLink:
    to, _, to_column = target.partition(".")
    refers = Refers((column,), to, (to_column,))
    if not to_column:
        return GuessedLink(refers, None, f"`{target}` names no collection and field")
    if system == dataset.fides_key and to not in {collection.name for collection in dataset.collections}:
        return GuessedLink(refers, None, f"{to} is not in this file")
    why = _why_mention(dataset, here, column, system, to, people)
    return GuessedLink(refers, Link(f"{system}.{to}", {column: to_column}, "mention" if why else "owner"), why or "Fides follows it")


def _why_mention(dataset: Dataset, here: str, column: str, system: str, to: str, people: set[str]) -> str:
    if system == dataset.fides_key and to == here:
        return "a reference to its own table"
    if is_staff(column):
        return "named after somebody who did something"
    return "" if system != dataset.fides_key or to in people else "Fides follows it, but nobody is known there"


# ------------------------------------------------------------------ what else was said


def _remarks(collection: Collection, key: tuple[str, ...]) -> Iterator[str]:
    if collection.description:
        yield f"in Fides: {collection.description}"
    if not key:
        yield "no primary key in Fides: write `key:` with the columns that tell its rows apart"
    if collection.retention:
        yield f"Fides notes a retention of `{collection.retention}`; the policy's rules decide here"
    if collection.fides_meta.skip_processing:
        yield "Fides leaves this collection out; if nothing here is of a person, name it in `ignore:` of the system"
    if after := (*collection.fides_meta.after, *collection.fides_meta.erase_after):
        yield f"Fides waits for {', '.join(after)}; the order follows from the links here"
    lists = [one.path for one in _flat(collection.fields) if (one.field.fides_meta.data_type or "").endswith("[]")]
    if lists:
        yield f"lists in Fides, which are read as one value here: {', '.join(lists)}"
    yield from (
        f"{one.path}: read only in Fides; say so with `shared:` or leave it out"
        for one in _flat(collection.fields)
        if one.field.fides_meta.read_only
    )
    if beyond := _beyond(collection, collection.fides_meta):
        yield beyond
    yield from (f"{one.path}: {beyond}" for one in _every(collection.fields) if (beyond := _beyond(one.field, one.field.fides_meta)))


def _beyond(*parts: Part) -> str:
    """Write out what Fides notes of something and an inventory has no place for."""
    noted = [note for part in parts for note in _notes(part)]
    return f"in Fides, with no place here: {'; '.join(noted)}" if noted else ""


def _notes(part: Part) -> Iterator[str]:
    for one in fields(part):
        value = getattr(part, one.name)
        if one.name not in _UNDERSTOOD[type(part)] and one.default is not MISSING and value != one.default:
            yield f"{one.name} {', '.join(value) if isinstance(value, tuple) else written(value)}"
