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
            hint = "Write `location:` with a country or EEA, or {gap: …}."
            yield look.error("recipient-without-location", path, f"Where `{name}` keeps data is not said.", hint, "GDPR Art. 13(1)(f)")
        if recipient.role == "processor":
            yield from _processor(look, path, recipient)


def _processor(look: Look, path: Path, recipient: Recipient) -> Iterator[Finding]:
    if recipient.agreement is None:
        hint = "Write `agreement: {version: …, signed: …}`, or {gap: …}."
        yield look.error("processor-without-agreement", path, f"No agreement with `{path[-1]}` is on record.", hint, "GDPR Art. 28(3)")
    if recipient.name is None and recipient.category is None:
        hint = "Write `name:`, or at least `category:`."
        yield look.warning("recipient-unnamed", path, f"`{path[-1]}` is known by its function only.", hint, "GDPR Art. 13(1)(e)")


def transfers(look: Look) -> Iterator[Finding]:
    """Report transfers that contradict the default, that rest on nothing, or whose tool has run out."""
    said = look.policy.transfers
    for at, transfer in enumerate(said.known):
        path = ("transfers", "known", str(at))
        if said.default == "none" and (said.exception is None or _unfounded(transfer)):
            hint = "Give its country and tool, stop the transfer, or write `default: allowed`."
            message = f"Nothing leaves the EEA, it is said, yet `{transfer.recipient}` receives data outside it."
            yield look.error("transfer-contradicts-default", path, message, hint, "GDPR Art. 13(1)(f)")
        if transfer.until and transfer.until < look.as_of:
            hint = "Renew the tool and write its new `until:`, or stop the transfer."
            message = f"The ground of the transfer to `{transfer.recipient}` ended on {transfer.until}."
            yield look.error("transfer-tool-expired", path, message, hint, "GDPR Art. 44")
        if isinstance(transfer.country, str) and inside(look, transfer.country):
            message = f"`{transfer.country}` lies inside the EEA: this is no transfer."
            yield look.warning("transfer-inside", path, message, "Delete the entry.", "GDPR Art. 44")


def _unfounded(transfer: Transfer) -> bool:
    return isinstance(transfer.country, Gap) or isinstance(transfer.tool, Gap)


def inside(look: Look, place: str) -> bool:
    """Tell whether a place lies inside the EEA on the day, by the rule packs."""
    return any(member.code == place and valid(member, look.as_of) for pack in look.packs for member in pack.inside)


def outside_without_transfer(look: Look) -> Iterator[Finding]:
    """Report data that stands outside the EEA while no transfer is named."""
    told = {transfer.recipient for transfer in look.policy.transfers.known}
    hint = "Add it to `transfers.known` with its country and tool."
    for name, recipient in look.policy.recipients.items():
        if name not in told and isinstance(recipient.location, str) and not inside(look, recipient.location):
            message = f"`{name}` is outside the EEA ({recipient.location}), and no transfer is named."
            yield look.error("transfer-unnamed", ("recipients", name, "location"), message, hint, "GDPR Art. 13(1)(f)")
    for name, place in look.policy.systems.items():
        if isinstance(place.location, str) and not inside(look, place.location) and place.hosted_by not in told:
            message = f"System `{name}` is outside the EEA ({place.location}), and no transfer is named."
            yield look.error("transfer-unnamed", ("systems", name, "location"), message, hint, "GDPR Art. 13(1)(f)")


def sources(look: Look) -> Iterator[Finding]:
    """Report data from others without their source, and a notice that does not claim to tell it (GDPR Art. 14)."""
    for name, activity in look.policy.activities.items():
        foreign = any(use.source == "third_party" for use in activity.data.values()) or activity.shares == "referrals"
        if foreign and activity.source is None:
            hint = "Write `source: {from: [...], public: false}`, or {gap: …}."
            path = ("activities", name, "source")
            yield look.error(
                "source-missing", path, f"`{name}` has data from others and does not say from whom.", hint, "GDPR Art. 14(2)(f)"
            )
        if (foreign or activity.source is not None) and "gdpr-14" not in look.policy.policy.fulfils:
            hint = "Add gdpr-14 to `fulfils`."
            message = f"`{name}` has data from others, but the notice fulfils Art. 13 only."
            yield look.error("notice-not-art-14", ("policy", "fulfils"), message, hint, "GDPR Art. 14")
            return


def third_party_cookies(look: Look) -> Iterator[Finding]:
    """Report cookies of third parties where no third party is named."""
    for name, activity in look.policy.activities.items():
        known = (look.policy.recipients.get(recipient) for recipient in activity.recipients)
        others = any(recipient is not None and recipient.role not in ("processor", "authority") for recipient in known)
        if activity.cookies and activity.cookies.third_parties and not others:
            path = ("activities", name, "recipients")
            yield look.error(
                "cookie-parties-unnamed", path, f"Third parties set cookies in `{name}`; none is named.", "Name them.", "GDPR Art. 13(1)(e)"
            )


def hosts(look: Look) -> Iterator[Finding]:
    """Report who hosts a system an activity uses, but is not among its recipients (GDPR Art. 4(9), 13(1)(e))."""
    for name, activity in look.policy.activities.items():
        used = [look.policy.systems[system].hosted_by for system in activity.systems if system in look.policy.systems]
        for host in dict.fromkeys(host for host in used if host and host not in activity.recipients):
            path = ("activities", name, "recipients")
            yield look.warning(
                "host-untold", path, f"`{host}` hosts what `{name}` uses.", f"Add {host} to its recipients.", "GDPR Art. 13(1)(e)"
            )


CHECKS = (recipients, transfers, outside_without_transfer, sources, third_party_cookies, hosts)
