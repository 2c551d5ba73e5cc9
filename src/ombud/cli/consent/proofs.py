"""The ledger handed out and checked, receipts for people, lists taken over from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from ombud.cli.consent.command import command, home_option
from ombud.cli.consent.keeping import refusals
from ombud.cli.consent.pictures import pictures
from ombud.cli.ground.subjects import people, subject_option
from ombud.cli.say import say
from ombud.errors import BadInputError
from ombud.store.home import Home

if TYPE_CHECKING:  # what reads the ledger begins with the database, and only some commands need it
    from ombud.consent.ledger.reading import Form
    from ombud.evidence.ledger.single import Proved

_SIGNERS: Final = {"ours": "signed by the key you named", "unknown": "signer unknown: name the key with --key"}


@click.command()
@home_option
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
def export(home: str, output: Path) -> None:
    """Write the ledger as one file that a stranger can verify; it holds pseudonyms and choices, so mind who gets it."""
    from ombud.consent.ledger.reading import export as write

    place = Home.opened(home)
    with output.open("wb") as stream:
        held, fingerprint = write(place, stream)
    say(f"{held.choices} choices and {len(held.named)} texts and pictures that were shown, in {output}")
    say(f"To verify it anywhere: ombud consent verify {output} --key {fingerprint}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="The fingerprint of the key that must have signed, got by another way than the file.")
def verify(file: Path, key: str | None) -> int:
    """Tell whether a ledger, or the proof of one choice, is as it was signed: exit 0 intact, 1 altered; needs no home."""
    from ombud.evidence.ledger import single

    try:
        with file.open("rb") as stream:
            alone = stream.read(len(single.FORM)) == single.FORM.encode()
            stream.seek(0)
            return _say_proved(single.verify(stream, key=key)) if alone else _say_checked(stream, key)
    except OSError as error:
        raise BadInputError("file-unreadable", f"The file cannot be read: {error.strerror}.", where=str(file)) from None


def _say_checked(stream: BinaryIO, key: str | None) -> int:
    from ombud.evidence.ledger.bundle import verify as look

    checked = look(stream, key=key)
    if not checked.intact:
        say(f"altered: {checked.why}")
        return 1
    say(f"intact: {checked.size} choices of {checked.origin}, {checked.erased} of them erased since, {_SIGNERS[checked.signer]}")
    say(f"  {checked.shown} texts and pictures that were shown are as they were.")
    return 0


def _say_proved(proved: Proved) -> int:
    if not proved.intact:
        say(f"altered: {proved.why}")
        return 1
    say(f"intact: entry {proved.index} of {proved.size} of {proved.origin}, {_SIGNERS[proved.signer]}")
    say(f"  {proved.record}")
    return 0


@click.command()
@click.argument("number", metavar="CHOICE", type=click.IntRange(1))
@home_option
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
def prove(number: int, home: str, output: Path) -> None:
    """Write the proof of one choice, by the number that `ombud consent check` tells: a small file for a stranger, of nobody else."""
    from ombud.consent.ledger.proving import prove as write

    proof, fingerprint = write(Home.opened(home), number)
    output.write_bytes(proof)
    say(f"Choice {number} is proved in {output}: {len(proof)} bytes")
    say(f"To verify it anywhere: ombud consent verify {output} --key {fingerprint}")


@click.command()
def verifier() -> None:
    """Print a script that verifies a ledger with Python alone, for whoever has no Ombud: ombud consent verifier > verify.py."""
    from importlib.resources import files

    say((files("ombud.evidence.ledger") / "standalone.py").read_text("utf-8").rstrip("\n"))


@click.command()
@home_option
@subject_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonld", "kantara"]),
    default="jsonld",
    show_default=True,
    help="ISO/IEC TS 27560 in the words of W3C DPV, or Kantara Consent Receipt 1.1, which has none for a no.",
)
def receipt(home: str, subject: str, form: Form) -> int:
    """Print a receipt of each consent as JSON; exit 1 if there is none."""
    from ombud.consent.ledger.reading import receipts

    place = Home.opened(home)
    made = [one for person in people(place, subject) for one in receipts(place, person, form)]
    say(json.dumps(made, ensure_ascii=False, indent=2))
    return 0 if made else 1


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--purpose", required=True, help="A purpose or activity of the policy.")
def import_(file: Path, home: str, purpose: str) -> None:
    """Take a list over (CSV with `email`, and `country` if known): without proof, so that the gate says no until each one agrees."""
    from ombud.consent.ledger.importing import take_over

    counts = take_over(Home.opened(home), purpose, file)
    for what, count in sorted(counts.items()):
        say(f"  {count:>9}  {what}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--purpose", required=True, help="A purpose or activity of the policy.")
def sales(file: Path, home: str, purpose: str) -> None:
    """Record the sales of a list (CSV with `email`, and for each condition of the exception for customers a column with yes or no)."""
    from ombud.consent.ledger.importing import take_sales

    for what, count in sorted(take_sales(Home.opened(home), purpose, file).items()):
        say(f"  {count:>9}  {what}")


for each in (export, prove, verify, verifier, receipt, import_, pictures, sales, refusals):
    command.add_command(each)
