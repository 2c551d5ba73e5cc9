"""From a policy and a language to a notice, or to everything that the language lacks for it."""

from __future__ import annotations

from ombud.errors import BadInputError
from ombud.notices.privacy.lacking import lacking
from ombud.notices.privacy.layout import Notice, notice
from ombud.notices.saying.told import Teller
from ombud.policy.statements import statements
from ombud.policy.translation import stale


def composed(teller: Teller, reader: str | None) -> Notice:
    """Lay out a notice, or name everything that the language lacks for it."""
    said, language = statements(teller.policy), teller.voice.pack.language
    if language in teller.policy.policy.languages.required and (old := stale(teller.policy, language)):
        raise BadInputError(
            "translation-stale",
            f"The {language} of {', '.join(old)} was translated from another text than the source is now.",
            where="policy.yaml",
            hint="Translate it anew; `ombud check` tells the mark to write.",
        )
    if missing := lacking(teller, said):
        raise BadInputError(
            "words-missing",
            f"{len(missing)} words or texts have no {language}: {', '.join(missing)}.",
            where="policy.yaml",
            hint=f"Write each under `texts:` with its name as it stands here, and the text under `{language}`.",
        )
    if reader and reader not in teller.voice.words("countries"):
        hint = "Write it as DK, SE, NO …"
        raise BadInputError("reader-unknown", f"`{reader}` is no country that this language names.", where="--reader", hint=hint)
    return notice(teller, said, reader or teller.voice.pack.country)
