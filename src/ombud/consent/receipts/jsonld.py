"""A receipt of a choice for the person who made it, in the form of ISO/IEC TS 27560:2023 with the words of W3C DPV, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ombud.plan.consent.choice import Choice, Kind
from ombud.plan.consent.terms import activity_of
from ombud.policy.model import Activity, Address, Controller, Gap, Policy, Register, RetentionRule, known

_STATUS: Final[Mapping[Kind, str]] = {
    "given": "dpv:ConsentGiven",
    "renewed": "dpv:RenewedConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "expired": "dpv:ConsentExpired",
}
"""What each choice about a consent makes of it; an objection or a sale is a choice about something else, and has no receipt of consent."""

CONTEXT: Final = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
}
Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a choice stands in the ledger: its leaf, the commitment to it, the pseudonym it is kept under, the language it was asked in.

    `site` is the address that ours begin with, its last stroke included.
    """

    leaf: int
    commitment: str
    subject: str
    language: str = ""
    site: str = ""


def is_consent(choice: Choice) -> bool:
    """Tell whether a choice is one about a consent."""
    return choice.kind in _STATUS


def receipt(policy: Policy, proof: Proof, choice: Choice, senders: tuple[str, ...]) -> Node:
    """Write what was chosen, by whom it is held, for what, on which data, where and how long; the commitment leads to the signed ledger."""
    name, activity = activity_of(policy, choice.purpose)
    who: Node = {"@type": "dpv:DataSubject", "dct:identifier": proof.subject}
    controller = _controller(policy.controller)
    country = [f"loc:{policy.controller.country}"] if policy.controller.country else []
    told: Node = {
        "@context": CONTEXT,
        "@id": f"urn:ombud:choice:{proof.commitment}",
        "@type": ["dpv:ConsentRecord", "dpv:ConsentReceipt"],
        "dct:conformsTo": "ISO/IEC TS 27560:2023",
        "dct:identifier": str(proof.leaf),
        "dct:created": choice.at.isoformat(timespec="seconds"),
        "dct:language": proof.language or policy.policy.languages.source,
        "dpv:hasDataSubject": who,
        "dpv:hasLegalBasis": _event(choice, who if choice.method != "clock" else controller),
        "dpv:hasDataController": controller,
        "dpv:hasRecipient": [{"@type": "dpv:Recipient", "dpv:hasName": one} for one in (*senders, *recipients(policy, activity))],
        "dpv:hasProcess": {"@type": "dpv:Process", "dct:title": name},
        "dpv:hasPurpose": {"@type": "dpv:Purpose", "dct:title": choice.purpose, "dct:subject": list(choice.scope.topics)},
        "dpv:hasPersonalData": [_datum(policy, one) for one in activity.data],
        "dpv:hasStorageCondition": [*_places(policy, activity, country), *_clocks(activity)],
        "dpv:hasJurisdiction": country,
        "dpv:hasConsentControl": _way_back(policy, activity),
        "dpv:hasNotice": {"@type": "dpv:ConsentNotice", "dct:identifier": choice.notice, "dct:hasVersion": choice.policy},
    }
    return {key: value for key, value in told.items() if value not in (None, [], "")}


def _event(choice: Choice, by: Node) -> Node:
    """Tell what happened to the consent: its state, when, by whom, how, and until when it is good."""
    return {
        "@type": "eu-gdpr:A6-1-a",
        "dpv:hasConsentStatus": _STATUS[choice.kind],
        "dpv:isIndicatedAtTime": choice.at.isoformat(timespec="milliseconds"),
        "dpv:isIndicatedBy": by,
        "dpv:hasIndicationMethod": choice.method,
        "dct:valid": choice.until.isoformat() if choice.until else "until_withdrawn",
    }


def _controller(it: Controller) -> Node:
    told: Node = {"@type": "dpv:DataController", "dpv:hasName": it.name}
    if isinstance(it.register, Register):
        told["dct:identifier"] = f"{it.register.scheme} {it.register.id}"
    if isinstance(it.address, Address):
        place = it.address
        told["dpv:hasAddress"] = ", ".join(one for one in (place.street, f"{place.postcode} {place.city}", place.country) if one)
    return told | {"dpv:hasContact": [one for one in (known(it.email), known(it.phone), known(it.web)) if one]}


def recipients(policy: Policy, activity: Activity) -> Iterator[str]:
    """Name whoever receives the data of an activity."""
    yield from (policy.recipients[one].name or one for one in activity.recipients if one in policy.recipients)


def _places(policy: Policy, activity: Activity, country: list[str]) -> Iterator[Node]:
    """Tell in which countries it is kept: with the controller, and with whoever receives it."""
    told = (known(policy.recipients[one].location) for one in activity.recipients if one in policy.recipients)
    for place in dict.fromkeys((*country, *(f"loc:{one}" if len(one) == 2 else one for one in told if one))):  # noqa: PLR2004 - a country's letters
        yield {"@type": "dpv:StorageLocation", "dpv:hasLocation": place}


def _clocks(activity: Activity) -> Iterator[Node]:
    """Tell how long it is kept: the policy's own rules, the period in the form of ISO 8601."""
    for rule in activity.retention:
        if isinstance(rule, RetentionRule):
            period, after = ("undecided" if isinstance(one, Gap) else str(one) for one in (rule.period, rule.after))
            yield {"@type": "dpv:StorageDuration", "dct:title": rule.rule, "dpv:hasDuration": period, "dct:description": f"after {after}"}


def _way_back(policy: Policy, activity: Activity) -> Node:
    ways = list(activity.leave.channels) if activity.leave else []
    return {
        "@type": "dpv:WithdrawConsent",
        "dct:description": ways,
        "dpv:hasContact": known(policy.controller.email) or policy.controller.name,
    }


def _datum(policy: Policy, name: str) -> dict[str, str]:
    term = policy.data[name].dpv if name in policy.data else None
    return {"@type": term or "dpv:PersonalData", "dct:title": name}
