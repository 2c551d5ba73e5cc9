"""Dovecot from Debian with a small configuration of ours: IMAP and IMAPS, any user name, one password."""

import grp
import ipaddress
import os
import pwd
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers.program import NOBODY, Program, dying_with_us, find, folder, free_port, is_root, listens, unavailable

CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running Dovecot; `program` stops, kills and starts it again on the same ports with the same mail."""

    program: Program
    home: Path
    port: int
    tls_port: int
    password: str
    host: str = "127.0.0.1"

    @property
    def certificate(self) -> Path:
        """The certificate of the authority that a client has to trust for TLS."""
        return self.home / "authority.pem"

    def fresh_user(self) -> str:
        """Give the name of a user whose mailbox is empty."""
        return f"user-{secrets.token_hex(6)}"

    def url(self, user: str, *, tls: bool = False) -> str:
        """Give the address of a user's mailbox."""
        scheme, port = ("imaps", self.tls_port) if tls else ("imap", self.port)
        return f"{scheme}://{user}:{self.password}@{self.host}:{port}"

    def maildir(self, user: str) -> Path:
        """Give the folder where a user's mail lies, to look at what is really there."""
        return self.home / "mail" / user / "Maildir"


def start(home: Path, more: str = "") -> Dovecot:
    """Write the configuration, with more lines if asked, and a certificate, and start."""
    server, port, tls_port, password = find("dovecot", "dovecot-imapd"), free_port(), free_port(), secrets.token_hex(8)
    facts = identities() | {"home": str(home), "port": str(port), "tls_port": str(tls_port), "password": password}
    (home / "dovecot.conf").write_text(CONFIGURATION.format_map(facts) + more)
    write_certificate(home)
    (home / "mail").mkdir()
    os.chown(home / "mail", int(facts["uid"]), int(facts["gid"]))
    program = Program(dying_with_us(server, "-F", "-c", str(home / "dovecot.conf")), home / "log", lambda: listens(tls_port))
    program.start()
    return Dovecot(program, home, port, tls_port, password)


def identities() -> dict[str, str]:
    """Tell as whom Dovecot's parts run: root has its own users for them, anyone else is all of them."""
    if is_root():
        try:
            pwd.getpwnam("dovenull")
        except KeyError:
            unavailable("Dovecot's users dovecot and dovenull do not exist; Debian's dovecot-imapd makes them")
        internal = {"internal_user": "dovecot", "internal_group": "dovecot", "login_user": "dovenull"}
        return internal | {"uid": str(NOBODY), "gid": str(NOBODY)}
    me, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    return {"internal_user": me, "internal_group": group, "login_user": me, "uid": str(os.geteuid()), "gid": str(os.getegid())}


HOST = "mail.nordlys.example"
"""A name for the server that is not this machine's own: a test has to make it lead here."""


def write_certificate(home: Path) -> None:
    """Make an authority, and a certificate of its for the loopback and for HOST, both valid for a day."""
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certified("an invented authority", authority, authority, "an invented authority", x509.BasicConstraints(ca=True, path_length=0))
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    server = certified(HOST, key, authority, "an invented authority", x509.SubjectAlternativeName(names))
    (home / "authority.pem").write_bytes(root)
    (home / "certificate.pem").write_bytes(server)
    plain = serialization.NoEncryption()
    (home / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))


def certified(name: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, issuer: str, about: x509.ExtensionType) -> bytes:
    """Certify a key under a name."""
    named, now = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer)], datetime.now(UTC)
    builder = x509.CertificateBuilder(named[1], named[0], key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    made = builder.add_extension(about, critical=isinstance(about, x509.BasicConstraints)).sign(by, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot for this test process; a test may stop and start it."""
    with ExitStack() as stack:
        home = stack.enter_context(folder("dovecot"))
        server = start(home)
        stack.callback(server.program.stop)
        yield server


@pytest.fixture
def mailbox_user(dovecot: Dovecot) -> str:
    """The name of a user whose mailbox is empty; the server runs."""
    dovecot.program.start()
    return dovecot.fresh_user()
