"""Told becomes said: the sentence of a statement, with a list of items where it would be too long to read in one breath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from ombud.notices.language import label
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.template import Choice, Place, Template, names, places
from ombud.notices.saying.told import Cited, Moment, Moments, Told, Value
from ombud.policy.statements.slots import Articles, Days, Lengths, Numbers, Texts, Words, Yes

BREATH = 12
"""How many words a list may have inside a sentence before it becomes a list of items."""

LIST = "\x00"
"""Where the list of a sentence stands while it is made and read."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or a sentence that ends in a colon and its items."""

    text: str
    items: tuple[str, ...] = ()

    def whole(self) -> str:
        """Give it in one line."""
        return f"{self.text} {'; '.join(self.items)}." if self.items else self.text


def write(told: Told, voice: Voice) -> Said:
    """Say one statement; a slot the template does not say is an error of the pack, never a silent loss."""
    parts = voice.template(told.kind)
    slots = dict(told.slots)
    if lost := slots.keys() - names(parts):
        raise KeyError(f"{told.kind} in {voice.pack.language} does not say {', '.join(sorted(lost))}")
    text = _text(parts, slots, voice)
    place = next((one for one in places(parts) if one.items and one.name in slots), None)
    return _listed(text, slots[place.name], place, voice) if place and LIST in text else Said(text)


def _listed(text: str, value: Value, place: Place, voice: Voice) -> Said:
    """Put the list of a sentence at its end, as items where it is long, or holds names that may have any character."""
    head, _, tail = text.partition(LIST)
    items = tuple(each(value, place.shape, voice))
    names = isinstance(value, Texts | Cited) and len(items) > 1
    if names or (tail == "." and len(items) > 1 and sum(len(item.split()) for item in items) > BREATH):
        return Said(head.rstrip(), items)
    return Said(f"{head}{joined(value, place, voice)}{tail}")


def _text(parts: Template, slots: dict[str, Value], voice: Voice) -> str:
    return "".join(_part(part, slots, voice) for part in parts)


def _part(part: str | Place | Choice, slots: dict[str, Value], voice: Voice) -> str:
    match part:
        case str():
            return part
        case Place(name):
            return LIST if part.items else joined(slots[name], part, voice)
        case Choice(needs, _, first, second):
            return _text(first if needs <= slots.keys() else second, slots, voice)
        case _:
            assert_never(part)


def joined(value: Value, place: Place, voice: Voice) -> str:
    """Say a slot inside a sentence."""
    items = tuple(each(value, place.shape, voice))
    match value:
        case Texts() if not place.either:
            return " · ".join(items)
        case Cited():
            return "; ".join(items)
        case Lengths():
            return f" {voice.pack.disjunction} ".join(items)
        case _:
            return voice.pack.listed(items, voice.pack.disjunction if place.either else None)


def each(value: Value, shape: str, voice: Voice) -> Iterator[str]:  # noqa: C901 - one case a shape
    """Say each thing of a slot by itself."""
    pack = voice.pack
    match value:
        case Words("open", ids):
            yield from _words(voice.words("open"), ids)
        case Words(section, ids):
            if shape.partition(".")[0] != section:
                raise KeyError(f"{section} is said as {shape} in {pack.language}")
            yield from _words(voice.words(shape), ids)
        case Days(days):
            yield from map(pack.day, days)
        case Lengths(periods):
            yield from map(pack.duration, periods)
        case Numbers(numbers):
            yield from map(pack.number, numbers)
        case Articles(references):
            yield from (basis(one, voice) if shape == "basis" else pack.article(one) for one in references)
        case Texts(texts):
            yield from texts
        case Moments(moments):
            yield from (_moment(one, voice) for one in moments)
        case Cited(laws, articles):
            yield from (*laws, *map(pack.regulation, articles))
        case Yes():
            return
        case _:
            assert_never(value)


def _words(known: Mapping[str, str], ids: tuple[str, ...]) -> Iterator[str]:
    """Name ids in the order of the vocabulary, in which what is told first stands first."""
    order = {name: place for place, name in enumerate(known)}
    yield from (label(known, name) for name in sorted(ids, key=lambda name: (order.get(name, len(order)), name)))


def basis(reference: str, voice: Voice) -> str:
    """Name a legal basis with its article: `consent (Article 6(1)(a))`."""
    return f"{label(voice.pack.bases, reference)} ({voice.pack.article(reference)})"


def _moment(one: Moment, voice: Voice) -> str:
    event = label(voice.words("events"), one.event)
    if one.ends is None:
        return event
    return voice.book.words["fiscal"]["year_end"].format(event=event, ends=day_of_year(one.ends, voice))


def day_of_year(ends: tuple[int, int], voice: Voice) -> str:
    """Write a day of any year: `31 December`."""
    month, day = ends
    return voice.pack.day_form.format(day=day, month=voice.pack.months[month - 1], year="").strip()
