"""`ombud init`: a new home with a policy and an inventory that explain themselves and say what is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import click

from ombud.cli.say import say
from ombud.errors import BadInputError

FILES = ("policy.yaml", "inventory.yaml", "ombud.toml")
TODAY = "{today}"


@click.command("init")
@click.argument("folder", metavar="DIR")
def command(folder: str) -> None:
    """Start a home in DIR, a folder that is new or empty."""
    home = Path(folder)
    begin(home)
    say(f"A home begins in {folder}:\n")
    say("  policy.yaml     what you promise; read it from the top, it says what to fill in")
    say("  inventory.yaml  where the data are; your database can draft it")
    say("  ombud.toml      settings\n")
    say(f"Next: ombud check --home {folder}")


def begin(home: Path) -> None:
    """Write the files of a new home; refuse a folder that holds anything."""
    hint = "Name a folder that is new or empty."
    try:
        home.mkdir(parents=True, exist_ok=True)
        taken = any(home.iterdir())
    except OSError as error:
        raise BadInputError("folder-unusable", f"The folder cannot be used: {error.strerror}.", where=str(home), hint=hint) from None
    if taken:
        raise BadInputError("folder-taken", "The folder is not empty; nothing was written.", where=str(home), hint=hint)
    for name in FILES:
        text = (files("ombud.cli") / "templates" / name).read_text("utf-8")
        (home / name).write_text(text.replace(TODAY, datetime.now(UTC).date().isoformat()), encoding="utf-8")
