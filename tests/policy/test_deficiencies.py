"""The faults a lawyer found in the policy of Conscensia, and which of them the check finds by itself."""

from datetime import date
from pathlib import Path

import pytest

from ombud.inventory.check import bindings, check_inventory
from ombud.inventory.parse import parse_inventory
from ombud.policy.check import check
from ombud.policy.finding import Finding
from ombud.policy.parse import parse
from tests.policy.small import rulepacks

ROOT = Path(__file__).parents[2]
AS_FOUND = ROOT / "tests/seeds/conscensia/policy.yaml"
REPAIRED = ROOT / "examples/fjordraad"
TODAY = date(2026, 6, 1)

# deficiency: (code, the path below which it is found)
FOUND = {
    "D-003-01": ("authority-address", "authorities.datatilsynet-dk"),
    "D-003-02": ("authority-of-reader", "rights.complaint.to"),
    "D-003-03": ("law-replaced", "laws.bogforingsloven"),
    "D-003-04": ("rule-without-start", "activities.customer.retention.customer-claims.after"),
    "D-003-05": ("purposes-missing", "activities.onboarding"),
    "D-003-06": ("basis-missing", "activities.enquiry.purposes.answer_enquiry.basis"),
    "D-003-08": ("erases-all-but", "activities.newsletter.retention"),
    "D-003-09": ("contract-with-nonparty", "activities.customer.basis"),
    "D-003-10": ("identity-document-unlimited", "activities.access_request"),
    "D-003-11": ("wish-expires", "activities.do_not_contact"),
    "D-003-13": ("transfer-contradicts-default", "transfers.known.0"),
    "D-003-14": ("retention-missing", "activities.survey"),
    "D-003-15": ("exception-without-decider", "activities.prospect.retention.prospect.unless.0"),
    "D-003-16": ("basis-missing", "activities.buying_from_you.basis"),
    "D-003-17": ("early-not-earlier", "activities.network.retention.network.early"),
    "D-003-18": ("clock-starts-early", "activities.buying_from_you.retention.supplier"),
    "D-003-19": ("cookie-list-missing", "activities.website.cookies"),
    "D-003-20": ("profiling-of-nothing", "rights.objection.profiling"),
    "D-003-21": ("automated-decisions-unsaid", "activities"),
    "D-003-22": ("source-missing", "activities.network"),
    "D-003-23": ("recipient-without-location", "recipients.bookkeeper"),
    "D-003-25": ("backup-without-expiry", "systems.backup"),
    "D-003-26": ("marketing-without-consent", "activities.enquiry.purposes.follow_up"),
    "D-003-27": ("law-demands-nothing", "activities.customer.retention.customer-claims.why"),
}

NEEDS_A_HUMAN = {
    "D-003-07": "that a customer register also sees enquiries follows from no fact of the source; an inventory shows it",
    "D-003-12": "that a sentence was copied from another section shows in the wording; the facts only show the duty without a law",
    "D-003-24": "spelling and Danish words in a Norwegian text are not facts; our own sentences replace them",
}


def as_found() -> tuple[Finding, ...]:
    """Check the policy as it was found."""
    return check(parse(AS_FOUND.read_text(encoding="utf-8")), None, TODAY, rulepacks())


@pytest.mark.parametrize("deficiency", FOUND)
def test_a_deficiency_is_found_by_the_check(deficiency: str) -> None:
    code, place = FOUND[deficiency]
    assert any(f.code == code and ".".join(f.path).startswith(place) for f in as_found())


def test_every_deficiency_is_found_or_left_to_a_human_for_a_reason() -> None:
    assert sorted([*FOUND, *NEEDS_A_HUMAN]) == [f"D-003-{n:02}" for n in range(1, 28)]


def test_the_policy_as_found_does_not_pass() -> None:
    assert any(finding.severity == "error" for finding in as_found())


def test_the_copied_basis_of_the_wish_shows_as_a_duty_without_a_law() -> None:
    assert "duty-without-law" in {f.code for f in as_found() if f.path[:2] == ("activities", "do_not_contact")}


def test_the_repaired_policy_and_its_inventory_have_no_errors_and_no_warnings() -> None:
    policy = parse((REPAIRED / "policy.yaml").read_text(encoding="utf-8"))
    inventory = parse_inventory((REPAIRED / "inventory.yaml").read_text(encoding="utf-8"))
    assert inventory.value
    findings = (*check(policy, bindings(inventory.value), TODAY, rulepacks()), *check_inventory(inventory, policy.value))
    assert [str(finding) for finding in findings if finding.severity != "note"] == []
