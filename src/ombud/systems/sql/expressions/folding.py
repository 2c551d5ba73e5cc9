"""Finding folded text: a few ways of writing it that an index finds, else a look at every text with letters beyond ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ombud.policy.spelling import in_ascii
from ombud.systems.sql.engine import Family
from ombud.systems.sql.expressions.columns import WANTED, Element, Field, Form, Test, parameter_of

BEYOND = {
    "ss": "\u00df\u1e9e",
    "s": "\u017f",
    ";": "\u037e",
    "`": "\u1fef",
    "k": "\u212a",
    "ff": "\ufb00",
    "fi": "\ufb01",
    "fl": "\ufb02",
    "ffi": "\ufb03",
    "ffl": "\ufb04",
    "st": "\ufb05\ufb06",
}
"""The characters beyond ASCII that fold to ASCII, by what they fold to (Unicode CaseFolding, NFC); a test derives them anew."""

WAYS = 64
"""Ways of writing one text that are asked for at most; one with more is looked for by a scan."""


def spellings(folded: Iterable[str]) -> list[str]:
    """List every way of writing some folded ASCII texts in lower case; nothing where there are too many, or a text is not ASCII."""
    found: list[str] = []
    for text in folded:
        ways = _ways(text) if text.isascii() else ()
        if not ways:
            return []
        found.extend(ways)
        found.extend(f"{way}." for way in ways if "@" in way)  # a domain may be written with its root
    return found


_LETTERS = frozenset("".join(BEYOND))
_RUN = re.compile("[{0}]+|[^{0}]+".format(re.escape("".join(sorted(_LETTERS)))))


def _ways(text: str) -> Sequence[str]:
    """Write a text in all ways: only runs of letters that something folds to have more than one."""
    ways = [""]
    for run in _RUN.findall(text):
        written = _ways_of_run(run) if run[0] in _LETTERS else (run,)
        ways = [way + more for way in ways for more in written]
        if len(ways) > WAYS:
            return ()
    return ways


@lru_cache(1024)
def _ways_of_run(run: str) -> tuple[str, ...]:
    known: list[list[str]] = [[""]]
    for end in range(1, len(run) + 1):
        ways = [way + run[end - 1] for way in known[end - 1]]
        for start in range(max(0, end - 3), end):
            ways.extend(way + letter for letter in BEYOND.get(run[start:end], "") for way in known[start])
        known.append(ways[: WAYS + 1])
    return tuple(known[-1])


def parameter_for_text(family: Family, values: list[str]) -> tuple[Form, Any]:
    """Choose the form in which texts reach the database."""
    return ("array", values) if family == "postgresql" else parameter_of(family, values)


def lowered(field: Field, form: Form) -> Test:
    """Build the test that a text is one of the wanted spellings once the database has lowered it."""
    text = _lower(field)
    if form == "array":
        return text == sa.any_(sa.bindparam(WANTED, None, type_=ARRAY(sa.Text())))
    if form == "json":
        return text.in_(sa.select(sa.func.json_each(sa.bindparam(WANTED, None, type_=sa.Text())).table_valued("value").c.value))
    return text.in_(sa.bindparam(WANTED, expanding=True, type_=sa.Text()))


def _lower(field: Field) -> Element:
    return sa.func.lower(sa.cast(field.element, sa.Text) if field.family == "postgresql" else field.element)


def perhaps(field: Field, wanted: Sequence[str]) -> Test:
    """Build a test that every spelling of the folded values passes, and few others; what passes is folded again in Python."""
    wanted = sorted({*wanted, *map(in_ascii, wanted)})  # an address may stand with its domain in ASCII
    untyped = field.family == "sqlite" and isinstance(field.type, sa.types.NullType)  # such a column may hold text all the same
    if not field.is_text and not untyped:
        return field.among(wanted)
    if field.family == "sqlite":
        letters_beyond = sa.func.length(sa.cast(field.element, sa.LargeBinary)) != sa.func.length(field.element)
        folds = sa.and_(letters_beyond, sa.func.ombud_fold(field.element).in_(wanted))  # only where SQLite's own `lower` falls short
        return sa.or_(sa.func.lower(field.element).in_(wanted), folds)
    long, letters = (sa.func.octet_length, sa.func.char_length) if field.family == "postgresql" else (sa.func.length, sa.func.char_length)
    text = sa.cast(field.element, sa.Text) if field.family == "postgresql" else field.element
    return sa.or_(sa.func.lower(text).in_(wanted), long(text) != letters(text))
