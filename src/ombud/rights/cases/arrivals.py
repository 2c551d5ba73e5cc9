"""Mail to the rights mailbox: a reply goes to its case, a new letter opens one, and what a machine wrote opens none (GDPR Art. 12(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.messages import threads
from ombud.messages.incoming import Incoming
from ombud.policy.model import Language
from ombud.rights.cases import letters, tidy
from ombud.rights.cases.receive import ASKED, Asked, Request, enrol, follow, receive, requested
from ombud.rights.cases.states import confirmed, enter, enter_news, move, passed
from ombud.rights.cases.wording import guess
from ombud.rights.handling import act, told
from ombud.rights.models import CaseRow, LetterRow
from ombud.store.home import Home

MOST = 200
"""How much mail that was passed over is kept for a look: the newest, each for a month."""


def arrived(home: Home, mail: Incoming) -> CaseRow | None:
    """Put a message where it belongs; tell the case, if there is one."""
    case = CaseRow.objects.filter(number=mail.thread).first() if mail.thread else None
    if mail.automatic:
        return _automatic(home, case, mail)
    if case is not None:
        return _reply(home, case, mail)
    return _opened(home, mail)


def _automatic(home: Home, case: CaseRow | None, mail: Incoming) -> CaseRow | None:
    if case is None:
        return _passed_over(home, mail) if mail.sign and not _away(mail) else None
    if mail.automatic == "bounce":
        enter_news(case, "bounced", "mailbox", mail.received_at)
        told.came_back(case, mail.follows, mail.received_at)
    elif mail.sign:  # words that a person may have written are kept and read, but are nobody's answer by themselves
        with transaction.atomic():
            _keep(case, mail, "reply")
            enter_news(case, "automatic", "mailbox", mail.received_at)
    else:
        enter(case, "automatic", "mailbox", mail.received_at)
    return case


def _away(mail: Incoming) -> bool:
    """Tell whether a machine answers a letter of ours and says `auto-generated`, as some answering machines do.

    An answer should say `auto-replied` and name what it answers (RFC 3834 §3.1.4, §5); a form or a tool that writes to us first has
    nothing to name, so whatever names no letter of ours is listed.
    """
    return mail.sign == "Auto-Submitted" and threads.answer_ours(mail.follows)


def _passed_over(home: Home, mail: Incoming) -> CaseRow:
    """Keep for a look what looks automatic: a person may have written it through a tool. Nobody is answered; no list of cases has it."""
    with transaction.atomic():
        case = enrol(home, _unsorted(home, mail), "passed", "mailbox", mail.received_at)
        enter(case, "passed", "mailbox", home.now(), mail.sign)
        _read(home, case, mail)
        tidy.forget([event.case for event in passed().reverse()[MOST:]], home.now())
    return case


def admit(home: Home, case: CaseRow, by: str, at: datetime) -> None:
    """Take mail that was passed over for a request after all; its deadline is counted from the day it came."""
    with transaction.atomic():
        move(case, "open", by, at)
        requested(home, case)
        letters.write(home, case, "received", at)


def undelivered(message: str, thread: str, at: datetime) -> None:
    """Tell a case of a letter that no mail server takes; whoever was to have it is written to by other means."""
    case = CaseRow.objects.filter(number=thread).first() if thread else None
    if case is not None:
        enter_news(case, "undelivered", "mailbox", at)
        told.came_back(case, (message,), at)


def _reply(home: Home, case: CaseRow, mail: Incoming) -> CaseRow:
    _keep(case, mail, "reply")
    if told.answered_by_mail(home, case, mail):
        act.finish(home, case, "mailbox", mail.received_at)
        return case
    same = mail.sender.casefold() == case.email.casefold()
    enter_news(case, "reply" if same else "reply_from_elsewhere", "mailbox", mail.received_at)
    return case


def _opened(home: Home, mail: Incoming) -> CaseRow:
    with transaction.atomic():
        case = receive(home, _unsorted(home, mail), "mailbox", mail.received_at)
        _read(home, case, mail)
        letters.write(home, case, "received", mail.received_at)
    return case


def _unsorted(home: Home, mail: Incoming) -> Request:
    return Request("unsorted", home.policy.policy.languages.source, "mail", mail.sender)


def _read(home: Home, case: CaseRow, mail: Incoming) -> None:
    """Keep a letter in its new case, and guess from it the language and what is asked."""
    _keep(case, mail, "request")
    found = guess(f"{mail.subject}\n{mail.text}")
    case.language, case.guess = found.language or home.policy.policy.languages.source, found.right
    case.save(update_fields=["language", "guess"])


def _keep(case: CaseRow, mail: Incoming, kind: str) -> None:
    LetterRow.objects.create(
        case=case, at=mail.received_at, inbound=True, kind=kind, subject=mail.subject[:300], text=mail.text, message=mail.message_id[:200]
    )


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a letter asks for, in which language, and about which activity."""

    right: Asked
    language: Language
    purpose: str = ""


def sort(home: Home, case: CaseRow, said: Sorted, by: str, at: datetime) -> None:
    """Say what a letter asks for; before anything was decided it can be said anew."""
    if case.state not in {"open", "identity", "unconfirmed"}:
        raise RefusedError("case-sorted", "What a decided case asks for cannot change.", where=case.number)
    if confirmed(case):  # whoever wrote a letter left it to us to say what it asks; this one was said by who stands by it
        follow(home, case)
    if said.right not in ASKED:
        raise BadInputError("right-unknown", f"There is no right `{said.right}`.", where=case.number, hint=f"Known: {', '.join(ASKED)}.")
    with transaction.atomic():
        case.right, case.language, case.purpose, case.plan = said.right, said.language, said.purpose, ""
        case.save(update_fields=["right", "language", "purpose", "plan"])
        case.items.all().delete()
        enter(case, "sorted", by, at, said.right)
