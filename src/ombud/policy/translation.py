"""Own texts and their translations: each remembers which source it was translated from, so that a changed source makes it stale."""

from __future__ import annotations

import hashlib

from ombud.policy.model import Language, Policy


def digest(text: str) -> str:
    """Digest a text as `translated:` holds it: the first 16 figures of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stale(policy: Policy, language: Language) -> tuple[str, ...]:
    """Name the own texts whose source has changed since they were translated into this language."""
    return tuple(name for name in policy.translated if _changed(policy, name, language))


def unmarked(policy: Policy, language: Language) -> tuple[str, ...]:
    """Name the translations that do not tell their source, in a policy where others do."""
    if not policy.translated or language == policy.policy.languages.source:
        return ()
    return tuple(name for name, texts in policy.texts.items() if language in texts and language not in policy.translated.get(name, {}))


def _changed(policy: Policy, name: str, language: Language) -> bool:
    source = policy.texts.get(name, {}).get(policy.policy.languages.source)
    mark = policy.translated[name].get(language)
    return source is not None and mark is not None and mark != digest(source)
