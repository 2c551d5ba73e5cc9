"""The answer to an access request as a letter: what GDPR Art. 15 wants told, the copy, and what is looked through first."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby

from ombud.notices.language import LanguagePack, capital, label
from ombud.notices.letters.facts import AccessAnswer, PurposeTold, RecipientTold, SourceTold, answer
from ombud.notices.letters.model import (
    Block,
    Bullets,
    ByHandTask,
    Collected,
    Definitions,
    Field,
    Handed,
    Heading,
    Item,
    Letter,
    Paragraph,
    Review,
    Table,
)
from ombud.notices.letters.words import (
    authorities_block,
    basis_words,
    closing,
    contact,
    country_words,
    data_words,
    period_words,
    place_words,
    recipient_name,
    sender,
    to_whom,
    way_to,
)
from ombud.policy.model import Bases, Gap, Policy

_NARROW = 4
"""So many columns still stand side by side on paper; wider rows are told one below the other."""


def access_answer(
    policy: Policy,
    language: LanguagePack,
    today: date,
    collected: Collected,
    activities: tuple[str, ...],
    by_hand: tuple[ByHandTask, ...] = (),
) -> Letter:
    """Write the answer to an access request (GDPR Art. 15), in one language, from what was found."""
    found = concerned(policy, collected, activities)
    told = answer(policy, today, language.country, found)
    nobody = not (found or collected.review or by_hand)
    blocks = _nobody(language) if nobody else (*_opening(language, collected, found), *_told(policy, language, today, told, collected))
    return Letter(
        sender=sender(policy, language),
        day=today,
        title=language.say("access_title", controller=policy.controller.name),
        blocks=(
            *blocks,
            *_complaint(language, told),
            *(() if nobody else _held(policy, language, told)),
            *_copy(language, collected.items),
            *review_blocks(language, collected.review),
            *by_hand_blocks(language, by_hand),
            *contact(policy, language),
        ),
        closing=closing(policy, language),
    )


def concerned(policy: Policy, collected: Collected, activities: tuple[str, ...]) -> tuple[str, ...]:
    """Name the activities that an answer tells of: those a person was found in, and those of which something was handed over."""
    handed = (one.activity for one in collected.handed if one.activity in policy.activities)
    return tuple(dict.fromkeys([*activities, *(item.activity for item in collected.items), *handed]))


def _nobody(pack: LanguagePack) -> tuple[Block, ...]:
    return (Paragraph(f"{pack.say('thanks')} {pack.say('access_none')}"),)


def _opening(pack: LanguagePack, collected: Collected, found: tuple[str, ...]) -> tuple[Block, ...]:
    counted = Counter(item.activity for item in collected.items)
    counts = {name: f": {pack.count('record', counted[name])}" if counted[name] else "" for name in found}
    return (
        Paragraph(f"{pack.say('thanks')} {pack.say('access_yes')}"),
        Paragraph(pack.say("access_whole")),
        Paragraph(pack.say("access_found", records=pack.count("record", len(collected.items)))),
        Bullets(tuple(label(pack.activities, name) + count for name, count in counts.items())),
        Paragraph(pack.say("access_machine")),
    )


# ------------------------------------------------------------------ GDPR Art. 15(1)(a)-(e)


def _told(policy: Policy, pack: LanguagePack, today: date, told: AccessAnswer, collected: Collected) -> tuple[Block, ...]:
    return (
        _heading(pack, "purposes", "15.1.a"),
        _purposes(policy, pack, today, told.purposes),
        _heading(pack, "data", "15.1.b"),
        Definitions(tuple((label(pack.activities, d.activity), (capital(data_words(pack, d.data)) or "–",)) for d in told.data)),
        _heading(pack, "recipients", "15.1.c"),
        *_recipients(pack, told.recipients, collected.handed),
        *_handed(policy, pack, collected.handed),
        _heading(pack, "periods", "15.1.d"),
        _periods(policy, pack, today, told),
        _heading(pack, "rights", "15.1.e"),
        Bullets(tuple(pack.say(f"right_{right}") for right in told.rights)),
        Paragraph(pack.say("rights_how", email=way_to(policy))),
    )


def _heading(pack: LanguagePack, name: str, article: str) -> Heading:
    return Heading(pack.say(f"{name}_heading"), capital(pack.article(article)))


def _purposes(policy: Policy, pack: LanguagePack, today: date, purposes: tuple[PurposeTold, ...]) -> Block:
    """Tell the purposes of an activity that rest on the same basis in one row."""
    rows: dict[tuple[str, str], list[str]] = {}
    for told in purposes:
        rests = (
            pack.say("not_stated") if isinstance(told.basis, Gap) else "\n".join(basis_words(policy, pack, b, today) for b in told.basis)
        )
        rows.setdefault((told.activity, rests), []).append(label(pack.purposes, told.purpose))
    head = tuple(pack.say(f"column_{name}") for name in ("activity", "purpose", "basis"))
    cells = tuple((label(pack.activities, act), capital(pack.listed(named)), rests) for (act, rests), named in rows.items())
    return Table(pack.say("purposes_caption"), head, cells)


def _bases(policy: Policy, pack: LanguagePack, today: date, basis: Bases | Gap) -> str:
    return pack.say("not_stated") if isinstance(basis, Gap) else "\n".join(basis_words(policy, pack, one, today) for one in basis)


def _recipients(pack: LanguagePack, recipients: tuple[RecipientTold, ...], handed: tuple[Handed, ...]) -> tuple[Block, ...]:
    if not recipients:
        return () if handed else (Paragraph(pack.say("recipients_none")),)
    head = tuple(pack.say(f"column_{name}") for name in ("recipient", "role", "country", "used_for"))
    return (Table(pack.say("recipients_caption"), head, tuple(_recipient(pack, told) for told in recipients)),)


def _handed(policy: Policy, pack: LanguagePack, handed: tuple[Handed, ...]) -> tuple[Block, ...]:
    """Tell each time at which something was handed over, as it was put on record: to whom, when, which data (GDPR Art. 15(1)(c))."""
    if not handed:
        return ()
    head = tuple(pack.say(f"column_{name}") for name in ("day", "recipient", "data"))
    rows = tuple((pack.day(one.day), to_whom(policy, pack, one.to), capital(data_words(pack, one.data)) or "–") for one in handed)
    return Paragraph(pack.say("handed")), Table(pack.say("handed_caption"), head, rows)


def _recipient(pack: LanguagePack, told: RecipientTold) -> tuple[str, str, str, str]:
    role = told.recipient.role
    used = capital(pack.listed(label(pack.purposes, purpose) for purpose in told.recipient.purposes))
    said = pack.say("not_stated") if isinstance(role, Gap) else capital(label(pack.roles, role))
    return recipient_name(pack, told), said, capital(country_words(pack, told.recipient.location)), used


def _periods(policy: Policy, pack: LanguagePack, today: date, told: AccessAnswer) -> Block:
    grouped = groupby(told.periods, lambda period: period.activity)
    return Definitions(
        tuple(
            (label(pack.activities, name), tuple(period_words(policy, pack, policy.activities[name], told.rule, today) for told in group))
            for name, group in grouped
        )
    )


# ------------------------------------------------------------------ GDPR Art. 15(1)(f)-(h) and 15(2)


def _complaint(pack: LanguagePack, told: AccessAnswer) -> tuple[Block, ...]:
    said = f"{pack.say('complaint')} {pack.say('court')}"
    return (_heading(pack, "complaint", "15.1.f"), Paragraph(said), authorities_block(pack, told.authorities))


def _held(policy: Policy, pack: LanguagePack, told: AccessAnswer) -> tuple[Block, ...]:
    sources = groupby(told.sources, lambda source: source.activity)
    lines = tuple((label(pack.activities, name), tuple(_source(pack, source) for source in group)) for name, group in sources)
    return (
        _heading(pack, "source", "15.1.g"),
        Definitions(lines) if lines else Paragraph(pack.say("not_stated")),
        _heading(pack, "automated", "15.1.h"),
        *_automated(pack, told),
        _heading(pack, "transfers", "15.2"),
        *_transfers(policy, pack, told),
    )


def _source(pack: LanguagePack, told: SourceTold) -> str:
    return f"{capital(_from_whom(pack, told))}: {data_words(pack, told.data)}"


def _from_whom(pack: LanguagePack, told: SourceTold) -> str:
    if not told.parties:
        return pack.sources[told.source]
    name = "third_party_public" if told.public else "third_party_named"
    return pack.sources[name].format(parties=pack.listed(label(pack.parties, party) for party in told.parties))


def _automated(pack: LanguagePack, told: AccessAnswer) -> tuple[Block, ...]:
    unstated = tuple(label(pack.activities, d.activity) for d in told.decisions if d.automated is None)
    none = (Paragraph(pack.say("automated_none")),) if len(unstated) < len(told.decisions) else ()
    return (*none, *((Paragraph(pack.say("automated_unstated")), Bullets(unstated)) if unstated else ()))


def _transfers(policy: Policy, pack: LanguagePack, told: AccessAnswer) -> tuple[Block, ...]:
    if not told.transfers:
        first = f" {pack.say('transfers_first')}" if policy.transfers.exception else ""
        known = policy.transfers.default == "none"
        return (Paragraph(f"{pack.say('transfers_none')}{first}" if known else pack.say("not_stated")),)
    names = {r.id: recipient_name(pack, r) for r in told.recipients}
    rows = tuple((names[t.recipient], country_words(pack, t.country), _safeguard(pack, t.tool, t.until)) for t in told.transfers)
    head = tuple(pack.say(f"column_{name}") for name in ("recipient", "country", "safeguard"))
    return Paragraph(pack.say("transfers_known")), Table(pack.say("transfers_caption"), head, rows), Paragraph(pack.say("transfers_copy"))


def _safeguard(pack: LanguagePack, tool: str | Gap, until: date | None) -> str:
    if isinstance(tool, Gap):
        return pack.say("not_stated")
    named = capital(label(pack.tools, tool))
    return pack.say("safeguard_until", tool=named, date=pack.day(until)) if until else named


# ------------------------------------------------------------------ the copy (GDPR Art. 15(3)-(4))


def _copy(pack: LanguagePack, items: tuple[Item, ...]) -> tuple[Block, ...]:
    return (_heading(pack, "copy", "15.3"), *copy_blocks(pack, items)) if items else ()


def copy_blocks(pack: LanguagePack, items: tuple[Item, ...]) -> tuple[Block, ...]:
    """Show what is held, dataset by dataset (GDPR Art. 15(3))."""
    places: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        places.setdefault((item.system, item.dataset), []).append(item)
    return tuple(block for (system, dataset), rows in places.items() for block in _rows(pack, system, dataset, rows))


def _rows(pack: LanguagePack, system: str, dataset: str, rows: list[Item]) -> tuple[Block, ...]:
    heading = Heading(place_words(pack, system, dataset), level=3)
    names = _column_names(pack, rows)
    if len(rows) > 1 and len(names) <= _NARROW:
        cells = tuple(tuple(_values(row).get(column) or "–" for column in names) for row in rows)
        return heading, Table(pack.count("record", len(rows)), tuple(names.values()), cells)
    records = (block for number, row in enumerate(rows, 1) for block in _record(pack, names, row, number, len(rows)))
    return heading, *records


def _record(pack: LanguagePack, names: dict[tuple[str, str], str], row: Item, number: int, total: int) -> tuple[Block, ...]:
    values = Definitions(tuple((names[_column(field)], (field.value or "–",)) for field in row.fields))
    if total == 1:
        return (values,)
    return Paragraph(pack.say("record_of", number=pack.number(number), total=pack.number(total))), values


def _column_names(pack: LanguagePack, rows: list[Item]) -> dict[tuple[str, str], str]:
    """Name the columns by their datum; where two hold the same datum, by the column as well."""
    columns = list(dict.fromkeys(_column(field) for row in rows for field in row.fields))
    same = Counter(datum for datum, _ in columns)
    return {(d, c): capital(label(pack.data, d)) + (f" ({c})" if same[d] > 1 else "") for d, c in columns}


def _column(field: Field) -> tuple[str, str]:
    return field.datum, field.column


def _values(row: Item) -> dict[tuple[str, str], str]:
    return {_column(field): field.value for field in row.fields}


def review_blocks(pack: LanguagePack, review: tuple[Review, ...], article: str = "15.4") -> tuple[Block, ...]:
    """Say what is set apart for a person's review, counted by place and reason (GDPR Art. 15(4), 20(4))."""
    if not review:
        return ()
    counted: Counter[tuple[str, str, str]] = Counter()
    for one in review:
        counted[one.system, one.dataset, one.why] += one.count
    head = tuple(pack.say(f"column_{name}") for name in ("where", "why", "count"))
    rows = tuple((place_words(pack, s, d), capital(label(pack.review, why)), pack.number(n)) for (s, d, why), n in counted.items())
    return _heading(pack, "review", article), Paragraph(pack.say("review")), Table(pack.say("review_caption"), head, rows)


def by_hand_blocks(pack: LanguagePack, tasks: tuple[ByHandTask, ...]) -> tuple[Block, ...]:
    """Say what an employee does because a system cannot."""
    if not tasks:
        return ()
    head = tuple(pack.say(f"column_{name}") for name in ("where", "why", "count"))
    rows = tuple((place_words(pack, t.system, t.dataset), capital(label(pack.by_hand, t.why)), pack.number(t.count)) for t in tasks)
    return Heading(pack.say("by_hand_heading")), Paragraph(pack.say("by_hand")), Table(pack.say("by_hand_caption"), head, rows)
