"""A template: literal words, places for slots, and parts that are said only when their slots are there.

`{data:data.your}` is a place: the slot's name, then its shape (a section of the vocabulary, a noun that is counted, or `day`, `length`,
`number`, `event`, `article`, `basis`, `bases`, `laws`, `text`, `word`). `{data:data.your*}` may become a list of items when it is long;
`{data:data.your~}` is joined by "or".
`[a|b]` says `a` if every slot in it is there and else `b`; `[name? a]` says `a` if the slot `name` is there and has no words of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(
    r"\{(?P<name>[a-z_]+):(?P<shape>[a-z_.]+)(?P<joint>[*~]?)\}|\[(?:(?P<flag>[a-z_]+)\?)?|(?P<mark>[|\]{}])|(?P<plain>[^\[\]{}|]+)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot is said, in which shape; `items` lets it become a list, `either` joins it by "or"."""

    name: str
    shape: str
    items: bool = False
    either: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Two ways to go on: the first where `needs` are all there, else the second."""

    needs: frozenset[str]
    flag: str | None
    first: Template
    second: Template


Template = tuple["str | Place | Choice", ...]


class TemplateError(ValueError):
    """A template that is not well formed."""


@dataclass(frozen=True, slots=True)
class Form:
    """A template as it is used: its parts, the slots it says, and the places that may become a list."""

    parts: Template
    names: frozenset[str]
    lists: tuple[Place, ...]


@cache
def form(text: str) -> Form:
    """Read a template, with what saying it asks for each time."""
    parts = template(text)
    return Form(parts, names(parts), tuple(place for place in places(parts) if place.items))


@cache
def template(text: str) -> Template:
    """Read a template; raise TemplateError where it is not well formed."""
    tokens = list(_tokens(text))
    parts, rest = _parts(tokens, 0)
    if rest < len(tokens):
        raise TemplateError(f"`{tokens[rest][0]}` closes nothing")
    return parts


def _tokens(text: str) -> list[re.Match[str]]:
    found = list(_TOKEN.finditer(text))
    if "".join(token[0] for token in found) != text:
        raise TemplateError("it holds a character that means nothing here")
    return found


def _parts(tokens: list[re.Match[str]], at: int) -> tuple[Template, int]:
    """Read parts until something that is not theirs: the end, a `|` or a `]`."""
    parts: list[str | Place | Choice] = []
    while at < len(tokens) and tokens[at]["mark"] not in ("|", "]"):
        token = tokens[at]
        if token["name"]:
            parts.append(Place(token["name"], token["shape"], token["joint"] == "*", token["joint"] == "~"))
            at += 1
        elif token[0].startswith("["):
            choice, at = _choice(tokens, at)
            parts.append(choice)
        elif token["plain"]:
            parts.append(token["plain"])
            at += 1
        else:
            raise TemplateError(f"`{token[0]}` is no place: write {{name:shape}}")
    return tuple(parts), at


def _choice(tokens: list[re.Match[str]], at: int) -> tuple[Choice, int]:
    flag = tokens[at]["flag"]
    first, at = _parts(tokens, at + 1)
    second: Template = ()
    if at < len(tokens) and tokens[at][0] == "|":
        second, at = _parts(tokens, at + 1)
    if at >= len(tokens) or tokens[at][0] != "]":
        raise TemplateError("a `[` is not closed")
    needs = frozenset(part.name for part in first if isinstance(part, Place)) | ({flag} if flag else frozenset())
    if not needs:
        raise TemplateError("a `[` depends on nothing: name a slot in it")
    return Choice(needs, flag, first, second), at + 1


def places(parts: Template) -> tuple[Place, ...]:
    """List every place of a template, those in its choices too."""
    found: list[Place] = []
    for part in parts:
        if isinstance(part, Place):
            found.append(part)
        elif isinstance(part, Choice):
            found += (*places(part.first), *places(part.second))
    return tuple(found)


def names(parts: Template) -> frozenset[str]:
    """Name every slot a template says."""
    inside = (names((*part.first, *part.second)) for part in parts if isinstance(part, Choice))
    flags = {part.flag for part in parts if isinstance(part, Choice) and part.flag}
    return frozenset({part.name for part in parts if isinstance(part, Place)} | flags).union(*inside)
