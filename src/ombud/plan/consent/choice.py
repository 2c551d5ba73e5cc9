"""One choice of one person about one purpose, and what several choices come to (GDPR Art. 4(11), 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

Kind = Literal[
    "given",  # yes, to the words that were shown
    "renewed",  # yes again, after it was asked again
    "refused",  # no, to the words that were shown
    "withdrawn",  # yes no longer
    "expired",  # the yes was good until a day, and that day has passed
    "objected",  # the person objects, to marketing or on grounds of their own (GDPR Art. 21)
    "restricted",  # nothing but storage (GDPR Art. 18)
    "lifted",  # the restriction was lifted (GDPR Art. 18(3))
    "customer",  # an existing customer, with the conditions of the exception recorded (ePrivacy Art. 13(2))
]
Slot = Literal["yes", "no", "objection", "restriction", "lifted", "customer"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SLOTS: Final[Mapping[Kind, Slot]] = {
    **dict.fromkeys(("given", "renewed"), "yes"),
    **dict.fromkeys(("refused", "withdrawn", "expired"), "no"),
    "objected": "objection",
    "restricted": "restriction",
    "lifted": "lifted",
    "customer": "customer",
}
GRANTING: Final[frozenset[Slot]] = frozenset({"yes", "lifted", "customer"})
"""The slots that allow more than before: of those the choice counts that was surely made last; of the others the one that may have been."""

PROMPT: Final = timedelta(seconds=30)
"""A choice that reaches us this soon after it was made by its own clock is ordered by ours."""
SIMULTANEOUS: Final = timedelta(seconds=1)
"""Two prompt choices closer than this could have been made in either order."""
SKEW: Final = timedelta(minutes=5)
"""How far the clock of a device is trusted to be wrong at the most, where a choice arrives late."""
OLDEST: Final = timedelta(days=30)
"""A claim older than this, or from the future, is noted and not believed."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a choice covers, each part empty where it covers all that the purpose holds."""

    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as it arrived: what, about which purpose, when by our clock and by the device's, to which words, how, until when."""

    kind: Kind
    purpose: str
    at: datetime
    scope: Scope = field(default_factory=Scope)
    claimed: datetime | None = None
    policy: str = ""
    notice: str = ""
    method: str = ""
    country: str = ""
    until: date | None = None
    proven: bool = True
    of_age: bool | None = None
    conditions: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot:
        """Tell which question of the gate it answers."""
        return SLOTS[self.kind]

    @property
    def skew(self) -> timedelta | None:
        """Tell how much later it arrived than its own clock says."""
        return None if self.claimed is None else self.at - self.claimed

    @property
    def earliest(self) -> datetime:
        """Tell the first moment at which it can have been made."""
        return self._made - self._doubt

    @property
    def latest(self) -> datetime:
        """Tell the last moment at which it can have been made."""
        return self._made + self._doubt

    @property
    def rank(self) -> int:
        """Order it among those of its slot, in microseconds since 1970: the highest counts."""
        moment = self.earliest if self.slot in GRANTING else self.latest
        return round(moment.timestamp() * 1_000_000)

    @property
    def _late(self) -> bool:
        """Whether it was made some time before it arrived, and its own clock can be believed about that."""
        return self.skew is not None and PROMPT < self.skew <= OLDEST

    @property
    def _made(self) -> datetime:
        return self.claimed if self._late and self.claimed is not None else self.at

    @property
    def _doubt(self) -> timedelta:
        return SKEW if self._late else SIMULTANEOUS / 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person's choices about one purpose come to: the one that counts in each slot."""

    yes: Choice | None = None
    no: Choice | None = None
    objection: Choice | None = None
    restriction: Choice | None = None
    lifted: Choice | None = None
    customer: Choice | None = None


def settle(choices: Iterable[Choice]) -> Standing:
    """Tell what choices come to, in whatever order they arrived."""
    counting: dict[Slot, Choice] = {}
    for choice in choices:
        before = counting.get(choice.slot)
        if before is None or (choice.rank, repr(choice)) > (before.rank, repr(before)):  # a tie is settled by what was said, not by luck
            counting[choice.slot] = choice
    return Standing(**counting)


def answers(yes: Choice | None, no: Choice | None) -> bool:
    """Tell whether a yes was surely said after a no; where either may have been last, the more protective counts."""
    return yes is not None and (no is None or yes.earliest > no.latest)
