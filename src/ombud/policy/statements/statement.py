"""A statement as a value, and the few ways to make one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from ombud.policy.finding import Path
from ombud.policy.model import Gap, Letter
from ombud.policy.period import Period

Backing = Literal["stated", "attested", "probed", "enforced"]
Probe = Literal[
    "", "none", "retention", "floor", "fields", "confined", "proof", "identity_documents", "exceptions", "evidence", "policy", "transfers",
    "access", "rectification", "erasure", "restriction", "portability", "objection", "withdrawal", "signature",
]  # fmt: skip
"""Which check looks: "" for what printing makes true, "none" for what no code looks at yet (`missing` says what is missing)."""

BACKINGS: tuple[Backing, ...] = get_args(Backing)
"""From the weakest to the strongest."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the policy says: its id, the facts it stands on, what backs it, which check looks, what does not exist yet.

    `gaps` name the facts that are still open. An id is made from the path, with the names of things instead of places in a list;
    `*` is a sentence about all of a kind.
    """

    id: str
    path: Path
    backing: Backing
    probe: Probe
    text: str
    missing: str = ""
    gaps: tuple[str, ...] = ()


Statements = Iterator[Statement]


def _say(path: Path, backing: Backing, probe: Probe, text: str, *facts: object, name: str = "", missing: str = "") -> Statement:
    """Make a statement; a gap among its facts is what is missing first."""
    gaps = tuple(sorted({fact.gap for fact in facts if isinstance(fact, Gap)}))
    return Statement(name or ".".join(path), path, backing, probe, text, f"gap {', '.join(gaps)}" if gaps else missing, gaps)


def stated(path: Path, text: str, *facts: object, name: str = "") -> Statement:
    return _say(path, "stated", "", text, *facts, name=name)


def signed(path: Path, text: str, *facts: object, name: str = "") -> Statement:
    return _say(path, "attested", "signature", text, *facts, name=name)


def probed(path: Path, probe: Probe, text: str, *facts: object, name: str = "") -> Statement:
    return _say(path, "probed", probe, text, *facts, name=name)


def enforced(path: Path, probe: Probe, text: str, *facts: object) -> Statement:
    return _say(path, "enforced", probe, text, *facts)


def later(path: Path, missing: str, text: str, *facts: object, backing: Backing = "probed", name: str = "") -> Statement:
    """State what no code looks at or does yet: it never reads as kept."""
    return _say(path, backing, "none", text, *facts, name=name, missing=missing)


def words(names: Iterable[str]) -> str:
    return ", ".join(sorted(name.replace("_", " ") for name in names)) or "nothing"


def fact(value: object) -> str:
    """Write a single fact, or that it is open."""
    match value:
        case Gap():
            return "something still open"
        case Period():
            return length(value)
        case _:
            return str(value).replace("_", " ")


def article(letter: Letter) -> str:
    """Write `6.1.f` as the law does."""
    first, *rest = letter.split(".")
    return f"GDPR Art. {first}" + "".join(f"({part})" for part in rest)


def length(period: Period) -> str:
    years, months = divmod(period.months, 12)
    parts = ((years, "year"), (months, "month"), (period.days, "day"))
    return " and ".join(f"{count} {unit}{'s' * (count > 1)}" for count, unit in parts if count) or "no time at all"
