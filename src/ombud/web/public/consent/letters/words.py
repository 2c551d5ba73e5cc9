"""The words beside a form, kept as they are shown so that each yes leads to them (GDPR Art. 7(1))."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.http import Http404

from ombud.consent.ledger.shown import Shown, keep
from ombud.consent.subscribing.offer import Offer, offer_of, offered, shown
from ombud.policy.model import Language
from ombud.web.serving import home
from ombud.web.words import say

Layout = Literal["page", "embedded", "centre"]
_BESIDE = ("lead", "choose_topics", "companies", "companies_here", "stop")
_FIRST, _AGAIN = ("title", *_BESIDE, "confirm"), ("choose_title", *_BESIDE)


@dataclass(frozen=True, slots=True)
class Beside:
    """An offer with the words shown beside it and their digest."""

    offer: Offer
    shown: Shown
    digest: str


def beside(name: str, lang: Language, layout: Layout) -> Beside:
    """Give an offer and keep what is shown of it; a list that is not there, or a language that is not published, is not found."""
    policy = home().policy
    if name not in offered(policy) or lang not in policy.policy.languages.publish:
        raise Http404
    return _beside(home().folder, home().fingerprints()[0], name, lang, layout)


@lru_cache(maxsize=64)
def _beside(_folder: Path, _policy: str, name: str, lang: Language, layout: Layout) -> Beside:
    offer = offer_of(home().policy, name, lang)
    company = home().policy.controller.name
    keys = _AGAIN if layout == "centre" else _FIRST
    looks = [say(lang, "letters.look", what=one.told) for one in offer.tracking if one.name != name]
    said = tuple(say(lang, f"letters.{key}", company=company) for key in keys) + tuple(looks)
    text = shown(offer, lang, layout, said)
    return Beside(offer, text, keep(home(), text))
