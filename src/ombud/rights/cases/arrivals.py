"""Mail to the rights mailbox: a reply goes to its case, a new letter opens one, and what a machine wrote opens none (GDPR Art. 12(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.messages.incoming import Incoming
from ombud.policy.model import Language
from ombud.rights.cases import letters
from ombud.rights.cases.receive import ASKED, Asked, Request, follow, receive
from ombud.rights.cases.states import confirmed, enter, enter_news
from ombud.rights.cases.wording import guess
from ombud.rights.handling import act, told
from ombud.rights.models import CaseRow, LetterRow
from ombud.store.home import Home


def arrived(home: Home, mail: Incoming) -> CaseRow | None:
    """Put a message where it belongs; tell the case, if there is one."""
    case = CaseRow.objects.filter(number=mail.thread).first() if mail.thread else None
    if mail.automatic:
        return _automatic(case, mail)
    if case is not None:
        return _reply(home, case, mail)
    return _opened(home, mail)


def _automatic(case: CaseRow | None, mail: Incoming) -> CaseRow | None:
    if case is not None and mail.automatic == "bounce":
        enter_news(case, "bounced", "mailbox", mail.received_at)
        told.came_back(case, mail.follows, mail.received_at)
    elif case is not None:
        enter(case, "automatic", "mailbox", mail.received_at)
    return case


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
    language = home.policy.policy.languages.source
    asked = Request("unsorted", language, "mail", mail.sender)
    with transaction.atomic():
        case = receive(home, asked, "mailbox", mail.received_at)
        _keep(case, mail, "request")
        found = guess(f"{mail.subject}\n{mail.text}")
        CaseRow.objects.filter(id=case.id).update(language=found.language or language, guess=found.right)
        case.refresh_from_db()
        letters.write(home, case, "received", mail.received_at)
    return case


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
