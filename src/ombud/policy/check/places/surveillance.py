"""Cameras: film stays as short as the country lets it, and is handed over only where it may be."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.consent.proof import longer
from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import Footage, valid
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Activity, RetentionRule, known
from ombud.policy.period import Period


def cameras(look: Look) -> Iterator[Finding]:
    """Report film that stays too long or goes to the wrong hands, by the rules of the controller's country."""
    address = known(look.policy.controller.address)
    limits = [f for pack in look.packs for f in pack.footage if address and f.country == address.country and valid(f, look.as_of)]
    for name, activity in look.policy.activities.items():
        for limit in limits if activity.surveillance else ():
            yield from _length(look, ("activities", name), activity, limit)
            yield from _handed_over(look, ("activities", name), activity, limit)


def _length(look: Look, path: Path, activity: Activity, limit: Footage) -> Iterator[Finding]:
    for rule in (rule for rule in activity.retention if isinstance(rule, RetentionRule)):
        if isinstance(rule.period, Period) and longer(rule.period, limit.most):
            said = look.error if limit.law else look.warning
            yield said("camera-film-long", (*path, "retention", rule.rule, "for"), limit.article, period=rule.period, most=limit.most)


def _handed_over(look: Look, path: Path, activity: Activity, limit: Footage) -> Iterator[Finding]:
    for at, disclosure in enumerate(activity.disclosures if limit.hand_over else ()):
        if set(disclosure.when) - set(limit.hand_over):
            yield look.error("camera-film-handed-over", (*path, "disclosures", str(at), "when"), limit.article)


CHECKS = (cameras,)
