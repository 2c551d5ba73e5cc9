"""The optional parts of an activity, each said only where it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ombud.policy.model.fact import Gap, Says


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
