"""The document itself: dates, zone, numbers, authorities, laws as cited, rights as promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ombud.policy.check.bases import all_bases
from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import Act, KnownAddress, valid
from ombud.policy.companies import number_holds
from ombud.policy.finding import Finding, Path, Word
from ombud.policy.model import Address, Law, Register, known

_PHONE = re.compile(r"\+\d[\d ]{5,18}")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+){1,2}")
_OFFICER = ("dpo", "personvernombud", "dataskyddsombud")
_TELLS = ("data_held", "purpose", "data_categories", "recipients", "source")


def document(look: Look) -> Iterator[Finding]:
    """Report a zone or calendar nobody knows, and a document that is not in force yet."""
    about = look.policy.policy
    if not _ZONE.fullmatch(about.timezone) or (look.zones is not None and about.timezone not in look.zones):
        yield look.error("timezone-unknown", ("policy", "timezone"), zone=about.timezone)
    calendars = sorted({calendar for pack in look.packs for calendar in pack.calendars})
    if about.calendar not in calendars:
        yield look.error("calendar-unknown", ("policy", "calendar"), calendar=about.calendar, known=tuple(calendars))
    if start := known(about.effective):
        yield from _in_time(look, start)
        yield from _holidays(look, start)


def _in_time(look: Look, start: date) -> Iterator[Finding]:
    if start > look.as_of:
        yield look.note("not-in-force", ("policy", "effective"), day=start)
    for pack in look.packs:
        if pack.applies_from and start < pack.applies_from:
            yield look.error("older-than-law", ("policy", "effective"), "GDPR Art. 99(2)", day=start, law=pack.applies_from)


def officer(look: Look) -> Iterator[Finding]:
    """Report an address that speaks of a data protection officer where none is named (GDPR Art. 37(7))."""
    said, address = known(look.policy.officer), known(look.policy.controller.email) or ""
    mailbox = address.split("@")[0].casefold()
    named = said is not None and (said.required or said.contact != "controller")
    if mailbox in _OFFICER and not named:
        yield look.error("officer-contradicted", ("officer", "required"), "GDPR Art. 37(7)", address=address)


def changes(look: Look) -> Iterator[Finding]:
    """Report a policy that may change without telling the people concerned (GDPR Art. 13(3))."""
    if "notify_people" not in look.policy.changes.new_use:
        yield look.error("change-untold", ("changes", "new_use"), "GDPR Art. 13(3)")


def _holidays(look: Look, start: date) -> Iterator[Finding]:
    """Report a calendar that has changed since the policy took effect: its periods end on other days (Reg. 1182/71 Art. 3(4))."""
    about = look.policy.policy
    for holiday in (h for pack in look.packs for h in pack.holidays if h.calendar == about.calendar and h.valid_to):
        gone = holiday.valid_to + timedelta(days=1) if holiday.valid_to else start
        if start < gone <= look.as_of:
            path, said = ("policy", "calendar"), holiday.name.replace("_", " ")
            yield look.note("calendar-changed", path, "Reg. 1182/71 Art. 3(4)", calendar=about.calendar, holiday=said, day=gone)


def contacts(look: Look) -> Iterator[Finding]:
    """Report addresses, numbers and countries that cannot be right."""
    controller = look.policy.controller
    parties: dict[Path, tuple[str | None, str | None]] = {("controller",): (known(controller.email), known(controller.phone))}
    parties |= {("authorities", name): (a.email, a.phone) for name, a in look.policy.authorities.items()}
    for path, (email, phone) in parties.items():
        if email is not None and not _EMAIL.fullmatch(email):
            yield look.error("email-shape", (*path, "email"))
        if phone is not None and not _PHONE.fullmatch(phone):
            yield look.error("phone-shape", (*path, "phone"))
    if register := known(controller.register):
        yield from _register(look, register)
    yield from _countries(look)


def _register(look: Look, register: Register) -> Iterator[Finding]:
    if not number_holds(register.scheme, register.id):
        yield look.error("register-number", ("controller", "register", "id"), scheme=register.scheme)


def _countries(look: Look) -> Iterator[Finding]:
    named: dict[Path, str | None] = {("policy", "readers", str(at)): code for at, code in enumerate(look.policy.policy.readers)}
    named |= {("authorities", name, "country"): authority.country for name, authority in look.policy.authorities.items()}
    named |= {(*path, "country"): value.country for path, value in look.nodes if isinstance(value, Address)}
    for path, code in named.items():
        if code is not None and not _COUNTRY.fullmatch(code):
            yield look.error("country-shape", path, country=code)


# ------------------------------------------------------------------ authorities


def authorities(look: Look) -> Iterator[Finding]:
    """Report readers without an authority of their own, and authorities that cannot be reached (GDPR Art. 13(2)(d))."""
    offered = {look.policy.authorities[name].country for name in look.policy.rights.complaint.to if name in look.policy.authorities}
    for reader in look.policy.policy.readers:
        if reader not in offered:
            named = next((a.name for pack in look.packs for a in pack.authorities if a.country == reader), Word("authority"))
            path = ("rights", "complaint", "to")
            yield look.error("authority-of-reader", path, "GDPR Art. 13(2)(d)", country=reader, authority=named)
    for name, authority in look.policy.authorities.items():
        if not (authority.email or authority.phone or authority.addresses):
            yield look.error("authority-without-contact", ("authorities", name), "GDPR Art. 77", authority=name)
        yield from _address(look, name)


def _address(look: Look, name: str) -> Iterator[Finding]:
    authority, path = look.policy.authorities[name], ("authorities", name, "addresses")
    now = [address for address in authority.addresses if _stands(address, look.as_of)]
    effective = known(look.policy.policy.effective)
    listed = _listed(look, authority.country)
    article = "GDPR Art. 13(2)(d)"
    address = f"{listed.street}, {listed.postcode} {listed.city}" if listed else Word("look-up-address")
    if authority.addresses and not now:
        yield look.error("authority-address", path, article, authority=name, day=look.as_of, address=address)
    elif now and listed and all(address.street.casefold() != listed.street.casefold() for address in now):
        yield look.error("authority-address.moved", path, article, authority=name, street=now[0].street, address=address)
    elif now and effective and not any(_stands(address, effective) for address in authority.addresses):
        yield look.warning("authority-address.first-day", path, article, authority=name)


def _stands(address: Address, day: date) -> bool:
    return (address.valid_from is None or address.valid_from <= day) and (address.valid_to is None or day <= address.valid_to)


def _listed(look: Look, country: str) -> KnownAddress | None:
    listed = (a for pack in look.packs for authority in pack.authorities if authority.country == country for a in authority.addresses)
    return next((address for address in listed if valid(address, look.as_of)), None)


# ------------------------------------------------------------------ laws


def laws(look: Look) -> Iterator[Finding]:
    """Report citations of acts that are not, or no longer, law on the day."""
    for name, law in look.policy.laws.items():
        path, effective = ("laws", name), known(look.policy.policy.effective)
        if law.valid_from and effective and law.valid_from > effective:
            yield look.error("law-not-yet", path, law=law.ref)
        if gone := _gone(look, law):
            yield look.error("law-replaced", path, law=law.ref, day=gone[0], new=gone[1])


def _gone(look: Look, law: Law) -> tuple[date, str | Word] | None:
    """Tell since when an act has been replaced and by what: as the policy says itself, else as the rule packs do."""
    if law.replaced:
        return (law.replaced.day, f"{law.replaced.by}, {law.replaced.cite}") if law.replaced.day <= look.as_of else None
    act = _act(look, law)
    if act is None or act.valid_to is None or look.as_of <= act.valid_to:
        return None
    new = ", ".join(part for part in (act.by, act.cite) if part)
    return act.valid_to + timedelta(days=1), new or Word("act-in-force")


def _act(look: Look, law: Law) -> Act | None:
    return next((act for pack in look.packs for act in pack.acts if act.ref == law.ref), None)


def ages(look: Look) -> Iterator[Finding]:
    """Report an age of children that is not the highest age of consent among the readers' countries on the day (GDPR Art. 8(1))."""
    children, readers = look.policy.children, look.policy.policy.readers
    ages = [a.age for pack in look.packs for a in pack.ages if a.country in readers and valid(a, look.as_of)]
    if children and children.under is not None and ages and children.under != max(ages):
        yield look.error("age-of-consent", ("children", "under"), "GDPR Art. 8(1)", age=children.under, right=max(ages), day=look.as_of)


# ------------------------------------------------------------------ rights and statements


def rights(look: Look) -> Iterator[Finding]:
    """Report rights the law gives and the policy does not tell (GDPR Art. 13(2)(b)-(c), 15)."""
    said = look.policy.rights
    for word in (word for word in _TELLS if word not in said.access.tells):
        yield look.error("access-incomplete", ("rights", "access", "tells"), "GDPR Art. 15(1)", word=word)
    consents = any(b.gdpr == "6.1.a" for activity in look.policy.activities.values() for b in all_bases(activity))
    if consents and not said.withdrawal:
        yield look.error("withdrawal-untold", ("rights", "withdrawal"), "GDPR Art. 13(2)(c)")
    if said.complaint.first == "asked_to_write_to_us_first":
        yield look.warning("complaint-first", ("rights", "complaint", "first"), "GDPR Art. 77(1)")


def statements(look: Look) -> Iterator[Finding]:
    """Report an objection to profiling where nothing is said to profile."""
    named = [word for activity in look.policy.activities.values() for name, p in activity.purposes.items() for word in (name, *p.includes)]
    named += [f"profiling.{name}" for name, activity in look.policy.activities.items() if activity.profiling]
    objection = known(look.policy.rights.objection)
    if objection and objection.profiling and not any("profil" in word for word in named):
        yield look.note("profiling-of-nothing", ("rights", "objection", "profiling"), "GDPR Art. 13(2)(f)")


CHECKS = (document, officer, changes, contacts, authorities, laws, ages, rights, statements)
