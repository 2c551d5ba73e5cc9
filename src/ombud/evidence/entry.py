"""One fact about an act, in the one sequence of bytes that can stand for it in the log."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, cast

from ombud.errors import BadInputError
from ombud.evidence.vocabulary import BRACKETS, FACTS, FORMS, KINDS, REFERENCE, Form, Kind

Fact = str | int | tuple[str, ...]

MAX_BYTES: Final = 1 << 20
"""No entry is longer, so that a reader never has to hold more than this of a file it does not trust."""

MAX_COUNT: Final = 10**15
_SUBJECT: Final = re.compile(r"[0-9a-f]{32}")
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

# The canonical form is a regular language but for the order of the keys, since no text in it ever needs an escape.
# The quantifiers are possessive: hostile input costs one pass.
_TEXT = rb'"[ !#-\[\]-~\x80-\xff]*+"'  # no quote, backslash or control character; told as what may stand, which matches faster
_ATOM = rb"(?:" + _TEXT + rb"|0|[1-9][0-9]{0,14}+)"
_FACT = rb'"[a-z][a-z_]*+":(?:' + _ATOM + rb"|\[(?:" + _ATOM + rb"(?:," + _ATOM + rb")*+)?+\])"
_CANONICAL: Final = re.compile(
    rb'\{"at":"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"'
    rb',"facts":\{((?:' + _FACT + rb"(?:," + _FACT + rb")*+)?+)\}"
    rb',"kind":"([a-z_]++)","run":(' + _TEXT + rb'),"step":(' + _TEXT + rb")"
    rb',"subjects":\[(?:"[0-9a-f]{32}"(?:,"[0-9a-f]{32}")*+)?+\]\}'
)
_KEY: Final = re.compile(rb'"([a-z_]++)":')


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact about an act, in pseudonyms, ids and numbers; it cannot be built with anything else in it."""

    kind: Kind
    at: str  # RFC 3339, UTC, whole seconds: 2027-03-01T12:00:00Z
    run: str = ""
    step: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)
    subjects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse whatever is not in the vocabulary; the error never repeats the value, which may be a person's."""
        _check_kind(self)
        _check_moment(self.at)
        for name, fact in self.facts.items():
            _check_fact(name, fact)
        if not all(_SUBJECT.fullmatch(subject) for subject in self.subjects):
            raise BadInputError("evidence-subject", "A subject of an entry is not a pseudonym.", hint="Use ombud.evidence.pseudonym.")
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))


def encode(entry: Entry) -> bytes:
    """Write the entry in its only form: sorted keys, no white space, UTF-8, nothing normalised."""
    line = _ENCODER.encode(
        {
            "at": entry.at,
            "facts": dict(entry.facts),
            "kind": entry.kind,
            "run": entry.run,
            "step": entry.step,
            "subjects": entry.subjects,
        }
    ).encode()
    if len(line) > MAX_BYTES:
        raise BadInputError(
            "evidence-entry-long", f"An entry of {len(line)} bytes is too long.", hint="Write one entry for each part of it."
        )
    return line


def decode(line: bytes) -> Entry:
    """Read an entry back, the exact inverse of `encode`; any other bytes are refused."""
    glance(line)
    parts = json.loads(line)
    facts = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in parts["facts"].items()}
    return Entry(parts["kind"], parts["at"], parts["run"], parts["step"], facts, tuple(parts["subjects"]))


def legible(line: bytes) -> Entry | None:
    """Read an entry back; None where it was altered, which the verification of the log tells, or a newer Ombud wrote it."""
    try:
        return decode(line)
    except BadInputError:
        return None


def glance(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Refuse bytes not in canonical form, and tell kind, run and step (quoted); words a later Ombud may add are let through."""
    found = _CANONICAL.fullmatch(line)
    if found is None or len(line) > MAX_BYTES or not (line.isascii() or _is_utf8(line)):
        raise BadInputError("evidence-entry-form", "An entry is not in canonical form.", hint="It was altered, or not written by Ombud.")
    facts, kind, run, step = found.groups()
    keys = _KEY.findall(facts)
    if keys != sorted(set(keys)):
        raise BadInputError("evidence-entry-form", "An entry's facts are out of order.", hint="It was altered, or not written by Ombud.")
    return kind, run, step


def _is_utf8(line: bytes) -> bool:
    try:
        return bool(line.decode())
    except UnicodeDecodeError:
        return False


def _check_kind(entry: Entry) -> None:
    if entry.kind not in KINDS:
        raise BadInputError("evidence-kind", "An entry's kind is not in the vocabulary.", hint="Add it to ombud.evidence.vocabulary.")
    references = [reference for reference in (entry.run, entry.step) if reference]
    if not all(REFERENCE.fullmatch(reference) for reference in references):
        raise BadInputError("evidence-reference", f"The run or step of an entry {entry.kind!r} is not an id.")
    if entry.kind in BRACKETS and len(references) != len(("run", "step")):
        raise BadInputError("evidence-reference", f"An entry {entry.kind!r} tells about one act and must name its run and step.")


def _check_moment(text: str) -> None:
    if not FORMS["moment"].fullmatch(text) or not _is_date(text):
        raise BadInputError("evidence-moment", "A moment of an entry is not a UTC time of whole seconds such as 2027-03-01T12:00:00Z.")


def _check_fact(name: str, fact: Fact) -> None:
    form = FACTS.get(name)
    if form is None:
        raise BadInputError(
            "evidence-fact", "An entry tells a fact that is not in the vocabulary.", hint="Add it to ombud.evidence.vocabulary."
        )
    if not _fits(form, fact):
        raise BadInputError("evidence-fact", f"The fact {name!r} of an entry is not written as a {form}.", hint="It is not repeated here.")


def _fits(form: Form, fact: object) -> bool:
    match form:
        case "count":
            return type(fact) is int and 0 <= fact < MAX_COUNT  # a bool is an int too, and is written otherwise
        case "names":
            return isinstance(fact, tuple) and all(_fits("name", cast("object", part)) for part in fact)
        case "day" | "moment":
            return isinstance(fact, str) and bool(FORMS[form].fullmatch(fact)) and _is_date(fact)
        case _:
            return isinstance(fact, str) and bool(FORMS[form].fullmatch(fact))


def _is_date(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False
