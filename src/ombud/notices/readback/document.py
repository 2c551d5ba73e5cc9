"""A whole notice read back: from plain text by its lines, from a page by its anchors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ombud.notices.language import capital
from ombud.notices.readback.sentence import Reader
from ombud.notices.saying.told import Told
from ombud.notices.saying.write import Said


class UnreadableError(ValueError):
    """Sentences that no template said, or that more than one may have said."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence as it stands in a document, and the activity whose section it is in."""

    said: Said
    activity: str = ""


def read_text(text: str, reader: Reader) -> tuple[Told, ...]:
    """Read a notice in plain text."""
    return _told(_lines(text, _activities(reader)), reader)


def read_page(html: str, reader: Reader) -> tuple[Told, ...]:
    """Read a notice on a web page."""
    page = _Page()
    page.feed(html)
    return _told(iter(page.found), reader)


def _told(found: Iterator[Found], reader: Reader) -> tuple[Told, ...]:
    """Read every sentence; tell all that have not exactly one reading."""
    told, failed = [], []
    for one in found:
        readings = reader.readings(one.said)
        if len(readings) == 1:
            told.append(Told(readings[0].kind, readings[0].slots, one.activity))
        else:
            failed.append(f"{len(readings)} readings ({', '.join(r.kind for r in readings)}): {one.said.whole()}")
    if failed:
        raise UnreadableError("\n".join(failed))
    return tuple(told)


def _activities(reader: Reader) -> dict[str, str]:
    """Map the heading of each activity to its id."""
    return {capital(said): name for name, said in reader.voice.words("activities").items()}


def _lines(text: str, activities: dict[str, str]) -> Iterator[Found]:
    """Take plain text apart: a line over `=` begins a section, one over `-` a part, a line with a dash is an item."""
    rows = text.split("\n")
    activity, head, items = "", "", list[str]()
    for row, below in zip(rows, [*rows[1:], ""], strict=True):
        if head and not row.startswith("- "):
            yield Found(Said(head, tuple(items)), activity)
            head, items = "", []
        if not row or _is_line(row):
            continue
        if _is_line(below):
            activity = activities.get(row, "") if below[0] == "=" else activity
        elif row.startswith("- "):
            items.append(row.removeprefix("- "))
        else:
            head = row
    if head:
        yield Found(Said(head, tuple(items)), activity)


def _is_line(row: str) -> bool:
    """Tell whether a row underlines the one above."""
    return row[:1] in ("=", "-") and row == row[0] * len(row)


@dataclass
class _Page(HTMLParser):
    """Collects what is marked as said, with its items and the activity of its section."""

    found: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._activity, self._end, self._text, self._items = "", "", "", list[str]()
        self._in_item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self._activity = given.get("data-activity") or ""
        elif given.get("class") == "said":
            self._end, self._text, self._items = tag, "", []
        elif tag == "li" and self._end:
            self._in_item = True
            self._items.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self._in_item = False
        elif self._end == tag:
            self.found.append(Found(Said(self._text, tuple(self._items)), self._activity))
            self._end = ""

    def handle_data(self, data: str) -> None:
        if self._in_item:
            self._items[-1] += data
        elif self._end:
            self._text += data
