"""The optional parts of an activity, each said only where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ombud.policy.model.fact import Gap, Says
from ombud.policy.model.party import Agreement
from ombud.policy.period import Period


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie or kind of cookies: its category, what it is for, who sets it (`us`, or a recipient), its life (ePrivacy Art. 5(3))."""

    id: str
    category: Literal["necessary", "functional", "analysis", "marketing"]
    purposes: tuple[str, ...]
    provider: str | Gap | None = None
    life: Period | Gap | None = None
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """How consent to cookies is asked for, how long the choice is remembered, how it is withdrawn."""

    choices: tuple[Literal["accept", "reject", "each_category"], ...]
    remembered: Period | Gap
    withdraw: tuple[Literal["browser", "banner", "link_on_every_page"], ...] | Gap
    logs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Customers:
    """Customers written to by e-mail without their consent, and what must be so for that (ePrivacy Directive Art. 13(2)).

    The address came with a sale, the offers are one's own for similar things, and everybody may say no, free of charge, both times.
    """

    address: Literal["sale"] | None = None
    offers: Literal["own_similar"] | None = None
    objection: tuple[Literal["at_collection", "each_message"], ...] = ()
    free: bool = False

    @property
    def lacking(self) -> tuple[str, ...]:
        """Name what is not so, as the policy would write it."""
        held = {"address: sale": self.address, "offers: own_similar": self.offers, "free: true": self.free}
        said = {f"objection: {when}": when in self.objection for when in ("at_collection", "each_message")}
        return tuple(sorted(what for what, holds in (held | said).items() if not holds))


@dataclass(frozen=True, slots=True)
class Sending:
    """Direct marketing as sent: who sends it to readers of which country, by which channels, and what is tracked of it.

    `senders` send to everybody; `by_country` adds those of a reader's country. An open list is said to be one.
    """

    channels: tuple[Literal["email", "post", "phone", "web", "app"], ...]
    senders: tuple[str, ...] = ()
    by_country: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    content: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    open: tuple[Literal["channels", "tracks"], ...] = ()
    customers: Customers | None = None


@dataclass(frozen=True, slots=True)
class Profiling:
    """Profiling: from which data, by which logic, to what results and effect (GDPR Art. 13(2)(f))."""

    inputs: tuple[str, ...]
    results: tuple[str, ...]
    logic: Says | Gap
    effect: Says | Gap | None = None
    open: tuple[Literal["inputs", "results"], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """One duty of joint controllers and who of them bears it."""

    duty: str
    by: Literal["us", "them", "each"]


@dataclass(frozen=True, slots=True)
class Joint:
    """Joint controllership: with whom, the arrangement, its essence, who does what (GDPR Art. 26)."""

    parties: tuple[str, ...] = field(metadata={"key": "with"})
    agreement: Agreement | Gap
    matrix: tuple[Share, ...]
    essence: Says | Gap
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey: who is invited and how, whether free, whether anonymous, what a bad answer leads to."""

    invited: tuple[str, ...]
    by: tuple[Literal["email", "web", "phone"], ...]
    voluntary: bool = False
    anonymous: Literal["always", "as_far_as_possible"] | None = None
    follow_up: Literal["call_the_dissatisfied"] | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """Photos or film of people: what is made, for what, and the consent before it."""

    kinds: tuple[Literal["photo", "video", "sound"], ...]
    purposes: tuple[str, ...] = field(metadata={"key": "for"})
    consent: Literal["before"] | Gap


@dataclass(frozen=True, slots=True)
class Posting:
    """Printed matter: to which address, through whom."""

    to: Literal["workplace", "home"]
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Premises:
    """What guests of a building meet: the reception, a card and the areas it opens, the guest network."""

    kind: Literal["reception", "access_card", "guest_network"]
    opens: tuple[str, ...] = ()
    given: Literal["always", "sometimes"] = "always"


@dataclass(frozen=True, slots=True)
class Surveillance:
    """Cameras: which areas they see, with sound or not, and where signs stand."""

    areas: tuple[str, ...]
    sound: bool
    signs: tuple[str, ...] | Gap | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Data handed over case by case: to whom and on which condition."""

    to: tuple[str, ...]
    when: tuple[Literal["crime_solving", "legal_duty", "legal_claims", "consent", "service_asked_for"], ...]
    law: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screening:
    """A look into somebody's standing: know-your-customer or credit, from which sources, how often anew."""

    kind: Literal["know_your_customer", "credit_check"]
    sources: tuple[str, ...] | Gap
    again: Period | Gap | None = None


@dataclass(frozen=True, slots=True)
class Cookies:
    """What is said of cookies: the necessary ones, the others, where more is told and where the list stands."""

    strictly_necessary: Literal["no_consent"]
    other: Literal["consent"] | Gap
    third_parties: bool
    see: str
    list: str | Gap | tuple[Cookie, ...]
    asked: Asked | None = None


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
