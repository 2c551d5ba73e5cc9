"""Versions: each earlier one before this one, no number twice (GDPR Art. 5(2))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding
from ombud.policy.model import known


def versions(look: Look) -> Iterator[Finding]:
    """Report a number that two versions share, and an earlier version that is not earlier."""
    about, earlier = look.policy.policy, look.policy.versions
    count, start = Counter([*(one.version for one in earlier), known(about.version)]), known(about.effective)
    for at, one in enumerate(earlier):
        path = ("versions", str(at))
        if count[one.version] > 1:
            yield look.error("version-twice", (*path, "version"), "GDPR Art. 5(2)", version=one.version)
        if start and one.effective >= start:
            yield look.error("version-not-earlier", (*path, "effective"), "GDPR Art. 5(2)", version=one.version, day=one.effective)


CHECKS = (versions,)
