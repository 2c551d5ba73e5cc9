"""A finding: something in a file that is wrong, missing or worth a look, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from one."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with a stable code, the place where it stands, the law it touches and what to write instead."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    article: str = ""
    path: Path = ()

    def __str__(self) -> str:
        """Tell the finding in one line, as a compiler would."""
        law = f" ({self.article})" if self.article else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.severity} {self.code}: {self.message}{law}{hint}"
