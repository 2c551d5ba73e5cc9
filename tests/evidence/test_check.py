"""A stranger finds every change, tells who signed, and is told honestly what cannot be found."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError
from ombud.evidence.check import verify
from ombud.evidence.checkpoint import Signer
from ombud.evidence.entry import Entry, encode
from tests.evidence.made import FINGERPRINT, LINES, OURS, THEIRS, bundled, checkpoint_at, codes, entry, verdict

BUNDLE = bundled(LINES, [2, 5])
ROWS = BUNDLE.splitlines(keepends=True)
FORGED = [*LINES[:3], LINES[3].replace(b"2032", b"2042"), LINES[4]]


def test_an_untouched_bundle_is_intact() -> None:
    found = verdict(BUNDLE)
    assert (found.intact, found.signer, found.size, found.problems, found.notes) == (True, "unknown", len(LINES), (), ())


def test_our_fingerprint_makes_the_signer_ours() -> None:
    found = verdict(BUNDLE, FINGERPRINT, checkpoint_at(LINES, 3))
    assert (found.intact, found.signer) == (True, "ours")


def test_an_empty_log_is_intact() -> None:
    assert verdict(bundled([]), FINGERPRINT, checkpoint_at([], 0)).intact


def test_every_changed_byte_is_found() -> None:
    for place, old in enumerate(BUNDLE):
        for byte in {old ^ 1, old ^ 2, old ^ 16, old ^ 32, old ^ 128, *b'\n"0A '} - {old}:
            assert not verdict(BUNDLE[:place] + bytes([byte]) + BUNDLE[place + 1 :]).intact, (place, byte)


def test_every_byte_dropped_doubled_or_added_is_found() -> None:
    for place in range(len(BUNDLE)):
        before, byte, after = BUNDLE[:place], BUNDLE[place : place + 1], BUNDLE[place + 1 :]
        for piece in (b"", byte * 2, b" " + byte, b"\n" + byte, b"0" + byte):
            assert not verdict(before + piece + after).intact, (place, piece)
        assert not verdict(before).intact, place


def test_every_other_spelling_of_the_public_key_is_found() -> None:
    last = BUNDLE.index(b'="}') - 1
    for other in set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") - {BUNDLE[last]}:
        assert not verdict(BUNDLE[:last] + bytes([other]) + BUNDLE[last + 1 :]).intact, other


def test_every_line_dropped_or_doubled_is_found() -> None:
    for row in range(len(ROWS)):
        assert not verdict(b"".join(ROWS[:row] + ROWS[row + 1 :])).intact, row
        assert not verdict(b"".join(ROWS[: row + 1] + ROWS[row:])).intact, row


def test_every_two_lines_exchanged_are_found() -> None:
    for one, other in combinations(range(len(ROWS)), 2):
        rows = ROWS.copy()
        rows[one], rows[other] = rows[other], rows[one]
        assert rows == ROWS or not verdict(b"".join(rows)).intact, (one, other)


@given(st.integers(0, len(BUNDLE)), st.integers(0, len(BUNDLE)), st.integers(0, len(BUNDLE)))
def test_every_piece_moved_is_found(start: int, end: int, to: int) -> None:
    start, end = sorted((start, end))
    rest = BUNDLE[:start] + BUNDLE[end:]
    moved = rest[:to] + BUNDLE[start:end] + rest[to:]
    assert moved == BUNDLE or not verdict(moved).intact


def test_a_change_is_placed_between_two_checkpoints() -> None:
    (problem,) = verdict(BUNDLE.replace(b"2032", b"2042")).problems
    assert (problem.code, problem.message) == ("evidence-root", "Entries 2 to 4 are not those that were signed.")


def test_an_unreadable_entry_is_pointed_at() -> None:
    (problem,) = verdict(BUNDLE.replace(b'"count":2,"r', b'"count":"2,"r')).problems
    assert (problem.code, problem.entry) == ("evidence-entry-form", 2)


def test_a_problem_never_repeats_what_it_found() -> None:
    found = verdict(BUNDLE.replace(b'"system":"crm"', b'"system":"astrid@fjordraad.example\\"'))
    assert not found.intact
    assert "astrid" not in str(found)


def test_a_bundle_signed_again_is_someone_elses() -> None:
    found = verdict(bundled(FORGED, signer=THEIRS), FINGERPRINT)
    assert (found.intact, found.signer, codes(found)) == (False, "other", ["evidence-signer"])


def test_a_bundle_signed_again_that_claims_our_key_is_not_ours() -> None:
    ours, theirs = BUNDLE.splitlines(keepends=True)[0], bundled(FORGED, [2, 5], THEIRS).splitlines(keepends=True)
    found = verdict(b"".join([ours, *theirs[1:]]), FINGERPRINT)
    assert (found.intact, found.signer, codes(found)) == (False, "unknown", ["evidence-signature"] * 2)


def test_without_a_key_a_bundle_signed_again_is_intact_by_an_unknown_signer() -> None:
    found = verdict(bundled(FORGED, signer=THEIRS))
    assert (found.intact, found.signer) == (True, "unknown")


def test_a_log_cut_back_to_an_older_checkpoint_is_found_by_a_later_one_only() -> None:
    cut = bundled(LINES[:2])
    assert verdict(cut, FINGERPRINT).intact
    assert codes(verdict(cut, FINGERPRINT, checkpoint_at(LINES, 5))) == ["evidence-since-shorter"]


@pytest.mark.parametrize("size", [4, 5])
def test_a_log_that_we_rewrote_and_signed_again_is_found_by_an_older_checkpoint(size: int) -> None:
    rewritten = bundled(FORGED)
    assert verdict(rewritten, FINGERPRINT).intact
    assert codes(verdict(rewritten, FINGERPRINT, checkpoint_at(LINES, size))) == ["evidence-since-root"]


def test_a_log_that_grew_since_is_intact() -> None:
    assert all(verdict(BUNDLE, FINGERPRINT, checkpoint_at(LINES, size)).intact for size in range(6))


def test_two_checkpoints_of_one_size_that_disagree_are_found() -> None:
    assert codes(verdict(bundled(LINES), since=checkpoint_at(FORGED, 5))) == ["evidence-since-root"]


def test_a_checkpoint_that_is_not_a_prefix_of_the_later_one_is_found() -> None:
    earlier, later = (bundled(lines, [2, 5]).splitlines(keepends=True) for lines in ([*LINES[1::-1], *LINES[2:]], LINES))
    mixed = b"".join(earlier[:7] + later[7:])
    assert codes(verdict(mixed, FINGERPRINT)) == ["evidence-root"]


@pytest.mark.parametrize("signer", [THEIRS, Signer("other.example/evidence", OURS.key)])
def test_an_older_checkpoint_of_another_key_or_log_proves_nothing(signer: Signer) -> None:
    assert codes(verdict(BUNDLE, FINGERPRINT, checkpoint_at(LINES, 5, signer))) == ["evidence-since-signer"]


def test_an_older_checkpoint_that_cannot_be_read_is_bad_input() -> None:
    with pytest.raises(BadInputError, match="evidence-checkpoint-form"):
        verdict(BUNDLE, since="yesterday's")


def test_a_key_that_is_no_fingerprint_is_bad_input() -> None:
    with pytest.raises(BadInputError, match="evidence-fingerprint"):
        verdict(BUNDLE, "ours")


@pytest.mark.parametrize("data", [b"", b"\n", b"\x00" * 100, b"[" * 3_000_000])
def test_a_file_that_is_no_bundle_is_not_intact(data: bytes) -> None:
    found = verdict(data, FINGERPRINT)
    assert (found.intact, found.signer, codes(found)) == (False, "unknown", ["evidence-bundle-form"])


INTENDED, DONE, REPEATED = (encode(entry(kind)) for kind in ("intended", "done", "repeated"))
ELSEWHERE = encode(entry("done", "mail.inbox"))


@pytest.mark.parametrize(
    ("lines", "noted", "unfinished"),
    [
        ([INTENDED, DONE], [], 0),
        ([INTENDED, REPEATED, DONE], [], 0),
        ([INTENDED, DONE, INTENDED, DONE], [], 0),
        ([INTENDED], [], 1),
        ([DONE], [0], 0),
        ([DONE, INTENDED], [0], 1),
        ([INTENDED, DONE, DONE], [2], 0),
        ([INTENDED, ELSEWHERE], [1], 1),
    ],
)
def test_an_act_done_without_being_intended_is_noted_though_the_log_is_intact(
    lines: list[bytes], noted: list[int], unfinished: int
) -> None:
    found = verdict(bundled(lines))
    assert found.intact
    assert [note.entry for note in found.notes] == noted
    assert found.unfinished == unfinished


def test_a_long_log_is_verified_in_flat_memory(tmp_path: Path) -> None:
    lines = [encode(Entry("looked", "2027-03-01T12:00:00Z", facts={"count": number})) for number in range(20_000)]
    (tmp_path / "log").write_bytes(bundled(lines))
    tracemalloc.start()
    with (tmp_path / "log").open("rb") as stream:
        assert verify(stream).intact
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < (tmp_path / "log").stat().st_size / 4


def test_verifying_loads_neither_django_nor_a_database() -> None:
    program = "import sys, ombud.evidence.check; print({'django', 'sqlalchemy', 'sqlite3', 'socket'} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {program}"], capture_output=True, check=True
    )
    assert told.stdout == b"set()\n"
