"""`ombud import`: what somebody has annotated elsewhere, as a draft of the inventory."""

from __future__ import annotations

from pathlib import Path

import click

from ombud.cli.inventory.draft import BEGIN_FIDES, draft
from ombud.cli.inventory.look import Found, Looked
from ombud.cli.inventory.target import Target
from ombud.cli.notice.command import put
from ombud.cli.say import say
from ombud.errors import BadInputError
from ombud.exchange.fides.bring import about, bring
from ombud.exchange.fides.dataset import Dataset, DatasetFile, LeftOut, parse_datasets
from ombud.inventory.model import System
from ombud.inventory.parse import parse_inventory
from ombud.policy.telling import told
from ombud.store.home import Home, read_text, sound, words


@click.command("import")
@click.argument("kind", type=click.Choice(["fides"]))
@click.argument("file")
@click.option("--home", default=".", help="The home whose policy gives the words.", show_default=True)
@click.option("--dataset", "wanted", metavar="KEY", help="Which dataset of the file; needed when it holds several.")
@click.option("--at", metavar="REFERENCE", help="How to reach the system; env:KEY_URL unless said.")
@click.option("-o", "output", metavar="FILE", help="Write the draft to a new file instead of printing it.")
def command(kind: str, file: str, home: str, wanted: str | None, at: str | None, output: str | None) -> None:  # noqa: ARG001 - one kind so far
    """Draft an inventory from FILE, a fideslang dataset in YAML."""
    if output is not None and Path(output).exists():
        raise BadInputError("output-taken", "The draft cannot be written there.", where=output, hint="Name a file that is not there yet.")
    place = Home.at(home)
    parsed, left = parse_datasets(read_text(Path(file)), Path(file).name)
    dataset = _chosen(sound(parsed, Path(file).name), wanted)
    text = _draft(place, dataset, at or f"env:{_variable(dataset.fides_key)}_URL", left)
    if output is None:
        say(text.removesuffix("\n"))
        return
    put(Path(output), text.encode())
    click.echo(f"Drafted {len(dataset.collections)} datasets in {output}.", err=True)


def _chosen(file: DatasetFile, wanted: str | None) -> Dataset:
    keys = [dataset.fides_key for dataset in file.dataset]
    fitting = [dataset for dataset in file.dataset if wanted in (None, dataset.fides_key)]
    if len(fitting) != 1:
        hint = f"Name one with --dataset: {', '.join(keys)}." if keys else "The list `dataset:` is empty."
        raise BadInputError("fides-which", "It is not clear which dataset is meant.", where=wanted or "", hint=hint)
    return fitting[0]


def _draft(home: Home, dataset: Dataset, at: str, left: tuple[LeftOut, ...]) -> str:
    target = Target(dataset.fides_key, System("sql", at, {}), home.folder, home.policy)
    found = tuple(Found(one.guessed.table.name, {}, one.guessed, one.remarks) for one in bring(dataset, home.policy))
    remarks = [f"line {one.line}: `{one.key}` has no place here" for one in left]
    text = draft(target, Looked(found, (), (*about(dataset), *remarks)), BEGIN_FIDES)
    if faults := parse_inventory(text, "draft").faults:
        hint = "A name in the file cannot be a name in an inventory; rename it there, or report this."
        raise BadInputError(
            "fides-undraftable",
            f"The draft would not be readable: {told(faults[0], words('en')).message}",
            where=dataset.fides_key,
            hint=hint,
        )
    return text


def _variable(key: str) -> str:
    return "".join(character if character.isalnum() and character.isascii() else "_" for character in key).upper()
