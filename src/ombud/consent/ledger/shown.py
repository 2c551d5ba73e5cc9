"""What is shown to those who are asked is kept by its digest, so that each proof leads to the exact words."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from ombud.consent.models import ShownRow
from ombud.errors import BadInputError, MisconfiguredError
from ombud.plan.consent.terms import activity_of
from ombud.store.home import Home


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is shown: for which purpose, in which language, in which layout."""

    purpose: str
    language: str
    layout: str
    text: str

    @property
    def digest(self) -> str:
        """Name it by what it is: the digest of purpose, language, layout and text."""
        return sha256(f"{self.purpose}\0{self.language}\0{self.layout}\0{self.text}".encode()).hexdigest()


def keep(home: Home, shown: Shown) -> str:
    """Keep what is shown, once, and tell its digest."""
    activity_of(home.policy, shown.purpose)
    if not shown.text.strip():
        raise BadInputError("consent-notice-empty", "What is shown is empty.", hint="Give the words that people read.")
    parts = {"purpose": shown.purpose, "language": shown.language, "layout": shown.layout, "text": shown.text}
    ShownRow.objects.get_or_create(digest=shown.digest, defaults={**parts, "policy": home.policy.policy.edition, "at": home.now()})
    return shown.digest


def exactly(digest: str) -> Shown:
    """Give what was shown under a digest, byte for byte; one that was altered since is refused."""
    row = ShownRow.objects.filter(digest=digest).first()
    if row is None:
        raise BadInputError("consent-notice-unknown", f"Nothing of ours has the digest {digest[:16]}….", hint="Look at the proof.")
    shown = Shown(row.purpose, row.language, row.layout, row.text)
    if shown.digest != digest:
        raise MisconfiguredError("consent-notice-altered", "What was shown was altered since.", where=digest[:16], hint="Restore it.")
    return shown
