"""Who is who: the controller, its officer, authorities, recipients, and where data go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ombud.policy.model.fact import Gap, Says


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
    address: Address | Gap
    register: Register | Gap
    email: str | Gap
    phone: str | Gap | None = None
    web: str | Gap | None = None

    @property
    def country(self) -> str | None:
        """The country of its address, where both are known."""
        return self.address.country if isinstance(self.address, Address) else None


@dataclass(frozen=True, slots=True)
class ActsFor:
    """A controller for whom the organisation is a processor, and what it does for them (GDPR Art. 30(2))."""

    name: str
    contact: str | Gap
    does: tuple[str, ...]
    officer: str | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A company of the controller's group, and the country it works in."""

    name: str
    country: str


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
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who receives or hosts the data, in which role and where (GDPR Art. 13(1)(e)).

    `members` tells where the list of a category stands; `withheld` that some of it is shown to the authority alone, and why.
    """

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
    subprocessors: tuple[str, ...] = ()
    members: str | Gap | None = None
    withheld: Literal["for_security"] | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One flow out of the EEA: to whom, where, with which tool of GDPR Chapter V, valid until when."""

    recipient: str
    country: str | Gap
    tool: Literal["adequacy", "scc", "bcr", "derogation"] | Gap
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TransferException:
    """When something may leave the EEA all the same, and what must be in place first."""

    when: Literal["necessary"]
    then: Literal["lawful_transfer_basis_first"]


@dataclass(frozen=True, slots=True)
class Transfers:
    """What is said of sending data out of the EEA (GDPR Art. 13(1)(f))."""

    default: Literal["none", "allowed"] | Gap
    exception: TransferException | None = None
    known: tuple[Transfer, ...] = ()
