"""How letters leave: a channel takes one message for one address and says what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from ombud.messages.mail import Sender

Outcome = Literal["sent", "later", "refused", "down"]
"""Taken; not now; never (RFC 5321 §4.2.1); or the channel itself does not work, whatever the letter."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a letter, with a reason that names nobody: a reply code or a word."""

    outcome: Outcome
    reason: str = ""


class Channel(Protocol):
    """A way out for letters."""

    @property
    def sender(self) -> Sender:
        """Tell from whom its letters are."""
        ...

    def send(self, name: str, message: bytes, to: str) -> Answer:
        """Hand over one message; `name` is the same whenever the same letter is handed over again."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...
