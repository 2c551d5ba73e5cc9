"""What one column may hold, by its name and its sampled values, and on what grounds."""

from __future__ import annotations

from ombud.inventory.guess.events import guess_event
from ombud.inventory.guess.names import CONCEPTS, NAME, Concept, concept_of, is_people, words
from ombud.inventory.guess.numbers import SCHEMES, Scheme, written
from ombud.inventory.guess.seen import Guess, Known, Seen, Table
from ombud.inventory.guess.shapes import SHAPES, Kind, Shape, is_choice, is_local_day, is_prose, is_single, kind_of
from ombud.inventory.model import Column, DateType

HIGH = 0.9
"""The share of values from which a shape is one."""
ENOUGH = 5
"""Fewer different values prove a shape to nobody."""
CERTAIN = 20
"""So many different numbers do not all pass a check digit by chance."""
_NOUNS = frozenset({"no", "nr", "id", "number", "nummer", "key", "code", "uuid", "guid"})
_BY_DATUM = {concept.data[0]: concept for concept in CONCEPTS if concept.data}
_EPOCHS = range(10**8, 2**32)


def guess_column(table: Table, seen: Seen, known: Known) -> Guess:
    """Guess what a column holds; what speaks for a person weighs more than what speaks against."""
    kind, name = kind_of(seen.type, seen.values), seen.name
    if any(name in refers.columns for refers in table.refers):
        return Guess("none", "a reference")
    match kind:
        case "truth":
            return Guess("none", "yes or no")
        case "day" | "moment":
            return guess_event(table, name, "date" if kind == "day" else "timestamp", known)
        case "number":
            return _epoch(table, seen, known) or _meaning(table, seen, known, kind)
        case "bytes" | "nested":
            return _opaque(seen, known, kind)
        case "text":
            return _meaning(table, seen, known, kind)


def _epoch(table: Table, seen: Seen, known: Known) -> Guess | None:
    """Take whole numbers for seconds since 1970 where the name says that they tell a time."""
    told = {"at", "ts", "time", "timestamp", "created", "epoch", "oprettet", "skapad", "opprettet", "date", "on"} & set(words(seen.name))
    if not told or not seen.values or not all(isinstance(value, int) and value in _EPOCHS for value in seen.values):
        return None
    kind: DateType = "epoch"
    return guess_event(table, seen.name, kind, known)


def _opaque(seen: Seen, known: Known, kind: Kind) -> Guess:
    concept = concept_of(seen.name)
    if concept is not None and concept.data and concept.data[0] in {"photo", "signature", "password"}:
        return called(concept, known, "from the name")
    inside = "a picture or document of somebody?" if kind == "bytes" else "data of a person inside? a path into it is written COLUMN.KEY"
    return Guess("none", f"not looked into; {inside}")


def _meaning(table: Table, seen: Seen, known: Known, kind: Kind) -> Guess:
    concept = concept_of(seen.name)
    if concept is not None and kind == "number" and (not concept.numeric or (concept.data and words(seen.name)[-1:] == ("id",))):
        concept = None  # numbers that count addresses, or refer to them, are none
    return (
        _by_number(seen, concept, known)
        or _by_shape(seen, concept, known, kind)
        or _by_policy(table, seen, concept, known, kind)
        or _by_name(table, seen, concept, known)
        or _by_look(seen, known, kind)
    )


# ------------------------------------------------------------------ by values


def _by_number(seen: Seen, concept: Concept | None, known: Known) -> Guess | None:
    """Recognise national and company numbers; by chance alone no column is called so."""
    named = concept.data[:1] if concept else ()
    for scheme in SCHEMES:
        owner = _BY_DATUM["national_id" if scheme.of == "person" else "cvr"]
        if named == owner.data[:1] and (count := _count(seen, scheme, named=True)) >= HIGH * len(seen.values) and count:
            return called(owner, known, f"from the name; {_told(count, seen)} {scheme.says}")
        # a name that speaks of something else, such as a telephone, outweighs a check digit
        if not named and len(set(map(str, seen.values))) >= CERTAIN and (count := _count(seen, scheme, named=False)) == len(seen.values):
            return called(owner, known, f"{_told(count, seen)} {scheme.says}")
    return None


def _count(seen: Seen, scheme: Scheme, *, named: bool) -> int:
    test = scheme.looks if named else scheme.surely
    return sum(test(written(value, scheme)) for value in seen.values)


def _by_shape(seen: Seen, concept: Concept | None, known: Known, kind: Kind) -> Guess | None:
    texts = [str(value).strip() for value in seen.values]
    for shape in SHAPES:
        named = concept is not None and concept.data[:1] == (shape.datum,)
        if named and texts:
            count = sum(map(shape.looks, texts))
            return called(_BY_DATUM[shape.datum], known, f"from the name; {_told(count, seen)} {shape.says}")
        if kind == "text" and _is_shape(shape, texts):
            count = sum(map(shape.surely, texts))
            return called(_BY_DATUM[shape.datum], known, f"{_told(count, seen)} {shape.says}")
    return None


def _is_shape(shape: Shape, texts: list[str]) -> bool:
    return len(set(texts)) >= ENOUGH and sum(map(shape.surely, texts)) >= HIGH * len(texts)


def _told(count: int, seen: Seen) -> str:
    return f"{count} of {len(seen.values)} sampled values look like"


# ------------------------------------------------------------------ by names


def _by_policy(table: Table, seen: Seen, concept: Concept | None, known: Known, kind: Kind) -> Guess | None:
    """Take the policy's own word where a column, or the table that holds a text, is called so."""
    identifier = next((i for i in sorted(known.identifiers) if _is_identifier(seen.name, i)), None) if known.has_policy else None
    datum = next((d for d in sorted(known.data) if words(d) == words(seen.name)), None)
    if datum and (concept is None or datum not in _all_data()):
        return Guess(Column(is_=datum, identifies=identifier), "the policy's own word", person=True)
    if identifier and (concept is None or not concept.data):
        return Guess(Column(identifies=identifier), "the policy's own identifier", person=True)
    of_table = next((d for d in sorted(known.data) if words(d) == words(table.name)), None)
    if of_table and kind == "text" and _is_open(table, seen) and (concept is None or concept.data == ("free_text",)):
        return Guess(Column(is_=of_table), "a text in the table of that name", person=True)
    return None


def _all_data() -> frozenset[str]:
    return frozenset(datum for concept in CONCEPTS for datum in concept.data)


def _is_identifier(column: str, identifier: str) -> bool:
    """Tell whether a column is called as an identifier is: `customer_no`, or `customer_id` for the same noun."""
    if words(column) == words(identifier):
        return True
    noun, told = ([word for word in words(name) if word not in _NOUNS] for name in (identifier, column))
    # both must say that they are numbers: `case` alone is no `case_no`
    return noun == told != [] and len(told) < len(words(column)) and len(noun) < len(words(identifier))


def _is_open(table: Table, seen: Seen) -> bool:
    """Tell whether a text column could hold anything, as a key and a choice of single words cannot."""
    return seen.name not in table.key and not (is_choice(seen.values) and is_single(seen.values))


def _by_name(table: Table, seen: Seen, concept: Concept | None, known: Known) -> Guess | None:
    if concept is None or (concept.data == ("free_text",) and not _is_open(table, seen)):
        return None
    if concept is NAME and not is_people(table.name):
        return called(concept, known, "from the name; of a person?", person=False)
    return called(concept, known, "from the name")


def called(concept: Concept, known: Known, why: str, *, person: bool | None = None) -> Guess:
    """Call a concept by the policy's word, or by the usual one and say that the policy lacks it."""
    usual = known.free_text[:1] if concept.data == ("free_text",) and len(known.free_text) == 1 else ()
    data = [datum for datum in (*usual, *concept.data) if not known.has_policy or datum in known.data]
    lacking = "; the policy has no such datum" if not data and concept.data else ""
    datum = next(iter([*data, *concept.data]), None)
    identifies = concept.identifies if not known.has_policy or concept.identifies in known.identifiers else None
    if datum is None and identifies is None:
        return Guess("none", f"{why}; the policy has no such identifier", person=True)
    return Guess(Column(is_=datum, identifies=identifies), why + lacking, person=concept.person if person is None else person)


# ------------------------------------------------------------------ what nothing spoke for


def _by_look(seen: Seen, known: Known, kind: Kind) -> Guess:
    values = seen.values
    if not values:
        return Guess("none", "from the name alone; there was no value to look at")
    if kind == "number":
        return Guess("none", "numbers")
    if is_prose(values):
        return called(_BY_DATUM["free_text"], known, f"long texts, {sum(map(len, map(str, values))) // len(values)} letters on average")
    if sum(map(is_local_day, map(str, values))) >= HIGH * len(values):
        return Guess("none", "days in a form that no clock can read; ISO 8601 can be")
    return Guess("none", "a choice of a few words" if is_choice(values) else "neither name nor values speak of a person")
