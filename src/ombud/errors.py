"""What can go wrong, told so that the reader knows what to do next: every error carries a stable code and an exit code."""

from __future__ import annotations

from typing import ClassVar


class OmbudError(Exception):
    """Something Ombud refuses or cannot do: what happened, where, and what to do about it."""

    exit_code: ClassVar[int] = 2

    def __init__(self, code: str, message: str, *, where: str = "", hint: str = "") -> None:
        """Keep the parts apart, so that each surface can lay them out in its own way."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Tell the whole error in one line: where, what, what to do, code."""
        place = f"{self.where}: " if self.where else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint} [{self.code}]"


class BadInputError(OmbudError):
    """What was given cannot be read or contradicts itself; nothing was changed (exit 2)."""


class RefusedError(OmbudError):
    """The answer is no: the thing asked for must not or cannot be done (exit 1)."""

    exit_code = 1


class UnavailableError(OmbudError):
    """A system did not answer; nothing is lost and the same command continues (exit 69)."""

    exit_code = 69


class MisconfiguredError(OmbudError):
    """A home, a credential or a setting is wrong; mend it and run again (exit 78)."""

    exit_code = 78
