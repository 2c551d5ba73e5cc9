"""A gap is an error until it is decided; accepting one silences it for 90 days, but never where the law wants the fact."""

from datetime import date, timedelta

import pytest

from ombud.policy.telling import Told
from tests.policy.small import SMALL, codes, found

END = "  why: {da: Vi bager brød., en: We bake bread.}\n"
SAID = date(2026, 6, 1)
WHAT = "what: nobody knows, law: [gdpr 13.2.a]"
ACCEPTED = "accepted: {by: owner, reason: asked the host, on: 2026-06-01}"

# a fact the law makes mandatory, written as a gap: its code
MANDATORY = {
    "basis: [{gdpr: 6.1.c, law: [gdpr 21.3]}]": ("basis: {gap: G1}", "basis-missing"),
    "deliver: {}": ("deliver: {basis: {gap: G1}}", "basis-missing"),
    "after: case.closed": ("after: {gap: G1}", "rule-without-start"),
    "for: P3Y, limit: at_most}": ("for: {gap: G1}, limit: at_most}", "rule-without-period"),
    "- {rule: case, data: [email], after: case.closed, for: P3Y, limit: at_most}": ("- {gap: G1}", "retention-missing"),
    "until: offer.ends": ("extend: {gap: G1}", "exception-without-end"),
    "why: [gdpr 5.2], for: P2Y": ("why: [gdpr 5.2], for: {gap: G1}", "proof-without-period"),
    "source: {from: [referrer]}": ("source: {gap: G1}", "source-missing"),
    "balance: {text: why, on: 2026-01-01, by: owner, review: 2027-01-01}": ("balance: {gap: G1}", "balance-missing"),
    "keep_document: until_decision": ("keep_document: {gap: G1}", "identity-document-unlimited"),
    "{role: processor, for: [forms],": ("{role: {gap: G1}, for: [forms],", "recipient-without-role"),
    "name: Vært ApS, location: DK": ("name: Vært ApS, location: {gap: G1}", "recipient-without-location"),
    'location: US, agreement: {version: "1", signed: 2025-01-01}': ("location: US, agreement: {gap: G1}", "processor-without-agreement"),
    "shop: {location: DK,": ("shop: {location: {gap: G1},", "system-without-location"),
    "expires: P30D": ("expires: {gap: G1}", "backup-without-expiry"),
}


def asked(change: tuple[str, str], note: str = f"{{{WHAT}}}", as_of: date = SAID) -> tuple[Told, ...]:
    """Check the small policy with one fact written as a gap, and the gap's note."""
    return found(change, (END, f"{END}gaps:\n  G1: {note}\n"), as_of=as_of)


@pytest.mark.parametrize("fact", MANDATORY)
def test_a_gap_in_a_mandatory_fact_is_an_error_of_its_own_name(fact: str) -> None:
    gap, code = MANDATORY[fact]
    (finding,) = asked((fact, gap))
    assert (finding.code, finding.severity) == (code, "error")
    assert "nobody knows" in finding.message
    assert finding.article


@pytest.mark.parametrize("fact", MANDATORY)
def test_accepting_a_mandatory_gap_does_not_make_the_check_clean(fact: str) -> None:
    gap, code = MANDATORY[fact]
    (finding,) = asked((fact, gap), f"{{{WHAT}, owner: officer, {ACCEPTED}}}")
    assert (finding.code, finding.severity) == (code, "error")
    assert "mandatory" in finding.message


def test_a_transfer_without_country_and_tool_contradicts_the_default_as_well() -> None:
    findings = asked(("country: US, tool: scc", "country: {gap: G1}, tool: {gap: G1}"))
    assert set(codes(findings)) == {"transfer-without-country", "transfer-without-tool", "transfer-contradicts-default"}


OFFICER = ("reason: {text: aim}}\nauthorities", "reason: {gap: G1}}\nauthorities")


def test_accepting_another_gap_silences_it_to_a_warning() -> None:
    assert codes(asked(OFFICER)) == {"officer-unexplained": "error"}
    assert codes(asked(OFFICER, f"{{{WHAT}, owner: officer, {ACCEPTED}}}")) == {"officer-unexplained": "warning"}


def test_a_gap_nobody_lists_anywhere_is_plainly_open() -> None:
    change = ("tool: scc, until: 2027-01-01}]", "tool: scc, until: 2027-01-01}]")
    findings = asked(change)
    assert codes(findings) == {"gap-open": "error"}
    assert codes(asked(change, f"{{{WHAT}, owner: officer, {ACCEPTED}}}")) == {"gap-open": "warning"}


def test_an_acceptance_lasts_ninety_days_and_not_one_more() -> None:
    note = f"{{{WHAT}, owner: officer, {ACCEPTED}}}"
    assert codes(asked(OFFICER, note, SAID + timedelta(90))) == {"officer-unexplained": "warning"}
    (finding,) = asked(OFFICER, note, SAID + timedelta(91))
    assert finding.severity == "error"
    assert "ended on 2026-08-30" in finding.message


def test_an_acceptance_of_tomorrow_does_not_count_today() -> None:
    note = f"{{{WHAT}, owner: officer, {ACCEPTED}}}"
    assert codes(asked(OFFICER, note, SAID - timedelta(1))) == {"officer-unexplained": "error"}


def test_an_accepted_gap_without_an_owner_is_not_accepted() -> None:
    findings = asked(OFFICER, f"{{{WHAT}, {ACCEPTED}}}")
    assert codes(findings) == {"officer-unexplained": "error", "gap-without-owner": "error"}


def test_a_gap_that_is_not_noted_is_unknown() -> None:
    assert codes(found(OFFICER)) == {"officer-unexplained": "error", "unknown-gap": "error"}


def test_a_plain_proof_is_tolerated_only_while_its_gap_is_accepted() -> None:
    text = "{fields: [email], form: keyed_hash, why: [gdpr 5.2], for: P2Y}"
    change = (text, text.replace("keyed_hash", "plain").replace("P2Y", "{gap: G1}"))
    assert change[0] in SMALL
    assert codes(asked(change))["proof-is-plain"] == "error"
    assert codes(asked(change, f"{{{WHAT}, owner: officer, {ACCEPTED}}}"))["proof-is-plain"] == "warning"


def test_cookies_without_a_list_or_a_word_on_consent_are_found() -> None:
    cookies = "cookies: {strictly_necessary: no_consent, other: {gap: G1}, third_parties: false, see: x, list: {gap: G1}}"
    findings = asked(("    suppresses: [news", f"    {cookies}\n    suppresses: [news"))
    assert codes(findings) == {"cookies-without-consent": "error", "cookie-list-missing": "error"}
