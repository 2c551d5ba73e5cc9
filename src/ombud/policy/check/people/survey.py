"""Surveys: what is said to be anonymous holds nobody's name (GDPR recital 26)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import signs
from ombud.policy.finding import Finding


def surveys(look: Look) -> Iterator[Finding]:
    """Report an anonymous survey that collects what tells who answered."""
    telling = signs(look.packs, "identifying")
    for name, activity in look.policy.activities.items():
        known = sorted(telling & set(activity.data))
        if activity.survey and activity.survey.anonymous == "always" and known:
            path = ("activities", name, "survey", "anonymous")
            yield look.error("survey-not-anonymous", path, "GDPR Art. 4(1)", activity=name, data=tuple(known))


CHECKS = (surveys,)
