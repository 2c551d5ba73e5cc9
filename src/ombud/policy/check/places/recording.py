"""Photos and film of people: consent before means consent as the basis (GDPR Art. 6(1)(a))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.bases import all_bases
from ombud.policy.check.look import Look
from ombud.policy.finding import Finding
from ombud.policy.model import Gap


def recordings(look: Look) -> Iterator[Finding]:
    """Report recordings that promise to ask before and rest on something else."""
    for name, activity in look.policy.activities.items():
        promised = activity.recording is not None and not isinstance(activity.recording.consent, Gap)
        if promised and all(basis.gdpr != "6.1.a" for basis in all_bases(activity)):
            path = ("activities", name, "recording", "consent")
            yield look.error("recording-without-consent", path, "GDPR Art. 6(1)(a)", activity=name)


CHECKS = (recordings,)
