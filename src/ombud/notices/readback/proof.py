"""Proof that a notice can be read back: each sentence has one reading, and it is what the policy states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ombud.notices.privacy.layout import Line
from ombud.notices.readback.sentence import Reader
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.told import Told


def misread(lines: Iterable[Line], voice: Voice) -> Iterator[Line]:
    """Find the sentences that read as something else than they mean, as where an own text holds the words of a template."""
    reader = Reader(voice)
    return (line for line in lines if reader.readings(line.said) != (Told(line.told.kind, line.told.slots),))
