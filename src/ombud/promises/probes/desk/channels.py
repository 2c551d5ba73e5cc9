"""Whether what people write to us is taken in (GDPR Art. 12(2))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def mailbox(_: Statement, looking: Looking) -> Check:
    """Look into the mailbox for requests: it can be read, and nothing lies in it that was not taken in."""
    seen = looking.kept.desk.mailbox() if looking.kept.desk else None
    if seen is None:
        return unproven(phrase("no-mailbox"), phrase("name-mailbox"))
    if seen.problem:
        return unproven(phrase("mailbox-silent", why=seen.problem), phrase("mend-or-again"))
    if seen.lying:
        figure = phrase("mail-lying", lying=seen.lying, messages=seen.messages)
        return Check("broken", figure, phrase("nothing-reads"), phrase("start-serving"))
    return Check("kept", phrase("mail-taken-in", messages=seen.messages))
