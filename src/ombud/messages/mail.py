"""A letter as facts, and as the message that carries it (RFC 5322, RFC 2045, RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from ombud.errors import BadInputError
from ombud.policy.spelling import in_ascii

THREAD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A case reference that can stand in an address and in a subject."""
_ADDRESS = re.compile(r'[^\s@<>(),;:"\\\[\]]{1,64}@[^\s@<>(),;:"\\\[\]]{1,253}')
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_MEDIA_TYPE = re.compile(r"[a-z0-9]+/[a-z0-9.+-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter to one person.

    `thread` is the reference of the case it belongs to. `emptied` forgets what it says as soon as it is delivered; the row that is left
    tells that it went, and is swept after `until`.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    thread: str = ""
    language: str = "en"
    attachments: tuple[Attachment, ...] = ()
    emptied: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom letters are: an address, the name beside it, and whether replies come back to the address with the case's reference."""

    address: str
    name: str = ""
    plus: bool = False


def deliverable(address: str) -> str:
    """Give an address in the spelling in which it is sent to: its domain in ASCII (RFC 5891 §4.4); refuse what is no address."""
    written = in_ascii(address)
    if not _ADDRESS.fullmatch(address) or _CONTROL.search(address) or not written.rpartition("@")[2].isascii() or ".." in written:
        raise BadInputError("mail-address", "This is no address that mail can go to.", where="to", hint="Write it as name@domain.example.")
    return written


def compose(mail: Mail, posted: datetime, token: str) -> bytes:
    """Write a letter as a message, without the fields that `enveloped` adds; the same letter is the same bytes."""
    _refuse(mail)
    to = deliverable(mail.to)
    message = EmailMessage(policy=SMTP if to.isascii() else SMTPUTF8)
    message["To"] = to
    message["Subject"] = _subject(mail)
    message["Date"] = format_datetime(posted.astimezone(UTC))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no machine should answer
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for file in mail.attachments:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    message["Content-Language"] = mail.language
    _bound(message, token)
    return message.as_bytes()


def enveloped(body: bytes, sender: Sender, message_id: str, references: Sequence[str], thread: str) -> bytes:
    """Put before a composed letter who sends it and which letters it follows (RFC 5322 §3.6.4)."""
    head = EmailMessage(policy=SMTP if sender.address.isascii() else SMTPUTF8)
    head["From"] = f'"{_quoted(sender.name)}" <{sender.address}>' if sender.name else sender.address
    if sender.plus and thread:
        local, _, domain = sender.address.rpartition("@")
        head["Reply-To"] = f"{local}+{thread}@{domain}"
    ids = "".join(f"{name}: {value}\r\n" for name, value in _chain(sender, message_id, references))
    return head.as_bytes().removesuffix(b"\r\n") + ids.encode() + body


def full_id(message_id: str, sender: Sender) -> str:
    """Give a message id in full: ours are kept by their left half and get our domain."""
    domain = in_ascii(sender.address).rpartition("@")[2]
    return f"<{message_id}>" if "@" in message_id else f"<{message_id}@{domain}>"


def _chain(sender: Sender, message_id: str, references: Sequence[str]) -> list[tuple[str, str]]:
    before = [full_id(one, sender) for one in references]
    own = [("Message-ID", full_id(message_id, sender))]
    return [*own, ("In-Reply-To", before[-1]), ("References", "\r\n ".join(before))] if before else own


def _refuse(mail: Mail) -> None:
    """Refuse a letter whose parts could become header fields of their own, or that cannot be written."""
    told = {"subject": mail.subject, **{f"attachment {at}": file.name for at, file in enumerate(mail.attachments, 1)}}
    for where, text in told.items():
        if _CONTROL.search(text):
            raise BadInputError("mail-header", "A line break or control character cannot stand here.", where=where, hint="Leave it out.")
    if mail.thread and not THREAD.fullmatch(mail.thread):
        raise BadInputError("mail-thread", "A thread is named by letters, digits, points and dashes.", where="thread")
    if not _LANGUAGE.fullmatch(mail.language):
        raise BadInputError("mail-language", "A language is two or three letters.", where="language", hint="For example da.")
    for at, file in enumerate(mail.attachments, 1):
        if not _MEDIA_TYPE.fullmatch(file.media_type) or file.media_type.startswith(("multipart/", "message/")):
            hint = "For example application/pdf."
            raise BadInputError("mail-attachment", "An attachment needs a media type.", where=f"attachment {at}", hint=hint)


def _subject(mail: Mail) -> str:
    """Give the subject with the case's reference, by which a reply finds its case when a mail program drops everything else."""
    return f"{mail.subject} [{mail.thread}]" if mail.thread and mail.thread not in mail.subject else mail.subject


def _bound(message: EmailMessage, token: str) -> None:
    """Name the boundaries of the parts after the letter, not by chance."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for at, part in enumerate(parts):
        part.set_boundary(f"={token}={at}")


def _quoted(name: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", name)
