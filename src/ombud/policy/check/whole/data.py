"""Data that have no place in a policy, or none without consent: secrets, marks of a device."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.bases import all_bases
from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import Sign, signs
from ombud.policy.finding import Finding


def secrets(look: Look) -> Iterator[Finding]:
    """Report secrets among the data collected: nobody needs to know another's password (GDPR Art. 5(1)(c), 32)."""
    for datum in _signed(look, "secret"):
        yield look.error("secret-collected", ("data", datum), "GDPR Art. 32(1)", datum=datum)


def devices(look: Look) -> Iterator[Finding]:
    """Report marks read from a device by an activity that asks nobody (ePrivacy Directive Art. 5(3))."""
    marks = set(_signed(look, "device"))
    for name, activity in look.policy.activities.items():
        read = sorted(marks & set(activity.data))
        if read and all(basis.gdpr != "6.1.a" for basis in all_bases(activity)):
            path = ("activities", name, "data", read[0])
            yield look.error("device-without-consent", path, "ePrivacy Directive Art. 5(3)", activity=name, data=tuple(read))


def _signed(look: Look, kind: Sign) -> list[str]:
    """List the data whose id or published term is one of the signs."""
    known = signs(look.packs, kind)
    return [name for name, datum in look.policy.data.items() if known & {name, datum.dpv, datum.fides}]


CHECKS = (secrets, devices)
