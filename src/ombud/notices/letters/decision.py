"""The answer to a request that changes something: what was done item by item, what stays on which ground until when, and the remedy."""

from __future__ import annotations

from datetime import date

from ombud.notices.citation import law_words
from ombud.notices.language import LanguagePack, capital
from ombud.notices.letters.access import by_hand_blocks, review_blocks
from ombud.notices.letters.facts import authorities
from ombud.notices.letters.model import Block, ByHandTask, Definitions, Gone, Heading, Left, Letter, Paragraph, Review, Right, Stays, Table
from ombud.notices.letters.words import authorities_block, closing, contact, data_words, place_words, sender
from ombud.policy.model import Policy

_ARTICLE: dict[Right, str] = {"erase": "17", "withdraw": "7.3", "rectify": "16", "restrict": "18", "port": "20", "object": "21"}
_TOLD_ON: tuple[Right, ...] = ("erase", "withdraw", "rectify", "restrict")
"""The rights after which the person may ask who else was told (GDPR Art. 19)."""
_OF_SOME: tuple[Right, ...] = ("withdraw", "object")
"""The rights that concern a part of what is held: where the systems found none of it nothing goes on, and no reason is owed."""
_UNSEARCHED = ("no_identifier", "body_mention")
"""What is done by hand because no system found it."""


def decision(  # noqa: PLR0913, PLR0917 - the parts of a decision, each with its own type
    policy: Policy,
    language: LanguagePack,
    today: date,
    right: Right,
    gone: tuple[Gone, ...],
    stays: tuple[Stays, ...],
    by_hand: tuple[ByHandTask, ...],
    review: tuple[Review, ...] = (),
    left: tuple[Left, ...] = (),
) -> Letter:
    """Write the decision on a request, told item by item with reasons and remedy (GDPR Art. 12(3)-(4))."""
    owed = [task for task in by_hand if gone or right not in _OF_SOME or task.why not in _UNSEARCHED]
    outcome = _outcome(language, right, done=bool(gone), rest=bool(stays or owed or review or left))
    return Letter(
        sender=sender(policy, language),
        day=today,
        title=language.rights[right].title,
        blocks=(
            Paragraph(f"{language.say('thanks')} {outcome}"),
            *_gone(language, right, gone),
            *_stays(policy, language, today, stays),
            *review_blocks(language, review, "20.4"),
            *_left(language, left),
            *by_hand_blocks(language, by_hand),
            *_remedy(policy, language, today, right),
            *contact(policy, language),
        ),
        closing=closing(policy, language),
    )


def _outcome(pack: LanguagePack, right: Right, *, done: bool, rest: bool) -> str:
    words = pack.rights[right]
    if not done:
        return words.nothing if rest else words.nobody
    return words.partly if rest else words.done


def _gone(pack: LanguagePack, right: Right, gone: tuple[Gone, ...]) -> tuple[Block, ...]:
    return (Heading(pack.rights[right].items, capital(pack.article(_ARTICLE[right]))), gone_table(pack, gone)) if gone else ()


def gone_table(pack: LanguagePack, gone: tuple[Gone, ...]) -> Table:
    """List what a decision changes, dataset by dataset."""
    head = tuple(pack.say(f"column_{name}") for name in ("where", "data", "count"))
    rows = tuple((place_words(pack, g.system, g.dataset), capital(data_words(pack, g.data)), pack.number(g.count)) for g in gone)
    return Table(pack.count("record", sum(g.count for g in gone)), head, rows)


def _stays(policy: Policy, pack: LanguagePack, today: date, stays: tuple[Stays, ...]) -> tuple[Block, ...]:
    return (Heading(pack.say("stays_heading")), stays_list(policy, pack, today, stays)) if stays else ()


def stays_list(policy: Policy, pack: LanguagePack, today: date, stays: tuple[Stays, ...]) -> Definitions:
    """List what stays, each with its ground and the day it goes (GDPR Art. 12(4), 17(3))."""
    return Definitions(tuple((_kept_place(pack, s), _kept(policy, pack, today, s)) for s in stays))


def _left(pack: LanguagePack, left: tuple[Left, ...]) -> tuple[Block, ...]:
    """Tell item by item what cannot be taken along, and why not (GDPR Art. 12(4))."""
    if not left:
        return ()
    head = tuple(pack.say(f"column_{name}") for name in ("where", "data", "why", "count"))
    rows = tuple(
        (place_words(pack, one.system, one.dataset), capital(data_words(pack, one.data)), capital(_why(pack, one)), pack.number(one.count))
        for one in left
    )
    heading = Heading(pack.say("left_heading"), capital(pack.article("20")))
    return heading, Table(pack.count("record", sum(one.count for one in left)), head, rows)


def _why(pack: LanguagePack, left: Left) -> str:
    return pack.say(f"left_{left.why}")


def _kept_place(pack: LanguagePack, kept: Stays) -> str:
    return f"{place_words(pack, kept.system, kept.dataset)} ({pack.count('record', kept.count)})"


def _kept(policy: Policy, pack: LanguagePack, today: date, kept: Stays) -> tuple[str, ...]:
    """Tell one kept item: its data, the ground with article and law, and the day it goes (GDPR Art. 12(4), 17(3))."""
    ground = pack.grounds[kept.ground]
    lines = [pack.say("stays_data", data=data_words(pack, kept.data))] if kept.data else []
    cited = f", {pack.regulation(kept.article)}" if kept.article else ""
    lines.append(f"{capital(ground.name)}{cited}. {ground.why}")
    if kept.reason:
        lines.append(pack.say("stays_reason", reason=kept.reason))
    if kept.law:
        lines.append(pack.say("stays_law", law=law_words(policy, pack, kept.law, today)))
    lines.append(pack.say("stays_until", date=pack.day(kept.until)) if kept.until else ground.until)
    return tuple(lines)


def _remedy(policy: Policy, pack: LanguagePack, today: date, right: Right) -> tuple[Block, ...]:
    """Tell where to complain, that courts are open (GDPR Art. 77, 79), and what else can be asked."""
    told = f" {pack.say('told')}" if right in _TOLD_ON else ""
    said = Paragraph(f"{pack.say('remedy')} {pack.say('court')}{told}")
    heading = Heading(pack.say("remedy_heading"), f"{capital(pack.listed((pack.article('77'), pack.article('79'))))}")
    return heading, said, authorities_block(pack, authorities(policy, today, pack.country))
