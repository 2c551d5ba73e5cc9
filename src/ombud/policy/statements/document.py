"""What a policy states of itself, of who is who, and of the law, data and places it names."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Policy, Recipient
from ombud.policy.statements.statement import Statements, fact, later, probed, signed, stated, words


def _document(policy: Policy) -> Statements:
    about = policy.policy
    yield stated(("policy", "version"), f"This is version {about.version}, in effect from {about.effective}.")
    yield stated(("policy", "aim"), "The policy tells what it is for.")
    yield stated(("policy", "applies_when"), f"It applies to: {words(about.applies_when)}.")
    duties = words(duty.replace("gdpr-", "Art. ") for duty in about.fulfils)
    yield probed((), "policy", f"It tells what GDPR {duties} asks for.", name="policy.fulfils")


def _controller(policy: Policy) -> Statements:
    who, at = policy.controller, policy.controller.address
    yield stated(("controller", "name"), f"{who.name} is the controller.")
    yield stated(("controller", "address"), f"Its address is {at.street}, {at.postcode} {at.city}.")
    yield stated(("controller", "register"), f"Its number is {who.register.scheme} {who.register.id}.")
    yield stated(("controller",), f"It is reached at {who.web}, {who.phone} and {who.email}.", name="controller.contact")


def _officer(policy: Policy) -> Statements:
    officer = policy.officer
    needed = "is" if officer.required else "is not"
    yield stated(("officer",), f"A data protection officer {needed} required; questions go to the {fact(officer.contact)}.")
    if officer.reason is not None:
        yield signed(("officer", "reason"), f"There is a reason why an officer {needed} required.", officer.reason)


def _authorities(policy: Policy) -> Statements:
    for name, authority in policy.authorities.items():
        yield probed(("authorities", name), "policy", f"{authority.name} ({authority.country}) is shown with its address of the day.")


# ------------------------------------------------------------------ who else has the data


def _recipients(policy: Policy) -> Statements:
    if policy.recipients:
        yield stated(("recipients",), f"Others have access: {words(policy.recipients)}.", name="recipients.*")
    yield from _terms_of_all(policy)
    for name, recipient in policy.recipients.items():
        yield from _recipient(("recipients", name), name, recipient)


def _terms_of_all(policy: Policy) -> Statements:
    all_of, path = policy.recipients, ("recipients",)
    if processors := [name for name, r in all_of.items() if r.role == "processor"]:
        yield signed(path, f"They use data only for the purposes named: {words(processors)}.", name="recipients.*.for")
    if acting := [name for name, r in all_of.items() if r.acts]:
        yield signed(path, f"They act on instructions only: {words(acting)}.", name="recipients.*.acts")
    for term in sorted({term for r in all_of.values() for term in r.bound}):
        bound = [name for name, r in all_of.items() if term in r.bound]
        yield signed(path, f"They are bound by {fact(term)}: {words(bound)}.", name=f"recipients.*.bound.{term}")


def _recipient(path: Path, name: str, it: Recipient) -> Statements:
    called = it.name or fact(it.category or name)
    yield probed(path, "policy", f"{called} takes part as {fact(it.role)}, for: {words(it.purposes)}.", it.role)
    if it.location is not None:
        yield signed((*path, "location"), f"{called} keeps data in {fact(it.location)}.", it.location)
    if it.agreement is not None:
        yield signed((*path, "agreement"), f"A written agreement with {called} is in force.", it.agreement)
    if it.data:
        yield stated((*path, "data"), f"{called} has: {words(it.data)}.")
    if it.only_if:
        yield later((*path, "only_if"), "disclosure log", f"{called} gets data only on a {fact(it.only_if)}.")
    if it.duty:
        yield signed((*path, "duty"), f"{called} answers for the law itself.")
    if it.terms:
        yield stated((*path, "terms"), f"The own terms of {called} are linked.", it.terms.url)


def _transfers(policy: Policy) -> Statements:
    said = policy.transfers
    rule = "Nothing leaves the EEA as a rule." if said.default == "none" else "Data may leave the EEA."
    yield probed(("transfers", "default"), "transfers", rule)
    if said.exception:
        yield probed(("transfers", "exception"), "transfers", "If something must leave the EEA, a lawful tool is in place first.")
    for name in sorted({transfer.recipient for transfer in said.known}):
        flows = [transfer for transfer in said.known if transfer.recipient == name]
        ways = words(f"{fact(flow.country)} by {fact(flow.tool)}" for flow in flows)
        facts = [fact for flow in flows for fact in (flow.country, flow.tool)]
        text = f"{name} may have data in {ways}."
        yield probed(("transfers", "known"), "transfers", text, *facts, name=f"transfers.known.{name}")


# ------------------------------------------------------------------ law, data, places


def _laws(policy: Policy) -> Statements:
    for name, law in policy.laws.items():
        yield probed(("laws", name), "policy", f"{law.ref}{f', {law.cite}' if law.cite else ''} is cited as it is in force.")


def _data(policy: Policy) -> Statements:
    for name, datum in policy.data.items():
        if datum.identity_document:
            text = f"{fact(name)} is a copy of an identity document and has a limit of its own."
            yield probed(("data", name), "identity_documents", text)
        elif datum.special:
            yield probed(("data", name), "policy", f"{fact(name)} is of a special kind ({fact(datum.special)}).")


def _systems(policy: Policy) -> Statements:
    for name, place in policy.systems.items():
        host = f", hosted by {fact(place.hosted_by)}" if place.hosted_by else ""
        text = f"The system {name} stands in {fact(place.location)}{host}."
        yield later(("systems", name, "location"), "region probe", text, place.location)
        if place.expires is not None:
            text = f"Copies in {name} expire after {fact(place.expires)}."
            yield later(("systems", name, "expires"), "backup probe", text, place.expires)


STATEMENTS = (_document, _controller, _officer, _authorities, _recipients, _transfers, _laws, _data, _systems)
