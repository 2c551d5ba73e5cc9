"""A letter as a web page: one file, no script, nothing fetched, readable in the dark, on paper and by a screen reader."""

from __future__ import annotations

from typing import assert_never

from ombud.notices.frame import frame, text
from ombud.notices.language import LanguagePack
from ombud.notices.letters.model import Block, Bullets, Definitions, Heading, Letter, Paragraph, Table


def render(letter: Letter, language: LanguagePack) -> str:
    """Write the letter as one complete HTML document (WCAG 2.2 AA)."""
    blocks = "\n".join(block(one, number) for number, one in enumerate(letter.blocks, 1))
    body = (
        f"{_sender(letter, language)}\n<main>\n<h1>{text(letter.title)}</h1>\n{blocks}\n</main>\n"
        f"<footer>{''.join(f'<p>{text(line)}</p>' for line in letter.closing)}</footer>\n"
    )
    return frame(letter.title, language.language, body, robots='<meta name="robots" content="noindex">\n')


def block(one: Block, number: int) -> str:
    """Write one block; `number` makes the ids on the page."""
    match one:
        case Heading(said, law, level):
            return f"<h{level}>{text(said)}</h{level}>" + (f'\n<p class="law">{text(law)}</p>' if law else "")
        case Paragraph(said):
            return f"<p>{text(said)}</p>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{text(item)}</li>' for item in items)}</ul>"
        case Definitions(items):
            return f"<dl>{''.join(_definition(term, said) for term, said in items)}</dl>"
        case Table():
            return _table(one, f"t{number}")
        case _:
            assert_never(one)


def _sender(letter: Letter, language: LanguagePack) -> str:
    name, *rest = letter.sender
    lines = "".join(f"<p>{text(line)}</p>" for line in rest)
    day = f'<p class="day"><time datetime="{letter.day}">{text(language.day(letter.day))}</time></p>'
    return f'<header><p class="from">{text(name)}</p>{lines}{day}</header>'


def _definition(term: str, said: tuple[str, ...]) -> str:
    told = "".join(f'<dd dir="auto">{text(one)}</dd>' for one in said)
    return f"<div><dt>{text(term)}</dt>{told}</div>"


def _table(table: Table, name: str) -> str:
    """Write a table that scrolls by itself on a narrow screen and can be reached by keyboard (WCAG 2.1.1)."""
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in table.head)
    rows = "".join(_row(row) for row in table.rows)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-labelledby="{name}"><table><caption id="{name}">{text(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: tuple[str, ...]) -> str:
    first, *rest = (text(cell) for cell in row)
    cells = "".join(f'<td dir="auto">{cell}</td>' for cell in rest)
    return f'<tr><th scope="row" dir="auto">{first}</th>{cells}</tr>'
