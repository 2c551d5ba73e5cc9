"""A fideslang dataset as the draft of a system of the inventory: each mapping with what it rests on, and nothing dropped unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ombud.exchange.fides.dataset import Collection, Dataset, Field
from ombud.inventory.guess.names import is_staff, words
from ombud.inventory.guess.seen import Guess, Guessed, GuessedLink, Refers, Table
from ombud.inventory.model import Column, Link
from ombud.policy.model import Policy


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
    tables = {collection.name: _columns(collection, policy) for collection in dataset.collections}
    people = {name for name, columns in tables.items() if any(guess.person for guess in columns.values())}
    return tuple(_brought(dataset, collection, tables[collection.name], people) for collection in dataset.collections)


def _brought(dataset: Dataset, collection: Collection, columns: Mapping[str, Guess], people: set[str]) -> Brought:
    key = tuple(one.path for one in _flat(collection.fields) if one.field.fides_meta.primary_key)
    links = tuple(_links(dataset, collection, people))
    table = Table(collection.name, (), key, tuple(link.refers for link in links))
    return Brought(Guessed(table, columns, links, collection.name in people), tuple(_remarks(collection, key)))


def _flat(fields: tuple[Field, ...], above: str = "") -> Iterator[_Flat]:
    """List every field that holds a value; one with parts is told by its parts."""
    for field in fields:
        path = f"{above}{field.name}"
        if field.fields:
            yield from _flat(field.fields, f"{path}.")
        else:
            yield _Flat(path, field)


# ------------------------------------------------------------------ what a column is


def _columns(collection: Collection, policy: Policy) -> Mapping[str, Guess]:
    return {one.path: _column(one, collection, policy) for one in _flat(collection.fields)}


def _column(one: _Flat, collection: Collection, policy: Policy) -> Guess:
    categories = one.field.data_categories or collection.data_categories
    datum, why = _datum(one, tuple(c for c in categories if not c.startswith("system")), policy)
    identity = one.field.fides_meta.identity
    kind = _identifier(identity, policy) if identity else None
    if identity:
        why = f"{why}; Fides finds people by it" + ("" if kind else f", but the policy has no identifier like {identity}")
    if datum is None and kind is None:
        return Guess("none", why, person=bool(identity) or why.startswith("Fides says user"))
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
    return next((name for name in policy.identifiers if set(words(name)) & set(words(identity)) - {"id", "no", "number"}), None)


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
    told = [one for one in _flat(collection.fields) if one.field.data_uses or one.field.data_purposes or one.field.data_subjects]
    if told:
        yield f"uses, purposes or subjects noted in Fides belong to activities here: {', '.join(one.path for one in told)}"
