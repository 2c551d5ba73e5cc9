"""Verify a bundle with nothing but the file: no clock, no database, no network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final, Literal

from ombud.errors import BadInputError
from ombud.evidence import bundle, checkpoint, merkle
from ombud.evidence.bundle import Bundle, Leaf
from ombud.evidence.checkpoint import SignedCheckpoint
from ombud.evidence.vocabulary import OPENING

SignerIs = Literal["ours", "unknown", "other"]

_OPENING: Final = frozenset(kind.encode() for kind in OPENING)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it must be, at one entry (counted from 0) where it can be told."""

    code: str
    entry: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the file proves. `notes` tell what the log itself says was done out of order; they do not make it less intact."""

    intact: bool
    signer: SignerIs
    origin: str
    size: int
    root: str
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    unfinished: int  # acts intended and not told to be done


@dataclass(slots=True)
class _Walk:
    """What is known after the entries read so far."""

    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    open_acts: set[tuple[bytes, bytes]] = field(default_factory=set)
    notes: list[Problem] = field(default_factory=list)

    def over(self, leaves: Iterator[Leaf]) -> None:
        append, leaf_hash = self.frontier.append, merkle.leaf_hash
        for line, (kind, run, step) in leaves:
            append(leaf_hash(line))
            if kind in _OPENING:
                self.open_acts.add((run, step))
            elif kind == b"done":
                self.close((run, step))

    def close(self, act: tuple[bytes, bytes]) -> None:
        if act not in self.open_acts:
            entry = self.frontier.size - 1
            message = f"Entry {entry} says done of an act that was not intended before, or done already."
            self.notes.append(Problem("evidence-done-unannounced", entry, message))
        self.open_acts.discard(act)


def verify(stream: BinaryIO, *, key: str | None = None, since: str | None = None) -> Verdict:
    """Tell whether every byte is as it was signed, by the key with this fingerprint, and only appended to since the older checkpoint.

    Without `key` anyone may have signed it; without `since` entries dropped from the end together with their checkpoints are not found.
    """
    if key is not None and not checkpoint.is_fingerprint(key):
        raise BadInputError("evidence-fingerprint", "This is not a fingerprint.", hint="It reads SHA256: and 43 letters and digits.")
    older = None if since is None else checkpoint.read(since)
    try:
        opened = bundle.read(stream)
    except BadInputError as error:
        return _verdict(_Walk(), key, "", [Problem(error.code, None, error.message)])
    walk = _Walk()
    problems = [*_signatures(opened, key), *_older_signature(opened, older), *_roots(opened, older, walk)]
    return _verdict(walk, key, opened.origin, problems)


def _verdict(walk: _Walk, key: str | None, origin: str, problems: list[Problem]) -> Verdict:
    root = b64encode(walk.frontier.root()).decode()
    signer = _signer(key, origin, {problem.code for problem in problems})
    return Verdict(not problems, signer, origin, walk.frontier.size, root, tuple(problems), tuple(walk.notes), len(walk.open_acts))


def _signer(key: str | None, origin: str, codes: set[str]) -> SignerIs:
    """Say `ours` only where the expected key's signatures verified, and `other` only where another key is named."""
    if "evidence-signer" in codes:
        return "other"
    return "unknown" if key is None or not origin or "evidence-signature" in codes else "ours"


def _signatures(opened: Bundle, key: str | None) -> Iterator[Problem]:
    """Check who signed: every checkpoint by the bundle's key, and that key by its fingerprint."""
    fingerprint = checkpoint.fingerprint(opened.public_key)
    if key is not None and key != fingerprint:
        yield Problem("evidence-signer", None, f"Another key signed this: {fingerprint}.")
    for signed in opened.checkpoints:
        if not checkpoint.verify(signed, opened.public_key):
            message = f"The signature of the checkpoint at {signed.checkpoint.size} entries does not verify."
            yield Problem("evidence-signature", None, message)


def _older_signature(opened: Bundle, older: SignedCheckpoint | None) -> Iterator[Problem]:
    if older is None:
        return
    if older.checkpoint.origin != opened.origin or not checkpoint.verify(older, opened.public_key):
        yield Problem("evidence-since-signer", None, "The older checkpoint is of another log, or not signed by the key of this bundle.")
    if older.checkpoint.size > opened.size:
        message = f"The older checkpoint has {older.checkpoint.size} entries, this bundle {opened.size}: its end is missing."
        yield Problem("evidence-since-shorter", None, message)


def _roots(opened: Bundle, older: SignedCheckpoint | None, walk: _Walk) -> Iterator[Problem]:
    """Read every entry, and compare the root over each signed prefix with what was signed."""
    signed = {s.checkpoint.size: s.checkpoint.root for s in opened.checkpoints}
    try:
        found = dict(_prefixes(opened.leaves, sorted(signed.keys() | _sizes(opened, older)), walk))
        # The stream ends here, or the bundle holds bytes that nobody signed.
        walk.over(opened.leaves)
    except BadInputError as error:
        yield Problem(error.code, walk.frontier.size, error.message)
        return
    yield from _differences(signed, found)
    if older is not None and found.get(older.checkpoint.size, older.checkpoint.root) != older.checkpoint.root:
        message = f"The first {older.checkpoint.size} entries are not those that the older checkpoint signed."
        yield Problem("evidence-since-root", None, message)


def _sizes(opened: Bundle, older: SignedCheckpoint | None) -> set[int]:
    return set() if older is None or older.checkpoint.size > opened.size else {older.checkpoint.size}


def _prefixes(leaves: Iterator[Leaf], sizes: list[int], walk: _Walk) -> Iterator[tuple[int, bytes]]:
    for size in sizes:
        walk.over(islice(leaves, size - walk.frontier.size))
        yield size, walk.frontier.root()


def _differences(signed: Mapping[int, bytes], found: Mapping[int, bytes]) -> Iterator[Problem]:
    """Tell the first signed prefix that differs, and so between which entries the change lies; all later ones differ with it."""
    sound = 0
    for size, root in signed.items():
        if found[size] != root:
            yield Problem("evidence-root", None, f"Entries {sound} to {size - 1} are not those that were signed.")
            return
        sound = size
