"""`ombud inventory scan`: a draft of what a live system holds; the system is opened for looking only, and no value leaves it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import assert_never

import click

from ombud.cli.inventory.draft import draft
from ombud.cli.inventory.folder import look_at_files
from ombud.cli.inventory.look import Looked, Tell, look_at_folders, look_at_tables
from ombud.cli.inventory.target import Target, target
from ombud.cli.say import progress, say
from ombud.errors import BadInputError

SAMPLE = 50


@click.command("scan")
@click.argument("system")
@click.option("--home", default=".", help="The home's folder; relative paths start here.", show_default=True)
@click.option("--name", help="What the inventory shall call a system that is given by reference.")
@click.option(
    "--sample", type=click.IntRange(0, 1000), default=SAMPLE, show_default=True, help="Values looked at a column; 0 for names only."
)
@click.option("--undeclared", is_flag=True, help="Draft only what the inventory does not name yet.")
@click.option("-o", "output", metavar="FILE", help="Write the draft to a new file instead of printing it.")
def scan(system: str, home: str, name: str | None, sample: int, undeclared: bool, output: str | None) -> None:  # noqa: FBT001 - click passes flags so
    """Draft the inventory of SYSTEM: one of the home's inventory, env:NAME, sqlite:PATH, maildir:FOLDER or a folder."""
    _refuse_taken(output)
    meant = target(system, home, name)
    looked = look(meant, sample, progress(quiet=False))
    if undeclared:
        looked = _without_declared(meant, looked)
    text = draft(meant, looked)
    if output is None:
        say(text.removesuffix("\n"))
        return
    with Path(output).open("x", encoding="utf-8") as file:
        file.write(text)
    click.echo(f"Drafted {len(looked.found)} datasets in {output}.", err=True)


def look(meant: Target, sample: int, tell: Tell) -> Looked:
    """Look at a system in the way of its kind."""
    match meant.system.kind:
        case "sql" | "memory":
            return look_at_tables(meant, sample, tell)
        case "mailbox":
            return look_at_folders(meant)
        case "files":
            return look_at_files(meant, sample, tell)
        case _:
            assert_never(meant.system.kind)


def _without_declared(meant: Target, looked: Looked) -> Looked:
    return replace(looked, found=tuple(found for found in looked.found if found.name not in meant.system.datasets))


def _refuse_taken(output: str | None) -> None:
    if output is not None and (Path(output).exists() or not Path(output).absolute().parent.is_dir()):
        hint = "Name a file that is not there yet, in a folder that is."
        raise BadInputError("output-taken", "The draft cannot be written there.", where=output, hint=hint)
