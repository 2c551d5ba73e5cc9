"""A third party verifies the ledger with Python alone: one script, nothing of ours and no cryptography but its own."""

import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.consent.ledger import shown
from ombud.consent.ledger.recording import Said, record
from ombud.consent.ledger.shown import Shown
from ombud.consent.models import ChoiceRow
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import Checkpoint, Signer
from ombud.evidence.ledger.commitment import commit
from ombud.evidence.ledger.standalone import AlteredError, L, Ledger, signed
from ombud.evidence.merkle import root
from ombud.plan.consent.choice import Choice
from ombud.store.home import Home
from tests.consent.test_ledger import exported
from tests.front import run

Somebody = Callable[[], str]
HEAD = 6
SHA_OF_ABC = (
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
)
PUBLISHED = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        SHA_OF_ABC,
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)
"""Public key, message and signature of tests 1, 2, 3 and SHA(abc) in RFC 8032 §7.1."""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script as the command prints it."""
    place = tmp_path / "verify.py"
    place.write_text(run("consent", "verifier").out, encoding="utf-8")
    return place


def strangers(script: Path, ledger: Path, key: str) -> tuple[int, str]:
    """Run the script in a Python that finds neither our packages nor anybody's."""
    told = subprocess.run(
        [sys.executable, "-I", "-S", script, ledger, "--key", key], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert not told.stderr
    return told.returncode, told.stdout


@pytest.fixture
def ledger(folder: Path, home: Home, somebody: Somebody, tmp_path: Path) -> tuple[Path, str]:
    """Hand out a ledger with choices to words that were shown, one of them erased since; and its key."""
    digest = shown.keep(home, Shown("marketing", "da", "form", "Ja tak, send mig nyheder."))
    about = Choice("given", "marketing", home.now(), method="form", notice=digest)
    gone, *_ = record(home, [Said(("email", somebody()), about) for _ in range(5)])
    ChoiceRow.objects.filter(leaf_id=gone.leaf).delete()
    return tmp_path / "ledger", exported(folder, tmp_path / "ledger")


def test_a_third_party_verifies_the_ledger_with_python_alone(script: Path, ledger: tuple[Path, str]) -> None:
    code, said = strangers(script, *ledger)
    assert (code, said.split(":")[0]) == (0, "intact")
    ours = run("consent", "verify", ledger[0], "--key", ledger[1]).out
    assert ours.splitlines()[0] == said.split(";")[0]
    assert said.split("; ")[1].strip() == ours.splitlines()[1].strip()


def test_another_key_than_the_reader_names_is_found(script: Path, ledger: tuple[Path, str]) -> None:
    code, said = strangers(script, ledger[0], f"SHA256:{'A' * 43}")
    assert (code, said) == (1, f"altered: The key in line 1 is another one than you named: {ledger[1]}.\n")


def test_the_script_says_what_was_altered_and_in_which_line(script: Path, ledger: tuple[Path, str]) -> None:
    place, key = ledger
    lines = place.read_bytes().splitlines(keepends=True)
    last = next(at for at, line in enumerate(lines) if line[:1] == b"=")
    record, size = lines[last - 1], last - HEAD
    flipped = record[:-9] + bytes([record[-9] ^ 1]) + record[-8:]
    other = Ed25519PrivateKey.generate()
    name, signature = lines[5].rsplit(b" ", 1)
    forgery = b64encode(b64decode(signature)[:4] + other.sign(b"".join(lines[1:4])))
    forged = {
        f"The entries in lines 7 to {last} are not": [*lines[: last - 1], flipped, *lines[last:]],
        f"It holds {size - 1} entries": [*lines[: last - 1], *lines[last:]],
        f"The entries in lines 7 to {last} are not those": [*lines[: last - 2], lines[last - 1], lines[last - 2], *lines[last:]],
        f"Line {last} is no entry": [*lines[: last - 1], b"-" + b"0" * 63 + b"\n", *lines[last:]],
        f"from line {last + 1} on": [*lines[:last], b"=" + b64encode(b"Nej tak.") + b"\n", *lines[last + 1 :]],
        f"Line {len(lines)} is no entry, or is cut": [*lines[:-1], lines[-1][:-1]],
        f"Line {len(lines)} is not Base64": [*lines[:-1], lines[-1][:-2] + b"!\n"],
        "The signature in line 6": [*lines[:5], name + b" " + forgery + b"\n", *lines[6:]],
        "Lines 1 to 6 are not the head": lines[:4],
        "The key in line 1": [b"ombud-consent/2 " + b64encode(other.public_key().public_bytes_raw()) + b"\n", *lines[1:]],
    }
    for sentence, content in forged.items():
        place.write_bytes(b"".join(content))
        code, said = strangers(script, place, key)
        assert (code, said.startswith("altered: "), sentence in said, said.count("\n")) == (1, True, True, 1), (sentence, said)


def test_any_bit_that_is_flipped_is_found(ledger: tuple[Path, str], tmp_path: Path) -> None:
    whole, key, place = ledger[0].read_bytes(), ledger[1], tmp_path / "altered"
    head = sum(map(len, whole.splitlines(keepends=True)[:HEAD]))
    random = Random(11)
    for at in (*range(head), *random.sample(range(head, len(whole)), 300)):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << random.randrange(8)]) + whole[at + 1 :])
        with place.open("rb") as stream, pytest.raises(AlteredError):
            Ledger(stream).check(key)


def test_a_file_that_is_not_there_is_told_apart_from_an_altered_one(script: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-I", script, tmp_path / "none", "--key", "SHA256:"], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (told.returncode, told.stdout, "cannot be read" in told.stderr) == (2, "", True)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 4095, 4096, 4097, 8193, 12289])
def test_a_tree_of_any_size_has_the_root_that_was_signed(size: int, tmp_path: Path) -> None:
    records = [("0" * 32, f'{{"kind":"given","n":{at}}}') for at in range(size)]
    signer = Signer("example/consent", Ed25519PrivateKey.generate())
    note = checkpoint.sign(Checkpoint(signer.origin, size, root(commit(*one) for one in records)), signer)
    place = tmp_path / "ledger"
    lines = "".join(f"+{salt}{record}\n" for salt, record in records)
    place.write_text(f"ombud-consent/2 {checkpoint.raw(signer.public_key)}\n{note}{lines}", encoding="utf-8")
    with place.open("rb") as stream:
        said = Ledger(stream).check(checkpoint.fingerprint(signer.public_key))
    assert said.startswith(f"{size} choices of example/consent, 0 of them erased since")


@pytest.mark.parametrize(("public_key", "message", "signature"), PUBLISHED)
def test_the_published_signatures_verify_and_those_with_another_s_do_not(public_key: str, message: str, signature: str) -> None:
    key, text, value = map(bytes.fromhex, (public_key, message, signature))
    assert signed(text, value, key)
    # The same S and once L more solves the same equation (RFC 8032 §8.4): only the smaller one counts.
    again = int.from_bytes(value[32:], "little") + L
    assert not signed(text, value[:32] + again.to_bytes(32, "little"), key)
    assert not signed(text + b"\0", value, key)
    assert not signed(text, value[:-1], key)


def theirs(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Ask the library by which the ledger is signed."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300), st.integers(0, 511), st.binary(min_size=64, max_size=64))
def test_signatures_are_judged_as_the_library_judges_them(secret: bytes, message: bytes, bit: int, other: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public_key, value = key.public_key().public_bytes_raw(), key.sign(message)
    altered = (int.from_bytes(value, "little") ^ 1 << bit).to_bytes(64, "little")
    assert signed(message, value, public_key)
    for each in (altered, value[:32] + other[32:], other[:32] + value[32:], other):
        assert signed(message, each, public_key) == theirs(message, each, public_key) == (each == value)
    assert not signed(message + b"!", value, public_key)
