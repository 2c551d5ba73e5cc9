"""Whether what the policy itself registers is complete, valid today, and signed for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ombud.policy.model import Agreement, Gap, Transfer
from ombud.policy.statements import Statement
from ombud.policy.statements.slots import Days
from ombud.policy.telling import Told
from ombud.promises.looking import Check, Looking, counted, unproven


def findings(statement: Statement, looking: Looking) -> Check:
    """Look whether the policy check finds an error where the statement stands; for all the notice owes, anywhere in the policy."""
    mine = [f for f in looking.kept.findings if f.file != "inventory.yaml" and _under(f, statement)]
    errors = [f for f in mine if f.severity == "error"]
    if errors:
        return Check("broken", f"{counted(len(errors), 'error')} in the policy", errors[0].message, errors[0].hint)
    remarks = f", {counted(len(mine), 'remark')}" if mine else ""
    return Check("kept", f"the policy check finds no error here{remarks}")


def _under(finding: Told, statement: Statement) -> bool:
    if statement.path == ("activities",):  # how long data stay, told for all activities at once
        return finding.path[:1] == statement.path and finding.path[2:3] == ("retention",)
    return finding.path[: len(statement.path)] == statement.path


def transfers(statement: Statement, looking: Looking) -> Check:
    """Look whether any bound system is with a recipient outside what the policy allows; what flows is not watched."""
    errors = [f for f in looking.kept.findings if f.severity == "error" and f.code.startswith("transfer")]
    if errors:
        return Check("broken", f"{counted(len(errors), 'error')} in what is said of transfers", errors[0].message, errors[0].hint)
    if expired := _expired(statement, looking):
        figure = f"{counted(len(expired), 'transfer')} without a valid tool"
        return Check("broken", figure, f"{', '.join(expired)}: the tool is open or has ended.", "Renew the tool, or stop the transfer.")
    if unagreed := _unagreed(statement, looking):
        figure = f"{counted(len(unagreed), 'processor')} outside without an agreement that stands"
        return Check("broken", figure, f"{', '.join(unagreed)}: the agreement is open, missing or over.", "Sign it, or stop the transfer.")
    if unplaced := _unplaced(looking):
        figure = f"{counted(len(unplaced), 'system')} that stand nobody knows where"
        return Check("broken", figure, f"{', '.join(unplaced)}: their host has no place.", "Write where the recipient stands.")
    return unproven(
        "Nothing watches what leaves the systems yet; the register was compared and agrees.",
        "Nothing can be done about it in this edition.",
    )


def _expired(statement: Statement, looking: Looking) -> list[str]:
    today = looking.scene.today
    return [t.recipient for t in _flows(statement, looking) if isinstance(t.tool, Gap) or not _valid(t, today)]


def _valid(transfer: Transfer, today: date) -> bool:
    return (transfer.since or date.min) <= today <= (transfer.until or date.max)


def _flows(statement: Statement, looking: Looking) -> Sequence[Transfer]:
    """List the transfers a statement is about: those to one recipient, or all."""
    said, name = looking.scene.policy.transfers.known, statement.id.removeprefix("transfers.known.").partition(".")[0]
    return [t for t in said if t.recipient == name] or said


def _unagreed(statement: Statement, looking: Looking) -> list[str]:
    """Name the processors a transfer goes to without an agreement that stands today (GDPR Art. 28(3))."""
    today, known = looking.scene.today, looking.scene.policy.recipients
    named = dict.fromkeys(t.recipient for t in _flows(statement, looking) if t.recipient in known)
    processors = {name: known[name].agreement for name in named if known[name].role == "processor"}
    return [name for name, one in processors.items() if not isinstance(one, Agreement) or (one.until is not None and one.until < today)]


def _unplaced(looking: Looking) -> list[str]:
    policy = looking.scene.policy
    known = {transfer.recipient for transfer in policy.transfers.known}
    hosts = {name: system.recipient for name, system in looking.scene.inventory.systems.items() if system.recipient}
    placed = {name for name, recipient in policy.recipients.items() if isinstance(recipient.location, str)} | known
    return [name for name, host in hosts.items() if host not in placed]


def _ended(statement: Statement, today: date) -> date | None:
    """Tell when the agreement a statement speaks of ended, if it has (GDPR Art. 26(1), 28(3))."""
    until = statement.slot("until") if statement.kind in ("recipient.agreement", "joint.agreement") else None
    return max(until.days) if isinstance(until, Days) and max(until.days) < today else None


def signature(statement: Statement, looking: Looking) -> Check:
    """Look whether a role has signed, with a document and an end that has not passed."""
    if ended := _ended(statement, looking.scene.today):
        return Check("broken", f"ran until {ended}", "The agreement has ended.", "Renew it, or take the data back.")
    signed = looking.kept.signatures.get(statement.id)
    if signed is None:
        return unproven("Nobody has signed for it.", f"`ombud promises sign {statement.id}` with the role, the document and its end.")
    if signed.demo:
        return unproven(f"Signed by {signed.role} for a demonstration only.", "Have the role sign it in earnest.")
    figure = f"signed by {signed.role}, until {signed.until}"
    if signed.until < looking.scene.today:
        return Check("broken", figure, "The signature has expired.", "Have it signed anew.", signed.role)
    return Check("kept", figure)
