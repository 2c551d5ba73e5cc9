"""A sentence read back into its kind and slots, by the template that said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ombud.notices.readback.shapes import Shapes
from ombud.notices.saying.phrasebook import SENTENCES, Voice
from ombud.notices.saying.template import Choice, Place, Template
from ombud.notices.saying.told import Told, Value
from ombud.notices.saying.write import LIST, Said
from ombud.policy.statements.slots import Yes

_FIRST_WORD = re.compile(r"\w+(?=\W)")
_REMEMBERED = 20_000
"""How many sentences are remembered before all are forgotten; notices say much the same."""


@dataclass(frozen=True)
class Parser:
    """One template as a pattern: which group is which place, and which group is the presence of a flag."""

    kind: str
    parts: Template
    shapes: Shapes

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], tuple[Place | str, ...]]:
        """Compile the pattern when a sentence first asks for it; each group is a place, or the name of a flag."""
        groups: list[Place | str] = []
        pattern = self._pattern(self.parts, groups)
        return re.compile(pattern, re.DOTALL), tuple(groups)

    def _pattern(self, parts: Template, groups: list[Place | str]) -> str:
        return "".join(self._part(part, groups) for part in parts)

    def _part(self, part: str | Place | Choice, groups: list[Place | str]) -> str:
        """Give the pattern of one part; `groups` grows in the order in which the pattern opens them."""
        match part:
            case str():
                return re.escape(part)
            case Place():
                groups.append(part)
                return f"({self.shapes.pattern(part)}{f'|{LIST}' if part.items else ''})"
            case Choice(_, flag, first, second):
                other = self._pattern(second, groups)
                groups += [flag] if flag else []
                one = self._pattern(first, groups)
                one = f"({one})" if flag else one
                return f"(?:{other}|{one})" if second else f"(?:{one})?"

    def read(self, said: Said) -> Told | None:
        """Read a sentence; None where it is none of this kind."""
        pattern, groups = self.compiled
        match = pattern.fullmatch(f"{said.text} {LIST}." if said.items else said.text)
        if match is None:
            return None
        slots: dict[str, Value] = {}
        for what, text in zip(groups, match.groups(), strict=True):
            if text is None:
                continue
            if isinstance(what, str):
                slots[what] = Yes()
            elif (value := self._items(what, said.items) if text == LIST else self.shapes.value(what, text)) is None:
                return None
            else:
                slots[what.name] = value
        first = groups[0] if groups and match.start(1) == 0 else None
        if isinstance(first, Place) and first.shape == "text":
            slots[first.name] = self.shapes.inside(slots[first.name])
        return Told(self.kind, tuple(sorted(slots.items(), key=_by_name)))

    def _items(self, place: Place, items: tuple[str, ...]) -> Value | None:
        """Read a list item by item; one that is not of the shape makes it another sentence."""
        one = self.shapes.thing(place.shape)
        return self.shapes.meaning(place.shape, items) if all(one.fullmatch(item) for item in items) else None


def _by_name(slot: tuple[str, Value]) -> str:
    return slot[0]


class Reader:
    """Reads sentences of one language; what was read not long ago is known."""

    def __init__(self, voice: Voice) -> None:
        """Sort the templates by the word they begin with."""
        shapes = Shapes(voice)
        self.voice = voice
        self._by_word: dict[str, list[tuple[tuple[str, ...], str, Parser]]] = {}
        self._known: dict[Said, tuple[Told, ...]] = {}
        for kind in voice.book.templates:
            parser = Parser(kind, voice.template(kind), shapes)
            starts = tuple(dict.fromkeys(_starts(parser.parts, shapes)))
            always = max((part for part in parser.parts if isinstance(part, str)), key=len, default="")
            for word in {_first_word(start) for start in starts}:
                self._by_word.setdefault(word, []).append((starts, always, parser))

    def readings(self, said: Said) -> tuple[Told, ...]:
        """Give every way to read a sentence; a sound language has one."""
        known = self._known.get(said)
        if known is None:
            text = f"{said.text} {LIST}." if said.items else said.text
            known = tuple([told for parser in self._fitting(text) if (told := parser.read(said))])
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[said] = known
        return known

    def _fitting(self, text: str) -> list[Parser]:
        """List the templates whose literal beginning is the sentence's, and whose longest literal is in it."""
        near = (*self._by_word.get(_first_word(text), ()), *self._by_word.get("", ()))
        return [parser for starts, always, parser in near if always in text and text.startswith(starts)]


def _first_word(text: str) -> str:
    """Give the first word of a text, if it ends there."""
    found = _FIRST_WORD.match(text)
    return found[0] if found else ""


def _starts(parts: Template, shapes: Shapes) -> Iterator[str]:
    """Give every literal text a template may begin with, as far as it is literal; a place ends it, if it is no whole sentence."""
    match parts[:1]:
        case (str() as text,):
            yield from (text + rest for rest in _starts(parts[1:], shapes))
        case (Place(shape=shape),) if shape in SENTENCES:
            yield from shapes.known(shape)
        case (Choice(first=first, second=second),):
            yield from _starts((*first, *parts[1:]), shapes)
            yield from _starts((*second, *parts[1:]), shapes)
        case _:
            yield ""
