"""Whether what the policy itself registers is complete, valid today, and signed for."""

from __future__ import annotations

from ombud.policy.finding import Finding
from ombud.policy.model import Gap
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven


def findings(statement: Statement, looking: Looking) -> Check:
    """Look whether the policy check finds an error where the statement stands; for a whole duty, anywhere."""
    errors = [f for f in looking.kept.findings if f.severity == "error"]
    mine = [f for f in errors if _under(f, statement)]
    if mine:
        return Check("broken", f"{len(mine)} findings", mine[0].message, mine[0].hint)
    return Check("kept", "the policy check finds nothing here")


def _under(finding: Finding, statement: Statement) -> bool:
    whole = statement.path[:1] in (("policy",), ("storage",), ("rights",)) or "*" in statement.id
    return whole or finding.path[: len(statement.path)] == statement.path


def transfers(_: Statement, looking: Looking) -> Check:
    """Look whether any bound system is with a recipient outside what the policy allows; what flows is not watched."""
    policy = looking.scene.policy
    hosts = {name: system.recipient for name, system in looking.scene.inventory.systems.items() if system.recipient}
    known = {transfer.recipient: transfer for transfer in policy.transfers.known}
    expired = [t.recipient for t in policy.transfers.known if isinstance(t.tool, Gap) or (t.until and t.until < looking.scene.today)]
    unplaced = [name for name, host in hosts.items() if isinstance(policy.recipients[host].location, Gap | None) and host not in known]
    if expired:
        return Check(
            "broken", f"{len(expired)} transfers without a valid tool", ", ".join(expired), "Renew the tool, or stop the transfer."
        )
    if unplaced:
        return Check("broken", f"{len(unplaced)} systems without a place", ", ".join(unplaced), "Write where the recipient stands.")
    return unproven(
        "Nothing watches what leaves the systems yet; only the register was compared.", "Nothing can be done about it in this edition."
    )


def signature(statement: Statement, looking: Looking) -> Check:
    """Look whether a role has signed, with a document and an end that has not passed."""
    signed = looking.kept.signatures.get(statement.id)
    if signed is None:
        return unproven("Nobody has signed for it.", f"`ombud promises sign {statement.id}` with the role, the document and its end.")
    if signed.demo:
        return unproven(f"Signed by {signed.role} for a demonstration only.", "Have the role sign it in earnest.")
    if signed.until < looking.scene.today:
        return Check("broken", f"signed by {signed.role}, until {signed.until}", "The signature has expired.", "Have it signed anew.")
    return Check("kept", f"signed by {signed.role}, until {signed.until}")
