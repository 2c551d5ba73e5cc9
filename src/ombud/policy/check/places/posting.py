"""Letters in the post: an address to send to, and carriers that are named."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import signs
from ombud.policy.finding import Finding


def posts(look: Look) -> Iterator[Finding]:
    """Report post without an address among the data, and carriers that are no recipients (GDPR Art. 13(1)(e))."""
    postal = signs(look.packs, "postal")
    for name, activity in look.policy.activities.items():
        if activity.posting is None:
            continue
        if not postal & {*activity.data, *(look.policy.data[d].dpv or "" for d in activity.data if d in look.policy.data)}:
            yield look.warning("posting-without-address", ("activities", name, "data"), "GDPR Art. 5(1)(a)", activity=name)
        for carrier in sorted(set(activity.posting.through) - set(activity.recipients)):
            path = ("activities", name, "posting", "through")
            yield look.error("carrier-untold", path, "GDPR Art. 13(1)(e)", carrier=carrier, activity=name)


CHECKS = (posts,)
