"""From `[mail]` in ombud.toml to a channel and a mailbox: references resolved, no password in the file, a demo kept in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ombud.errors import BadInputError, MisconfiguredError
from ombud.messages.channel import Channel
from ombud.messages.channel.folder import Folder
from ombud.messages.channel.smtp import Server, Smtp
from ombud.messages.mail import Sender, deliverable
from ombud.systems.mailbox.header import mailboxes
from ombud.systems.registry import mailbox, resolve

if TYPE_CHECKING:  # the tables may only be loaded once Django is ready, and the way out is looked at before a home is served
    from ombud.messages.channel.dkim import Signer
    from ombud.messages.inbox import Inbox

KEYS = {"smtp", "from", "plus", "inbox", "since", "dkim"}
OUTBOX = "var/outbox"
_WHERE = "ombud.toml: mail"
_NOBODY = "ombud@demo.invalid"


def open_channel(settings: Mapping[str, object], home: Path, environ: Mapping[str, str]) -> Channel:
    """Open the way out for a home's letters; a home that names no mail server, and every demo home, writes them to a folder."""
    mail = _mail(settings)
    if "smtp" not in mail or settings.get("demo") is True:
        return Folder(home / OUTBOX, _sender(mail, needed=False))
    url = resolve(f"{_WHERE}.smtp", _text(mail, "smtp"), environ)
    return Smtp(Server.of(url, f"{_WHERE}.smtp"), _sender(mail, needed=True), _signer(mail, home, environ))


def _signer(mail: Mapping[str, object], home: Path, environ: Mapping[str, str]) -> Signer | None:
    """Read who signs the letters, if the home does; where it does not, nothing that signs is loaded."""
    if "dkim" not in mail:
        return None
    from ombud.messages.channel.dkim import signer

    return signer(mail["dkim"], home, environ)


def open_inbox(settings: Mapping[str, object], home: Path, environ: Mapping[str, str]) -> Inbox | None:
    """Open the mailbox in which people write, if the home names one; a demo home reads a folder and no server."""
    from ombud.messages.inbox import Inbox

    mail = _mail(settings)
    if "inbox" not in mail:
        return None
    url, where = resolve(f"{_WHERE}.inbox", _text(mail, "inbox"), environ), f"{_WHERE}.inbox"
    if not url.startswith(("maildir:", "imap://", "imaps://")):
        hint = "Write imaps://user:password@host or maildir:FOLDER."
        raise MisconfiguredError("mail-inbox", "The address of the mailbox is not one that can be read.", where=where, hint=hint)
    if settings.get("demo") is True and not url.startswith("maildir:"):
        raise MisconfiguredError("mail-demo", "A demo home reads no mailbox on a server.", where=where, hint="Write maildir:FOLDER.")
    return Inbox.at(mailbox(url, home), where, _since(mail))


def _mail(settings: Mapping[str, object]) -> Mapping[str, object]:
    mail = settings.get("mail", {})
    if not isinstance(mail, Mapping):
        raise MisconfiguredError("mail-settings", "`mail` is not a table.", where="ombud.toml", hint="Write [mail] on a line of its own.")
    if unknown := sorted(set(mail) - KEYS):
        hint = f"Known: {', '.join(sorted(KEYS))}."
        raise MisconfiguredError("mail-settings", f"There is no setting `{unknown[0]}`.", where=_WHERE, hint=hint)
    return mail


def _sender(mail: Mapping[str, object], *, needed: bool) -> Sender:
    if "from" not in mail and not needed:
        return Sender(_NOBODY)
    found = list(mailboxes(_text(mail, "from")))
    try:
        (name, address) = found[0] if len(found) == 1 else ("", "")
        return Sender(deliverable(address), name, plus=mail.get("plus") is True)
    except BadInputError:
        hint = 'Write from = "privacy@example.org" or "Privacy <privacy@example.org>".'
        raise MisconfiguredError("mail-from", "Letters need one address that they come from.", where=f"{_WHERE}.from", hint=hint) from None


def _since(mail: Mapping[str, object]) -> date | None:
    since = mail.get("since")
    if since is not None and not isinstance(since, date):
        raise MisconfiguredError("mail-settings", "`since` is not a day.", where=_WHERE, hint="Write since = 2026-01-31.")
    return since


def _text(mail: Mapping[str, object], key: str) -> str:
    value = mail.get(key, "")
    if not isinstance(value, str):
        raise MisconfiguredError("mail-settings", f"`{key}` is not a text.", where=_WHERE, hint="Put it in quotation marks.")
    return value
