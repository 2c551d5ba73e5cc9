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
                hint = "Write `decides:` with a role, or `machine` where an event decides."
                yield look.error("exception-without-decider", path, f"Nobody decides `{unless.when}`.", hint, "GDPR Art. 5(1)(e)")
            if unless.until is None and unless.extend is None:
                hint = "Write `until: EVENT` or `extend: PERIOD`."
                yield look.error("exception-without-end", path, f"`{unless.when}` has no end.", hint, "GDPR Art. 5(1)(e)")


def proofs(look: Look) -> Iterator[Finding]:
    """Report a proof of erasure that keeps the plain name, and a promise to erase all that leaves it behind."""
    for name, rule in look.policy.rules():
        if not rule.leaves or rule.leaves.form != "plain":
            continue
        path, leave = ("activities", name, "retention", rule.rule, "leaves"), look.policy.activities[name].leave
        yield _plain(look, path, rule.leaves)
        if leave and "erase_all" in leave.effect:
            hint = "Write `form: keyed_hash`, or do not promise to erase all."
            yield look.error("erases-all-but", path, f"`{name}` promises to erase all and keeps a name.", hint, "GDPR Art. 5(1)(a)")


def _plain(look: Look, path: Path, leaves: Leaves) -> Finding:
    accepted = isinstance(leaves.period, Gap) and look.accepted(leaves.period)
    hint = "Write `form: keyed_hash` over the address: it proves more and tells less."
    message = "A plain name is kept as proof; it proves little and cannot suppress."
    return look.found("warning" if accepted else "error", "proof-is-plain", (*path, "form"), message, hint, "GDPR Art. 5(1)(c)")


def wishes(look: Look) -> Iterator[Finding]:
    """Report a wish about the future that is forgotten (GDPR Art. 21(3))."""
    for name, activity in look.policy.activities.items():
        own = [rule for rule in activity.retention if isinstance(rule, RetentionRule) and rule.limit != "at_least"]
        if activity.suppresses and own and not any(map(_still_suppresses, own)):
            path = ("activities", name, "retention", own[0].rule)
            hint = "Add a rule with `while: wish_stands`, or leave a keyed hash of the address that goes on suppressing."
            yield look.error("wish-expires", path, f"The wish of `{name}` speaks of the future and is forgotten.", hint, "GDPR Art. 21(3)")


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
    hint = f"Write a rule with `data: [{datum}]`, `for: P0D` after the decision."
    if not own:
        yield look.error(
            "identity-document-unlimited", (*path, "data", datum), f"`{datum}` has no limit of its own.", hint, "GDPR Art. 5(1)(c)"
        )
    for rule in own:
        if isinstance(rule.period, Period) and rule.period != Period():
            message = f"`{rule.rule}` keeps `{datum}` after the decision."
            yield look.error("identity-kept-after-decision", (*path, "retention", rule.rule, "for"), message, hint, "GDPR Art. 12(6)")


def backups(look: Look) -> Iterator[Finding]:
    """Report a backup that never expires: what was erased would live on in it."""
    for name, place in look.policy.systems.items():
        if place.backup and place.expires is None:
            hint = "Write `expires:` with the age of the oldest copy."
            yield look.error("backup-without-expiry", ("systems", name), f"Backup `{name}` never expires.", hint, "GDPR Art. 5(1)(e)")


def confinement(look: Look) -> Iterator[Finding]:
    """Report an activity that is promised to live in one place and shows elsewhere too."""
    for name, activity in look.policy.activities.items():
        if activity.confined_to:
            seen = {*activity.systems, *(activity.form.delivers_to if activity.form else ())}
            seen |= look.bindings.served.get(name, frozenset()) if look.bindings else set()
            for system in sorted(seen - set(activity.confined_to)):
                hint = "Move the copies, or stop promising it."
                path = ("activities", name, "confined_to")
                yield look.error("confinement-broken", path, f"`{name}` is also kept in {system}.", hint, "GDPR Art. 5(1)(a)")


CHECKS = (exceptions, proofs, wishes, identity_documents, backups, confinement)
