"""Who else has the data, and where: recipients, processors, transfers (GDPR Art. 13(1)(e)-(f), 28, 44-49)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import valid
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Gap, Recipient, Transfer


def recipients(look: Look) -> Iterator[Finding]:
    """Report recipients without a place, processors without a name or an agreement."""
    for name, recipient in look.policy.recipients.items():
        path = ("recipients", name)
        if recipient.location is None and recipient.role != "authority" and recipient.only_if is None:
            yield look.error("recipient-without-location", path, "GDPR Art. 13(1)(f)")
        if recipient.role == "processor":
            yield from _processor(look, path, recipient)


def _processor(look: Look, path: Path, recipient: Recipient) -> Iterator[Finding]:
    if recipient.agreement is None:
        yield look.error("processor-without-agreement", path, "GDPR Art. 28(3)")
    if recipient.name is None and recipient.category is None:
        yield look.warning("recipient-unnamed", path, "GDPR Art. 13(1)(e)", recipient=path[-1])


def transfers(look: Look) -> Iterator[Finding]:
    """Report transfers that contradict the default, that rest on nothing, or whose tool has run out."""
    said = look.policy.transfers
    for at, transfer in enumerate(said.known):
        path = ("transfers", "known", str(at))
        if said.default == "none" and (said.exception is None or _unfounded(transfer)):
            yield look.error("transfer-contradicts-default", path, "GDPR Art. 13(1)(f)", recipient=transfer.recipient)
        if transfer.until and transfer.until < look.as_of:
            yield look.error("transfer-tool-expired", path, "GDPR Art. 44", recipient=transfer.recipient, day=transfer.until)
        if isinstance(transfer.country, str) and inside(look, transfer.country):
            yield look.warning("transfer-inside", path, "GDPR Art. 44", country=transfer.country)


def _unfounded(transfer: Transfer) -> bool:
    return isinstance(transfer.country, Gap) or isinstance(transfer.tool, Gap)


def inside(look: Look, place: str) -> bool:
    """Tell whether a place lies inside the EEA on the day, by the rule packs."""
    return any(member.code == place and valid(member, look.as_of) for pack in look.packs for member in pack.inside)


def outside_without_transfer(look: Look) -> Iterator[Finding]:
    """Report data that stands outside the EEA while no transfer is named."""
    told = {transfer.recipient for transfer in look.policy.transfers.known}
    for name, recipient in look.policy.recipients.items():
        if name not in told and isinstance(recipient.location, str) and not inside(look, recipient.location):
            path = ("recipients", name, "location")
            yield look.error("transfer-unnamed", path, "GDPR Art. 13(1)(f)", name=name, country=recipient.location)
    for name, place in look.policy.systems.items():
        if isinstance(place.location, str) and not inside(look, place.location) and place.hosted_by not in told:
            path = ("systems", name, "location")
            yield look.error("transfer-unnamed", path, "GDPR Art. 13(1)(f)", name=name, country=place.location)


def sources(look: Look) -> Iterator[Finding]:
    """Report data from others without their source, and a notice that does not claim to tell it (GDPR Art. 14)."""
    for name, activity in look.policy.activities.items():
        foreign = any(use.source == "third_party" for use in activity.data.values()) or activity.shares == "referrals"
        if foreign and activity.source is None:
            yield look.error("source-missing", ("activities", name, "source"), "GDPR Art. 14(2)(f)")
        if (foreign or activity.source is not None) and "gdpr-14" not in look.policy.policy.fulfils:
            yield look.error("notice-not-art-14", ("policy", "fulfils"), "GDPR Art. 14", activity=name)
            return


def hosts(look: Look) -> Iterator[Finding]:
    """Report who hosts a system an activity uses, but is not among its recipients (GDPR Art. 4(9), 13(1)(e))."""
    for name, activity in look.policy.activities.items():
        used = [look.policy.systems[system].hosted_by for system in activity.systems if system in look.policy.systems]
        for host in dict.fromkeys(host for host in used if host and host not in activity.recipients):
            path = ("activities", name, "recipients")
            yield look.error("host-untold", path, "GDPR Art. 13(1)(e)", host=host, activity=name)


CHECKS = (recipients, transfers, outside_without_transfer, sources, hosts)
