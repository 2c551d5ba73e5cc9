"""A law as a language cites it on a day."""

from __future__ import annotations

from datetime import date

from ombud.notices.language import LanguagePack, label
from ombud.policy.model import Policy


def law_words(policy: Policy, pack: LanguagePack, reference: str, today: date) -> str:
    """Cite a law as it stands on the day, from `bogforingsloven`, `databeskyttelsesloven 11` or `gdpr 5.2`."""
    name, _, section = reference.partition(" ")
    if name == "gdpr":
        return pack.regulation(section) if section else pack.citing.regulation.format("").strip()
    law = policy.laws.get(name)
    if not law:
        return label({}, reference)
    title = law.names.get(pack.language) or law.names.get(policy.policy.languages.source) or law.ref
    if law.replaced and law.replaced.day <= today:
        return pack.say("law_replaced", name=title, by=law.replaced.by, cite=law.replaced.cite)
    return pack.say("law", name=title, cite=f"§ {section}" if section else law.cite or "").strip()
