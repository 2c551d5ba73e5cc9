"""How each shape of a slot reads: a pattern for the text it may have, and the value that a text of it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property

from ombud.notices.citation import read_cited
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.template import Place
from ombud.notices.saying.told import Cited, Moment, Moments, Value
from ombud.notices.saying.write import basis
from ombud.policy.period import Period
from ombud.policy.statements.slots import Articles, Days, Lengths, Numbers, Texts, Words

_REMEMBERED = 20_000
"""How many texts are remembered with what they mean; free text, which seldom comes twice, is not."""

_REFERENCE = re.compile(r"\d+(?:-\d+)?|\b[a-z]\b")
_DIGITS, _NO_DIGIT = re.compile(r"\d+"), re.compile(r"\D")


class Shapes:
    """The shapes of one language; patterns and what was read before are kept, since every notice says much the same."""

    def __init__(self, voice: Voice) -> None:
        """Make nothing yet."""
        self._voice = voice
        self._one: dict[str, str] = {}
        self._laid: dict[Place, tuple[str, ...]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._known: dict[str, Mapping[str, str]] = {}
        self._read: dict[tuple[str, bool, str], Value | None] = {}
        self._open = voice.book.words["open"]

    def pattern(self, place: Place) -> str:
        """Give the pattern of everything a place may say."""
        one = self.one(place.shape)
        more = self._joined(place)
        still_open = f"|{re.escape(self._open[_of(place)])}" if _of(place) in self._open else ""
        return f"(?:{one}(?:{more})*{still_open})" if more else f"(?:{one}{still_open})"

    def _joined(self, place: Place) -> str:
        """Give the pattern of what follows the first thing of a list."""
        one, joints = self.one(place.shape), "|".join(map(re.escape, self._joints(place)))
        return "" if place.shape in ("text", "word") else f"(?:{joints}){one}"

    def _joints(self, place: Place) -> tuple[str, ...]:
        """Give what stands between the things of a list."""
        if place not in self._laid:
            self._laid[place] = self._make_joints(place)
        return self._laid[place]

    def _make_joints(self, place: Place) -> tuple[str, ...]:
        pack = self._voice.pack
        match place.shape:
            case "text" if not place.either:
                return (" · ",)
            case "laws":
                return ("; ",)
            case "length":
                return (f" {pack.disjunction} ",)
            case _:
                return (", ", f" {pack.disjunction if place.either else pack.conjunction} ")

    def one(self, shape: str) -> str:
        """Give the pattern of one thing."""
        if shape not in self._one:
            self._one[shape] = self._make(shape)
        return self._one[shape]

    def _make(self, shape: str) -> str:
        match shape:
            case "text" | "laws":
                return ".+?"
            case "word":
                return r"\S+?"
            case "day":
                return _day_pattern(self._voice)
            case "length":
                return _length_pattern(self._voice)
            case "number":
                return _NUMBER
            case "article":
                return _article_pattern(self._voice)
            case "event":
                return f"(?:{self._any_of(shape)}|{self._year_end()})"
            case _:
                return self._any_of(shape)

    def _any_of(self, shape: str) -> str:
        """Give the pattern of any known text, the longest first."""
        return "(?:" + "|".join(map(re.escape, sorted(self.known(shape), key=len, reverse=True))) + ")"

    def _year_end(self, event: str = "", ends: str = "") -> str:
        """Give the pattern of the end of a fiscal year."""
        form, months = re.escape(self._voice.book.words["fiscal"]["year_end"]), "|".join(self._voice.pack.months)
        day = re.escape(self._voice.pack.day_form.replace(" {year}", "")).replace(r"\{day\}", r"\d{1,2}")
        day = day.replace(r"\{month\}", f"(?:{months})")
        event = event or self._any_of("event")
        return form.replace(r"\{event\}", event).replace(r"\{ends\}", f"(?P<ends>{day})" if ends else day)

    def known(self, shape: str) -> Mapping[str, str]:
        """Give every text that one thing of the shape may have, with the id it means."""
        if shape not in self._known:
            self._known[shape] = dict(self._pairs(shape))
        return self._known[shape]

    def _pairs(self, shape: str) -> Iterable[tuple[str, str]]:
        voice = self._voice
        match shape:
            case "basis":
                return ((basis(name, voice), name) for name in voice.pack.bases)
            case "event":
                return ((said, name) for name, said in voice.words("events").items())
            case _:
                return ((said, name) for name, said in voice.words(shape).items())

    # -------------------------------------------------------------- what a text means

    def value(self, place: Place, text: str) -> Value | None:
        """Tell what a text means in a place; None where it means nothing there."""
        if place.shape in ("text", "word", "laws"):
            return self._value(place, text)
        key = (place.shape, place.either, text)
        if key not in self._read:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[key] = self._value(place, text)
        return self._read[key]

    def _value(self, place: Place, text: str) -> Value | None:
        if text == self._open.get(_of(place)):
            return Words("open", (_of(place),))
        parts = self.split(place, text)
        return self.meaning(place.shape, parts) if parts else None

    def inside(self, value: Value) -> Value:
        """Give what begins a sentence as it stands inside one: a kind of recipient loses its capital letter, a name keeps it."""
        if not isinstance(value, Texts):
            return value
        first, *rest = value.texts
        small = first[:1].lower() + first[1:]
        return Texts((small, *rest)) if small in self._voice.words("parties").values() else value

    def split(self, place: Place, text: str) -> tuple[str, ...] | None:
        """Take a list apart at its joints; None where something between them is not of the shape."""
        match place.shape:
            case "word":
                return (text,)
            case "text" | "laws":
                return _cut((text,), self._joints(place))
            case _:
                return _apart(self.thing(place.shape), self._joints(place), text)

    def thing(self, shape: str) -> re.Pattern[str]:
        """Give what matches one thing of a shape."""
        return self._compiled(shape, self.one)

    def _compiled(self, name: str, pattern: Callable[[str], str]) -> re.Pattern[str]:
        """Compile a pattern once: the library forgets what it compiled when patterns are many."""
        if name not in self._patterns:
            self._patterns[name] = re.compile(pattern(name), re.DOTALL)
        return self._patterns[name]

    def meaning(self, shape: str, parts: tuple[str, ...]) -> Value:  # noqa: PLR0911 - one line a shape
        """Tell what the things of a list mean together."""
        match shape:
            case "text" | "word":
                return Texts(parts)
            case "day":
                return Days(tuple(sorted(_day(self._voice, part) for part in parts)))
            case "length":
                return Lengths(tuple(sorted(map(self._length, parts), key=lambda one: (one.months, one.days))))
            case "number":
                return Numbers(tuple(sorted(map(_number, parts))))
            case "article":
                return Articles(tuple(sorted(map(_reference, parts))))
            case "basis" | "bases":
                return Articles(tuple(sorted(self.known(shape)[part] for part in parts)))
            case "laws":
                return self._cited(parts)
            case "event":
                return Moments(tuple(sorted(map(self._moment, parts), key=lambda one: (one.event, one.ends or ()))))
            case _:
                return Words(shape.partition(".")[0], tuple(sorted(self.known(shape)[part] for part in parts)))

    def _moment(self, text: str) -> Moment:
        if text in self.known("event"):
            return Moment(self.known("event")[text])
        found = self._compiled("year end", lambda _: self._year_end(f"(?P<event>{self._any_of('event')})", "ends")).fullmatch(text)
        if found is None:
            raise KeyError(text)
        day = _month(self._voice, f"{found['ends']} "), int(_DIGITS.findall(found["ends"])[0])
        return Moment(self.known("event")[found["event"]], day)

    def _length(self, text: str) -> Period:
        """Read a period; the longest word for a unit is tried first."""
        found = self._compiled("units", lambda _: f"({_NUMBER}) ({'|'.join(map(re.escape, self._units))})").findall(text)
        parts = [self._units[word](_number(number)) for number, word in found]
        return Period(sum(part.months for part in parts), sum(part.days for part in parts))

    @cached_property
    def _units(self) -> Mapping[str, Callable[[int], Period]]:
        return _units(self._voice)

    def _cited(self, parts: tuple[str, ...]) -> Cited:
        """Tell national laws from articles of the regulation, which bear its name."""
        named = self._compiled("regulation", self._regulation)
        found = [(part, named.fullmatch(part)) for part in parts]
        laws = tuple(read_cited(part, self._voice.pack.citing) for part, match in found if not match)
        return Cited(laws, tuple(_reference(match[1]) for _, match in found if match))

    def _regulation(self, _: str) -> str:
        return re.escape(self._voice.pack.citing.regulation).replace(r"\{\}", f"({_article_pattern(self._voice)})")


def _cut(parts: tuple[str, ...], joints: tuple[str, ...]) -> tuple[str, ...]:
    """Cut texts at every joint, whatever stands between."""
    for joint in joints:
        parts = tuple(one for part in parts for one in part.split(joint))
    return parts


def _apart(one: re.Pattern[str], joints: tuple[str, ...], text: str) -> tuple[str, ...] | None:
    parts: list[str] = []
    at = 0
    while found := one.match(text, at):
        parts.append(found[0])
        at = found.end()
        if at == len(text):
            return tuple(parts)
        joint = next((joint for joint in joints if text.startswith(joint, at)), None)
        if joint is None:
            return None
        at += len(joint)
    return None


def _day_pattern(voice: Voice) -> str:
    form = re.escape(voice.pack.day_form)
    months = "|".join(map(re.escape, voice.pack.months))
    return form.replace(r"\{day\}", r"\d{1,2}").replace(r"\{month\}", f"(?:{months})").replace(r"\{year\}", r"\d{1,4}")


def _day(voice: Voice, text: str) -> date:
    day, *_, year = _DIGITS.findall(text)
    return date(int(year), _month(voice, text), int(day))


def _month(voice: Voice, text: str) -> int:
    return next(number for number, name in enumerate(voice.pack.months, 1) if f" {name} " in text)


_NUMBER = r"\d[\d.,\u00a0\u202f ]*"


def _units(voice: Voice) -> dict[str, Callable[[int], Period]]:
    """Map each word for a unit of time, longest first, to the period it makes."""
    units = voice.pack.units
    pairs: tuple[tuple[str, Callable[[int], Period]], ...] = (
        *((word, lambda n: Period(12 * n)) for word in (units.year.one, units.year.many)),
        *((word, Period) for word in (units.month.one, units.month.many)),
        *((word, lambda n: Period(0, 7 * n)) for word in (units.week.one, units.week.many)),
        *((word, lambda n: Period(0, n)) for word in (units.day.one, units.day.many)),
    )
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


def _length_pattern(voice: Voice) -> str:
    unit = f"{_NUMBER} (?:{'|'.join(map(re.escape, _units(voice)))})"
    return f"{unit}(?:(?:, {unit})*? {re.escape(voice.pack.conjunction)} {unit})?"


def _number(text: str) -> int:
    return int(_NO_DIGIT.sub("", text))


def _article_pattern(voice: Voice) -> str:
    citing, number = voice.pack.citing, r"\d+(?:-\d+)?"
    first, paragraph = (re.escape(form).replace(r"\{\}", number) for form in (citing.article, citing.paragraph))
    letter = re.escape(citing.letter).replace(r"\{\}", r"[a-z]\b")
    return f"{first}(?:{paragraph})?(?:{letter})?"


def _reference(text: str) -> str:
    """Write `artikel 6, stk. 1, litra f` as the policy does: `6.1.f`."""
    return ".".join(_REFERENCE.findall(text.lower()))


def _of(place: Place) -> str:
    """Tell which word says that the fact of a place is open."""
    return {"length": "period", "word": "place"}.get(place.shape, place.shape.partition(".")[0])
