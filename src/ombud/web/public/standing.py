"""How the promises stand that an officer published: asked anew for each reader, so that no page says *kept* when the console does not."""

from __future__ import annotations

from ombud.execute.languages import language_pack
from ombud.policy.model import Language
from ombud.policy.statements import Statement
from ombud.promises.ledger import Promise
from ombud.registers.actions import published
from ombud.registers.board import looks, recall
from ombud.web.serving import home
from ombud.web.words import say

Standing = tuple[tuple[Statement, str], ...]
"""A statement as the policy makes it now, and how it stands."""


def standing(lang: Language) -> Standing:
    """Tell how each published promise stands; one that the policy no longer makes, or that guards our systems, is not told."""
    public = sorted(published())
    found = recall(home(), (), public) if public else []
    return tuple((one.statement, _said(one, lang)) for one in found if not one.statement.security)


def _said(promise: Promise, lang: Language) -> str:
    check, at = promise.check, promise.checked
    if at is None:
        return say(lang, "standing.never")
    figure = looks(home(), lang).tell(check.figure)
    found = f" ({figure})" if figure else ""
    return say(lang, f"standing.{check.status}", on=language_pack(lang).day(at.astimezone(home().zone).date()), found=found)
