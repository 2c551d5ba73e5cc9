"""A notice as one web page: landmarks, a short layer with a table of contents, an anchor for each statement, no script."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.notices.frame import frame, text
from ombud.notices.privacy.layout import Line, Notice, Part, Section
from ombud.notices.saying.phrasebook import Voice

_STYLE = """
main > section > p, main > section > div { margin: 0 0 1rem; }
.short { background: var(--tint); border-left: 3px solid var(--accent); padding: 1rem 1.25rem; margin-bottom: var(--step); }
.short h2 { margin: 0 0 .5rem; padding: 0; border: 0; }
.short p:last-child { margin: 0; }
nav h2 { font-size: 1.0625rem; margin: 0 0 .5rem; padding: 0; border: 0; }
nav ol { columns: 2; column-gap: 2rem; padding-left: 1.25rem; margin: 0; font-size: .9375rem; }
nav li { break-inside: avoid; padding-block: .125rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
section[aria-labelledby] h2 { scroll-margin-top: 1rem; }
.said:target { background: var(--tint); box-shadow: 0 0 0 .25rem var(--tint); }
div.said > ul { margin: .25rem 0 0; }
@media (max-width: 36rem) { nav ol { columns: 1; } }
@media print { .short { border-color: var(--line); } nav { display: none; } a { color: inherit; text-decoration: none; } }
"""


def render(notice: Notice, voice: Voice) -> str:
    """Write the notice as one complete HTML document (WCAG 2.2 AA)."""
    body = f'<header><p class="from">{text(notice.sender)}</p></header>\n<main>\n{inner(notice, voice)}</main>\n'
    return frame(notice.title, notice.language, body, _STYLE)


def inner(notice: Notice, voice: Voice) -> str:
    """Write the notice without a frame, for a page that has its own."""
    parts = "".join(map(_section, notice.sections))
    return f"<h1>{text(notice.title)}</h1>\n{_short(notice.short)}\n{_contents(notice, voice)}\n{parts}"


def _short(section: Section) -> str:
    said = "".join(html for part in section.parts for html in _part(part))
    name, heading = text(section.id), text(section.heading)
    return f'<section class="short" aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>{said}</section>'


def _contents(notice: Notice, voice: Voice) -> str:
    """List the sections as links; a single layer has none."""
    if not notice.sections:
        return ""
    items = "".join(f'<li><a href="#{text(one.id)}">{text(one.heading)}</a></li>' for one in notice.sections)
    return f'<nav aria-labelledby="contents"><h2 id="contents">{text(voice.book.headings["contents"])}</h2><ol>{items}</ol></nav>'


def _section(section: Section) -> str:
    name, said = text(section.id), "".join(html for part in section.parts for html in _part(part))
    about = f' data-activity="{text(section.activity)}"' if section.activity else ""
    return f'<section aria-labelledby="{name}"{about}>\n<h2 id="{name}">{text(section.heading)}</h2>\n{said}</section>\n'


def _part(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"<h3>{text(part.heading)}</h3>\n"
    for lines in part.paragraphs():
        *flowing, last = lines if lines[-1].said.items else (*lines, None)
        if flowing:
            yield f"<p>{' '.join(map(_sentence, filter(None, flowing)))}</p>\n"
        if last:
            items = "".join(f"<li>{text(item)}</li>" for item in last.said.items)
            yield f'<div class="said" id="{text(last.id)}">{text(last.said.text)}<ul>{items}</ul></div>\n'


def _sentence(line: Line) -> str:
    return f'<span class="said" id="{text(line.id)}">{text(line.said.text)}</span>'
