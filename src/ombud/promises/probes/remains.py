"""Whether what stays behind stays within its bounds: proofs, exceptions, the log."""

from __future__ import annotations

from ombud.policy.model import Gap, RetentionRule
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven


def _rule(statement: Statement, looking: Looking) -> RetentionRule:
    rules = looking.scene.policy.activities[statement.path[1]].retention
    return next(rule for rule in rules if isinstance(rule, RetentionRule) and rule.rule == statement.path[3])


def proof(statement: Statement, looking: Looking) -> Check:
    """Look whether the proofs a rule leaves hold only what was declared, in the declared form, no longer than promised."""
    rule = _rule(statement, looking)
    leaves, kept = rule.leaves, looking.kept.proofs(rule.rule)
    if leaves is None or isinstance(leaves.period, Gap):
        return unproven("The proof has no end.", "Decide how long the proof stays.")
    if set(kept.data) - {"+".join(leaves.fields)} or set(kept.forms) - {leaves.form}:
        return Check(
            "broken", f"{kept.count:,} proofs", "Some hold more than was declared.", "Carry out a sweep, then look who wrote them."
        )
    if kept.oldest and leaves.period.after(kept.oldest) < looking.scene.today:
        return Check("broken", f"{kept.count:,} proofs, the oldest of {kept.oldest}", "Their own period has ended.", "Carry out a sweep.")
    return Check("kept", f"{kept.count:,} proofs, all as declared")


def exceptions(statement: Statement, looking: Looking) -> Check:
    """Look whether every exception in force has a decider and an end that has not passed."""
    rule = _rule(statement, looking)
    ends = looking.kept.exceptions.get(rule.rule, ())
    machine = [u for u in rule.unless if u.when == statement.path[-1] and u.decides == "machine"]
    if any(end < looking.scene.today for end in ends):
        return Check(
            "broken",
            f"{len(ends)} exceptions",
            "One has passed its end and was not decided anew.",
            "Release it, or decide it anew with a reason.",
        )
    unended = [u for u in rule.unless if u.until is None and (u.extend is None or isinstance(u.extend, Gap))]
    if unended:
        return Check("broken", f"{len(unended)} reasons without an end", "The policy names no end.", "Write `extend:` or `until:`.")
    return Check("kept", f"{len(ends)} exceptions in force, each with its end" + (", the rest decided by date" if machine else ""))


def evidence(_: Statement, looking: Looking) -> Check:
    """Verify our own log, as a stranger would."""
    problem = looking.kept.log()
    if problem:
        return Check("broken", "the log does not verify", problem, "Compare with the last checkpoint you gave away.")
    return Check("kept", "the log verifies to its last checkpoint")
