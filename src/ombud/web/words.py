"""What pages say, in four languages: one file each, the same keys in all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import cast, get_args

import yaml
from django.http import HttpRequest

from ombud.policy.model import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
_TAKEN_AS: Mapping[str, Language] = {"no": "nb", "nn": "nb"}
"""Languages of browsers that are read in one of ours."""

CHOSEN = "ombud.language"
"""Where a request says which language its reader chose for good, if they did."""


@cache
def words(language: Language) -> Mapping[str, str]:
    """Read the words of one language, flat: `ask.title`."""
    text = (files("ombud.web") / "languages" / f"{language}.yaml").read_text("utf-8")
    return dict(_flat("", yaml.load(text, Loader=yaml.CSafeLoader)))


def _flat(above: str, value: object) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        return [(above, str(value))]
    return [pair for key, below in value.items() for pair in _flat(f"{above}.{key}" if above else str(key), below)]


def say(language: Language, key: str, **values: object) -> str:
    """Say one thing; the values are never read as templates."""
    return words(language)[key].format(**values)


def preferred(request: HttpRequest, published: tuple[Language, ...]) -> Language:
    """Tell which of the languages published is read here: the one chosen, else what a browser would rather read (RFC 9110 §12.5.4)."""
    if (chosen := request.META.get(CHOSEN)) in published:
        return cast("Language", chosen)
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        code = part.split(";")[0].strip().split("-")[0]
        language = _TAKEN_AS.get(code, code)
        if language in published:
            return language
    return "en" if "en" in published else published[0]
