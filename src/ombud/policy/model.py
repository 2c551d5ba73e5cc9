"""The privacy policy as values: what an organisation says it does with personal data, one shape for each concept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ombud.policy.period import Period

Language = Literal["da", "sv", "nb", "en"]
Action = Literal["erase", "anonymise", "restrict"]
Limit = Literal["exactly", "at_most", "at_least"]
Letter = Literal["6.1.a", "6.1.b", "6.1.c", "6.1.d", "6.1.e", "6.1.f", "5.2"]


def key(name: str) -> Any:  # noqa: ANN401 - a dataclass field has the type of its annotation
    """Give a field a key in the file that Python keeps for itself."""
    return field(metadata={"key": name})


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact the law wants and nobody has given yet; it fails the check until it is decided."""

    gap: str


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence only this organisation can say: the id of one of its own texts."""

    text: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who accepted a gap for now, why and when: it silences the alarm for 90 days."""

    by: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class GapNote:
    """What is missing, which law asks for it, who owns the question."""

    what: str
    law: tuple[str, ...]
    owner: str | None = None
    accepted: Accepted | None = None


# ------------------------------------------------------------------ the document and who is who


@dataclass(frozen=True, slots=True)
class Languages:
    """The language the facts were written in, those published and those that must be complete."""

    source: Language
    publish: tuple[Language, ...]
    required: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The policy as a document: version, day it takes effect, zone of its clocks, who reads it."""

    id: str
    version: str
    effective: date
    timezone: str
    calendar: str
    languages: Languages
    readers: tuple[str, ...]
    fulfils: tuple[Literal["gdpr-13", "gdpr-14"], ...]
    aim: Says
    applies_when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address, with the days it is valid where it changed."""

    street: str
    postcode: str
    city: str
    country: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """A company's number in a public register."""

    scheme: Literal["CVR", "ORGNR_NO", "ORGNR_SE"]
    id: str


@dataclass(frozen=True, slots=True)
class Controller:
    """Who decides why and how (GDPR Art. 4(7)) and how to reach them."""

    name: str
    address: Address
    register: Register
    web: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Officer:
    """The data protection officer, or the statement that none is required (GDPR Art. 37)."""

    required: bool
    contact: str
    reason: Says | Gap | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority with the addresses it has had."""

    country: str
    name: str
    email: str | None = None
    phone: str | None = None
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Where a recipient's own terms can be read."""

    text: str
    url: str | Gap


@dataclass(frozen=True, slots=True)
class Agreement:
    """The written agreement with a processor (GDPR Art. 28(3))."""

    version: str
    signed: date
    reviewed: date | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who receives or hosts the data, in which role and where (GDPR Art. 13(1)(e))."""

    role: Literal["processor", "controller", "joint_controller", "authority"] | Gap
    purposes: tuple[str, ...] = field(metadata={"key": "for"})
    name: str | None = None
    category: str | None = None
    location: str | Gap | None = None
    acts: Literal["on_instructions_only"] | None = None
    bound: tuple[str, ...] = ()
    agreement: Agreement | Gap | None = None
    only_if: Literal["lawful_basis", "named_law"] | None = None
    duty: Literal["independent"] | None = None
    data: tuple[str, ...] = ()
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One flow out of the EEA: to whom, where, with which tool of GDPR Chapter V, valid until when."""

    recipient: str
    country: str | Gap
    tool: Literal["adequacy", "scc", "bcr", "derogation"] | Gap
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TransferException:
    """When something may leave the EEA all the same, and what must be in place first."""

    when: Literal["necessary"]
    then: Literal["lawful_transfer_basis_first"]


@dataclass(frozen=True, slots=True)
class Transfers:
    """What is said of sending data out of the EEA (GDPR Art. 13(1)(f))."""

    default: Literal["none", "allowed"]
    exception: TransferException | None = None
    known: tuple[Transfer, ...] = ()


# ------------------------------------------------------------------ law, data, places, events


@dataclass(frozen=True, slots=True)
class Demand:
    """What a law demands or allows: how long, counted from which event."""

    keep: Period
    limit: Limit
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """From when a citation is no longer valid and what stands in its place."""

    day: date = field(metadata={"key": "from"})
    by: str
    cite: str


@dataclass(frozen=True, slots=True)
class Law:
    """A law as it is cited: its reference, names by language, sections, what it demands, when it was replaced."""

    ref: str
    names: Mapping[Language, str] = field(default_factory=dict)
    cite: str | None = None
    demands: Demand | None = None
    allows: Demand | None = None
    valid_from: date | None = None
    replaced: Replaced | None = None


@dataclass(frozen=True, slots=True)
class Datum:
    """A category of personal data and its terms in published vocabularies; labels come from the language packs."""

    dpv: str | None = None
    fides: str | None = None
    special: Literal["national_id", "art9", "art10"] | None = None
    identity_document: bool = False
    free_text: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A system as the policy promises it: where it stands, who hosts it, when its copies expire."""

    location: str | Gap
    hosted_by: str | None = None
    expires: Period | Gap | None = None
    backup: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A named start of clocks: where it shows, or which other event it is derived from."""

    systems: tuple[str, ...] = field(default=(), metadata={"key": "in"})
    fiscal_year_of: str | None = None
    ends: str | None = None
    latest_of_person: bool = False
    assumed: bool = False


# ------------------------------------------------------------------ activities


@dataclass(frozen=True, slots=True)
class Balance:
    """A balancing test: what was weighed, when, by which role, when it is due again (GDPR Art. 6(1)(f))."""

    text: str
    on: date | None = None
    by: str | None = None
    review: date | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis: the letter, the law behind (c), the interest and balance behind (f), the data and people it covers."""

    gdpr: Letter
    law: tuple[str, ...] = ()
    interest: Says | None = None
    balance: Balance | Gap | None = None
    data: tuple[str, ...] = ()
    given: str | None = None
    people: tuple[str, ...] = ()
    note: str | None = None


Bases = tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data are used; without a basis of its own it rests on the activity's."""

    basis: Bases | Gap | None = None
    includes: tuple[str, ...] = ()
    marketing: bool = False
    how: str | None = None
    times: Literal["once", "several"] | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """How an activity has a datum: whether it must be given, and who gives it (GDPR Art. 13(2)(e), 14(2)(f))."""

    need: Literal["required", "optional"] = "required"
    source: Literal["provided", "observed", "derived", "third_party"] = "provided"


@dataclass(frozen=True, slots=True)
class Unless:
    """A weighed reason to keep longer: who decides it, and the event or period that ends it."""

    when: str
    decides: str | None = None
    until: str | None = None
    extend: Period | Gap | None = None


@dataclass(frozen=True, slots=True)
class Renew:
    """A later event that starts the period anew."""

    when: str
    after: str
    period: Period = field(metadata={"key": "for"})


@dataclass(frozen=True, slots=True)
class Early:
    """A shorter period for the rows that lack an event."""

    when: str
    period: Period = field(metadata={"key": "for"})
    lacking: str | None = None


@dataclass(frozen=True, slots=True)
class Leaves:
    """What stays behind as proof of an erasure, in which form and for how long."""

    fields: tuple[str, ...]
    form: Literal["keyed_hash", "plain"]
    why: tuple[str, ...]
    period: Period | Gap = field(metadata={"key": "for"})
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One clock: after an event, for a period, to a limit, then an action, for a reason (GDPR Art. 5(1)(e)).

    `as_a_rule` marks a promise that speaks of a rule with exceptions; it needs an `unless` to mean anything.
    """

    rule: str
    after: str | Gap
    period: Period | Gap = field(metadata={"key": "for"})
    limit: Limit = "exactly"
    as_a_rule: bool = False
    then: Action = "erase"
    data: tuple[str, ...] = ()
    why: tuple[str | Says, ...] = ()
    withstands: Literal["legal_claims", "legal_duty"] | None = None
    alive: str | None = field(default=None, metadata={"key": "while"})
    unless: tuple[Unless, ...] = ()
    renew: Renew | None = None
    early: Early | None = None
    always: tuple[str, ...] = ()
    leaves: Leaves | None = None


@dataclass(frozen=True, slots=True)
class Cookies:
    """What is said of cookies: the necessary ones, the others, where more is told and where the list stands."""

    strictly_necessary: Literal["no_consent"]
    other: Literal["consent"] | Gap
    third_parties: bool
    see: str
    list: str | Gap


@dataclass(frozen=True, slots=True)
class Form:
    """A form on the website: the data it asks for, and the systems it delivers to."""

    asks: tuple[str, ...]
    delivers_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handled:
    """How an enquiry is handled, and to which address the answer goes."""

    by: Literal["email_only"]
    to: Literal["address_given"]


@dataclass(frozen=True, slots=True)
class Provide:
    """Whether data must be given and what follows if not (GDPR Art. 13(2)(e))."""

    duty: Literal["none", "contract", "law"]
    consequence: Says
    refrain: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """How a person leaves: when, by which channels, with what effect."""

    any_time: bool
    channels: tuple[Literal["link_in_every_issue", "email", "form"], ...]
    effect: tuple[Literal["remove_from_list", "erase_all"], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """How a requester is identified before anything is released (GDPR Art. 12(6))."""

    always: Literal["necessary_identification_before_release"]
    guards_against: Literal["impostor"]
    may_ask: tuple[str, ...]
    depends_on: tuple[str, ...]
    view: Says
    keep_document: Literal["until_decision"] | Gap


@dataclass(frozen=True, slots=True)
class ContactPermission:
    """What contact a person has allowed by taking part."""

    how: tuple[Literal["oral", "written"], ...]
    about: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where data come from when not from the person (GDPR Art. 14(2)(f))."""

    parties: tuple[str, ...] = field(metadata={"key": "from"})
    public: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity (GDPR Art. 30): whose data, which, why, on which basis, shared with whom, until when."""

    people: tuple[str, ...]
    basis: Bases | Gap
    retention: tuple[RetentionRule | Gap, ...]
    data: Mapping[str, Use] = field(default_factory=dict)
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    confined_to: tuple[str, ...] = ()
    source: Origin | Gap | None = None
    shares: Literal["referrals"] | None = None
    automated_decisions: Literal["none"] | None = None
    cookies: Cookies | None = None
    form: Form | None = None
    handled: Handled | None = None
    provide: Provide | None = None
    leave: Leave | None = None
    contact_permission: ContactPermission | None = None
    identity: Identity | None = None
    suppresses: tuple[str, ...] = ()
    free: bool = False


# ------------------------------------------------------------------ rights, principles, changes


@dataclass(frozen=True, slots=True)
class Access:
    """What an access request tells and gives (GDPR Art. 15)."""

    any_time: bool
    tells: tuple[Literal["data_held", "purpose", "data_categories", "recipients", "source"], ...]
    copy: bool
    request: tuple[Literal["written", "email"], ...]
    identity: Literal["may_be_asked_to_prove"]


@dataclass(frozen=True, slots=True)
class Rectification:
    """What is corrected and how to ask (GDPR Art. 16)."""

    of: Literal["inaccurate"]
    request: tuple[Literal["written", "email"], ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """When erasure is given and what it yields to (GDPR Art. 17)."""

    example: str
    not_if: tuple[Literal["legal_duty", "legal_claims"], ...]


@dataclass(frozen=True, slots=True)
class Restriction:
    """What restriction means (GDPR Art. 18)."""

    to: Literal["storage_only"]
    example: str


@dataclass(frozen=True, slots=True)
class Portability:
    """Which data move, in which form (GDPR Art. 20)."""

    of: Literal["provided"]
    form: tuple[Literal["structured", "commonly_used", "machine_readable"], ...]
    to_other_controller: bool


@dataclass(frozen=True, slots=True)
class Objection:
    """Objection to marketing, which is absolute, and to legitimate interest (GDPR Art. 21)."""

    direct_marketing: Literal["any_time"]
    profiling: bool
    legitimate_interest: Literal["particular_situation"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """To whom and how a person may complain (GDPR Art. 77)."""

    to: tuple[str, ...]
    by: tuple[Literal["email", "phone", "post"], ...]
    any_time: bool
    among_others: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights as promised, the channels that open a case, and who must prove what was done (GDPR Art. 82(3))."""

    channels: tuple[Literal["email", "post", "phone"], ...]
    access: Access
    rectification: Rectification
    erasure: Erasure
    restriction: Restriction
    portability: Portability
    objection: Objection
    withdrawal: tuple[Literal["any_time", "email"], ...]
    complaint: Complaint
    proof: Literal["controller_proves_no_fault"] | None = None


@dataclass(frozen=True, slots=True)
class Storage:
    """The principle of keeping: no longer than needed, longer only by a special rule, reviewed."""

    no_longer_than: Literal["purpose"]
    longer_if: Literal["special_rule"]
    review: str
    aim: str
    reviewed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What happens when the policy changes."""

    review: str
    each_change: tuple[Literal["new_version_number", "new_date"], ...]
    new_use: tuple[Literal["notify_people", "ask_consent_if_needed"], ...]
    update_when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Children:
    """From which age a child consents alone, by country of the reader (GDPR Art. 8(1))."""

    consent_from: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A kind of identifier: how its values compare, whether one value is one person's, whether a person has only one."""

    match: Literal["exact", "casefold"] = "exact"
    unique: bool = True
    single: bool = False


@dataclass(frozen=True, slots=True)
class ActsFor:
    """A controller for whom the organisation is a processor, and what it does for them (GDPR Art. 30(2))."""

    name: str
    contact: str | Gap
    does: tuple[str, ...]
    officer: str | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """All that one organisation promises about personal data."""

    ombud: Literal["1"]
    policy: Document
    controller: Controller
    officer: Officer
    authorities: Mapping[str, Authority]
    recipients: Mapping[str, Recipient]
    transfers: Transfers
    laws: Mapping[str, Law]
    data: Mapping[str, Datum]
    people: tuple[str, ...]
    systems: Mapping[str, Place]
    events: Mapping[str, Event]
    activities: Mapping[str, Activity]
    storage: Storage
    rights: Rights
    changes: Changes
    texts: Mapping[str, Mapping[Language, str]]
    gaps: Mapping[str, GapNote] = field(default_factory=dict)
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)
    children: Children | None = None
    acts_for: Mapping[str, ActsFor] = field(default_factory=dict)

    def rules(self) -> tuple[tuple[str, RetentionRule], ...]:
        """List every retention rule with the id of its activity; gaps in its place are left out."""
        return tuple((name, rule) for name, act in self.activities.items() for rule in act.retention if isinstance(rule, RetentionRule))


def covered(activity: Activity, rule: RetentionRule) -> frozenset[str]:
    """Tell which data a rule covers: those it names; else all, less those that another ceiling of the activity names."""
    if rule.data:
        return frozenset(rule.data)
    others = (r for r in activity.retention if isinstance(r, RetentionRule) and r.data and r.limit != "at_least")
    named = frozenset(d for r in others for d in r.data) if rule.limit != "at_least" else frozenset()
    return frozenset(activity.data) - named


def law_of(citation: str) -> str:
    """Tell which law a citation names: `gdpr 82.1-3` names `gdpr`, a bare id names itself."""
    return citation.split(" ", 1)[0]
