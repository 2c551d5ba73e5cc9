"""A letter as typst source for an accessible PDF: every text is a string literal, so that nothing in it can be read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from ombud.notices.language import LanguagePack
from ombud.notices.letters.model import Block, Bullets, Definitions, Heading, Letter, Paragraph, Table

_SHAPELESS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_LAYOUT = """\
#let soft = rgb("#56616a")
#let accent = rgb("#1f5673")
#let line-colour = rgb("#c9d0d5")
#set text(font: "Libertinus Serif", size: 10.5pt, hyphenate: true)
#set par(leading: 0.68em, spacing: 1em, justify: false)
#show regex("\\\\S{24,}"): it => {
  let word = it.text.match(regex("^[\\\\p{L}-]{1,40}[.,;:]?$")) != none
  if word { it } else { it.text.clusters().join(box()) }
}
#show regex("\\\\b\\\\p{L}{1,3}/\\\\p{L}{1,3}\\\\b"): it => box(it)
#show heading: set text(hyphenate: false)
#show heading.where(level: 1): it => block(above: 2.2em, below: 1.4em, text(size: 20pt, weight: "regular", it.body))
#show heading.where(level: 2): it => block(above: 2em, below: 0.8em, sticky: true, text(size: 13pt, weight: "semibold", it.body))
#show heading.where(level: 3): it => block(above: 1.6em, below: 0.8em, sticky: true,
  text(size: 11pt, weight: "semibold", fill: accent, it.body))
#let law(said) = block(above: 0em, below: 0.9em, sticky: true, text(size: 9pt, fill: soft, said))
#show heading.where(level: 9): it => box()
#let anchor(name) = [#pdf.artifact[#heading(level: 9, outlined: false, bookmarked: false)[#name]#label(name)]]
#let para(said) = par(text(said))
#let anchored(parts) = par(parts.map(((name, said)) => anchor(name) + text(said)).join())
#let bullets(items) = list(indent: 0.4em, ..items.map(item => text(item)))
#let long(said) = said.map(one => one.len()).sum(default: 0) > 800
#let terms-of(items) = grid(
  columns: (32%, 1fr),
  ..items.map(((term, said)) => (
    grid.cell(breakable: long(said), inset: (y: 0.45em, right: 1em), stroke: (top: 0.4pt + line-colour), text(fill: soft, term)),
    grid.cell(breakable: long(said), inset: (y: 0.45em), stroke: (top: 0.4pt + line-colour), {
      set par(spacing: 0.7em)
      said.map(one => par(text(one))).join()
    }),
  )).flatten())
#let rows-of(caption, widths, head, rows) = {
  block(below: 0.6em, sticky: true, text(size: 9pt, fill: soft, caption))
  set text(size: 9.5pt)
  set par(leading: 0.55em)
  table(
    columns: widths, align: left + top, inset: (left: 0pt, right: 0.9em, y: 0.5em),
    stroke: (x, y) => (bottom: if y == 0 { 0.9pt } else { 0.4pt + line-colour }),
    table.header(..head.map(cell => text(weight: "semibold", cell))),
    ..rows.flatten().map(cell => text(cell)))
}
#let sender(name, lines, day) = {
  block(below: 0.5em, text(fill: accent, weight: "semibold", size: 11.5pt, name))
  set text(size: 9pt, fill: soft)
  for line in lines { block(above: 0.45em, below: 0.45em, text(line)) }
  block(above: 2em, text(size: 10.5pt, fill: black, day))
}
#let closing(lines) = block(above: 2.4em, breakable: false, lines.map(line => par(text(line))).join())
"""


def render(letter: Letter, language: LanguagePack, unprintable: frozenset[str] = frozenset()) -> str:
    """Write the letter as typst source; characters no font can show stand with their number, and the letter says so."""
    name, *lines = letter.sender
    ink = _Ink(unprintable)
    body = [_block(one, ink) for one in letter.blocks]
    note = [f"#para({ink.literal(language.say('unprintable'))})"] if unprintable else []
    return "\n".join(
        [
            _settings(letter, language, ink),
            _LAYOUT,
            f"#sender({ink.literal(name)}, {ink.array(lines)}, {ink.literal(language.day(letter.day))})",
            f"#heading(level: 1, {ink.literal(letter.title)})",
            *body,
            *note,
            f"#closing({ink.array(letter.closing)})",
            "",
        ]
    )


def _settings(letter: Letter, language: LanguagePack, ink: _Ink) -> str:
    """Set what the whole document has: title, author, language, date, page and its number."""
    day = letter.day
    number = f'context text(size: 8.5pt, fill: rgb("#56616a"), {ink.literal(language.say("page"))} + " " + counter(page).display() + " " + '
    total = f'{ink.literal(language.say("page_of"))} + " " + str(counter(page).final().first()))'
    return (
        f"#set document(title: {ink.literal(letter.title)}, author: {ink.literal(letter.sender[0])}, "
        f"date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))\n"
        f'#set text(lang: "{language.language}")\n'
        f'#set page(paper: "a4", margin: (x: 32mm, top: 26mm, bottom: 28mm), footer: align(right, {number}{total}))'
    )


class _Ink:
    """Writes texts as typst string literals, given what the fonts cannot show."""

    def __init__(self, unprintable: frozenset[str]) -> None:
        self.unprintable = unprintable

    def literal(self, value: str) -> str:
        r"""Write one string literal; only `\` and `"` mean anything inside it."""
        shown = "".join(f"[U+{ord(c):04X}]" if c in self.unprintable else c for c in shapely(value))
        return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def array(self, values: Iterable[str]) -> str:
        """Write an array of string literals; the comma makes it one even with a single value."""
        return "(" + "".join(f"{self.literal(value)}, " for value in values) + ")"


def shapely(value: str) -> str:
    """Replace what has no shape: control characters, lone surrogates, noncharacters."""
    return _SHAPELESS.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def _widths(table: Table) -> str:
    """Share the width among the columns by the root of what they hold, so that a figure takes little and a sentence much."""
    cells = zip(table.head, *table.rows, strict=True)
    return "".join(f"{max(sum(map(len, column)) / len(column), len(column[0]), 4) ** 0.5:.2f}fr, " for column in cells)


def _anchored(said: str, anchors: tuple[tuple[str, int], ...], ink: _Ink) -> Iterator[str]:
    """Cut a text where its anchors are: only a heading becomes a place that a link into a PDF can name, so each is one that nobody sees."""
    ends = (*(at for _, at in anchors[1:]), len(said))
    for (name, at), end in zip(anchors, ends, strict=True):
        yield f"({ink.literal(name)}, {ink.literal(said[at:end])}), "


def _block(one: Block, ink: _Ink) -> str:
    match one:
        case Heading(said, law, level, anchor):
            named = f"#label({ink.literal(anchor)})" if anchor else ""
            return f"#heading(level: {level}, {ink.literal(said)}){named}" + (f"\n#law({ink.literal(law)})" if law else "")
        case Paragraph(said, anchors) if anchors:
            return f"#anchored(({''.join(_anchored(said, anchors, ink))}))"
        case Paragraph(said):
            return f"#para({ink.literal(said)})"
        case Bullets(items):
            return f"#bullets({ink.array(items)})"
        case Definitions(items):
            pairs = "".join(f"({ink.literal(term)}, {ink.array(said)}), " for term, said in items)
            return f"#terms-of(({pairs}))"
        case Table(caption, head, rows):
            cells = "".join(f"{ink.array(row)}, " for row in rows)
            return f"#rows-of({ink.literal(caption)}, ({_widths(one)}), {ink.array(head)}, ({cells}))"
        case _:
            assert_never(one)
