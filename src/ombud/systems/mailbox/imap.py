"""A mailbox on an IMAP server: looked at without a trace, erased by UID and nothing else with it (RFC 9051, RFC 4315)."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from imapclient import DELETED, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError, LoginError

from ombud.errors import MisconfiguredError, RefusedError, UnavailableError
from ombud.systems.mailbox.header import CORRESPONDENCE
from ombud.systems.mailbox.message import Found
from ombud.systems.wire import Wire, is_here, wire

Connection = Any
"""An IMAPClient; half of its methods have no annotations."""
SECONDS = 60
"""How long to wait for an answer."""
WINDOW = 200
"""Headers asked for at once."""
BYTES_AT_ONCE = 8 * 2**20
"""Whole messages asked for at once, as long as they are not larger than this together."""
UIDS_AT_ONCE = 50_000
LATER = (b"UNAVAILABLE", b"INUSE", b"LIMIT", b"SERVERBUG")
"""Response codes that say a login may succeed later (RFC 9051 §7.1)."""
HEAD = f"BODY.PEEK[HEADER.FIELDS ({' '.join((*CORRESPONDENCE, 'subject')).upper()})]"
RETAINING = {b"\\trash": "trash-folder", b"\\all": "all-mail-folder", b"\\archive": "archive-folder"}
"""Special folders into which a server may move or copy what is erased elsewhere (RFC 6154 §2)."""

_NO_LETTERS = "the server takes user and password in ASCII only"


@dataclass(frozen=True, slots=True)
class Account:
    """Where the mailbox is and how to enter it; never shown."""

    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    tls: bool

    @classmethod
    def of(cls, url: str, system: str) -> Account:
        """Read `imap(s)://user:password@host:port`, percent signs decoded."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if not host or parts.username is None or parts.password is None:
            hint = "Write imaps://user:password@host, with special characters as %40."
            raise MisconfiguredError("system-credentials", "The address of the mailbox is not complete.", where=system, hint=hint)
        tls = parts.scheme == "imaps"
        return cls(host, port or (993 if tls else 143), unquote(parts.username), unquote(parts.password), tls)

    def open(self) -> Connection:
        """Connect and log in; a password crosses a network only under TLS."""
        # its debug log would hold mail
        logging.getLogger("imapclient").setLevel(logging.WARNING)
        trusting = ssl.create_default_context()
        client: Connection = IMAPClient(self.host, self.port, ssl=self.tls, ssl_context=trusting, timeout=SECONDS)
        client.normalise_times = False
        try:
            if not self.tls and not is_here(self.host):
                client.starttls(trusting)
            self._enter(client)
        except (IMAPClientError, OSError):
            with suppress(IMAPClientError, OSError):  # a line that TLS has left half open cannot be closed in order
                client.shutdown()
            raise
        return client

    def _enter(self, client: Connection) -> None:
        """Log in with letters beyond ASCII too, where the server lets us (RFC 4616 §2)."""
        if client.has_capability("AUTH=PLAIN"):
            client.sasl_login("PLAIN", lambda _challenge: f"\0{self.user}\0{self.password}".encode())
        elif (self.user + self.password).isascii():
            client.login(self.user, self.password)
        else:
            raise LoginError(_NO_LETTERS)


class Imap:
    """The folders and messages of one account; an id is `validity.uid`, written so that its order is the server's."""

    def __init__(self, system: str, url: str) -> None:
        """Take the system's name for errors, and the address; connect when first asked."""
        self._system = system
        self._account = Account.of(url, system)
        self._client: Connection | None = None
        self._names: dict[str, str] = {}
        self._selected: tuple[str, bool] | None = None
        self._validity = self._exists = self._next = 0

    def probe(self) -> None:
        """Look whether the server answers and lets us in."""
        with self._asked() as client:
            client.noop()

    def folders(self) -> tuple[str, ...]:
        """List every folder that holds messages, with `/` between a folder and those below it."""
        with self._asked() as client:
            self._names = {_spelled(separator, name): name for _, separator, name in _listed(client)}
        return tuple(sorted(self._names))

    def ids(self, folder: str) -> Iterator[str]:
        """Stream the ids of a folder's messages and nothing of what is in them."""
        for uids in self._uids(folder):
            yield from (self._id(uid) for uid in uids)

    def heads(self, folder: str, ids: Collection[str] | None = None) -> Iterator[Found]:
        """Stream the headers of a folder's messages in the order of their UIDs."""
        for uids in self._uids(folder) if ids is None else self._of_ids(folder, ids):
            for window in _windows(uids, WINDOW):
                with self._asked() as client:
                    self._select(client, folder)
                    answer = client.fetch(window, ["INTERNALDATE", "RFC822.SIZE", HEAD])
                yield from (self._found(folder, uid, answer[uid]) for uid in window if _complete(answer.get(uid)))

    def whole(self, folder: str, heads: Sequence[Found]) -> Iterator[Found]:
        """Stream messages with all that is in them."""
        for window in _by_size(heads):
            uids = {self._uid(head.id): head for head in window}
            with self._asked() as client:
                self._select(client, folder)
                answer = client.fetch(list(uids), ["BODY.PEEK[]"])
            for uid, head in uids.items():
                if (raw := answer.get(uid, {}).get(b"BODY[]")) is not None:
                    yield Found(folder, head.id, raw, head.stored, head.size, raw)

    def erase(self, folder: str, ids: Collection[str]) -> int:
        """Mark messages as deleted and expunge exactly these (RFC 4315 §2.1); tell how many there were."""
        erased = 0
        for uids in self._of_ids(folder, ids):
            with self._asked() as client:
                self._select(client, folder, readonly=False)
                self._expunge(client, uids)
            erased += len(uids)
        return erased

    def wire(self) -> Wire:
        """Look at the live connection: TLS from the start or after STARTTLS, or none."""
        with self._asked() as client:
            return wire(encrypted=isinstance(client.socket(), ssl.SSLSocket), host=self._account.host)

    def retains(self, bound: Collection[str]) -> tuple[str, ...]:
        """Tell what is known to outlive an erased message: what a server keeps of it cannot be seen over IMAP."""
        with self._asked() as client:
            loose = [flags for flags, separator, name in _listed(client) if _spelled(separator, name) not in bound]
            special = {code for flags in loose for flag, code in RETAINING.items() if flag in map(bytes.lower, flags)}
        return ("expunged-copies-not-visible", *sorted(special))

    def close(self) -> None:
        """Log out."""
        client, self._client, self._selected = self._client, None, None
        if client:
            with suppress(IMAPClientError, OSError):
                client.logout()

    @contextmanager
    def _asked(self) -> Iterator[Connection]:
        """Give the connection, and turn what the server says into our errors, without its words: they may quote mail."""
        try:
            self._client = self._client or self._account.open()
            yield self._client
        except LoginError as error:
            raise self._refused_login(error) from None
        except ssl.SSLCertVerificationError:
            hint = "Let this machine trust the server's certificate, and name the host as the certificate does."
            raise MisconfiguredError(
                "system-certificate", "The server's certificate is not trusted.", where=self._system, hint=hint
            ) from None
        except IMAPClientReadOnlyError:
            self._drop()
            raise MisconfiguredError("system-grants", "The account may not change a folder.", where=self._system) from None
        except (IMAPClientAbortError, OSError):
            self._drop()
            raise UnavailableError(
                "system-unavailable", "The mail server does not answer.", where=self._system, hint="Run again later."
            ) from None
        except IMAPClientError:
            self._drop()
            hint = "Look whether the account may open its folders and erase in them, and whether the server offers TLS."
            raise MisconfiguredError("system-refused", "The mail server refuses a command.", where=self._system, hint=hint) from None

    def _drop(self) -> None:
        client, self._client, self._selected = self._client, None, None
        if client:
            with suppress(IMAPClientError, OSError):
                client.shutdown()

    def _refused_login(self, error: LoginError) -> UnavailableError | MisconfiguredError:
        if any(code.decode() in str(error) for code in LATER):
            hint = "Nothing is lost; run it again."
            return UnavailableError("system-unavailable", "The mail server admits nobody now.", where=self._system, hint=hint)
        return MisconfiguredError("system-credentials", "The mail server refuses the user or the password.", where=self._system)

    def _select(self, client: Connection, folder: str, *, readonly: bool = True) -> None:
        """Enter a folder, without leaving a trace in it unless we erase."""
        if self._selected != (folder, readonly):
            self._selected = None
            answer = client.select_folder(self._names.get(folder, folder), readonly=readonly)
            self._validity, self._exists, self._next = (int(answer.get(each, 0)) for each in (b"UIDVALIDITY", b"EXISTS", b"UIDNEXT"))
            self._selected = (folder, readonly)

    def _uids(self, folder: str) -> Iterator[list[int]]:
        """List the UIDs of a folder; in a large one range by range, since one answer must fit on one line of a megabyte."""
        with self._asked() as client:
            self._selected = None
            self._select(client, folder)
        end = self._next or 2**32
        step = UIDS_AT_ONCE if self._exists > UIDS_AT_ONCE else end
        for low in range(1, end, step):
            with self._asked() as client:
                self._select(client, folder)
                uids = client.search(["UID", f"{low}:{low + step - 1}"])
            yield sorted(uids)

    def _of_ids(self, folder: str, ids: Collection[str]) -> Iterator[list[int]]:
        """List which of the ids still exist, unless the server numbered the folder anew (RFC 9051 §2.3.1.1)."""
        with self._asked() as client:
            self._selected = None
            self._select(client, folder)
            wanted = sorted(self._uid(each) for each in ids if each.startswith(f"{self._validity}."))
        for window in _windows(wanted, WINDOW):
            with self._asked() as client:
                self._select(client, folder)
                found = client.search(["UID", ",".join(map(str, window))])
            yield sorted(found)

    def _expunge(self, client: Connection, uids: list[int]) -> None:
        if client.has_capability("UIDPLUS"):
            client.add_flags(uids, [DELETED], silent=True)
            client.uid_expunge(uids)
        elif set(client.search("DELETED")) <= set(uids):
            client.add_flags(uids, [DELETED], silent=True)
            client.expunge()
        else:
            reason = "The server can only expunge a whole folder (no UIDPLUS), and other messages in it are marked as deleted."
            hint = "Empty them out or unmark them in a mail program, and run again."
            raise RefusedError("system-refused", reason, where=self._system, hint=hint)

    def _found(self, folder: str, uid: int, answer: Mapping[bytes, Any]) -> Found:
        head = next((value for key, value in answer.items() if key.startswith(b"BODY[HEADER")), None)
        received = answer[b"INTERNALDATE"].astimezone(UTC)
        return Found(folder, self._id(uid), head or b"", received, answer[b"RFC822.SIZE"])

    def _id(self, uid: int) -> str:
        return f"{self._validity}.{uid:010d}"

    def _uid(self, id_: str) -> int:
        return int(id_.rpartition(".")[2])


def _listed(client: Connection) -> Iterator[tuple[tuple[bytes, ...], str, str]]:
    """List folders that can be entered: flags, separator, name."""
    for flags, separator, name in client.list_folders():
        if not {b"\\noselect", b"\\nonexistent"} & set(map(bytes.lower, flags)):
            yield flags, (separator or b"/").decode("ascii"), name


def _spelled(separator: str, name: str) -> str:
    return normalize("NFC", name.replace(separator, "/"))


def _complete(answer: object) -> bool:
    """Tell whether a message was still there when it was asked for."""
    return isinstance(answer, dict) and b"INTERNALDATE" in answer and b"RFC822.SIZE" in answer


def _windows(items: Sequence[int], size: int) -> Iterator[list[int]]:
    yield from (list(items[start : start + size]) for start in range(0, len(items), size))


def _by_size(heads: Sequence[Found]) -> Iterator[list[Found]]:
    """Group messages so that no group is too large to hold, unless one message alone is."""
    group: list[Found] = []
    for head in heads:
        if group and sum(each.size for each in group) + head.size > BYTES_AT_ONCE:
            yield group
            group = []
        group.append(head)
    if group:
        yield group
