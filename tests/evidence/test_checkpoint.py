"""Checkpoints are signed notes that other tools of transparency logs can read, and only their key's."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError, MisconfiguredError
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import Checkpoint, Signer
from tests.evidence.made import FINGERPRINT, LINES, ORIGIN, OURS, THEIRS, checkpoint_at

SIGNED = checkpoint_at(LINES, len(LINES))
# The example of C2SP tlog-checkpoint, with a cosignature as in C2SP tlog-cosignature.
PUBLISHED = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


@given(st.integers(0, 10**15 - 1), st.binary(min_size=32, max_size=32))
def test_what_is_signed_reads_back_and_verifies(size: int, root: bytes) -> None:
    text = checkpoint.sign(Checkpoint(ORIGIN, size, root), OURS)
    signed = checkpoint.read(text)
    assert signed.checkpoint == Checkpoint(ORIGIN, size, root)
    assert signed.text() == text
    assert checkpoint.verify(signed, OURS.public_key)


def test_the_published_example_is_read() -> None:
    signed = checkpoint.read(PUBLISHED)
    assert (signed.checkpoint.size, [each.name for each in signed.signatures]) == (
        20852163,
        ["example.com/behind-the-sofa", "witness.example.com/w1"],
    )
    assert signed.text() == PUBLISHED


def test_the_key_id_is_the_published_one() -> None:
    # The verifier key in the documentation of Go's signed notes, by which the form began.
    name, key_id, data = ["PeterNeumann", "c74f20a3", "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
    public_key = Ed25519PublicKey.from_public_bytes(b64decode(data)[1:])
    assert checkpoint.key_id(name, public_key).hex() == key_id


def test_another_key_of_the_same_name_does_not_verify() -> None:
    assert not checkpoint.verify(checkpoint.read(SIGNED), THEIRS.public_key)


def test_a_key_signs_for_its_own_log_only() -> None:
    with pytest.raises(BadInputError, match="evidence-origin"):
        checkpoint.sign(Checkpoint("other.example/evidence", 0, bytes(32)), OURS)


def test_signatures_of_witnesses_are_ignored() -> None:
    assert checkpoint.verify(checkpoint.read(SIGNED + PUBLISHED.splitlines(keepends=True)[-1]), OURS.public_key)


def test_a_second_signature_in_our_name_that_fails_spoils_the_note() -> None:
    forged = checkpoint.key_id(ORIGIN, OURS.public_key) + bytes(64)
    signed = checkpoint.read(SIGNED + f"— {ORIGIN} {b64encode(forged).decode()}\n")
    assert not checkpoint.verify(signed, OURS.public_key)


def test_every_changed_character_is_refused_or_does_not_verify() -> None:
    for place, old in enumerate(SIGNED):
        for other in set("A0/\n= é") - {old}:
            assert not _passes(SIGNED[:place] + other + SIGNED[place + 1 :]), (place, other)


@pytest.mark.parametrize("text", ["", "\n\n", SIGNED[:-1], SIGNED + "\n", SIGNED.replace("\n", "\r\n"), " " + SIGNED, SIGNED.split("—")[0]])
def test_what_is_not_a_signed_note_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="evidence-checkpoint-form"):
        checkpoint.read(text)


def test_more_signatures_than_a_note_has_are_refused() -> None:
    line = SIGNED.splitlines(keepends=True)[-1]
    with pytest.raises(BadInputError, match="evidence-checkpoint-form"):
        checkpoint.read(SIGNED + line * 16)


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (10**15, bytes(32)), (1, bytes(31))])
def test_no_checkpoint_of_an_impossible_tree(size: int, root: bytes) -> None:
    with pytest.raises(BadInputError, match="evidence-checkpoint-form"):
        Checkpoint(ORIGIN, size, root)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nbreak", "fjordråd.example"])
def test_an_origin_is_a_plain_name(origin: str) -> None:
    with pytest.raises(MisconfiguredError, match="evidence-origin"):
        Signer(origin, OURS.key)


def test_a_fingerprint_tells_keys_apart_and_is_recognised() -> None:
    assert checkpoint.fingerprint(THEIRS.public_key) != FINGERPRINT
    assert checkpoint.is_fingerprint(FINGERPRINT)
    assert not checkpoint.is_fingerprint(FINGERPRINT.lower())


def test_a_signer_never_shows_its_key() -> None:
    assert "key" not in repr(OURS)


def test_a_created_key_is_the_one_that_is_loaded(tmp_path: Path) -> None:
    made = checkpoint.create_key(tmp_path / "signing.pem")
    loaded = checkpoint.load_key(tmp_path / "signing.pem")
    assert loaded.private_bytes_raw() == made.private_bytes_raw()


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pem"
    path.touch(0o600)
    path.write_bytes(X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(MisconfiguredError, match="evidence-key-form"):
        checkpoint.load_key(path)


def test_a_file_that_holds_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.pem"
    path.touch(0o600)
    with pytest.raises(MisconfiguredError, match="evidence-key-form"):
        checkpoint.load_key(path)


def _passes(text: str) -> bool:
    try:
        return checkpoint.verify(checkpoint.read(text), OURS.public_key)
    except BadInputError:
        return False
