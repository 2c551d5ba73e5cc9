"""Consent is an act of the person, and the policy tells which (GDPR Art. 4(11), 7(1))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.bases import all_bases
from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import signs
from ombud.policy.finding import Finding
from ombud.policy.model import Basis


def given(look: Look) -> Iterator[Finding]:
    """Report a consent nobody is told how to give, and one that silence or use is said to give (recital 32, C-673/17)."""
    silent = signs(look.packs, "no_consent")
    for path, value in look.nodes:
        if isinstance(value, Basis) and value.gdpr == "6.1.a":
            if value.given is None:
                yield look.warning("consent-without-act", path, "GDPR Art. 7(1)")
            elif value.given in silent:
                yield look.error("consent-by-use", (*path, "given"), "GDPR Art. 4(11)", act=value.given)


def only_with(look: Look) -> Iterator[Finding]:
    """Report an opening that claims consent for every use, where some rest on something else (GDPR Art. 5(1)(a))."""
    if look.policy.policy.only_with == "consent":
        others = tuple(name for name, activity in look.policy.activities.items() if any(b.gdpr != "6.1.a" for b in all_bases(activity)))
        if others:
            yield look.error("claim-contradicted", ("policy", "only_with"), "GDPR Art. 5(1)(a)", activities=others)


CHECKS = (given, only_with)
