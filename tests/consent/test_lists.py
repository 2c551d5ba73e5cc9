"""Lists from elsewhere prove nothing; receipts say what was chosen in published words; what was good until a day ends."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.consent.ledger.expiring import expired
from ombud.consent.receipts.jsonld import Proof, is_consent, receipt
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


MANDATORY = {
    "schema version": "dct:conformsTo",
    "record and receipt id": "dct:identifier",
    "principal id": "dpv:hasDataSubject/dct:identifier",
    "privacy notice": "dpv:hasNotice/dct:hasVersion",
    "language": "dct:language",
    "purpose": "dpv:hasPurpose/dct:title",
    "data": "dpv:hasPersonalData/0/dct:title",
    "controller's id": "dpv:hasDataController/dct:identifier",
    "controller's name": "dpv:hasDataController/dpv:hasName",
    "controller's address": "dpv:hasDataController/dpv:hasAddress",
    "controller's contact": "dpv:hasDataController/dpv:hasContact/0",
    "storage": "dpv:hasStorageCondition/0/dpv:hasLocation",
    "jurisdiction": "dpv:hasJurisdiction/0",
    "recipients": "dpv:hasRecipient/0/dpv:hasName",
    "way to withdraw": "dpv:hasConsentControl/dpv:hasContact",
    "event's time": "dpv:hasLegalBasis/dpv:isIndicatedAtTime",
    "event's validity": "dpv:hasLegalBasis/dct:valid",
    "event's entity": "dpv:hasLegalBasis/dpv:isIndicatedBy/@type",
    "event's type": "dpv:hasLegalBasis/@type",
    "event's state": "dpv:hasLegalBasis/dpv:hasConsentStatus",
}
"""What ISO/IEC TS 27560 wants in every record, and where W3C's guide to it puts that (dpv/guides/consent-27560)."""


def there(made: object, path: str) -> object:
    """Follow a path into a receipt; nothing where it leads nowhere."""
    for part in path.split("/"):
        match made:
            case dict():
                made = made.get(part)
            case list() if part.isdigit() and int(part) < len(made):
                made = made[int(part)]
            case _:
                return None
    return made


def test_a_receipt_tells_who_sends_and_to_which_words(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    chose(folder, "give", reader, "--country", "SE", "--topic", "news")
    (made,) = run("consent", "receipt", "--subject", f"email:{reader}", "--home", folder).json
    assert made["dpv:hasLegalBasis"]["dpv:hasConsentStatus"] == "dpv:ConsentGiven"
    assert "Målerhus Sverige AB (SE)" in [one["dpv:hasName"] for one in made["dpv:hasRecipient"]]
    assert made["dpv:hasPurpose"]["dct:subject"] == ["news"]
    assert {one["dct:title"]: one["dpv:hasDuration"] for one in made["dpv:hasStorageCondition"] if "dct:title" in one}
    assert reader not in json.dumps(made)


def test_each_consent_has_its_receipt_and_an_objection_or_a_sale_is_called_no_consent(folder: Path, somebody: Somebody) -> None:
    reader = somebody()
    for verb in ("refuse", "give", "withdraw", "object"):
        chose(folder, verb, reader)
    made = run("consent", "receipt", "--subject", f"email:{reader}", "--home", folder).json
    states = [one["dpv:hasLegalBasis"]["dpv:hasConsentStatus"] for one in made if one["dpv:hasPurpose"]["dct:title"] == "marketing"]
    assert states == ["dpv:ConsentRefused", "dpv:ConsentGiven", "dpv:ConsentWithdrawn"]
    assert len({one["dpv:hasDataSubject"]["dct:identifier"] for one in made}) == 1
    assert len({one["@id"] for one in made}) == len(made)


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


STATES = ("given", "renewed", "refused", "withdrawn", "expired")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_receipt_of_any_consent_tells_all_that_the_standard_wants_in_published_words(home: Home, data: st.DataObject) -> None:
    purpose = data.draw(st.sampled_from([name for name in home.policy.activities if home.policy.activities[name].recipients]))
    until = data.draw(st.none() | st.dates())
    said = Choice(
        data.draw(st.sampled_from(STATES)),
        purpose,
        home.now(),
        Scope(tuple(data.draw(st.sets(st.sampled_from(("news", "insights")))))),
        country=data.draw(st.sampled_from(("SE", "DK", "US"))),
        method=data.draw(st.sampled_from(("phone", "form", "clock"))),
        policy=home.policy.policy.edition,
        until=until,
    )
    assert is_consent(said)
    made = receipt(home.policy, Proof(1, "ab" * 32, "f" * 32), said, ())
    assert [name for name, path in MANDATORY.items() if not there(made, path)] == []
    context = {key: str(value) for key, value in dict(made["@context"]).items()}  # type: ignore[call-overload] # a mapping
    for term in set(terms({key: value for key, value in made.items() if key != "@context"})):
        prefix, colon, name = term.partition(":")
        if colon and prefix in {"dpv", "pd", "eu-gdpr"}:
            assert f"{context[prefix]}{name}" in PUBLISHED, term


def test_what_is_no_consent_has_no_receipt(home: Home) -> None:
    others = [kind for kind in KINDS if not is_consent(Choice(kind, "marketing", home.now()))]
    assert sorted(others) == ["customer", "lifted", "objected", "restricted"]


def test_what_was_good_until_a_day_is_good_on_it_and_expires_after_it(folder: Path, home: Home, somebody: Somebody) -> None:
    reader, last = somebody(), home.today() + timedelta(days=30)
    expired(home, last + timedelta(days=1))  # what others of this home chose until then
    chose(folder, "give", reader, "--until", str(last))
    home = Home.opened(folder)
    assert expired(home, last) == 0
    assert told(folder, reader) == (0, f"yes (basis 6.1.a, until {last})")
    home = Home.opened(folder)
    assert expired(home, last + timedelta(days=1)) == 1
    assert expired(home, last + timedelta(days=1)) == 0
    assert told(folder, reader) == (1, "no: expired (basis 6.1.a)")
