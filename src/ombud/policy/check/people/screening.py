"""A look into somebody's standing: know your customer by a law or a weighed interest, credit by something that carries it."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.bases import all_bases
from ombud.policy.check.look import Look
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Activity


def screenings(look: Look) -> Iterator[Finding]:
    """Report a screening without what allows it."""
    for name, activity in look.policy.activities.items():
        match activity.screening.kind if activity.screening else None:
            case "know_your_customer":
                yield from _law(look, ("activities", name), activity)
            case "credit_check":
                yield from _credit(look, ("activities", name), activity)
            case None:
                pass


def _law(look: Look, path: Path, activity: Activity) -> Iterator[Finding]:
    """Report customers looked into where neither an act is named nor an interest (GDPR Art. 6(1)(c), (f))."""
    if not any((basis.gdpr == "6.1.c" and basis.law) or (basis.gdpr == "6.1.f" and basis.interest) for basis in all_bases(activity)):
        yield look.error("screening-without-law", (*path, "screening"), "GDPR Art. 6(1)(c)", activity=path[-1])


def _credit(look: Look, path: Path, activity: Activity) -> Iterator[Finding]:
    """Report a credit check nothing carries, and one that passes for public knowledge (GDPR Art. 6(1), 14(2)(f))."""
    if not any(basis.gdpr in ("6.1.a", "6.1.b", "6.1.f") for basis in all_bases(activity)):
        yield look.error("credit-check-without-basis", (*path, "screening"), "GDPR Art. 6(1)", activity=path[-1])
    if getattr(activity.source, "public", False):
        yield look.warning("credit-not-public", (*path, "source"), "GDPR Art. 14(2)(f)", activity=path[-1])


CHECKS = (screenings,)
