"""How the command line speaks: lines, tables, and progress where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import click

from ombud.errors import BadInputError, OmbudError


def say(text: str = "") -> None:
    """Print a line."""
    click.echo(text)


def remark(text: str) -> None:
    """Tell a person something beside the output, which may be a document."""
    click.echo(text, err=True)


def tell(error: OmbudError) -> None:
    """Say what happened, where, what to do, and the code of it."""
    place = f" ({error.where})" if error.where else ""
    click.echo(click.style("error: ", fg="red", bold=True) + f"{error.message}{place}", err=True)
    if error.hint:
        click.echo(f"  what to do: {error.hint}", err=True)
    click.echo(f"  code: {error.code}", err=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as they need to be, figures to the right; nothing, when there are no rows."""
    if not rows:
        return
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    for row in (heads, *rows):
        cells = (
            cell.rjust(width) if _is_figure(cell, head) else cell.ljust(width) for cell, width, head in zip(row, widths, heads, strict=True)
        )
        say("  " + "  ".join(cells).rstrip())


def _is_figure(cell: str, head: str) -> bool:
    return cell.isdigit() or head in ("due", "done", "kept", "no clock")


def tell_retained(retained: Mapping[str, tuple[str, ...]]) -> None:
    """Tell what systems are known to keep of what was erased, so that somebody can see to it."""
    for system, codes in retained.items():
        if codes:
            say(f"  {system} may keep for a while: {', '.join(code.replace('-', ' ') for code in codes)}")


def progress(*, quiet: bool) -> Callable[[str], None]:
    """Give a way to tell what is being done: one moving line on a terminal, a line a step otherwise, nothing when quiet."""
    if quiet:
        return lambda _: None
    if sys.stderr.isatty():
        return lambda text: click.echo(f"\r\033[K  {text} …\r", err=True, nl=False)
    return lambda text: click.echo(f"  {text}", err=True)


def day(text: str) -> date:
    """Read a day, or say how one is written."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInputError("bad-date", f"`{text}` is not a day.", hint="Write it as 2026-01-31.") from None
