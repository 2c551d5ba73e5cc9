"""Whether what stays behind stays within its bounds: proofs, exceptions, the log."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.policy.model import Gap, Leaves, RetentionRule
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Exempt, Looking, Proofs, unproven
from ombud.promises.probes.retention import kept_past_the_end, proofs_over
from ombud.promises.saying.phrase import phrase


def _rule(statement: Statement, looking: Looking) -> RetentionRule:
    rules = looking.scene.policy.activities[statement.path[1]].retention
    return next(rule for rule in rules if isinstance(rule, RetentionRule) and rule.rule == statement.path[3])


# ------------------------------------------------------------------ proofs


def proof(statement: Statement, looking: Looking) -> Check:
    """Look whether the proofs a rule leaves are there, hold only what was declared in the declared form, and go in time."""
    rule = _rule(statement, looking)
    leaves, kept = rule.leaves, looking.kept.proofs(rule.rule)
    if leaves is None:
        return unproven(phrase("leaves-nothing"), phrase("write-leaves"))
    match statement.path[-1]:
        case "fields":
            return _as_declared(leaves, kept)
        case "for":
            return _in_time(rule, leaves, kept, looking)
        case _:
            return _there(rule, leaves, kept, looking)


def _there(rule: RetentionRule, leaves: Leaves, kept: Proofs, looking: Looking) -> Check:
    wrong = next((c for c in (_as_declared(leaves, kept), _in_time(rule, leaves, kept, looking)) if c.status == "broken"), None)
    if wrong or kept.count or leaves.optional:
        return wrong or Check("kept", phrase("proofs-as-declared", proofs=kept.count))
    return unproven(phrase("no-proof-yet"), phrase("look-later"))


def _as_declared(leaves: Leaves, kept: Proofs) -> Check:
    if set(kept.data) - {"+".join(leaves.fields)} or set(kept.forms) - {leaves.form}:
        return Check("broken", phrase("proofs", proofs=kept.count), phrase("proofs-too-much"), phrase("find-writers"))
    if kept.bare:
        figure = phrase("proofs-readable", bare=kept.bare, proofs=kept.count)
        return Check("broken", figure, phrase("not-hashed"), phrase("find-writers"))
    return Check("kept", phrase("proofs-as-declared", proofs=kept.count))


def _in_time(rule: RetentionRule, leaves: Leaves, kept: Proofs, looking: Looking) -> Check:
    if isinstance(leaves.period, Gap):
        return Check("broken", phrase("proofs", proofs=kept.count), phrase("proofs-endless"), phrase("decide-proof"))
    if proofs_over(rule, looking):
        figure = phrase("proofs", proofs=kept.count, oldest=kept.oldest)
        return Check("broken", figure, phrase("proofs-ended"), phrase("sweep"))
    return Check("kept", phrase("proofs-in-time", proofs=kept.count, oldest=kept.oldest))


# ------------------------------------------------------------------ exceptions


def exceptions(statement: Statement, looking: Looking) -> Check:
    """Look whether every exception in force has its decider and its end, and whether nothing is kept past its end without one."""
    rule = _rule(statement, looking)
    mine, standing = [u for u in rule.unless if u.when == statement.path[-1]], looking.kept.exceptions.get(rule.rule, ())
    if any(u.until is None and (u.extend is None or isinstance(u.extend, Gap)) for u in mine):
        return Check("broken", phrase("reason-endless"), phrase("end-unnamed"), phrase("write-end"))
    if wrong := _ended(standing, looking) or _undecided(standing, {u.decides for u in rule.unless if u.decides}):
        return wrong
    return _uncovered(f"{statement.path[1]}/{rule.rule}", standing, looking)


def _ended(standing: Sequence[Exempt], looking: Looking) -> Check | None:
    over = [one for one in standing if one.until < looking.scene.today]
    if not over:
        return None
    figure = phrase("exceptions-ended", over=len(over), exceptions=len(standing))
    return Check("broken", figure, phrase("not-decided-anew"), phrase("release-or-decide"), over[0].owner)


def _undecided(standing: Sequence[Exempt], deciders: set[str]) -> Check | None:
    allowed = {name.replace("_", " ").casefold() for name in deciders}
    others = [one for one in standing if one.owner.replace("_", " ").casefold() not in allowed]
    if not others:
        return None
    figure = phrase("wrong-deciders", others=len(others), exceptions=len(standing))
    return Check("broken", figure, phrase("decided-by", role=others[0].owner), phrase("have-decided"))


def _uncovered(rule: str, standing: Sequence[Exempt], looking: Looking) -> Check:
    places = [p for p in looking.scene.inventory.datasets() if rule.partition("/")[0] in p.dataset.activities]
    if silent := looking.silent({p.system for p in places}, {p.id for p in places}):
        return silent
    if over := kept_past_the_end(rule, looking):
        return Check("broken", phrase("past-without-exception", rows=over), phrase("nothing-prolongs"), phrase("sweep"))
    return Check("kept", phrase("exceptions-in-force", exceptions=len(standing)))


# ------------------------------------------------------------------ the log


def evidence(_: Statement, looking: Looking) -> Check:
    """Verify our own log, as a stranger would."""
    seen = looking.kept.log()
    if seen.problem:
        return Check("broken", phrase("log-altered"), phrase("log-problem", problem=seen.problem), phrase("compare-checkpoint"))
    if not seen.entries:
        return unproven(phrase("nothing-recorded"), phrase("look-later"))
    return Check("kept", phrase("log-verified", entries=seen.entries))
