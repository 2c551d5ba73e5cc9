"""Why a step stopped, kept with its plan as codes and names, so that it can be read later and in any language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ombud.errors import OmbudError
from ombud.systems.refusal import Refusal


def as_kept(why: Refusal | OmbudError) -> dict[str, object]:
    """Write down why a step stopped."""
    if isinstance(why, Refusal):
        return {"code": why.code, "slots": dict(why.values)}
    return {"code": why.code, "message": why.message, "hint": why.hint}


def read(kept: Mapping[str, Any]) -> Refusal | OmbudError:
    """Read why a step stopped."""
    if "slots" in kept:
        return Refusal(kept["code"], kept["slots"])
    return OmbudError(kept["code"], kept["message"], hint=kept["hint"])
