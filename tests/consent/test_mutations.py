"""Ten thousand ledgers, each altered somewhere: a bit flipped, a line dropped, doubled, exchanged or moved, two pieces swapped."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from ombud.consent.ledger import shown
from ombud.consent.ledger.recording import Said, record
from ombud.consent.ledger.shown import Shown
from ombud.consent.models import ChoiceRow
from ombud.evidence.ledger.bundle import verify
from ombud.evidence.ledger.standalone import AlteredError, Ledger
from ombud.plan.consent.choice import Choice, Kind
from ombud.store.home import Home
from tests.consent.test_ledger import exported

MANY = 10_000
KINDS: tuple[Kind, ...] = ("given", "refused", "withdrawn")


def flipped(whole: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(whole))
    return whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]


def dropped(whole: bytes, chance: Random) -> bytes:
    lines = whole.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def doubled(whole: bytes, chance: Random) -> bytes:
    lines = whole.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return b"".join([*lines[:at], lines[at], *lines[at:]])


def moved(whole: bytes, chance: Random) -> bytes:
    lines = whole.splitlines(keepends=True)
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)
    return b"".join(lines)


def exchanged(whole: bytes, chance: Random) -> bytes:
    lines = whole.splitlines(keepends=True)
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def cut(whole: bytes, chance: Random) -> bytes:
    low, high = sorted(chance.sample(range(len(whole)), 2))
    return whole[:low] + whole[high:]


ALTERED: tuple[Callable[[bytes, Random], bytes], ...] = (flipped, dropped, doubled, moved, exchanged, cut)


def test_ten_thousand_altered_ledgers_are_all_found_by_us_and_by_the_script(
    folder: Path, home: Home, somebody: Callable[[], str], tmp_path: Path
) -> None:
    chance = Random(8)
    digest = shown.keep(home, Shown("marketing", "da", "form", "Ja tak, send mig nyheder."))
    said = [Said(("email", somebody()), Choice(kind, "marketing", home.now(), method="form", notice=digest)) for kind in KINDS * 8]
    for gone in chance.sample(record(home, said), 6):
        ChoiceRow.objects.filter(leaf_id=gone.leaf).delete()
    key = exported(folder, tmp_path / "ledger")
    whole = (tmp_path / "ledger").read_bytes()
    assert verify(BytesIO(whole), key=key).intact
    ledgers = (ALTERED[at % len(ALTERED)](whole, chance) for at in range(MANY * 2))
    count = 0
    for ledger in filter(whole.__ne__, ledgers):  # a line that moved to where it was, or two alike that changed places, alter nothing
        assert not verify(BytesIO(ledger), key=key).intact
        with pytest.raises(AlteredError):
            Ledger(BytesIO(ledger)).check(key)
        if (count := count + 1) == MANY:
            break
    assert count == MANY
