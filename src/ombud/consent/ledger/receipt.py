"""A receipt of a choice for the person who made it, in the form of ISO/IEC TS 27560:2023 with the words of W3C DPV, as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ombud.plan.consent.choice import Choice, Kind
from ombud.plan.consent.terms import activity_of
from ombud.policy.model import Policy

_STATUS: Final[Mapping[Kind, str]] = {
    "given": "dpv:ConsentGiven",
    "renewed": "dpv:RenewedConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "expired": "dpv:ConsentExpired",
    "objected": "dpv:ConsentRefused",
}
CONTEXT: Final = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
}


def receipt(policy: Policy, leaf: int, commitment: str, choice: Choice, senders: tuple[str, ...]) -> dict[str, object]:
    """Write what was chosen, by whom it is held, for what, on which data and until when; the commitment leads to the signed ledger."""
    name, activity = activity_of(policy, choice.purpose)
    told = {
        "@context": CONTEXT,
        "@id": f"urn:ombud:choice:{commitment}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": "ISO/IEC TS 27560:2023",
        "dct:identifier": str(leaf),
        "dct:created": choice.at.isoformat(timespec="seconds"),
        "dpv:hasLegalBasis": {"@type": "eu-gdpr:A6-1-a", "dpv:hasConsentStatus": _STATUS.get(choice.kind, "dpv:ConsentStatus")},
        "dpv:hasDataController": {"@type": "dpv:DataController", "dpv:hasName": policy.controller.name},
        "dpv:hasRecipient": [{"@type": "dpv:Recipient", "dpv:hasName": one} for one in senders],
        "dpv:hasProcess": {"@type": "dpv:Process", "dct:title": name},
        "dpv:hasPurpose": {"@type": "dpv:Purpose", "dct:title": choice.purpose, "dct:subject": list(choice.scope.topics)},
        "dpv:hasPersonalData": [_datum(policy, one) for one in activity.data],
        "dpv:hasNotice": {"@type": "dpv:ConsentNotice", "dct:identifier": choice.notice, "dct:hasVersion": choice.policy},
        "dpv:isIndicatedAtTime": choice.at.isoformat(timespec="milliseconds"),
        "dpv:hasIndicationMethod": choice.method,
        "dct:valid": choice.until.isoformat() if choice.until else None,
    }
    return {key: value for key, value in told.items() if value not in (None, [], "")}


def _datum(policy: Policy, name: str) -> dict[str, str]:
    term = policy.data[name].dpv if name in policy.data else None
    return {"@type": term or "dpv:PersonalData", "dct:title": name}
