"""A notice before any format: sections of lines, each line one statement with its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ombud.notices.saying.told import Teller, Told
from ombud.notices.saying.write import Said, write
from ombud.policy.statements import Statement


@dataclass(frozen=True, slots=True)
class Line:
    """One statement as it is said; its id is the anchor."""

    id: str
    told: Told
    said: Said

    @property
    def starts(self) -> bool:
        """Tell whether a new thought begins here, and with it a paragraph."""
        kind = self.told.kind
        return kind in STARTS or kind.startswith(STARTS_ALL) or (kind == "basis" and self.told.value("purpose") is None)


STARTS = frozenset(
    {
        "controller.name",
        "entity",
        "officer.required",
        "officer.not_required",
        "policy.applies_when",
        "purpose",
        "purpose.marketing",
        "recipient",
        "authority",
        "system.location",
        "law",
        "provide.free",
        "provide.contract",
        "provide.law",
        "cookie",
        "cookies.third_parties",
        "cookies.ours_only",
        "cookies.asked.choices",
        "acts_for",
        "activity.recipients",
        "joint",
        "disclosure",
        "measure",
        "breach.authority",
        "children.under",
        "glossary",
        "link",
    }
)
STARTS_ALL = ("sending.by_country", "retention.exactly", "retention.at_", "controller.address")
"""The kinds that begin a paragraph; each right begins one too."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading of their own inside a section; without a heading they follow each other."""

    heading: str
    lines: tuple[Line, ...]

    def paragraphs(self) -> Iterator[tuple[Line, ...]]:
        """Group the lines that follow each other; a list of items ends a paragraph."""
        open_ones: list[Line] = []
        for line in self.lines:
            if open_ones and (line.starts or _family(line) != _family(open_ones[-1])):
                yield tuple(open_ones)
                open_ones = []
            open_ones.append(line)
            if line.said.items:
                yield tuple(open_ones)
                open_ones = []
        if open_ones:
            yield tuple(open_ones)


_ALIKE = ("principle", "term", "versions", "leave", "leaves")


def _family(line: Line) -> str:
    """Name what lines of one paragraph share: the right they are about, or that all are of one kind that stands by itself."""
    first, _, rest = line.told.kind.partition(".")
    return rest.partition(".")[0] if first == "rights" else first * (first in _ALIKE)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its parts; `activity` where it is about one."""

    id: str
    heading: str
    parts: tuple[Part, ...]
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A whole notice in one language: its title, the short layer, the sections."""

    language: str
    sender: str
    title: str
    short: Section
    sections: tuple[Section, ...]

    def lines(self) -> Iterator[Line]:
        """List every line in reading order."""
        for section in (self.short, *self.sections):
            for part in section.parts:
                yield from part.lines


SHORT = ("policy.aim", "controller.name", "controller.contact", "policy.applies_when")
"""What the short layer at the top says, by kind; the sections do not repeat it."""

BEFORE = (("who", ("policy", "controller", "entity", "officer")),)
AFTER = (
    ("recipients", ("recipients", "recipient", "acts_for")),
    ("transfers", ("transfers",)),
    ("places", ("system", "data.identity_document", "data.special")),
    ("storage", ("storage",)),
    ("security", ("measure", "breach")),
    ("rights", ("rights", "children")),
    ("complaints", ("rights.complaint", "authority")),
    ("laws", ("law",)),
    ("changes", ("changes", "versions")),
    ("words", ("principle", "term", "glossary", "link")),
)
"""The sections around the activities, each with the first words of its kinds; the longest that fits wins."""

_HOW = (
    *("automated_decisions", "handled", "contact_permission", "suppresses", "free", "told_in"),
    *("cookies", "cookie", "provide", "leave", "identity"),
)
ACTIVITY = (
    ("what", ("activity", "data", "form", "confined_to")),
    ("why", ("purposes", "purpose", "basis")),
    ("shared", ("source", "activity.recipients", "shares", "joint", "disclosure")),
    ("how", _HOW),
    ("met", ("sending", "profiling", "survey", "recording", "posting", "premises", "surveillance", "screening")),
    ("long", ("retention", "leaves")),
)
"""The parts of an activity's section."""


def notice(teller: Teller, statements: Iterable[Statement], reader: str | None = None) -> Notice:
    """Lay out a notice; the authority of the reader's country stands first."""
    book, policy = teller.voice.book, teller.policy
    lines = [_line(teller, said) for said in statements]
    rest = [line for line in lines if line.told.kind not in SHORT]
    home = reader or policy.controller.country
    rest.sort(key=lambda line: line.told.kind == "authority" and policy.authorities[line.id.removeprefix("authorities.")].country != home)
    short = Section("section-short", book.headings["short"], (Part("", tuple(sorted(_in(lines, SHORT), key=_short_order))),))
    around = [line for line in rest if not line.told.activity]
    return Notice(
        teller.voice.pack.language,
        policy.controller.name,
        book.headings["title"],
        short,
        (*_sections(teller, around, BEFORE), *_activities(teller, rest), *_sections(teller, around, AFTER)),
    )


def _short_order(line: Line) -> int:
    return SHORT.index(line.told.kind)


def _line(teller: Teller, said: Statement) -> Line:
    told = teller.told(said)
    return Line(said.id, told, write(told, teller.voice))


def _in(lines: Iterable[Line], kinds: tuple[str, ...]) -> Iterator[Line]:
    return (line for line in lines if line.told.kind in kinds)


Plan = tuple[tuple[str, tuple[str, ...]], ...]


def _place_of(kind: str, plan: Plan) -> str | None:
    """Tell where a kind stands: the place with the longest first words that fit."""
    fits = [(len(start), name) for name, starts in plan for start in starts if kind == start or kind.startswith(f"{start}.")]
    return max(fits)[1] if fits else None


@cache
def _around(kind: str) -> str | None:
    return _place_of(kind, BEFORE + AFTER)


@cache
def _inside(kind: str) -> str | None:
    return _place_of(kind, ACTIVITY)


def _grouped(lines: Iterable[Line], by: Callable[[Line], str | None]) -> dict[str | None, list[Line]]:
    """Put lines that belong together together, in the order in which they came."""
    found: dict[str | None, list[Line]] = {}
    for line in lines:
        found.setdefault(by(line), []).append(line)
    return found


def _sections(teller: Teller, lines: list[Line], plan: Plan) -> Iterator[Section]:
    headings, placed = teller.voice.book.headings, _grouped(lines, lambda line: _around(line.told.kind))
    for name, starts in plan:
        if mine := placed.get(name):
            mine.sort(key=lambda line: _rank(line.told.kind, starts))
            yield Section(f"section-{name}", headings[name], (Part("", tuple(mine)),))


def _rank(kind: str, starts: tuple[str, ...]) -> int:
    """Tell which of the first words of a section a kind has: they stand in its order."""
    return next(at for at, start in enumerate(starts) if kind == start or kind.startswith(f"{start}."))


def _activities(teller: Teller, lines: list[Line]) -> Iterator[Section]:
    placed = _grouped(lines, lambda line: line.told.activity)
    for name in teller.policy.activities:
        yield Section(f"about-{name}", teller.heading(name), tuple(_parts(teller, placed.get(name, []))), name)


def _parts(teller: Teller, lines: list[Line]) -> Iterator[Part]:
    placed = _grouped(lines, lambda line: _inside(line.told.kind))
    for name, _ in ACTIVITY:
        if mine := placed.get(name):
            yield Part(teller.voice.book.headings[name], tuple(mine))
