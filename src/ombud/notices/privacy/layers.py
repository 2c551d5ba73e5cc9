"""The short texts where data are collected (GDPR Art. 13(1)): on a form, at the reception, under a camera, where consent is given."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Literal

from ombud.notices.privacy.layout import Line, Notice, Part, Section
from ombud.notices.saying.told import Value

Layer = Literal["form", "sign", "camera", "consent"]

_FIRST = ("controller.name",)
_LAST = ("controller.contact",)
LAYERS: dict[Layer, tuple[str, ...]] = {
    "form": ("purpose", "basis", "data.optional", "provide", "activity.recipients", "retention", "rights.withdrawal"),
    "sign": ("premises", "data", "purpose", "basis", "retention", "rights.access"),
    "camera": (
        "surveillance",
        "data",
        "purpose",
        "basis",
        "activity.recipients",
        "disclosure",
        "retention",
        "rights.access",
        "rights.objection.interest",
    ),
    "consent": (
        "purpose",
        "basis.consent",
        "cookies.asked",
        "activity.recipients",
        "leave",
        "retention",
        "leaves",
        "rights.withdrawal",
    ),
}
"""Which kinds each layer says, by their first words, in this order."""

WHOLE = frozenset({"rights.access", "rights.withdrawal", "data"})
"""Kinds that a layer says without what begins with them."""


def layer(whole: Notice, activity: str, chosen: Layer) -> Notice:
    """Take from a notice what one place needs: who, what for, why, how long, and how to say no."""
    lines = [line for line in whole.lines() if line.told.activity in ("", activity)]
    lines = _about_consent(lines, chosen)
    parts = (Part("", tuple(_of(lines, start))) for start in (*_FIRST, *LAYERS[chosen], *_LAST))
    heading = next(section.heading for section in whole.sections if section.activity == activity)
    short = Section("section-short", whole.short.heading, tuple(part for part in parts if part.lines))
    return replace(whole, title=heading, short=short, sections=())


def _about_consent(lines: list[Line], chosen: Layer) -> list[Line]:
    """Leave out what a consent does not carry where one is asked, and its withdrawal where none is (GDPR Art. 7(2))."""
    asked = {line.told.value("purpose") for line in lines if line.told.kind == "basis.consent"}
    if not asked:
        return [line for line in lines if line.told.kind != "rights.withdrawal"]
    own = {line.told.value("purpose") for line in lines if line.told.kind == "basis"}
    return [line for line in lines if chosen != "consent" or not _purpose(line) or _basis_of(line, own) in asked]


def _purpose(line: Line) -> bool:
    return line.told.kind in ("purpose", "purpose.marketing")


def _basis_of(line: Line, own: Container[Value | None]) -> Value | None:
    """Tell whose basis carries a purpose: its own where it has one, else the activity's, which names no purpose."""
    purpose = line.told.value("purpose")
    return purpose if purpose in own else None


def _of(lines: Iterable[Line], start: str) -> list[Line]:
    kinds = (line for line in lines if line.told.kind == start or (start not in WHOLE and line.told.kind.startswith(f"{start}.")))
    return [line for line in kinds if line.told.kind != "basis.balance"]
