"""What a language lacks to say a policy: all of it at once, so that it can be given at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.template import places
from ombud.notices.saying.told import Moments, Teller, Told
from ombud.policy.statements import Statement
from ombud.policy.statements.slots import Articles, Owns, Parties, Words


def lacking(teller: Teller, statements: Iterable[Statement]) -> tuple[str, ...]:
    """List each template, word and own text that the language lacks, as `section.id`."""
    found: dict[str, None] = {}
    for said in statements:
        if said.kind not in teller.voice.book.templates:
            found[f"templates.{said.kind}"] = None
            continue
        found |= dict.fromkeys(_words(teller.told(said), teller.voice))
        found |= dict.fromkeys(_of_policy(said, teller))
    return tuple(found)


def _words(told: Told, voice: Voice) -> Iterator[str]:
    """Name the words a sentence needs and the vocabulary does not have."""
    if told.activity and told.activity not in voice.words("activities"):
        yield f"activities.{told.activity}"
    for place in places(voice.template(told.kind)):
        match told.value(place.name):
            case Words(section, ids):
                yield from _absent(voice, section if section == "open" else place.shape, ids)
            case Moments(moments):
                yield from _absent(voice, "events", (one.event for one in moments))
            case Articles(references) if place.shape in ("basis", "bases"):
                yield from _absent(voice, "bases", references)
            case _:
                pass


def _absent(voice: Voice, section: str, ids: Iterable[str]) -> Iterator[str]:
    known = voice.words(section)
    return (f"{section}.{name}" for name in ids if name not in known)


def _of_policy(said: Statement, teller: Teller) -> Iterator[str]:
    """Name the own texts that lack this language, and the categories of recipients that lack a word."""
    policy, language = teller.policy, teller.voice.pack.language
    for _, slot in said.slots:
        match slot:
            case Owns(ids):
                yield from (f"texts.{name}" for name in ids if language not in policy.texts.get(name, {}))
            case Parties(ids):
                recipients = [policy.recipients[name] for name in ids if name in policy.recipients]
                yield from _absent(teller.voice, "parties", (r.category for r in recipients if r.category and not r.name))
            case _:
                pass
