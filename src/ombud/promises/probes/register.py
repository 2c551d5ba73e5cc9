"""Whether what the policy itself registers is complete, valid today, and signed for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ombud.policy.finding import Finding
from ombud.policy.model import Agreement, Gap, Transfer
from ombud.policy.statements import Statement
from ombud.policy.statements.slots import Days
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import fault, phrase, remedy


def findings(statement: Statement, looking: Looking) -> Check:
    """Look whether the policy check finds an error where the statement stands; for all the notice owes, anywhere in the policy."""
    mine = [f for f in looking.kept.findings if f.file != "inventory.yaml" and _under(f, statement)]
    errors = [f for f in mine if f.severity == "error"]
    if errors:
        return Check("broken", phrase("policy-errors", errors=len(errors)), fault(errors[0]), remedy(errors[0]))
    return Check("kept", phrase("policy-clean", remarks=len(mine) or None))


def _under(finding: Finding, statement: Statement) -> bool:
    if statement.path == ("activities",):  # how long data stay, told for all activities at once
        return finding.path[:1] == statement.path and finding.path[2:3] == ("retention",)
    return finding.path[: len(statement.path)] == statement.path


def transfers(statement: Statement, looking: Looking) -> Check:
    """Look whether any bound system is with a recipient outside what the policy allows; what flows is not watched."""
    errors = [f for f in looking.kept.findings if f.severity == "error" and f.code.startswith("transfer")]
    if errors:
        return Check("broken", phrase("transfer-errors", errors=len(errors)), fault(errors[0]), remedy(errors[0]))
    if expired := _expired(statement, looking):
        return Check("broken", phrase("no-valid-tool", transfers=len(expired)), phrase("tool-ended", who=expired), phrase("renew-tool"))
    if unagreed := _unagreed(statement, looking):
        figure, cause = phrase("no-agreement", processors=len(unagreed)), phrase("agreement-lacking", who=unagreed)
        return Check("broken", figure, cause, phrase("sign-or-stop"))
    if unplaced := _unplaced(looking):
        figure, cause = phrase("unplaced", systems=len(unplaced)), phrase("host-unplaced", systems=unplaced)
        return Check("broken", figure, cause, phrase("place-recipient"))
    return unproven(phrase("flow-unwatched"), phrase("nothing-to-do"))


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
        return Check("broken", phrase("agreement-ran", until=ended), phrase("agreement-ended"), phrase("renew-agreement"))
    signed = looking.kept.signatures.get(statement.id)
    if signed is None:
        return unproven(phrase("unsigned"), phrase("sign-it", promise=statement.id))
    if signed.demo:
        return unproven(phrase("signed-for-show", role=signed.role), phrase("sign-in-earnest"))
    figure = phrase("signed", role=signed.role, until=signed.until)
    if signed.until < looking.scene.today:
        return Check("broken", figure, phrase("signature-expired"), phrase("sign-anew"), signed.role)
    return Check("kept", figure)
