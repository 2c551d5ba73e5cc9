"""What became of the pieces that a person looked through: what is in the answer, and what is left out and why (GDPR Art. 12(4), 15(4))."""

from __future__ import annotations

from datetime import date

from ombud.notices.language import LanguagePack, capital, label
from ombud.notices.letters.model import Block, Heading, Letter, Reviewed, Table
from ombud.notices.letters.words import closing, contact, place_words, sender
from ombud.policy.model import Policy


def reviewed(policy: Policy, pack: LanguagePack, today: date, pieces: tuple[Reviewed, ...]) -> Letter:
    """Write the page that goes with the pieces that were released."""
    given, left = tuple(one for one in pieces if one.file), tuple(one for one in pieces if not one.file)
    return Letter(
        sender=sender(policy, pack),
        day=today,
        title=pack.say("reviewed_title"),
        blocks=(
            *_listed(pack, "reviewed_given", "column_file", [(one, one.file) for one in given]),
            *_listed(pack, "reviewed_left", "column_why", [(one, one.reason) for one in left]),
            *contact(policy, pack),
        ),
        closing=closing(policy, pack),
    )


def _listed(pack: LanguagePack, heading: str, column: str, rows: list[tuple[Reviewed, str]]) -> tuple[Block, ...]:
    if not rows:
        return ()
    head = (pack.say("column_where"), pack.say("column_kind"), pack.say(column))
    told = tuple((place_words(pack, one.system, one.dataset), capital(label(pack.review, one.why)), said) for one, said in rows)
    return Heading(pack.say(heading), capital(pack.article("15.4"))), Table(pack.count("record", len(rows)), head, told)
