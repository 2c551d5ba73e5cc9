"""The rights as a policy promises them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ombud.policy.model.fact import Gap


@dataclass(frozen=True, slots=True)
class Access:
    """What an access request tells and gives (GDPR Art. 15)."""

    any_time: bool
    tells: tuple[Literal["data_held", "purpose", "data_categories", "recipients", "source"], ...]
    copy: bool
    request: tuple[Literal["written", "email"], ...]
    identity: Literal["may_be_asked_to_prove"] | Gap | None = None


@dataclass(frozen=True, slots=True)
class Rectification:
    """What is corrected and how to ask (GDPR Art. 16)."""

    of: Literal["inaccurate"]
    request: tuple[Literal["written", "email"], ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """When erasure is given and what it yields to (GDPR Art. 17)."""

    not_if: tuple[Literal["legal_duty", "legal_claims"], ...]
    example: str | Gap | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """What restriction means (GDPR Art. 18)."""

    to: Literal["storage_only"] | Gap
    example: str | Gap | None = None


@dataclass(frozen=True, slots=True)
class Portability:
    """Which data move, in which form (GDPR Art. 20)."""

    of: Literal["provided"]
    form: tuple[Literal["structured", "commonly_used", "machine_readable"], ...]
    to_other_controller: bool


@dataclass(frozen=True, slots=True)
class Objection:
    """Objection to marketing, which is absolute, and to legitimate interest (GDPR Art. 21)."""

    direct_marketing: Literal["any_time"] | Gap
    profiling: bool
    legitimate_interest: Literal["particular_situation"] | Gap


@dataclass(frozen=True, slots=True)
class Automation:
    """What a person may do about machines that judge: object, and not be judged by one alone (GDPR Art. 21(1), 22)."""

    against: tuple[str, ...]
    never_alone: bool
    when: Literal["legal_or_similar_effect"] | None = None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page where people see to their own data: what it lets them do, for which activities, where it is."""

    does: tuple[Literal["see", "erase", "export"], ...]
    activities: tuple[str, ...] = field(metadata={"key": "for"})
    at: str | Gap


@dataclass(frozen=True, slots=True)
class Complaint:
    """To whom and how a person may complain, and whether they are asked, or only free, to come to us first (GDPR Art. 77)."""

    to: tuple[str, ...]
    by: tuple[Literal["email", "phone", "post"], ...]
    any_time: bool
    among_others: bool = False
    first: Literal["asked_to_write_to_us_first", "free_to_write_to_us_first"] | None = None
    help_with: tuple[Literal["compensation"], ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights as promised, the channels that open a case, and who must prove what was done (GDPR Art. 82(3))."""

    channels: tuple[Literal["email", "post", "phone", "web"], ...]
    access: Access
    rectification: Rectification
    erasure: Erasure
    restriction: Restriction
    portability: Portability | Gap
    objection: Objection | Gap
    withdrawal: tuple[Literal["any_time", "email"], ...]
    complaint: Complaint
    proof: Literal["controller_proves_no_fault"] | None = None
    refusal: Literal["with_reasons"] | None = None
    automation: Automation | None = None
    own_page: OwnPage | None = None
