"""Mails of the rights desk, in the person's language; what they say about anybody stands behind a link, never in the mail."""

from __future__ import annotations

from datetime import date, datetime

from ombud.execute.languages import language_pack
from ombud.jobs import defer
from ombud.messages import outbox
from ombud.messages.mail import Mail
from ombud.messages.outbox import DELIVER, post
from ombud.rights.models import CaseRow, LetterRow
from ombud.store.home import Home


def write(home: Home, case: CaseRow, kind: str, at: datetime, **values: str) -> None:
    """Write to the person of a case: the mail is in the outbox when the transaction ends, a copy in the case; else it is to be posted."""
    if not case.email and {"link", "code"} & set(values):
        return
    mail = _mail(home, case.email, case.language, kind, case.number, **{"number": case.number, "until": day(case), **values})
    message = _post(mail, at) if case.email else ""
    LetterRow.objects.create(
        case=case, at=at, inbound=False, kind=kind, subject=mail.subject, text="" if mail.emptied else mail.text, message=message
    )


def write_recipient(home: Home, case: CaseRow, to: str, at: datetime, **values: str) -> str:
    """Write to somebody who was given data of a case's person (GDPR Art. 19) and give the letter's id; the answer comes to the case."""
    language = home.policy.policy.languages.source
    mail = _mail(home, to, language, "recipient", case.number, **{"number": case.number, **values})
    message = _post(mail, at)
    LetterRow.objects.create(case=case, at=at, inbound=False, kind="recipient", subject=mail.subject, text=mail.text, message=message)
    return message


def write_ready(home: Home, case: CaseRow, secret: str, until: date, at: datetime) -> None:
    """Tell that an answer can be fetched, and until when."""
    write(home, case, "ready", at, link=link(home, case.language, secret), until=language_pack(case.language).day(until))


def link(home: Home, language: str, secret: str) -> str:
    """Give the address behind which a secret is used up."""
    return f"{home.url}/{language}/key/{secret}"


def write_to(home: Home, email: str, language: str, kind: str, at: datetime, **values: str) -> None:
    """Write to an address that has no case."""
    _post(_mail(home, email, language, kind, "", **values), at)


def _post(mail: Mail, at: datetime) -> str:
    """Put a mail into the outbox and let it leave as soon as the transaction ends."""
    defer(DELIVER, key=DELIVER)
    return post(mail, at)


def again(message: str, at: datetime) -> None:
    """Let a letter that failed leave again, as soon as the transaction ends."""
    outbox.again(message, at)
    defer(DELIVER, key=DELIVER)


def _mail(home: Home, to: str, language: str, kind: str, thread: str, **values: str) -> Mail:
    pack = language_pack(language)
    told = pack.mail(kind, company=home.policy.controller.name, authority=authority(home), **values)
    text = "\n\n".join((*told.text, home.policy.controller.name))
    return Mail(to=to, subject=told.subject, text=text, thread=thread, language=language, emptied="link" in values or "code" in values)


def day(case: CaseRow) -> str:
    """Write the day by which a case is answered as the person's language does."""
    return language_pack(case.language).day(case.answer_by)


def authority(home: Home) -> str:
    """Name the first authority to which the policy says people may complain (GDPR Art. 77)."""
    first = next(iter(home.policy.rights.complaint.to), "")
    return home.policy.authorities[first].name if first in home.policy.authorities else ""
