"""Proof of consent stays while the use goes on and a short time after, not for safety (GDPR Art. 5(1)(e), 7(1))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import valid
from ombud.policy.finding import Finding
from ombud.policy.model import Says
from ombud.policy.period import Period


def proofs(look: Look) -> Iterator[Finding]:
    """Report proof of consent that is kept beyond the time in which a dispute can come."""
    limits = [limit for pack in look.packs for limit in pack.proofs if valid(limit, look.as_of)]
    for name, rule in look.policy.rules():
        for limit in limits:
            of_it = set(rule.data) & set(limit.of)
            if of_it and isinstance(rule.period, Period) and longer(rule.period, limit.most):
                path = ("activities", name, "retention", rule.rule, "for")
                yield look.warning("consent-proof-long", path, limit.article, rule=rule.rule, period=rule.period, most=limit.most)


_YEAR = Period.parse("P1Y")
"""As long as a choice of cookies is remembered: nobody names less."""


def figures(look: Look) -> Iterator[Finding]:
    """Note that authorities and vendors name different periods for proof of consent, where a policy decides on one and gives no reason."""
    proof = {data for pack in look.packs for limit in pack.proofs if valid(limit, look.as_of) for data in limit.of}
    for name, rule in look.policy.rules():
        of_it = "gdpr 7.1" in rule.why or proof & set(rule.data)
        reasoned = any(isinstance(why, Says) for why in rule.why)
        if of_it and not reasoned and isinstance(rule.period, Period) and longer(rule.period, _YEAR):
            path = ("activities", name, "retention", rule.rule, "for")
            yield look.note("consent-proof-figures", path, "GDPR Art. 7(1)", rule=rule.rule, period=rule.period)


def longer(one: Period, other: Period) -> bool:
    """Tell whether a period is longer than another at its shortest."""
    return one.shortest_days() > other.shortest_days()


CHECKS = (proofs, figures)
