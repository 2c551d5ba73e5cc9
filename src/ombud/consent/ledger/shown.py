"""What is shown to those who are asked is kept by its digest, with pictures of it, so that each proof leads to what they saw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.db import transaction

from ombud.consent.ledger.record import moment
from ombud.consent.models import LeafRow, PicturedRow, PictureRow, ShownRow
from ombud.errors import BadInputError, MisconfiguredError
from ombud.evidence.ledger.commitment import commit, new_salt
from ombud.plan.consent.terms import activity_of
from ombud.store.home import Home

_SHOWN: Final[set[tuple[Path, str]]] = set()
"""What was found to have been shown, by home and digest; it is never changed or deleted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is shown: for which purpose, in which language, in which layout."""

    purpose: str
    language: str
    layout: str
    text: str

    @property
    def content(self) -> bytes:
        """Give what the digest is of: purpose, language, layout and text."""
        return f"{self.purpose}\0{self.language}\0{self.layout}\0{self.text}".encode()

    @property
    def digest(self) -> str:
        """Name it by what it is."""
        return sha256(self.content).hexdigest()


def keep(home: Home, shown: Shown) -> str:
    """Keep what is shown, once, and tell its digest."""
    activity_of(home.policy, shown.purpose)
    if not shown.text.strip():
        raise BadInputError("consent-notice-empty", "What is shown is empty.", hint="Give the words that people read.")
    parts = {"purpose": shown.purpose, "language": shown.language, "layout": shown.layout, "text": shown.text}
    ShownRow.objects.get_or_create(digest=shown.digest, defaults={**parts, "policy": home.policy.policy.edition, "at": home.now()})
    return shown.digest


def unknown(home: Home, digests: Iterable[str]) -> frozenset[str]:
    """Tell which digests are of nothing that was shown here."""
    asked = {one for one in digests if (home.folder, one) not in _SHOWN}
    known = set(ShownRow.objects.filter(digest__in=asked).values_list("digest", flat=True)) if asked else set()
    _SHOWN.update((home.folder, one) for one in known)
    return frozenset(asked - known)


def exactly(digest: str) -> Shown:
    """Give what was shown under a digest, byte for byte; one that was altered since is refused."""
    row = ShownRow.objects.filter(digest=digest).first()
    if row is None:
        raise BadInputError("consent-notice-unknown", f"Nothing of ours has the digest {digest[:16]}….", hint="Look at the proof.")
    shown = Shown(row.purpose, row.language, row.layout, row.text)
    if shown.digest != digest:
        raise MisconfiguredError("consent-notice-altered", "What was shown was altered since.", where=digest[:16], hint="Restore it.")
    return shown


def pictured() -> frozenset[str]:
    """Name what was shown of which there are pictures."""
    return frozenset(PicturedRow.objects.values_list("shown_id", flat=True))


def picture(home: Home, digest: str, pictures: Mapping[str, bytes]) -> None:
    """Keep how something shown looked, once: an entry of the ledger names the pictures, so that they are signed with the choices."""
    shown, salt = exactly(digest), new_salt()
    named = {name: sha256(png).hexdigest() for name, png in pictures.items()}
    about = {"purpose": shown.purpose, "language": shown.language, "layout": shown.layout, "policy": home.policy.policy.edition}
    told = {"kind": "pictured", "at": moment(home.now()), **about, "notice": {"text": digest, **named}}
    record = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    with transaction.atomic():
        if PicturedRow.objects.filter(shown_id=digest).exists():
            return
        for name, png in pictures.items():
            PictureRow.objects.get_or_create(digest=named[name], defaults={"png": png})
        leaf = LeafRow.objects.create(leaf=commit(salt, record))
        PicturedRow.objects.create(leaf=leaf, shown_id=digest, salt=salt, record=record)


def content(digest: str) -> bytes:
    """Give what a digest in the ledger names, a picture or words; what was altered since is refused."""
    row = PictureRow.objects.filter(digest=digest).first()
    if row is None:
        return exactly(digest).content
    png = bytes(row.png)
    if sha256(png).hexdigest() != digest:
        raise MisconfiguredError("consent-picture-altered", "A picture was altered since.", where=digest[:16], hint="Restore it.")
    return png
