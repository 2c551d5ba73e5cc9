"""Profiling for marketing: told with its logic, and stopped at a word (GDPR Art. 13(2)(f), 21(2))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding
from ombud.policy.model import Activity, known


def objection(look: Look) -> Iterator[Finding]:
    """Report profiling for marketing where nobody is told that an objection stops it (GDPR Art. 21(2)-(4))."""
    said = known(look.policy.rights.objection)
    for name, activity in look.policy.activities.items():
        if activity.profiling and _markets(activity) and said and not said.profiling:
            yield look.error("profiling-without-objection", ("rights", "objection", "profiling"), "GDPR Art. 21(2)", activity=name)
            return


def _markets(activity: Activity) -> bool:
    return activity.sending is not None or any(purpose.marketing for purpose in activity.purposes.values())


CHECKS = (objection,)
