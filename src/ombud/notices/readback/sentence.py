"""A sentence read back into its kind and slots, by the template that said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from ombud.notices.readback.shapes import Shapes
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.template import Choice, Place, Template
from ombud.notices.saying.told import Told, Value
from ombud.notices.saying.write import LIST, Said
from ombud.policy.statements.slots import Yes

_FIRST_WORD = re.compile(r"\w+(?=\W)")


@dataclass(frozen=True)
class Parser:
    """One template as a pattern: which group is which place, and which group is the presence of a flag."""

    kind: str
    parts: Template
    shapes: Shapes

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], dict[str, Place], dict[str, str]]:
        """Compile the pattern when a sentence first asks for it."""
        groups, flags = dict[str, Place](), dict[str, str]()
        pattern = self._pattern(self.parts, groups, flags)
        return re.compile(pattern, re.DOTALL), groups, flags

    def _pattern(self, parts: Template, groups: dict[str, Place], flags: dict[str, str]) -> str:
        return "".join(self._part(part, groups, flags) for part in parts)

    def _part(self, part: str | Place | Choice, groups: dict[str, Place], flags: dict[str, str]) -> str:
        match part:
            case str():
                return re.escape(part)
            case Place():
                name = f"g{len(groups)}"
                groups[name] = part
                return f"(?P<{name}>{self.shapes.pattern(part)}{f'|{LIST}' if part.items else ''})"
            case Choice(_, flag, first, second):
                one, other = self._pattern(first, groups, flags), self._pattern(second, groups, flags)
                if flag:
                    flags[f"f{len(flags)}"] = flag
                    one = f"(?P<f{len(flags) - 1}>{one})"
                return f"(?:{other}|{one})" if second else f"(?:{one})?"

    def read(self, said: Said) -> Told | None:
        """Read a sentence; None where it is none of this kind."""
        pattern, groups, flags = self.compiled
        match = pattern.fullmatch(f"{said.text} {LIST}." if said.items else said.text)
        if match is None:
            return None
        slots: dict[str, Value] = {flag: Yes() for group, flag in flags.items() if match[group] is not None}
        for group, place in groups.items():
            if match[group] is None:
                continue
            value = self._items(place, said.items) if match[group] == LIST else self.shapes.value(place, match[group])
            if value is None:
                return None
            slots[place.name] = value
        return Told(self.kind, tuple(sorted(slots.items(), key=lambda pair: pair[0])))

    def _items(self, place: Place, items: tuple[str, ...]) -> Value | None:
        """Read a list item by item; one that is not of the shape makes it another sentence."""
        one = re.compile(self.shapes.one(place.shape), re.DOTALL)
        return self.shapes.meaning(place.shape, items) if all(one.fullmatch(item) for item in items) else None


class Reader:
    """Reads sentences of one language; what was read once is known."""

    def __init__(self, voice: Voice) -> None:
        """Sort the templates by the word they begin with."""
        shapes = Shapes(voice)
        self.voice = voice
        self._by_word: dict[str, list[Parser]] = {}
        self._others: list[Parser] = []
        self._known: dict[Said, tuple[Told, ...]] = {}
        for kind in voice.book.templates:
            self._sort(Parser(kind, voice.template(kind), shapes))

    def _sort(self, parser: Parser) -> None:
        words = [_FIRST_WORD.match(start) for start in _starts(parser.parts)]
        if all(words):
            for word in {match[0] for match in words if match}:
                self._by_word.setdefault(word, []).append(parser)
        else:
            self._others.append(parser)

    def readings(self, said: Said) -> tuple[Told, ...]:
        """Give every way to read a sentence; a sound language has one."""
        if said not in self._known:
            word = _FIRST_WORD.match(f"{said.text} ")
            parsers = (*self._by_word.get(word[0] if word else "", ()), *self._others)
            self._known[said] = tuple(told for parser in parsers if (told := parser.read(said)))
        return self._known[said]


def _starts(parts: Template) -> Iterator[str]:
    """Give every literal text a template may begin with, as far as it is literal; a place ends it."""
    match parts[:1]:
        case (str() as text,):
            yield text if len(parts) == 1 or _FIRST_WORD.match(text) else text + "".join(next(iter(_starts(parts[1:])), ""))
        case (Choice(first=first, second=second),):
            for one, rest in product((first, second), (parts[1:],)):
                yield from _starts((*one, *rest))
        case _:
            yield ""
