"""Children: the age of each country on the day, and a promise that fits whom the offer is for (GDPR Art. 8)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import valid
from ombud.policy.finding import Finding


def ages_by_country(look: Look) -> Iterator[Finding]:
    """Report an age that is not the age of own consent in the country it is told for (GDPR Art. 8(1))."""
    said = look.policy.children.consent_from if look.policy.children else {}
    law = {age.country: age.age for pack in look.packs for age in pack.ages if valid(age, look.as_of)}
    for country, age in said.items():
        if law.get(country, age) != age:
            path = ("children", "consent_from", country)
            yield look.error("age-of-consent.country", path, "GDPR Art. 8(1)", country=country, age=age, right=law[country], day=look.as_of)


def aimed_at(look: Look) -> Iterator[Finding]:
    """Report an offer for children from whom nothing is said to be collected."""
    said = look.policy.children
    if said and said.aimed_at and said.collected in ("never", "not_knowingly"):
        yield look.error("children-contradicted", ("children", "collected"), "GDPR Art. 8(2)")


CHECKS = (ages_by_country, aimed_at)
