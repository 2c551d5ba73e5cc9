"""A real SMTP server (aiosmtpd) in a thread: takes letters, and says no when a test wants it to."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.dovecot import write_certificate
from tests.servers.program import folder, free_port


@dataclass(slots=True)
class Handler:
    """What the server does with a letter: it answers a recipient as told, does something once it has the data, and keeps it."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Answer for a recipient: the next answer that is planned, else yes."""
        if planned := self.answers.get(address):
            return planned.pop(0)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a letter."""
        self.taken.append(envelope)
        self.meanwhile()
        return "250 OK"


@dataclass(frozen=True, slots=True)
class Mailserver:
    """A running server; `handler` holds what it took."""

    handler: Handler
    port: int
    host: str = "127.0.0.1"

    def url(self, user: str = "", scheme: str = "smtp") -> str:
        """Give the address of the server."""
        return f"{scheme}://{f'{user}@' if user else ''}{self.host}:{self.port}"

    def refuse(self, address: str, *answers: str) -> None:
        """Let it answer for a recipient as told, one answer an attempt."""
        self.handler.answers[address] = list(answers)

    @property
    def messages(self) -> list[bytes]:
        """The letters it took."""
        return [bytes(one.original_content or b"") for one in self.handler.taken]


@contextmanager
def serving(port: int = 0, certificates: Path | None = None, password: str = "", *, tls: bool = False) -> Iterator[Mailserver]:
    """Run a server for a while: with a certificate it asks for STARTTLS, and for a password if told to, or speaks TLS at once."""
    handler, port = Handler(), port or free_port()
    context = _secured(certificates) if certificates else None

    def admits(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=isinstance(data, LoginPassword) and data.password == password.encode(), handled=False)

    controller = Controller(
        handler,
        "127.0.0.1",
        port,
        ssl_context=context if tls else None,
        tls_context=None if tls else context,
        require_starttls=context is not None and not tls,
        authenticator=admits,
        auth_required=bool(password),
        enable_SMTPUTF8=True,
        ready_timeout=30,
    )
    controller.start()
    try:
        yield Mailserver(handler, port)
    finally:
        controller.stop()


def _secured(certificates: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates / "certificate.pem", certificates / "key.pem")
    return context


@pytest.fixture
def mailserver() -> Iterator[Mailserver]:
    """A mail server that takes everything."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def certificates() -> Iterator[Path]:
    """A folder with an authority and a certificate for this machine."""
    with ExitStack() as stack:
        home = stack.enter_context(folder("certificates"))
        write_certificate(home)
        yield home
