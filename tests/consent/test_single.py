"""One choice is proved by itself: a small file that a stranger verifies with Python alone, and that says nothing of anybody else."""

import random
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.consent.ledger import shown
from ombud.consent.ledger.recording import Said, prepare, record
from ombud.consent.ledger.shown import Shown
from ombud.consent.models import ChoiceRow
from ombud.evidence import checkpoint
from ombud.evidence.checkpoint import Checkpoint, Signer
from ombud.evidence.ledger import single
from ombud.evidence.ledger.commitment import commit
from ombud.evidence.ledger.standalone import AlteredError, check_one, climb
from ombud.evidence.merkle import beside, inclusion_proof, root
from ombud.plan.consent.choice import Choice, Scope
from ombud.store.database import close_database
from ombud.store.home import Home
from tests.consent.test_stranger import script, strangers
from tests.front import run

__all__ = ["script"]  # a fixture

Somebody = Callable[[], str]
MOST, HASHES, MANY = 2048, 24, 10_000_000


@pytest.fixture
def proof(folder: Path, home: Home, somebody: Somebody, tmp_path: Path) -> tuple[Path, str, int]:
    """One choice of many, said on a form, proved in a file; the key's fingerprint, and the choice's number."""
    digest = shown.keep(home, Shown("marketing", "da", "form", "Ja tak, send mig nyheder."))
    about = Choice("given", "marketing", home.now(), Scope(("news",)), method="form", notice=digest, country="SE")
    number = record(home, [Said(("email", somebody()), about) for _ in range(300)])[70].leaf
    return tmp_path / "proof", proved(folder, number, tmp_path / "proof"), number


def proved(folder: Path, number: int, to: Path) -> str:
    """Prove a choice, and give the fingerprint of the key."""
    return run("consent", "prove", number, "-o", to, "--home", folder).out.split("--key ")[1].strip()


def test_a_stranger_verifies_one_choice_with_python_alone(script: Path, proof: tuple[Path, str, int]) -> None:
    place, key, number = proof
    (mine,) = ChoiceRow.objects.filter(leaf_id=number).values_list("record", flat=True)
    code, told = strangers(script, place, key)
    assert (code, told.startswith("intact: entry ")) == (0, True)
    assert told.endswith(f", signed by the key you named: {mine}\n")
    ours = run("consent", "verify", place, "--key", key)
    assert (ours.code, ours.out) == (0, told.replace(f": {mine}", f"\n  {mine}"))
    assert "signer unknown" in run("consent", "verify", place).out


@pytest.mark.usefixtures("home")
def test_it_says_nothing_of_anybody_else_and_is_small(proof: tuple[Path, str, int]) -> None:
    place, _, number = proof
    whole = place.read_text()
    assert len(whole.encode()) <= MOST
    others = ChoiceRow.objects.exclude(leaf_id=number).values_list("subject", "salt")
    assert not [one for one in others if one[0] in whole or one[1] in whole]


def test_it_holds_when_every_other_record_and_its_own_are_lawfully_erased(
    script: Path, proof: tuple[Path, str, int], folder: Path, tmp_path: Path
) -> None:
    place, key, number = proof
    ChoiceRow.objects.filter(leaf_id__gt=number).delete()
    close_database()
    assert proved(folder, number, tmp_path / "later") == key
    Home.opened(folder)
    ChoiceRow.objects.filter(leaf_id=number).delete()
    close_database()
    assert [strangers(script, one, key)[0] for one in (place, tmp_path / "later")] == [0, 0]
    refused = run("consent", "prove", number, "-o", tmp_path / "none", "--home", folder)
    assert (refused.code, "consent-choice-unknown" in refused.err, (tmp_path / "none").exists()) == (2, True, False)


def test_another_key_and_another_file_are_told(script: Path, proof: tuple[Path, str, int]) -> None:
    place, key, _ = proof
    other = f"SHA256:{'A' * 43}"
    assert strangers(script, place, other) == (1, f"altered: The key in line 1 is another one than you named: {key}.\n")
    assert run("consent", "verify", place, "--key", other).out == f"altered: Another key signed it: {key}.\n"
    lines = place.read_bytes().splitlines(keepends=True)
    for forged in (lines[:-1], lines[:3], [*lines, lines[-1]], [*lines[:6], lines[7], lines[6]]):
        place.write_bytes(b"".join(forged))
        assert (strangers(script, place, key)[0], run("consent", "verify", place, "--key", key).code) == (1, 1)


def test_any_byte_that_is_changed_is_found(proof: tuple[Path, str, int]) -> None:
    place, key, _ = proof
    whole, chance = place.read_bytes(), random.Random(9)
    for at in range(len(whole)):
        altered = BytesIO(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        assert not single.verify(altered, key=key).intact, at
        altered.seek(0)
        with pytest.raises(AlteredError):
            check_one(altered, key)


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_a_choice_is_proved_at_any_place_of_a_ledger_of_any_size_and_at_no_other(size: int, data: st.DataObject) -> None:
    index, claimed = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    records = [("0" * 32, f'{{"n":{at}}}') for at in range(size)]
    leaves = [commit(*one) for one in records]
    signer = Signer("example/consent", Ed25519PrivateKey.generate())
    note = checkpoint.sign(Checkpoint(signer.origin, size, root(leaves)), signer)
    file = BytesIO(single.write(signer.public_key, note, claimed, records[index], inclusion_proof(leaves, index)))
    assert single.verify(file).intact == (claimed == index)
    file.seek(0)
    key = checkpoint.fingerprint(signer.public_key)
    if claimed == index:
        assert check_one(file, key).startswith(f"entry {index} of {size} ")
    else:
        with pytest.raises(AlteredError):
            check_one(file, key)


def test_among_ten_millions_the_longest_proof_is_two_kilobytes_with_twenty_four_hashes(home: Home) -> None:
    """Nobody builds so many here: the hashes beside the way are drawn, and the root they lead to is signed."""
    chance, signer = random.Random(5), Signer(f"{home.policy.policy.id}/consent", Ed25519PrivateKey.generate())
    digest = shown.keep(home, Shown("marketing", "da", "form", "Ja tak, send mig nyheder."))
    sending = home.policy.activities["marketing"].sending
    assert sending is not None
    for country in (*sending.by_country, "DK"):
        index = chance.randrange(MANY)
        at = home.now()
        scope = Scope(("news", "insights"), ("email",))
        choice = Choice(
            "given", "marketing", at, scope, at - timedelta(seconds=2), notice=digest, method="form", country=country, of_age=True
        )
        (one,) = prepare(home, [Said(("email", "nobody@laeser.example"), choice)])
        path = [chance.randbytes(32) for _ in beside(index, MANY)]
        assert len(path) <= HASHES
        note = checkpoint.sign(Checkpoint(signer.origin, MANY, climb(one.commitment, index, MANY, path)), signer)
        file = single.write(signer.public_key, note, index, (one.salt, one.record), path)
        assert len(file) <= MOST, (country, len(file))
        assert single.verify(BytesIO(file)).intact
        assert check_one(BytesIO(file), checkpoint.fingerprint(signer.public_key)).startswith(f"entry {index} of {MANY} ")
