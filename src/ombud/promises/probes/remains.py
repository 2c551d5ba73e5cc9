"""Whether what stays behind stays within its bounds: proofs, exceptions, the log."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.policy.model import Gap, Leaves, RetentionRule
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Exempt, Looking, Proofs, counted, unproven
from ombud.promises.probes.retention import kept_past_the_end, proofs_over


def _rule(statement: Statement, looking: Looking) -> RetentionRule:
    rules = looking.scene.policy.activities[statement.path[1]].retention
    return next(rule for rule in rules if isinstance(rule, RetentionRule) and rule.rule == statement.path[3])


# ------------------------------------------------------------------ proofs


def proof(statement: Statement, looking: Looking) -> Check:
    """Look whether the proofs a rule leaves are there, hold only what was declared in the declared form, and go in time."""
    rule = _rule(statement, looking)
    leaves, kept = rule.leaves, looking.kept.proofs(rule.rule)
    if leaves is None:
        return unproven("The rule leaves no proof.", "Write `leaves:`, or take the sentence out.")
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
        return wrong or Check("kept", f"{counted(kept.count, 'proof')}, all as declared")
    return unproven("No erasure under this rule has left a proof yet.", "It is looked at again after the next sweep.")


def _as_declared(leaves: Leaves, kept: Proofs) -> Check:
    if set(kept.data) - {"+".join(leaves.fields)} or set(kept.forms) - {leaves.form}:
        return Check("broken", counted(kept.count, "proof"), "Some hold more than was declared.", "Find who wrote them, and erase them.")
    if kept.bare:
        cause = "They can be read, though the policy promises a keyed hash."
        return Check(
            "broken", f"{kept.bare:,} of {counted(kept.count, 'proof')} are readable", cause, "Find who wrote them, and erase them."
        )
    return Check("kept", f"{counted(kept.count, 'proof')}, all as declared")


def _in_time(rule: RetentionRule, leaves: Leaves, kept: Proofs, looking: Looking) -> Check:
    if isinstance(leaves.period, Gap):
        return Check("broken", counted(kept.count, "proof"), "They have no end.", "Decide how long a proof stays.")
    oldest = f", the oldest of {kept.oldest}" if kept.oldest else ""
    if proofs_over(rule, looking):
        return Check(
            "broken", f"{counted(kept.count, 'proof')}{oldest}", "Their own period has ended.", "Run `ombud sweep` and carry out its plan."
        )
    return Check("kept", f"{counted(kept.count, 'proof')}{oldest}, none past its end")


# ------------------------------------------------------------------ exceptions


def exceptions(statement: Statement, looking: Looking) -> Check:
    """Look whether every exception in force has its decider and its end, and whether nothing is kept past its end without one."""
    rule = _rule(statement, looking)
    mine, standing = [u for u in rule.unless if u.when == statement.path[-1]], looking.kept.exceptions.get(rule.rule, ())
    if any(u.until is None and (u.extend is None or isinstance(u.extend, Gap)) for u in mine):
        return Check("broken", "a reason without an end", "The policy names no end for it.", "Write `extend:` or `until:`.")
    if wrong := _ended(standing, looking) or _undecided(standing, {u.decides for u in rule.unless if u.decides}):
        return wrong
    return _uncovered(f"{statement.path[1]}/{rule.rule}", standing, looking)


def _ended(standing: Sequence[Exempt], looking: Looking) -> Check | None:
    over = [one for one in standing if one.until < looking.scene.today]
    if not over:
        return None
    action = "Release it with `ombud hold release`, or decide it anew with a reason."
    return Check(
        "broken", f"{len(over)} of {counted(len(standing), 'exception')} past their end", "Nobody decided them anew.", action, over[0].owner
    )


def _undecided(standing: Sequence[Exempt], deciders: set[str]) -> Check | None:
    allowed = {name.replace("_", " ").casefold() for name in deciders}
    others = [one for one in standing if one.owner.replace("_", " ").casefold() not in allowed]
    if not others:
        return None
    figure = f"{len(others)} of {counted(len(standing), 'exception')} decided by others than the policy says"
    return Check("broken", figure, f"They were decided by {others[0].owner}.", "Have the role decide that the policy names.")


def _uncovered(rule: str, standing: Sequence[Exempt], looking: Looking) -> Check:
    places = [p for p in looking.scene.inventory.datasets() if rule.partition("/")[0] in p.dataset.activities]
    if silent := looking.silent({p.system for p in places}, {p.id for p in places}):
        return silent
    if over := kept_past_the_end(rule, looking):
        figure = f"{over:,} rows past their end without an exception in force"
        return Check("broken", figure, "No decision and no date prolongs them.", "Run `ombud sweep` and carry out its plan.")
    return Check("kept", f"{counted(len(standing), 'exception')} in force, each with its decider and its end; nothing else is past its end")


# ------------------------------------------------------------------ the log


def evidence(_: Statement, looking: Looking) -> Check:
    """Verify our own log, as a stranger would."""
    seen = looking.kept.log()
    if seen.problem:
        return Check("broken", "the log does not verify", seen.problem, "Compare it with the last checkpoint that you gave away.")
    if not seen.entries:
        return unproven("Nothing is on record yet.", "It is looked at again when something has been done.")
    return Check("kept", f"{seen.entries:,} entries, verified up to the last checkpoint")
