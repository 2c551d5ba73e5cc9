"""What a policy states of who else has the data, and of data that leave the EEA."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Agreement, Gap, Policy, Recipient, Says, Transfer
from ombud.policy.statements.slots import Open, Slot, days, ids, own, parties, place, texts, word
from ombud.policy.statements.statement import Statements, later, probed, signed, stated, unsettled


def _recipients(policy: Policy) -> Statements:
    if policy.recipients:
        yield stated(("recipients",), "recipients", name="recipients.*")
    yield from _terms_of_all(policy)
    for name, recipient in policy.recipients.items():
        yield from _recipient(("recipients", name), name, recipient)


def _terms_of_all(policy: Policy) -> Statements:
    all_of, path = policy.recipients, ("recipients",)
    if any(r.role == "processor" for r in all_of.values()):
        yield signed(path, "recipients.purposes", name="recipients.*.for")
    if acting := [name for name, r in all_of.items() if r.acts]:
        yield signed(path, "recipients.instructions", {"who": parties(acting)}, name="recipients.*.acts")
    for term in sorted({term for r in all_of.values() for term in r.bound}):
        bound = parties(name for name, r in all_of.items() if term in r.bound)
        yield signed(path, "recipients.bound", {"who": bound, "term": word("bound", term)}, name=f"recipients.*.bound.{term}")


def _recipient(path: Path, name: str, it: Recipient) -> Statements:
    who = parties([name])
    yield probed(path, "policy", "recipient", {"who": who, "role": word("roles", it.role), "purposes": ids("purposes", it.purposes)})
    if it.location is not None:
        yield signed((*path, "location"), "recipient.location", {"who": who, "location": word("countries", it.location)})
    if it.agreement is not None:
        yield signed((*path, "agreement"), "recipient.agreement", {"who": who, **agreement(it.agreement)})
    if it.subprocessors:
        yield signed((*path, "subprocessors"), "recipient.subprocessors", {"who": who, "others": parties(it.subprocessors)})
    if it.data:
        yield stated((*path, "data"), "recipient.data", {"who": who, "data": ids("data", it.data)})
    if it.only_if:
        yield probed((*path, "only_if"), "disclosed", "recipient.only_if", {"who": who, "ground": word("only_if", it.only_if)})
    if it.duty:
        yield signed((*path, "duty"), "recipient.duty", {"who": who})
    if it.terms:
        yield stated((*path, "terms"), "recipient.terms", {"text": own(Says(it.terms.text)), "url": place(it.terms.url)})
    if it.members:
        yield later((*path, "members"), "list of recipients", "recipient.members", {"who": who, "url": place(it.members)})
    if it.withheld:
        yield later((*path, "withheld"), "list of recipients", "recipient.withheld", {"who": who})


def agreement(known: Agreement | Gap | None) -> dict[str, Slot | None]:
    """Tell of a written agreement: its version, when it was signed and reviewed, until when it runs."""
    match known:
        case None:
            return {}
        case Gap(gap):
            return {"signed": Open("day", (gap,))}
        case _:
            return {
                "version": texts(known.version),
                "signed": days([known.signed]),
                "reviewed": days([known.reviewed]),
                "until": days([known.until]),
            }


def _transfers(policy: Policy) -> Statements:
    said = policy.transfers
    yield from unsettled(("transfers",), "transfers.open", default=said.default)
    if not isinstance(said.default, Gap):
        yield probed(("transfers", "default"), "transfers", "transfers.none" if said.default == "none" else "transfers.allowed")
    if said.exception:
        yield probed(("transfers", "exception"), "transfers", "transfers.exception")
    for name in sorted({transfer.recipient for transfer in said.known}):
        yield from _flows(name, [transfer for transfer in said.known if transfer.recipient == name])


def _flows(name: str, flows: list[Transfer]) -> Statements:
    """Tell each flow to a recipient by itself; a second one has its country and tool in its id."""
    several = len(flows) > 1
    for flow in dict.fromkeys(flows):
        more = f".{_word(flow.country)}.{_word(flow.tool)}.{flow.until or ''}".rstrip(".") if several else ""
        yield probed(
            ("transfers", "known"),
            "transfers",
            "transfers.known",
            {
                "who": parties([name]),
                "country": word("countries", flow.country),
                "tool": word("tools", flow.tool),
                "since": days([flow.since]),
                "until": days([flow.until]),
            },
            name=f"transfers.known.{name}{more}",
        )


def _word(fact: str | Gap) -> str:
    return f"gap-{fact.gap}" if isinstance(fact, Gap) else fact


STATEMENTS = (_recipients, _transfers)
