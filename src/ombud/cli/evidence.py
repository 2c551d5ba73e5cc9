"""`ombud evidence`: sign the log, hand it out, and verify it anywhere, without a home and without a network."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from ombud.cli.say import say
from ombud.errors import BadInputError


@click.group("evidence")
def command() -> None:
    """Sign, export and verify the evidence."""


@command.command()
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def checkpoint(home: str) -> None:
    """Sign the log as it stands and print the checkpoint; keep it with somebody you trust."""
    from ombud.store.home import Home

    say(Home.at(home).state.log.checkpoint().rstrip("\n"))


@command.command()
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
def export(home: str, output: Path) -> None:
    """Write the whole log as one file that a stranger can verify."""
    from ombud.store.home import Home

    log = Home.at(home).state.log
    with output.open("wb") as stream:
        size = log.export(stream)
    say(f"{size} entries in {output}")
    say(f"key: {log.fingerprint()}")
    say(f"To verify it anywhere: ombud evidence verify {output} --key {log.fingerprint()}")


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="The fingerprint of the key that must have signed, got by another way than the file.")
@click.option("--since", type=click.Path(path_type=Path), help="An older checkpoint: the log must only have grown since.")
def verify(file: Path, key: str | None, since: Path | None) -> int:
    """Tell whether every byte is as it was signed: exit 0 intact, 1 altered."""
    from ombud.evidence.check import verify as look

    with _open(file) as stream:
        verdict = look(stream, key=key, since=_open(since).read().decode() if since else None)
    for problem in verdict.problems:
        say(f"altered: {problem.message} [{problem.code}]")
    for note in verdict.notes:
        say(f"note: {note.message} [{note.code}]")
    if verdict.intact:
        signer = "signed by the key you named" if verdict.signer == "ours" else "signer unknown: name the key with --key"
        say(f"intact: {verdict.size} entries of {verdict.origin}, {signer}")
        if verdict.unfinished:
            say(f"note: {verdict.unfinished} acts were begun and not told done")
    return 0 if verdict.intact else 1


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInputError("file-unreadable", f"The file cannot be read: {error.strerror}.", where=str(path)) from None
