"""SMTP as the way out: TLS wherever a network is crossed, one connection a round, replies read as codes (RFC 5321, RFC 3207, RFC 6531)."""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ombud.errors import MisconfiguredError
from ombud.messages.channel import Answer
from ombud.messages.mail import Sender
from ombud.policy.spelling import in_ascii
from ombud.systems.wire import is_here

if TYPE_CHECKING:  # most homes let their mail server sign, and need nothing that does
    from ombud.messages.channel.dkim import Signer

SECONDS = 60
"""How long to wait for an answer."""
_ENTERED = 235
_PERMANENT = 500
_CLOSING = 421
_ENHANCED = re.compile(rb"\A([245]\.\d{1,3}\.\d{1,3})(?!\S)")


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail server is and how to enter it; never shown."""

    host: str
    port: int
    tls: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str, where: str) -> Server:
        """Read `smtp(s)://user:password@host:port`, percent signs decoded; the user may be missing."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if not host or parts.scheme not in {"smtp", "smtps"} or (parts.username and parts.password is None):
            hint = "Write smtps://user:password@host or smtp://user:password@host:587, with special characters as %40."
            raise MisconfiguredError("mail-server", "The address of the mail server is not complete.", where=where, hint=hint)
        tls = parts.scheme == "smtps"
        return cls(host, port or (465 if tls else 587), tls, unquote(parts.username or ""), unquote(parts.password or ""))

    def open(self) -> smtplib.SMTP:
        """Connect, secure the line and log in; without TLS only on this machine."""
        trusting = ssl.create_default_context()
        name = "localhost.localdomain"  # the greeting must not tell strangers what this machine is called
        if self.tls:
            client: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, name, timeout=SECONDS, context=trusting)
        else:
            client = smtplib.SMTP(self.host, self.port, name, timeout=SECONDS)
        try:
            client.ehlo()
            if not self.tls and (client.has_extn("starttls") or not is_here(self.host)):
                client.starttls(context=trusting)
                client.ehlo()
            if self.user:
                self._enter(client)
        except (smtplib.SMTPException, OSError):
            client.close()
            raise
        return client

    def _enter(self, client: smtplib.SMTP) -> None:
        """Log in with letters beyond ASCII too, where the server lets us (RFC 4616 §2), and ask once: some servers count what fails."""
        if "PLAIN" in client.esmtp_features.get("auth", "").upper().split():
            secret = base64.b64encode(f"\0{self.user}\0{self.password}".encode()).decode()
            code, told = client.docmd("AUTH", f"PLAIN {secret}")
            if code != _ENTERED:
                raise smtplib.SMTPAuthenticationError(code, told)
        else:
            client.login(self.user, self.password)


class Smtp:
    """A mail server, connected when the first letter goes."""

    def __init__(self, server: Server, sender: Sender, signer: Signer | None = None) -> None:
        """Take the server, from whom letters are, and who signs them as they leave, if the home does."""
        self.sender = sender
        self._server, self._signer = server, signer
        self._client: smtplib.SMTP | None = None

    def send(self, name: str, message: bytes, to: str) -> Answer:  # noqa: ARG002 - the message carries its own name
        """Hand a message to the server and read what it says, never repeating its words: they may quote the address."""
        try:
            client = self._client = self._client or self._server.open()
        except smtplib.SMTPAuthenticationError as error:
            return Answer("down", f"smtp-login-{error.smtp_code}")
        except ssl.SSLCertVerificationError:
            return Answer("down", "smtp-certificate")
        except smtplib.SMTPNotSupportedError:
            return Answer("down", "smtp-no-tls")
        except (smtplib.SMTPException, OSError, UnicodeError):
            return Answer("down", "smtp-unreachable")
        return self._handed(client, self._signer.signed(message) if self._signer else message, to)

    def close(self) -> None:
        """End the session in order."""
        client, self._client = self._client, None
        if client:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()

    def _handed(self, client: smtplib.SMTP, message: bytes, to: str) -> Answer:
        sender = in_ascii(self.sender.address)
        options = () if to.isascii() and sender.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
        if options and not client.has_extn("smtputf8"):
            return Answer("refused", "smtp-no-smtputf8")
        try:
            client.sendmail(sender, [to], message, mail_options=options)
        except smtplib.SMTPRecipientsRefused as error:
            return self._read(*next(iter(error.recipients.values())))
        except smtplib.SMTPSenderRefused as error:
            return Answer("down", _code(error.smtp_code, error.smtp_error))
        except smtplib.SMTPResponseException as error:
            return self._read(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError):
            self._drop()
            return Answer("down", "smtp-lost")
        return Answer("sent")

    def _read(self, code: int, told: bytes | str) -> Answer:
        if code == _CLOSING:
            self._drop()
            return Answer("down", _code(code, told))
        return Answer("refused" if code >= _PERMANENT else "later", _code(code, told))

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client:
            client.close()


def _code(code: int, told: bytes | str) -> str:
    """Give a reply as its code and, where there is one, its enhanced code (RFC 3463); its text stays out."""
    enhanced = _ENHANCED.match(told if isinstance(told, bytes) else told.encode())
    return f"smtp-{code}-{enhanced[1].decode()}" if enhanced else f"smtp-{code}"
