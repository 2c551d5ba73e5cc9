"""Why a system refuses a change: a code and the names it is about, told in four languages from one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from ombud.policy.model import Language

Code = Literal[
    "rows-unnamed",
    "column-key",
    "column-computed",
    "column-referred",
    "column-not-null",
    "column-type",
    "column-length",
    "table-view",
    "table-takes-along",
    "table-in-the-way",
    "table-hides-rows",
    "table-grant",
    "table-grant-idle",
    "message-in-place",
    "message-mentioned",
    "file-in-place",
    "line-column",
    "line-key-shared",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a system could never carry out a change; `values` name tables, columns and types, never what stands in a row.

    A `dataset` is named among them where another change must come first and that one is refused.
    """

    code: Code
    values: Mapping[str, str | int] = field(default_factory=dict)

    def told(self, language: Language) -> str:
        """Tell it in a language."""
        said = sentences(language)[self.code].format_map(self.values)
        return f"`{self.values['dataset']}`: {said}" if "dataset" in self.values else said

    @property
    def message(self) -> str:
        """Tell it as an error does, in English."""
        return self.told("en")


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """Read what one language says, by code."""
    text = (files("ombud.systems") / "languages" / f"{language}.yaml").read_text("utf-8")
    said: dict[str, str] = yaml.load(text, Loader=yaml.CSafeLoader)
    return said
