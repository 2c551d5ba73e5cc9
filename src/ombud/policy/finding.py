"""A finding: something in a file that is wrong, missing or worth a look, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ombud.policy.period import Period

Severity = Literal["error", "warning", "note"]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that each language has for itself, by its name in the language files."""

    name: str


Value = str | int | date | Period | Word | tuple["str | Word", ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from one; `file` is named only where it is not the file that was asked for."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with a stable code, the place where it stands, the law it touches, and what a language needs to tell it.

    `wording` names the sentence, the code itself or `code.variant`; `advice` another sentence on what to write than its own;
    `also` what is told beside it.
    """

    code: str
    severity: Severity
    values: Mapping[str, Value] = field(default_factory=dict)
    wording: str = ""
    advice: str = ""
    also: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    column: int = 0
    article: str = ""
    path: Path = ()


def worded(wording: str) -> str:
    """Tell the code of a wording: what stands before the first dot."""
    return wording.split(".", 1)[0]
