"""Lists from elsewhere prove nothing; receipts say what was chosen in published words; what was good until a day ends."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.consent.ledger.expiring import expired
from ombud.consent.ledger.receipt import receipt
from ombud.plan.consent.choice import KINDS, Choice, Scope
from ombud.store.home import Home
from tests.consent.test_ledger import chose, told
from tests.consent.test_suppression import no_contact
from tests.front import run

Somebody = Callable[[], str]


def brought(folder: Path, tmp_path: Path, *addresses: str) -> str:
    """Take a list over on the command line."""
    source = tmp_path / "old.csv"
    source.write_text("email,country\n" + "".join(f"{one},DK\n" for one in addresses), encoding="utf-8")
    answer = run("consent", "import", source, "--purpose", "marketing", "--home", folder)
    assert answer.code == 0, answer.err
    return " ".join(answer.out.split())


def test_an_address_on_an_old_list_is_not_written_to_until_its_owner_agrees(folder: Path, somebody: Somebody, tmp_path: Path) -> None:
    reader = somebody()
    assert brought(folder, tmp_path, reader) == "0 known 0 suppressed 1 taken over"
    assert told(folder, reader) == (1, "no: unproven (basis 6.1.a)")
    chose(folder, "give", reader)
    assert told(folder, reader)[0] == 0


def test_a_list_changes_nothing_for_whoever_chose_already(folder: Path, somebody: Somebody, tmp_path: Path) -> None:
    yes, no, listed = somebody(), somebody(), somebody()
    chose(folder, "give", yes)
    chose(folder, "withdraw", no)
    no_contact(folder, listed)
    assert brought(folder, tmp_path, yes, no, listed, listed) == "3 known 1 suppressed 1 taken over"
    assert told(folder, yes)[0] == 0
    assert told(folder, no) == (1, "no: withdrawn (basis 6.1.a)")
    assert told(folder, listed) == (1, "no: suppressed (basis 6.1.a)")


def test_a_list_that_cannot_be_read_takes_nobody_over(folder: Path, somebody: Somebody, tmp_path: Path) -> None:
    reader, source = somebody(), tmp_path / "old.csv"
    wrong = (f"email\n{reader}\n".encode("utf-16"), f"mail\n{reader}\n".encode(), f"email\n{reader}\nnobody\n".encode())
    for content in wrong:
        source.write_bytes(content)
        assert run("consent", "import", source, "--purpose", "marketing", "--home", folder).code == 2
        assert told(folder, reader) == (1, "no: no consent (basis 6.1.a)")


def test_a_receipt_tells_who_sends_and_to_which_words(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    chose(folder, "give", reader, "--country", "SE", "--topic", "news")
    (made,) = run("consent", "receipt", "--subject", f"email:{reader}", "--home", folder).json
    assert made["dpv:hasLegalBasis"]["dpv:hasConsentStatus"] == "dpv:ConsentGiven"
    assert "Målerhus Sverige AB (SE)" in [one["dpv:hasName"] for one in made["dpv:hasRecipient"]]
    assert made["dpv:hasPurpose"]["dct:subject"] == ["news"]
    assert reader not in json.dumps(made)


def terms(value: object) -> Iterator[str]:
    """Find every word of a vocabulary in a receipt."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from (key, *terms(inner))
        case list():
            yield from (term for inner in value for term in terms(inner))
        case str() if value.startswith(("dpv:", "pd:", "eu-gdpr:")) and " " not in value:
            yield value
        case _:
            pass


PUBLISHED = frozenset((files("ombud.exchange") / "dpv-2.3.txt").read_text("utf-8").split())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), topics=st.sets(st.sampled_from(("news", "insights"))), country=st.sampled_from(("SE", "DK", "US")))
def test_every_word_of_a_receipt_is_published(home: Home, kind: str, topics: set[str], country: str) -> None:
    choice = Choice(kind, "marketing", home.now(), Scope(tuple(topics)), country=country, method="phone")  # type: ignore[arg-type] # the kind is drawn by name
    made = receipt(home.policy, 1, "ab" * 32, choice, ("Målerhus A/S (DK)",))
    context = {key: str(value) for key, value in dict(made["@context"]).items()}  # type: ignore[call-overload] # a mapping
    for term in set(terms({key: value for key, value in made.items() if key != "@context"})):
        prefix, colon, name = term.partition(":")
        if colon and prefix in {"dpv", "pd", "eu-gdpr"}:
            assert f"{context[prefix]}{name}" in PUBLISHED, term


def test_what_was_good_until_a_day_is_good_on_it_and_expires_after_it(folder: Path, home: Home, somebody: Somebody) -> None:
    reader, last = somebody(), home.today() + timedelta(days=30)
    chose(folder, "give", reader, "--until", str(last))
    home = Home.opened(folder)
    assert expired(home, last) == 0
    assert told(folder, reader) == (0, f"yes (basis 6.1.a, until {last})")
    home = Home.opened(folder)
    assert expired(home, last + timedelta(days=1)) == 1
    assert expired(home, last + timedelta(days=1)) == 0
    assert told(folder, reader) == (1, "no: expired (basis 6.1.a)")
