"""The map of data: people, activities, systems, recipients, drawn as lines between columns, and told as a table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ombud.execute.languages import language_pack
from ombud.web.console.page import page, staff
from ombud.web.figures import Flow, flows
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred

WIDTH, COLUMN, BOX, STEP, TOP, LETTERS = 1120, 290, 240, 34, 40, 32
"""In pixels of the drawing: its width, from column to column, a box, from row to row, the first row; and the letters that fit in a box."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the drawing."""

    x: int
    y: int
    text: str
    full: str

    @property
    def middle(self) -> int:
        """Give the height at which lines meet the box."""
        return self.y + STEP // 2 - 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes, lines between them, and the size of the whole."""

    nodes: tuple[Node, ...]
    lines: tuple[str, ...]
    height: int
    width: int = WIDTH


def draw(found: Sequence[Flow]) -> Drawing:
    """Draw each name once, in four columns, and a line for each tie."""
    columns = (
        _column(0, (name for flow in found for name in flow.people)),
        _column(1, (flow.activity for flow in found)),
        _column(2, (name for flow in found for name in flow.systems)),
        _column(3, (name for flow in found for name in flow.receivers)),
    )
    ties: dict[str, None] = {}
    for flow in found:
        here = columns[1][flow.activity]
        ties.update((_line(columns[0][name], here), None) for name in flow.people)
        ties.update((_line(here, columns[2][name]), None) for name in flow.systems)
        ties.update((_line(here, columns[3][name]), None) for name in flow.recipients)
        ties.update((_line(columns[2][system], columns[3][host]), None) for system, host in flow.hosts)
    most = max(len(column) for column in columns)
    return Drawing(tuple(node for column in columns for node in column.values()), tuple(ties), TOP + most * STEP + 8)


def _column(at: int, names: Iterable[str]) -> Mapping[str, Node]:
    return {name: Node(at * COLUMN, TOP + row * STEP, _short(name), name) for row, name in enumerate(dict.fromkeys(names))}


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"


def _line(start: Node, end: Node) -> str:
    x, half = start.x + BOX, (end.x - start.x - BOX) // 2
    return f"M{x} {start.middle}C{x + half} {start.middle} {end.x - half} {end.middle} {end.x} {end.middle}"


@require_safe
@staff
def shown(request: HttpRequest) -> HttpResponse:
    """Show the map of data."""
    found = flows(home().policy, home().inventory, language_pack(preferred(request, LANGUAGES)))
    return page(request, "map", flows=found, drawing=draw(found), box=BOX, column=COLUMN)
