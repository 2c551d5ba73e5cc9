"""A notice as plain text and as Markdown: one statement a line, so that both can be read back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ombud.notices.privacy.layout import Notice, Part, Section

_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def text(notice: Notice) -> str:
    """Write plain text: headings are underlined, items begin with a dash."""
    blocks = [_underlined(notice.title, "="), *(block for section in (notice.short, *notice.sections) for block in _text(section))]
    return "\n\n".join(blocks) + "\n"


def _underlined(heading: str, with_: str) -> str:
    return f"{heading}\n{with_ * len(heading)}"


def _text(section: Section) -> Iterator[str]:
    yield _underlined(section.heading, "=")
    for part in section.parts:
        if part.heading:
            yield _underlined(part.heading, "-")
        for lines in part.paragraphs():
            yield "\n".join(row for line in lines for row in (line.said.text, *(f"- {item}" for item in line.said.items)))


def markdown(notice: Notice) -> str:
    """Write CommonMark; each statement carries its id as an anchor."""
    blocks = [f"# {_plain(notice.title)}", *(block for section in (notice.short, *notice.sections) for block in _markdown(section))]
    return "\n\n".join(blocks) + "\n"


def _markdown(section: Section) -> Iterator[str]:
    yield f"## {_plain(section.heading)}"
    for part in section.parts:
        if part.heading:
            yield f"### {_plain(part.heading)}"
        yield from _paragraphs(part)


def _paragraphs(part: Part) -> Iterator[str]:
    for lines in part.paragraphs():
        yield "\n".join(f'<a id="{line.id}"></a>{_plain(line.said.text)}' for line in lines)
        if items := lines[-1].said.items:
            yield "\n".join(f"- {_plain(item)}" for item in items)


def _plain(value: str) -> str:
    r"""Keep a text from being read as markup: a character that means something gets a `\`."""
    return _MARKUP.sub(r"\\\1", value)
