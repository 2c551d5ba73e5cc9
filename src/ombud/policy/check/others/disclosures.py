"""Data handed over case by case: to recipients that are told, by one rule, by a law where it is a duty."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding
from ombud.policy.model import Activity


def disclosures(look: Look) -> Iterator[Finding]:
    """Report disclosures to somebody untold, and duties to disclose without the law that imposes them."""
    for name, activity in look.policy.activities.items():
        for at, one in enumerate(activity.disclosures):
            path = ("activities", name, "disclosures", str(at))
            for party in sorted(set(one.to) - set(activity.recipients)):
                yield look.error("disclosure-untold", (*path, "to"), "GDPR Art. 13(1)(e)", party=party, activity=name)
            if "legal_duty" in one.when and not one.law:
                yield look.error("disclosure-without-law", (*path, "law"), "GDPR Art. 6(1)(c)")


def rules_differ(look: Look) -> Iterator[Finding]:
    """Report one sharing under rules that exclude each other: only with consent here, without it there (GDPR Art. 5(1)(a))."""
    for name, activity in look.policy.activities.items():
        for party in dict.fromkeys(party for one in activity.disclosures for party in one.to):
            with_consent = {"consent" in rule for rule in _rules(look, activity, party)}
            if len(with_consent) > 1:
                path = ("activities", name, "disclosures")
                yield look.error("disclosure-rules-differ", path, "GDPR Art. 5(1)(a)", party=party, activity=name)


def _rules(look: Look, activity: Activity, party: str) -> Iterator[tuple[str, ...]]:
    """List on which conditions a party gets data; what its own entry says of it is one of them."""
    yield from (one.when for one in activity.disclosures if party in one.to)
    if (recipient := look.policy.recipients.get(party)) and recipient.only_if == "named_law":
        yield ("legal_duty",)


CHECKS = (disclosures, rules_differ)
