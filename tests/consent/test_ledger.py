"""Every choice is recorded, counts at once, and can be proved to a stranger, also when the personal part is gone."""

import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from ombud.consent.ledger import shown
from ombud.consent.ledger.recording import Said, record
from ombud.consent.ledger.shown import Shown
from ombud.consent.models import ChoiceRow, LeafRow
from ombud.errors import BadInputError
from ombud.evidence.ledger.bundle import verify
from ombud.plan.consent.choice import Choice, Scope
from ombud.store.home import Home
from tests.front import run

Somebody = Callable[[], str]


def told(folder: Path, address: str, *about: str) -> tuple[int, str]:
    """Ask the gate on the command line."""
    answer = run("may", f"email:{address}", "marketing", *about, "--home", folder)
    return answer.code, answer.out.strip()


def chose(folder: Path, verb: str, address: str, *more: str) -> None:
    """Record a choice on the command line."""
    assert run("consent", verb, "--subject", f"email:{address}", "--purpose", "marketing", *more, "--home", folder).code == 0


def test_nothing_is_allowed_before_somebody_agreed_and_nothing_after_they_took_it_back(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    assert told(folder, reader) == (1, "no: no consent (basis 6.1.a)")
    chose(folder, "give", reader, "--country", "SE")
    assert told(folder, reader.upper()) == (0, "yes (basis 6.1.a)")
    chose(folder, "withdraw", reader)
    assert told(folder, reader) == (1, "no: withdrawn (basis 6.1.a)")


def test_a_yes_names_the_companies_of_the_readers_country_and_no_other_may_send(folder: Path, home: Home, somebody: Somebody) -> None:
    base = {"maalerhus", "varmestyring", "roermaaling"}
    by_country = home.policy.activities["marketing"].sending
    assert by_country is not None
    assert len({one for some in by_country.by_country.values() for one in some} | base) == 18
    for country, (local,) in by_country.by_country.items():
        reader = somebody()
        chose(folder, "give", reader, "--country", country)
        lines = run("consent", "check", "--subject", f"email:{reader}", "--home", folder).out
        assert all(home.policy.entities[one].name in lines for one in (*base, local))
        assert told(folder, reader, "--sender", local)[0] == 0
        other = next(one for (one,) in by_country.by_country.values() if one != local)
        assert told(folder, reader, "--sender", other) == (1, "no: other sender (basis 6.1.a)")
    chose(folder, "give", dane := somebody(), "--country", "DK")
    assert told(folder, dane, "--sender", "maalerhus-se") == (1, "no: other sender (basis 6.1.a)")


def test_a_yes_to_one_topic_is_no_yes_to_another(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    chose(folder, "give", reader, "--topic", "news")
    assert told(folder, reader, "--topic", "news")[0] == 0
    assert told(folder, reader, "--topic", "insights") == (1, "no: other topic (basis 6.1.a)")
    refused = run("consent", "give", "--subject", f"email:{reader}", "--purpose", "marketing", "--topic", "gossip", "--home", folder)
    assert refused.code == 2
    assert "unknown-topic" in refused.err


def test_a_yes_on_a_page_needs_the_words_it_was_said_to(home: Home, somebody: Somebody) -> None:
    reader = ("email", somebody())
    with pytest.raises(BadInputError, match="needs the words"):
        record(home, [Said(reader, Choice("given", "marketing", home.now(), method="form"))])
    with pytest.raises(BadInputError, match="Nothing of ours"):
        record(home, [Said(reader, Choice("given", "marketing", home.now(), method="form", notice="f" * 64))])
    digest = shown.keep(home, Shown("marketing", "da", "form", "Ja tak, send mig nyheder."))
    assert shown.keep(home, Shown("marketing", "da", "form", "Ja tak, send mig nyheder.")) == digest
    record(home, [Said(reader, Choice("given", "marketing", home.now(), method="form", notice=digest))])
    assert shown.exactly(digest).text == "Ja tak, send mig nyheder."


def test_the_ledger_holds_no_address(folder: Path, somebody: Somebody, tmp_path: Path) -> None:
    reader = somebody()
    chose(folder, "give", reader)
    assert run("consent", "export", "-o", tmp_path / "ledger", "--home", folder).code == 0
    assert reader.split("@", maxsplit=1)[0] not in (tmp_path / "ledger").read_text()


def exported(folder: Path, to: Path) -> str:
    """Hand the ledger out, and give the fingerprint of its key."""
    out = run("consent", "export", "-o", to, "--home", folder).out
    return out.split("--key ")[1].strip()


def test_a_stranger_verifies_the_ledger_without_the_home(folder: Path, somebody: Somebody, tmp_path: Path) -> None:
    for _ in range(5):
        chose(folder, "give", somebody())
    key = exported(folder, tmp_path / "ledger")
    assert run("consent", "verify", tmp_path / "ledger", "--key", key).out.startswith("intact: ")
    other = run("consent", "verify", tmp_path / "ledger", "--key", f"SHA256:{'A' * 43}")
    assert (other.code, "Another key signed" in other.out) == (1, True)


def test_any_byte_that_is_changed_and_any_line_that_is_dropped_or_moved_is_found(folder: Path, somebody: Somebody, tmp_path: Path) -> None:
    for _ in range(4):
        chose(folder, "give", somebody())
    key = exported(folder, tmp_path / "ledger")
    whole = (tmp_path / "ledger").read_bytes()
    lines = whole.splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if line[:1] in b"+-")
    moved = [*lines[:first], lines[first + 1], lines[first], *lines[first + 2 :]]
    for forged in ([*lines[:first], *lines[first + 1 :]], lines[:-1], [*lines, lines[-1]], moved):
        assert not verify(BytesIO(b"".join(forged)), key=key).intact
    head = sum(map(len, lines[:first]))
    for at in (*range(head), *random.Random(7).sample(range(head, len(whole)), 600)):
        altered = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        assert not verify(BytesIO(altered), key=key).intact, at


def test_what_was_lawfully_erased_leaves_every_other_proof_as_it_was(folder: Path, home: Home, somebody: Somebody, tmp_path: Path) -> None:
    gone, stays = somebody(), somebody()
    recorded = record(home, [Said(("email", one), Choice("given", "marketing", home.now(), method="phone")) for one in (gone, stays)])
    key = exported(folder, tmp_path / "before")
    home = Home.opened(folder)
    ChoiceRow.objects.filter(leaf_id=recorded[0].leaf).delete()
    assert LeafRow.objects.filter(id=recorded[0].leaf).exists()
    assert exported(folder, tmp_path / "after") == key
    answer = run("consent", "verify", tmp_path / "after", "--key", key)
    assert (answer.code, " 1 of them erased since" in answer.out or " of them erased since" in answer.out) == (0, True)
    assert recorded[0].record not in (tmp_path / "after").read_text()
    assert recorded[1].record in (tmp_path / "after").read_text()


def test_many_choices_in_one_go_are_each_recorded_once(home: Home, somebody: Somebody) -> None:
    readers = [somebody() for _ in range(901)]
    before = LeafRow.objects.count()
    recorded = record(
        home, [Said(("email", one), Choice("given", "marketing", home.now(), Scope(("news",)), method="phone")) for one in readers]
    )
    assert LeafRow.objects.count() == before + 901
    assert len({one.leaf for one in recorded}) == 901
    sample = random.Random(5).sample(recorded, 20)
    assert all(ChoiceRow.objects.get(leaf_id=one.leaf).record == one.record for one in sample)


def test_one_choice_that_the_policy_does_not_offer_refuses_all(home: Home, somebody: Somebody) -> None:
    before = LeafRow.objects.count()
    fine, wrong = (Choice("given", purpose, home.now(), method="phone") for purpose in ("marketing", "world peace"))
    with pytest.raises(BadInputError, match="no purpose"):
        record(home, [Said(("email", somebody()), fine), Said(("email", somebody()), wrong)])
    assert LeafRow.objects.count() == before
