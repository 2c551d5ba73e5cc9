"""The gate: whether something may be done for a person, why or why not, on which basis, until when (GDPR Art. 6, 7, 8, 18, 21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, get_args

from ombud.plan.consent.choice import Choice, Standing, answers

Why = Literal[
    "allowed",
    "restricted",  # processing is restricted (GDPR Art. 18)
    "objected",  # the person objected, and has not agreed since
    "suppressed",  # the person stands on the list of those who are not to be contacted
    "ambiguous",  # what was given leads to several people
    "basis_open",  # the policy has not decided on a basis
    "no_consent",  # the purpose rests on consent, and there is none
    "refused",
    "withdrawn",
    "expired",
    "unproven",  # a consent was taken over from elsewhere without its proof
    "outdated",  # what the person agreed to has become another thing since
    "too_young",  # below the age at which a child consents alone (GDPR Art. 8)
    "other_topic",
    "other_channel",
    "other_sender",
    "unknown_person",  # no system has a row of the person that serves it
]

Condition = Literal["sale", "own_similar", "told_at_collection", "free_objection", "not_objected_then"]
CUSTOMER_CONDITIONS: Final[tuple[Condition, ...]] = get_args(Condition)
"""What must be recorded of an existing customer (ePrivacy Art. 13(2)): the address came with a sale, the offers are the seller's own for
similar things, the use was told then, objecting is free each time, and nobody objected then."""


_BY_MAIL: Final = frozenset({"email", ""})


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be done: for which purpose, on which day, and where it matters by which channel, about which topic, from which sender."""

    purpose: str
    day: date
    channel: str = ""
    topic: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy says of the purpose: its basis, its channels and topics, and the versions that asked for something else."""

    basis: str
    marketing: bool = False
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    by_country: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    current: frozenset[str] = frozenset()
    exception: bool = False
    """Whether the policy lets existing customers be written to without consent, with all that it asks for."""
    customers_only: bool = False
    """Whether it speaks of that exception at all: by mail, whoever does not come under it needs consent, on whatever basis."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is allowed, why or why not, on which basis, until when as far as that is known."""

    allowed: bool
    why: Why
    basis: str = ""
    until: date | None = None


def verdict(question: Question, terms: Terms, standing: Standing, *, suppressed: datetime | None = None) -> Verdict:
    """Tell whether the choices of a person let something be done; what rests on another basis than consent is left to the caller."""
    if against := next(_against(standing, suppressed=suppressed), None):
        return Verdict(allowed=False, why=against, basis=terms.basis)
    if outside := next(_outside(question, terms.topics, terms.channels, ()), None):
        return Verdict(allowed=False, why=outside, basis=terms.basis)
    if not terms.basis:
        return Verdict(allowed=False, why="basis_open")
    if terms.exception and _is_customer(standing, question):
        return Verdict(allowed=True, why="allowed", basis="6.1.f")
    if terms.basis != "6.1.a" and not (terms.customers_only and question.channel in _BY_MAIL):
        return Verdict(allowed=True, why="allowed", basis=terms.basis)
    return _by_consent(question, terms, standing)


def _against(standing: Standing, *, suppressed: datetime | None) -> Iterator[Why]:
    """Give what forbids it whatever the basis is."""
    if standing.restriction and not answers(standing.lifted, standing.restriction):
        yield "restricted"
    if suppressed and not _agreed_since(standing, suppressed):
        yield "suppressed"
    if standing.objection and not _agreed_since(standing, standing.objection.latest):
        yield "objected"


def _agreed_since(standing: Standing, moment: datetime) -> bool:
    """Tell whether a person is proved to have agreed after a moment, and has not taken it back."""
    yes = standing.yes
    return yes is not None and yes.proven and yes.earliest > moment and answers(yes, standing.no)


def _by_consent(question: Question, terms: Terms, standing: Standing) -> Verdict:
    yes = standing.yes
    if yes is None or not answers(yes, standing.no):
        return Verdict(allowed=False, why=_told_no(standing), basis="6.1.a")
    why: Why = next(_lacking(question, terms, yes), "allowed")
    return Verdict(allowed=why == "allowed", why=why, basis="6.1.a", until=yes.until if why == "allowed" else None)


def _told_no(standing: Standing) -> Why:
    match standing.no:
        case Choice(kind="refused"):
            return "refused"
        case Choice(kind="expired"):
            return "expired"
        case Choice(kind="withdrawn"):
            return "withdrawn"
        case _:
            return "no_consent"


def _lacking(question: Question, terms: Terms, yes: Choice) -> Iterator[Why]:
    """Give what a yes lacks to cover the question."""
    if not yes.proven:
        yield "unproven"
    if yes.until is not None and question.day > yes.until:
        yield "expired"
    if yes.policy not in terms.current:
        yield "outdated"
    if yes.of_age is False:
        yield "too_young"
    yield from _outside(question, yes.scope.topics, yes.scope.channels, yes.scope.senders)


def _outside(question: Question, topics: tuple[str, ...], channels: tuple[str, ...], senders: tuple[str, ...]) -> Iterator[Why]:
    if question.topic and topics and question.topic not in topics:
        yield "other_topic"
    if question.channel and channels and question.channel not in channels:
        yield "other_channel"
    if question.sender and senders and question.sender not in senders:
        yield "other_sender"


def _is_customer(standing: Standing, question: Question) -> bool:
    """Tell whether all conditions of the exception are recorded and nothing was taken back since (ePrivacy Art. 13(2))."""
    known = standing.customer
    if known is None or question.channel not in _BY_MAIL or not set(CUSTOMER_CONDITIONS) <= set(known.conditions):
        return False
    return answers(known, standing.no) and not next(_outside(question, known.scope.topics, known.scope.channels, known.scope.senders), None)
