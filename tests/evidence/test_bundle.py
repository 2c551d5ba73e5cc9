"""A bundle is written in one form only, in flat memory, and read back as it was written."""

from __future__ import annotations

from io import BytesIO

import pytest

from ombud.errors import BadInputError
from ombud.evidence import bundle, checkpoint
from ombud.evidence.entry import decode
from tests.evidence.made import LINES, LOG, ORIGIN, OURS, THEIRS, bundled, checkpoint_at

SIGNED = checkpoint.read(checkpoint_at(LINES, len(LINES)))
OLDER = checkpoint.read(checkpoint_at(LINES, 2))


def test_a_bundle_reads_back_as_it_was_written() -> None:
    opened = bundle.read(BytesIO(bundled(LINES, [2, 5])))
    assert (opened.origin, opened.size) == (ORIGIN, len(LINES))
    assert opened.checkpoints == (OLDER, SIGNED)
    assert [decode(line) for line, _ in opened.leaves] == LOG


def test_a_bundle_holds_its_checkpoints_as_published_notes() -> None:
    assert SIGNED.text().encode() in bundled(LINES, [2, 5])


def test_an_empty_log_is_a_log() -> None:
    assert list(bundle.read(BytesIO(bundled([]))).leaves) == []


@pytest.mark.parametrize("lines", [LINES[:-1], [*LINES, LINES[-1]]])
def test_a_log_of_another_length_than_was_signed_is_not_written(lines: list[bytes]) -> None:
    with pytest.raises(BadInputError, match="evidence-bundle-count"):
        bundle.write(BytesIO(), OURS.public_key, [SIGNED], lines)


@pytest.mark.parametrize("checkpoints", [[], [SIGNED, OLDER], [SIGNED, SIGNED]])
def test_checkpoints_go_oldest_first(checkpoints: list[checkpoint.SignedCheckpoint]) -> None:
    with pytest.raises(BadInputError, match="evidence-bundle-checkpoints"):
        bundle.write(BytesIO(), OURS.public_key, checkpoints, LINES)


def test_a_witnessed_checkpoint_travels_beside_the_bundle() -> None:
    witness = checkpoint_at(LINES, 5, THEIRS).splitlines(keepends=True)[-1]
    with pytest.raises(BadInputError, match="evidence-bundle-checkpoints"):
        bundle.write(BytesIO(), OURS.public_key, [checkpoint.read(SIGNED.text() + witness)], LINES)


def test_an_entry_that_was_mangled_is_not_written() -> None:
    with pytest.raises(BadInputError, match="evidence-entry-form"):
        bundle.write(BytesIO(), OURS.public_key, [SIGNED], [*LINES[:-1], LINES[-1] + b" "])


@pytest.mark.parametrize("first", [b"", b"[" * 100_000, b"\xff", b"{}", b'{"checkpoints":true}'])
def test_a_file_that_is_no_bundle_is_refused(first: bytes) -> None:
    with pytest.raises(BadInputError, match="evidence-bundle-form"):
        bundle.read(BytesIO(first + b"\n"))


def test_a_bundle_of_a_later_form_says_so() -> None:
    with pytest.raises(BadInputError, match="evidence-bundle-version"):
        bundle.read(BytesIO(bundled(LINES).replace(b'"ombud_evidence":1', b'"ombud_evidence":2')))


def test_a_line_without_an_end_is_refused_without_holding_it() -> None:
    with pytest.raises(BadInputError, match="too long"):
        bundle.read(BytesIO(b"x" * 5_000_000))
