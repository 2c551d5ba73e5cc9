"""What stays: exceptions, proofs, wishes, identity documents and backups each end at a time of their own."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Activity, Gap, Leaves, RetentionRule
from ombud.policy.period import Period


def exceptions(look: Look) -> Iterator[Finding]:
    """Report an exception that nobody decides, or that never ends."""
    for name, rule in look.policy.rules():
        for at, unless in enumerate(rule.unless):
            path = ("activities", name, "retention", rule.rule, "unless", str(at))
            if unless.decides is None:
                yield look.error("exception-without-decider", path, "GDPR Art. 5(1)(e)", exception=unless.when)
            if unless.until is None and unless.extend is None:
                yield look.error("exception-without-end", path, "GDPR Art. 5(1)(e)")


def proofs(look: Look) -> Iterator[Finding]:
    """Report a proof of erasure that keeps the plain name, and a promise to erase all that leaves it behind."""
    for name, rule in look.policy.rules():
        if not rule.leaves or rule.leaves.form != "plain":
            continue
        path, leave = ("activities", name, "retention", rule.rule, "leaves"), look.policy.activities[name].leave
        yield _plain(look, path, rule.leaves)
        if leave and "erase_all" in leave.effect:
            yield look.error("erases-all-but", path, "GDPR Art. 5(1)(a)", activity=name)


def _plain(look: Look, path: Path, leaves: Leaves) -> Finding:
    accepted = isinstance(leaves.period, Gap) and look.accepted(leaves.period)
    return look.found("warning" if accepted else "error", "proof-is-plain", (*path, "form"), "GDPR Art. 5(1)(c)")


def wishes(look: Look) -> Iterator[Finding]:
    """Report a wish about the future that is forgotten (GDPR Art. 21(3))."""
    for name, activity in look.policy.activities.items():
        own = [rule for rule in activity.retention if isinstance(rule, RetentionRule) and rule.limit != "at_least"]
        if activity.suppresses and own and not any(map(_still_suppresses, own)):
            path = ("activities", name, "retention", own[0].rule)
            yield look.error("wish-expires", path, "GDPR Art. 21(3)", activity=name)


def _still_suppresses(rule: RetentionRule) -> bool:
    kept = rule.leaves is not None and rule.leaves.form == "keyed_hash" and not rule.leaves.optional
    return kept or rule.renew is not None or rule.alive is not None


def identity_documents(look: Look) -> Iterator[Finding]:
    """Report copies of identity documents that stay with the case (GDPR Art. 5(1)(c), 12(6))."""
    documents = {name for name, datum in look.policy.data.items() if datum.identity_document}
    for name, activity in look.policy.activities.items():
        for datum in sorted(documents & set(activity.data)):
            yield from _document(look, ("activities", name), activity, datum)


def _document(look: Look, path: Path, activity: Activity, datum: str) -> Iterator[Finding]:
    own = [rule for rule in activity.retention if isinstance(rule, RetentionRule) and datum in rule.data]
    if not own:
        yield look.error("identity-document-unlimited.rule", (*path, "data", datum), "GDPR Art. 5(1)(c)", datum=datum)
    for rule in own:
        if isinstance(rule.period, Period) and rule.period != Period():
            place = (*path, "retention", rule.rule, "for")
            yield look.error("identity-kept-after-decision", place, "GDPR Art. 12(6)", rule=rule.rule, datum=datum)


def backups(look: Look) -> Iterator[Finding]:
    """Report a backup that never expires: what was erased would live on in it."""
    for name, place in look.policy.systems.items():
        if place.backup and place.expires is None:
            yield look.error("backup-without-expiry", ("systems", name), "GDPR Art. 5(1)(e)")


def confinement(look: Look) -> Iterator[Finding]:
    """Report an activity that is promised to live in one place and shows elsewhere too."""
    for name, activity in look.policy.activities.items():
        if activity.confined_to:
            seen = {*activity.systems, *(activity.form.delivers_to if activity.form else ())}
            seen |= look.bindings.served.get(name, frozenset()) if look.bindings else set()
            for system in sorted(seen - set(activity.confined_to)):
                path = ("activities", name, "confined_to")
                yield look.error("confinement-broken", path, "GDPR Art. 5(1)(a)", activity=name, system=system)


def confined_letters(look: Look) -> Iterator[Finding]:
    """Report letters promised to one place that another activity keeps there and elsewhere, for as long as somebody likes."""
    for name, activity in look.policy.activities.items():
        for other, beside in look.policy.activities.items() if activity.confined_to else ():
            shared = set(activity.confined_to) & set(beside.systems) and set(activity.data) & set(beside.data)
            spreads = set(beside.systems) - set(activity.confined_to)
            own = (rule for rule in beside.retention if isinstance(rule, RetentionRule) and rule.alive is None)
            open_ended = any(unless.decides is None for rule in own for unless in rule.unless)
            if other != name and shared and spreads and open_ended:
                path = ("activities", name, "confined_to")
                yield look.warning("confinement-contradicted", path, "GDPR Art. 5(1)(a)", activity=name, other=other)


CHECKS = (exceptions, proofs, wishes, identity_documents, backups, confinement, confined_letters)
