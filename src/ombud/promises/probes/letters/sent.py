"""Whether letters were sent as the policy says, and each yes names the companies of its country (GDPR Art. 4(11), 7(1))."""

from __future__ import annotations

from collections.abc import Callable

from ombud.policy.model import Sending
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Letters, Looking, unproven
from ombud.promises.saying.phrase import phrase


def sent(statement: Statement, looking: Looking) -> Check:
    """Look at every letter that was sent from here: its topic, its channel, its sender."""
    letters, sending = told_of(statement, looking)
    if not letters or not letters.sent:
        return unproven(phrase("nothing-sent"), phrase("send-letters"))
    strange = [one for one in letters.sent if _outside(statement.path[3], sending)(one.topic, one.channel, one.sender)]
    total = sum(one.count for one in letters.sent)
    if strange:
        figure = phrase("letters-wrong", wrong=sum(one.count for one in strange), letters=total)
        return Check("broken", figure, phrase("sent-otherwise"), phrase("find-sender"))
    return Check("kept", phrase("letters-sent", letters=total))


def _outside(part: str, sending: Sending) -> Callable[[str, str, str], bool]:
    names = {*sending.senders, *(one for some in sending.by_country.values() for one in some)}
    match part:
        case "content":
            return lambda topic, _channel, _sender: topic not in sending.content
        case "channels":
            return lambda _topic, channel, _sender: channel not in sending.channels
        case _:
            return lambda _topic, _channel, sender: bool(names) and sender not in names


def senders(statement: Statement, looking: Looking) -> Check:
    """Look into the ledger whether each yes to today's edition names exactly the companies of its country."""
    letters, sending = told_of(statement, looking)
    country = statement.path[4] if statement.path[3] == "by_country" else ""
    mine = [one for one in letters.agreed if not country or one.country == country] if letters else []
    if not mine:
        return unproven(phrase("nobody-agreed"), phrase("look-later"))
    wrong = [one for one in mine if one.senders != {*sending.senders, *sending.by_country.get(one.country, ())}]
    total = sum(one.count for one in mine)
    if wrong:
        figure = phrase("consents-wrong", wrong=sum(one.count for one in wrong), consents=total)
        return Check("broken", figure, phrase("other-companies"), phrase("ask-readers"))
    return Check("kept", phrase("consents-right", consents=total))


def told_of(statement: Statement, looking: Looking) -> tuple[Letters | None, Sending]:
    """Give what our own tables hold of a statement's activity, and what the policy says of it."""
    activity = statement.path[1]
    sending = looking.scene.policy.activities[activity].sending
    assert sending is not None  # noqa: S101 - the statement is about it
    return looking.kept.letters(activity), sending
