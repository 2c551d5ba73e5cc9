"""Measures: promised so that somebody can look whether they hold (GDPR Art. 32, 5(2))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding


def measures(look: Look) -> Iterator[Finding]:
    """Note a measure that nothing can look at, and measures against breaches without a word on what happens at one."""
    for name, measure in look.policy.measures.items():
        if measure.probe is None:
            yield look.note("measure-unprobed", ("measures", name), "GDPR Art. 32(1)(d)", measure=name)
    if look.policy.measures and look.policy.breach is None:
        yield look.note("breach-unsaid", ("measures",), "GDPR Art. 33")


CHECKS = (measures,)
