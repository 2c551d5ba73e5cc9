"""What stands on paper holds on the day: agreements and the Commission's decisions (GDPR Art. 28(3), 45)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import valid
from ombud.policy.finding import Finding
from ombud.policy.model import Agreement


def agreements(look: Look) -> Iterator[Finding]:
    """Report agreements that have run out on the day (GDPR Art. 28(3), 26(1))."""
    for path, value in look.nodes:
        if isinstance(value, Agreement) and value.until and value.until < look.as_of:
            yield look.error("agreement-expired", path, "GDPR Art. 28(3)", day=value.until)


def adequacy(look: Look) -> Iterator[Finding]:
    """Report transfers on adequacy to a country that is not held adequate on the day (GDPR Art. 45(3))."""
    adequate = {one.country for pack in look.packs for one in pack.adequate if valid(one, look.as_of)}
    for at, transfer in enumerate(look.policy.transfers.known):
        if transfer.tool == "adequacy" and isinstance(transfer.country, str) and transfer.country not in adequate:
            path = ("transfers", "known", str(at), "tool")
            yield look.error("adequacy-missing", path, "GDPR Art. 45(3)", country=transfer.country, day=look.as_of)


CHECKS = (agreements, adequacy)
