"""Facts of the policy in the words of a language: laws, bases, periods, recipients, authorities, and the frame of every letter."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from ombud.notices.citation import law_words
from ombud.notices.language import LanguagePack, capital, label
from ombud.notices.letters.facts import AuthorityTold, RecipientTold
from ombud.notices.letters.model import Block, Definitions, Heading, Paragraph
from ombud.policy.model import Activity, Address, Basis, Early, Gap, Leaves, Limit, Policy, Renew, RetentionRule, Says, Unless, known
from ombud.policy.period import Period


def own_words(policy: Policy, pack: LanguagePack, says: Says) -> str:
    """Give one of the organisation's own texts; where the language lacks it, as it was first written."""
    texts = policy.texts.get(says.text, {})
    return texts.get(pack.language) or texts.get(policy.policy.languages.source) or next(iter(texts.values()), label({}, says.text))


def laws_words(policy: Policy, pack: LanguagePack, references: tuple[str, ...], today: date) -> str:
    """Cite several laws; articles of the regulation come last, together under its name."""
    articles = [reference.removeprefix("gdpr ") for reference in references if reference.startswith("gdpr ")]
    others = [law_words(policy, pack, reference, today) for reference in references if not reference.startswith("gdpr ")]
    together = pack.citing.regulation.format(pack.listed(map(pack.article, articles)))
    return ", ".join([*others, together]) if articles else pack.listed(others)


def basis_words(policy: Policy, pack: LanguagePack, basis: Basis, today: date) -> str:
    """Tell one legal basis: its name and article, the law or the interest behind it, the data it is limited to."""
    laws = laws_words(policy, pack, basis.law, today)
    letter = known(basis.gdpr)
    named = f"{capital(label(pack.bases, letter))} ({pack.article(letter)})" if letter else capital(pack.say("not_stated"))
    parts = [named + (f", {laws}" if laws else "") + "."]
    if basis.interest:
        parts.append(pack.say("basis_interest", interest=own_words(policy, pack, basis.interest).rstrip(".")))
    if basis.data:
        parts.append(pack.say("basis_data", data=data_words(pack, basis.data)))
    return " ".join(parts)


def data_words(pack: LanguagePack, data: tuple[str, ...]) -> str:
    """Name data ids as a list."""
    return pack.listed(label(pack.data, name) for name in data)


def place_words(pack: LanguagePack, system: str, dataset: str) -> str:
    """Name a dataset and its system, to begin a line."""
    return capital(pack.say("stays_item", dataset=label(pack.datasets, dataset), system=label(pack.systems, system)))


# ------------------------------------------------------------------ how long


def period_words(policy: Policy, pack: LanguagePack, activity: Activity, rule: RetentionRule | Gap, today: date) -> str:
    """Tell one retention rule: which data, how long after what, why, and what may change it."""
    if isinstance(rule, Gap) or isinstance(rule.after, Gap) or isinstance(rule.period, Gap):
        return pack.say("not_stated")
    which, clock = _which(pack, activity, rule), _clock_words(policy, pack, rule, rule.period, rule.after)
    reasons = tuple(why for why in rule.why if isinstance(why, str))
    because = pack.say("period_because", laws=laws_words(policy, pack, reasons, today))
    said = f"{clock}, {because}." if len(reasons) == 1 else f"{clock}."
    more = [pack.say("period_reasons", laws=laws_words(policy, pack, reasons, today))] if len(reasons) > 1 else []
    own = [own_words(policy, pack, why) for why in rule.why if isinstance(why, Says)]
    first = f"{which} {said}" if which else capital(said)
    return " ".join([first, *more, *own, *_changes(policy, pack, rule, rule.after)])


def _which(pack: LanguagePack, activity: Activity, rule: RetentionRule) -> str:
    if rule.data:
        return capital(pack.say("period_data", data=data_words(pack, rule.data)))
    return pack.say("period_all") if len(activity.retention) > 1 else ""


def _clock_words(policy: Policy, pack: LanguagePack, rule: RetentionRule, period: Period, after: str) -> str:
    action = pack.say(f"action_{rule.then}")
    return pack.say(_phrase(rule.limit, period), action=action, period=pack.duration(period), event=event_words(policy, pack, after))


def _phrase(limit: Limit, period: Period) -> str:
    match limit:
        case "exactly":
            return "period_at_once" if period == Period() else "period_exactly"
        case "at_most":
            return "period_at_once" if period == Period() else "period_at_most"
        case "at_least":
            return "period_at_least"
        case _:
            assert_never(limit)


def event_words(policy: Policy, pack: LanguagePack, name: str) -> str:
    """Name the event that starts a clock; a fiscal year's end is told by what it closes."""
    event = policy.events.get(name)
    if event and event.fiscal_year_of:
        return pack.say("period_fiscal", event=event_words(policy, pack, event.fiscal_year_of))
    return label(pack.events, name)


def _changes(policy: Policy, pack: LanguagePack, rule: RetentionRule, after: str) -> list[str]:
    """Tell what lengthens, shortens or restarts the period, and what it leaves behind."""
    told: list[str] = []
    if rule.unless:
        told.append(_unless(pack, rule.unless))
    if rule.early:
        told.append(_early(policy, pack, rule.early, after))
    if rule.renew:
        told.append(_renew(policy, pack, rule.renew))
    if rule.leaves:
        told.append(_leaves(pack, rule.leaves))
    return told


def _unless(pack: LanguagePack, unless: tuple[Unless, ...]) -> str:
    return pack.say("period_unless", conditions=pack.listed((label(pack.conditions, u.when) for u in unless), pack.disjunction))


def _early(policy: Policy, pack: LanguagePack, early: Early, after: str) -> str:
    period, event = pack.duration(early.period), event_words(policy, pack, after)
    return pack.say("period_early", period=period, event=event, condition=label(pack.conditions, early.when))


def _renew(policy: Policy, pack: LanguagePack, renew: Renew) -> str:
    period, event = pack.duration(renew.period), event_words(policy, pack, renew.after)
    return pack.say("period_renew", period=period, event=event, condition=label(pack.conditions, renew.when))


def _leaves(pack: LanguagePack, leaves: Leaves) -> str:
    data = data_words(pack, leaves.fields)
    if isinstance(leaves.period, Gap):
        return pack.say("period_leaves_unstated", data=data)
    form = "period_leaves_hashed" if leaves.form == "keyed_hash" else "period_leaves"
    return pack.say(form, data=data, period=pack.duration(leaves.period))


# ------------------------------------------------------------------ who


def recipient_name(pack: LanguagePack, told: RecipientTold) -> str:
    """Name a recipient, or the category it belongs to."""
    recipient = told.recipient
    return recipient.name or capital(label(pack.parties, recipient.category or told.id))


def to_whom(policy: Policy, pack: LanguagePack, name: str) -> str:
    """Name a recipient or a company by its id, one too that the policy names no longer."""
    if name in policy.recipients:
        return recipient_name(pack, RecipientTold(name, policy.recipients[name]))
    return policy.entities[name].name if name in policy.entities else capital(label(pack.parties, name))


def country_words(pack: LanguagePack, place: str | Gap | None) -> str:
    """Name a country or region; an undecided one is said to be so."""
    return label(pack.countries, place) if isinstance(place, str) else pack.say("not_stated") if place else "–"


def authorities_block(pack: LanguagePack, authorities: tuple[AuthorityTold, ...]) -> Definitions:
    """List the authorities with the address valid on the day and how to reach them."""
    return Definitions(tuple((_authority_name(pack, told), _reach(pack, told)) for told in authorities))


def _authority_name(pack: LanguagePack, told: AuthorityTold) -> str:
    return f"{told.authority.name} ({label(pack.countries, told.authority.country)})"


def _reach(pack: LanguagePack, told: AuthorityTold) -> tuple[str, ...]:
    address = _address_line(pack, told.address, told.authority.country) if told.address else None
    return tuple(line for line in (address, told.authority.email, told.authority.phone) if line) or (pack.say("not_stated"),)


def _address_line(pack: LanguagePack, address: Address, country: str) -> str:
    return f"{address.street}, {address.postcode} {address.city}, {label(pack.countries, address.country or country)}"


def sender(policy: Policy, pack: LanguagePack) -> tuple[str, ...]:
    """Tell who writes: name, address, company number, how to reach them; what is not known is left out."""
    who = policy.controller
    address, register = known(who.address), known(who.register)
    place = _address_line(pack, address, address.country or "") if address else ""
    number = pack.say(f"register_{register.scheme}", number=register.id) if register else ""
    return tuple(line for line in (who.name, place, number, " · ".join(_ways(policy))) if line)


def _ways(policy: Policy) -> tuple[str, ...]:
    """List the ways to reach the controller that are known, the one to write to first."""
    who = policy.controller
    return tuple(way for way in (known(who.email), known(who.phone), known(who.web)) if way)


def way_to(policy: Policy) -> str:
    """Tell where to write: the e-mail address, else another way, else the name."""
    return next(iter(_ways(policy)), policy.controller.name)


def contact(policy: Policy, pack: LanguagePack) -> tuple[Block, ...]:
    """Tell whom to ask, the data protection officer too where there is one."""
    email, phone, officer = known(policy.controller.email), known(policy.controller.phone), known(policy.officer)
    said = [pack.say("contact", email=email, phone=phone) if email and phone else pack.say("contact_one", way=way_to(policy))]
    if officer and officer.required and officer.contact != "controller":
        said.append(pack.say("officer", contact=officer.contact))
    return (Heading(pack.say("contact_heading")), Paragraph(" ".join(said)))


def closing(policy: Policy, pack: LanguagePack) -> tuple[str, ...]:
    """Sign the letter."""
    return (pack.say("closing"), policy.controller.name)
