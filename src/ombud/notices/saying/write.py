"""Told becomes said: the sentence of a statement, with a list of items where it would be too long to read in one breath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from ombud.notices.citation import cited
from ombud.notices.language import capital, label
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.template import Choice, Place, Template
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
    form = voice.form(told.kind)
    slots = dict(told.slots)
    if not form.names.issuperset(slots):
        raise KeyError(f"{told.kind} in {voice.pack.language} does not say {', '.join(sorted(slots.keys() - form.names))}")
    text = _begun(_text(form.parts, slots, voice), form.parts, slots, voice)
    for place in form.lists:
        if place.name in slots:
            return _listed(text, slots[place.name], place, voice) if LIST in text else Said(text)
    return Said(text)


def _begun(text: str, parts: Template, slots: dict[str, Value], voice: Voice) -> str:
    """Begin a sentence that begins with a kind of recipient with a capital letter; a name stands as it is written."""
    first = slots.get(parts[0].name) if isinstance(parts[0], Place) else None
    return capital(text) if isinstance(first, Texts) and first.texts[0] in voice.words("parties").values() else text


def _listed(text: str, value: Value, place: Place, voice: Voice) -> Said:
    """Put the list of a sentence at its end, as items where it is long, or holds names that may have any character."""
    head, _, tail = text.partition(LIST)
    items = each(value, place.shape, voice)
    names = isinstance(value, Texts | Cited) and len(items) > 1
    if names or (tail == "." and len(items) > 1 and sum(len(item.split()) for item in items) > BREATH):
        return Said(head.rstrip(), items)
    return Said(f"{head}{joined(value, place, voice)}{tail}")


def _text(parts: Template, slots: dict[str, Value], voice: Voice) -> str:
    return "".join([part if isinstance(part, str) else _part(part, slots, voice) for part in parts])


def _part(part: Place | Choice, slots: dict[str, Value], voice: Voice) -> str:
    match part:
        case Place():
            return LIST if part.items else joined(slots[part.name], part, voice)
        case Choice():
            return _text(part.first if part.needs.issubset(slots) else part.second, slots, voice)
        case _:
            assert_never(part)


def joined(value: Value, place: Place, voice: Voice) -> str:
    """Say a slot inside a sentence."""
    items = each(value, place.shape, voice)
    if len(items) == 1:
        return items[0]
    match value:
        case Texts() if not place.either:
            return " · ".join(items)
        case Cited():
            return "; ".join(items)
        case Lengths():
            return f" {voice.pack.disjunction} ".join(items)
        case _:
            return voice.pack.listed(items, voice.pack.disjunction if place.either else None)


def each(value: Value, shape: str, voice: Voice) -> tuple[str, ...]:  # noqa: PLR0911 - one case a shape
    """Say each thing of a slot by itself."""
    pack = voice.pack
    match value:
        case Words():
            return _words(value, shape, voice)
        case Texts():
            return value.texts
        case Moments():
            return tuple(_moment(one, voice) for one in value.moments)
        case Lengths():
            return tuple(map(pack.duration, value.periods))
        case Days():
            return tuple(map(pack.day, value.days))
        case Articles():
            return tuple(_article(one, shape, voice) for one in value.references)
        case Cited():
            return (*(cited(law, pack.citing) for law in value.laws), *map(pack.regulation, value.articles))
        case Numbers():
            return tuple(pack.number(one) if shape == "number" else pack.count(shape, one) for one in value.numbers)
        case Yes():
            return ()
        case _:
            assert_never(value)


def _words(value: Words, shape: str, voice: Voice) -> tuple[str, ...]:
    """Name ids in the order of the vocabulary, in which what is told first stands first."""
    section = value.section if value.section == "open" else shape
    if section.partition(".")[0] != value.section:
        raise KeyError(f"{value.section} is said as {shape} in {voice.pack.language}")
    known, ids = voice.words(section), value.ids
    if len(ids) > 1:
        order = voice.order(section)
        ids = tuple(sorted(ids, key=lambda name: (order.get(name, len(order)), name)))
    return tuple([label(known, name) for name in ids])


def _article(reference: str, shape: str, voice: Voice) -> str:
    """Cite an article, name the legal basis it is, or both."""
    match shape:
        case "basis":
            return basis(reference, voice)
        case "bases":
            return label(voice.pack.bases, reference)
        case _:
            return voice.pack.article(reference)


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
