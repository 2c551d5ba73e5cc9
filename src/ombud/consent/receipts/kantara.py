"""A receipt of a consent in the form of Kantara's Consent Receipt 1.1, which knows a yes and neither a no nor its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ombud.consent.receipts.jsonld import Node, Proof, recipients
from ombud.errors import RefusedError
from ombud.plan.consent.choice import Choice
from ombud.plan.consent.terms import activity_of
from ombud.policy.model import Activity, Address, Controller, Officer, Policy, RetentionRule, known

VERSION: Final = "KI-CR-v1.1.0"


def is_yes(choice: Choice) -> bool:
    """Tell whether somebody said yes by a choice."""
    return choice.slot == "yes"


def receipt(policy: Policy, proof: Proof, choice: Choice, senders: tuple[str, ...]) -> Node:
    """Write who agreed, to whom, to what, on which data, who else gets them and how it ends; its id is the commitment in the ledger."""
    name, activity = activity_of(policy, choice.purpose)
    language = proof.language or policy.policy.languages.source
    special = [one for one in activity.data if one in policy.data and policy.data[one].special]
    return {
        "version": VERSION,
        "jurisdiction": policy.controller.country or choice.country,
        "consentTimestamp": int(choice.at.timestamp()),
        "collectionMethod": choice.method,
        "consentReceiptID": proof.commitment,
        "language": language,
        "piiPrincipalId": proof.subject,
        "piiControllers": [_controller(policy)],
        "policyUrl": f"{proof.site}{language}/notice",
        "services": [{"service": name, "purposes": [_purpose(policy, activity, choice, senders)]}],
        "sensitive": bool(special),
        "spiCat": special,
    }


def _controller(policy: Policy) -> Node:
    """Name the controller; a receipt without its address, mail or telephone is none in this form."""
    it = policy.controller
    place, email, phone, web = known(it.address), known(it.email), known(it.phone), known(it.web)
    if place is None or not email or not phone:
        hint = "Write its address, email and phone under `controller`, or print the receipt in the other form."
        raise RefusedError("receipt-incomplete", "A Kantara receipt tells how to reach the controller, and the policy does not.", hint=hint)
    told: Node = {"piiController": it.name, "contact": _contact(policy, it), "address": _address(place), "email": email, "phone": phone}
    return told | ({"piiControllerUrl": web} if web else {})


def _contact(policy: Policy, it: Controller) -> str:
    return policy.officer.contact if isinstance(policy.officer, Officer) and policy.officer.required else it.name


def _address(it: Address) -> Node:
    told = {"streetAddress": it.street, "postalCode": it.postcode, "addressLocality": it.city, "addressCountry": it.country}
    return {key: value for key, value in told.items() if value}


def _purpose(policy: Policy, activity: Activity, choice: Choice, senders: tuple[str, ...]) -> Node:
    others = list(dict.fromkeys((*senders, *recipients(policy, activity))))
    told: Node = {
        "purpose": choice.purpose,
        "consentType": "EXPLICIT",
        "purposeCategory": list(choice.scope.topics) or [choice.purpose],
        "piiCategory": list(activity.data),
        "termination": "; ".join(_ends(activity, choice)),
        "thirdPartyDisclosure": bool(others),
    }
    return told | ({"thirdPartyName": ", ".join(others)} if others else {})


def _ends(activity: Activity, choice: Choice) -> Iterator[str]:
    """Tell how the consent ends, and how long the policy keeps the data after it."""
    yield f"when it is taken back, or after {choice.until}" if choice.until else "when it is taken back"
    for rule in activity.retention:
        if isinstance(rule, RetentionRule):
            yield f"{rule.rule}: {known(rule.period) or 'undecided'} after {known(rule.after) or 'undecided'}"
