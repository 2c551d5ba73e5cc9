"""What a policy states of itself and of who is who."""

from __future__ import annotations

from ombud.policy.model import Controller, Law, Policy, known
from ombud.policy.statements.slots import (
    Addresses,
    Slot,
    articles,
    days,
    events,
    ids,
    laws,
    lengths,
    own,
    parties,
    texts,
    word,
    yes,
)
from ombud.policy.statements.statement import Statements, later, probed, signed, stated, unsettled


def _document(policy: Policy) -> Statements:
    about = policy.policy
    yield from _edition(policy)
    yield stated(("policy", "aim"), "policy.aim", {"text": own(about.aim)})
    if about.applies_when:
        yield stated(("policy", "applies_when"), "policy.applies_when", {"situations": ids("situations", about.applies_when)})
    if about.only_with:
        yield stated(("policy", "only_with"), "policy.only_with_consent")
    if duties := articles(duty.removeprefix("gdpr-") for duty in about.fulfils):
        yield probed((), "policy", "policy.fulfils", {"duties": duties}, name="policy.fulfils")
    languages = ids("languages", about.languages.publish)
    yield probed(("policy", "languages"), "languages", "policy.languages", {"languages": languages})


def _edition(policy: Policy) -> Statements:
    about = policy.policy
    version, day = texts(known(about.version)), days([known(about.effective)])
    if version:
        yield stated(("policy", "version"), "policy.version", {"version": version, "day": day})
    elif day:
        yield stated(("policy", "effective"), "policy.effective", {"day": day})
    yield from unsettled(("policy",), "controller.open", version=about.version, effective=about.effective)


def _controller(policy: Policy) -> Statements:
    who = policy.controller
    yield stated(("controller", "name"), "controller.name", {"who": texts(who.name)})
    if address := known(who.address):
        yield stated(("controller", "address"), "controller.address", {"address": Addresses((address,), address.country)})
    if register := known(who.register):
        slots = {"scheme": word("registers", register.scheme), "number": texts(register.id)}
        yield stated(("controller", "register"), "controller.register", slots)
    yield from _reached(who)
    here = ("controller",)
    yield from unsettled(here, "controller.open", address=who.address, register=who.register, email=who.email, phone=who.phone, web=who.web)


def _reached(who: Controller) -> Statements:
    """Tell how to reach the controller, as far as that is known."""
    reach = {"web": texts(known(who.web)), "phone": texts(known(who.phone)), "email": texts(known(who.email))}
    if reach["email"]:
        yield stated(("controller",), "controller.contact", reach, name="controller.contact")
    elif reach["web"] or reach["phone"]:
        yield stated(("controller",), "controller.reach", reach, name="controller.contact")


def _officer(policy: Policy) -> Statements:
    officer = known(policy.officer)
    if officer is None:
        yield from unsettled((), "controller.open", officer=policy.officer)
        return
    contact = None if officer.contact == "controller" else texts(officer.contact)
    yield stated(("officer",), "officer.required" if officer.required else "officer.not_required", {"contact": contact})
    if officer.reason is not None:
        yield signed(("officer", "reason"), "officer.reason", {"text": own(officer.reason)})


def _authorities(policy: Policy) -> Statements:
    for name, authority in policy.authorities.items():
        yield probed(
            ("authorities", name),
            "policy",
            "authority",
            {
                "who": texts(authority.name),
                "country": word("countries", authority.country),
                "address": Addresses(authority.addresses, authority.country) if authority.addresses else None,
                "email": texts(authority.email),
                "phone": texts(authority.phone),
            },
        )


# ------------------------------------------------------------------ law, data, places


def _laws(policy: Policy) -> Statements:
    for name, law in policy.laws.items():
        yield probed(
            ("laws", name),
            "policy",
            "law",
            {
                "law": laws([name]),
                "ref": texts(law.ref),
                "since": days([law.valid_from]),
                **_demands(law),
                "replaced": days([law.replaced.day]) if law.replaced else None,
                "by": texts(law.replaced.by) if law.replaced else None,
                "cite": texts(law.replaced.cite) if law.replaced else None,
            },
        )


def _demands(law: Law) -> dict[str, Slot | None]:
    asked, allowed = law.demands, law.allows
    return {
        "demanded": lengths(asked.keep) if asked else None,
        "demand": word("limits", asked.limit) if asked else None,
        "demanded_after": events(asked.after) if asked else None,
        "allowed": lengths(allowed.keep) if allowed else None,
        "allowance": word("limits", allowed.limit) if allowed else None,
        "allowed_after": events(allowed.after) if allowed else None,
    }


def _data(policy: Policy) -> Statements:
    for name, datum in policy.data.items():
        slots = {"data": word("data", name), "special": word("special", datum.special)}
        if datum.identity_document:
            yield probed(("data", name), "identity_documents", "data.identity_document", slots)
        elif datum.special:
            yield probed(("data", name), "policy", "data.special", slots)


def _systems(policy: Policy) -> Statements:
    for name, place in policy.systems.items():
        yield later(
            ("systems", name, "location"),
            "region probe",
            "system.location",
            {
                "system": word("systems", name),
                "location": word("countries", place.location),
                "host": parties([place.hosted_by]) if place.hosted_by else None,
                "backup": yes(place.backup),
            },
        )
        if place.expires is not None:
            slots = {"system": word("systems", name), "period": lengths(place.expires)}
            yield later(("systems", name, "expires"), "backup probe", "system.expires", slots)


STATEMENTS = (_document, _controller, _officer, _authorities, _laws, _data, _systems)
