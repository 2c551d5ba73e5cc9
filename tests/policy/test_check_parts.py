"""The check on the optional parts of a policy: one planted fault gives one finding; sound parts give none."""

from datetime import date
from pathlib import Path

import pytest

from ombud.policy.check import check
from ombud.policy.parse import parse
from tests.policy.grown import found_in_parts, grown
from tests.policy.small import codes, in_english, planned, rulepacks

FAULTS = planned(Path(__file__).with_name("faults_of_parts.yaml"))


def test_sound_parts_have_no_findings() -> None:
    assert found_in_parts() == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(fault: str) -> None:
    code, severity, changes = FAULTS[fault]
    findings = found_in_parts(*changes)
    assert codes(findings) == {code: severity}
    assert all(finding.line and finding.hint and finding.message.endswith(".") for finding in findings)
    assert all(finding.article for finding in findings)


def test_the_post_needs_no_consent_where_the_mail_does() -> None:
    by_mail = found_in_parts(("how: post", "how: email"))
    assert codes(by_mail) == {"marketing-without-consent": "error"}


INTEREST = "{gdpr: 6.1.f, interest: {text: why}, data: [email], balance: {text: why, on: 2026-01-01, by: owner, review: 2027-01-01}}"
CUSTOMERS = "customers: {address: sale, offers: own_similar, objection: [at_collection, each_message], free: true}"


def test_customers_may_be_written_to_where_all_that_the_exception_asks_for_is_promised() -> None:
    said = ("tracks: [opened]", f"tracks: [opened], {CUSTOMERS}")
    beside = (
        "times: several}}\n    basis: [{gdpr: 6.1.a, given: by_signing_up}]",
        f"times: several}}}}\n    basis: [{{gdpr: 6.1.a, given: by_signing_up}}, {INTEREST}]",
    )
    assert found_in_parts(beside, said) == ()
    (finding,) = found_in_parts(beside, ("tracks: [opened]", f"tracks: [opened], {CUSTOMERS.replace('address: sale, ', '')}"))
    assert finding.article.startswith("Markedsføringsloven § 10, stk. 2")
    assert "address: sale" in finding.message


def test_letters_promised_to_one_place_and_kept_elsewhere_as_long_as_somebody_likes_contradict_the_promise() -> None:
    asking = "    people: [customer]\n    data: {answers: {}}\n    purposes: {learn: {}}"
    spread = asking.replace("answers: {}", "answers: {}, orders: {}") + "\n    systems: [shop, forms]\n    recipients: [host, cloud]"
    likes = (
        "rule: ask, after: customer.left, for: P1Y",
        "rule: ask, after: customer.left, for: P1Y, unless: [{when: offer, until: offer.ends}]",
    )
    findings = found_in_parts((asking, spread), likes)
    assert codes(findings) == {"confinement-contradicted": "warning", "exception-without-decider": "error"}


def test_one_arrangement_is_told_once_for_all_activities() -> None:
    beside = "    purposes: {learn: {}}"
    assert found_in_parts((beside, f"{beside}\n    recipients: [wall]")) == ()


@pytest.mark.parametrize(("day", "adequate"), [("2020-07-15", True), ("2020-07-16", False), ("2023-07-09", False), ("2023-07-10", True)])
def test_the_united_states_were_adequate_until_a_judgment_and_again_from_a_decision(day: str, adequate: bool) -> None:
    text = grown(("country: US, tool: scc, until: 2027-01-01", "country: US, tool: adequacy, until: 2027-01-01"))
    findings = in_english(check(parse(text), None, date.fromisoformat(day), rulepacks()))
    assert ("adequacy-missing" in codes(findings)) != adequate
