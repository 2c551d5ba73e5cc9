"""`ombud may`: whether a purpose is allowed for a person, or for everybody on a list, before anything is sent or done."""

from __future__ import annotations

from pathlib import Path

import click

from ombud.cli.consent.command import home_option
from ombud.cli.ground.subjects import people
from ombud.cli.say import say
from ombud.plan.consent.gate import Question, Verdict
from ombud.store.home import Home


@click.command("may")
@click.argument("subject")
@click.argument("purpose")
@home_option
@click.option("--channel", default="", help="By which channel.")
@click.option("--topic", default="", help="About which topic.")
@click.option("--sender", default="", help="From which sender.")
@click.option("--list", "recipients", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A CSV with a column `email`.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="With --list: the file to write.")
def command(purpose: str, subject: str, home: str, recipients: Path | None, output: Path | None, **about: str) -> int:
    """Tell whether PURPOSE is allowed for SUBJECT (`-` for standard input), and why or why not: exit 0 yes, 1 no.

    With --list FILE -o FILE every line of a recipients file gets the columns `allowed` and `refused_because`; SUBJECT is then `-`.
    """
    from ombud.consent.gate.asking import may

    place = Home.opened(home)
    question = Question(purpose, place.today(), **about)
    if recipients and output:
        return _filtered(place, question, recipients, output)
    answers = may(place, question, people(place, subject))
    for one in answers:
        say(told(one))
    return 0 if all(one.allowed for one in answers) else 1


def told(one: Verdict) -> str:
    """Tell a verdict in a line."""
    parts = [f"basis {one.basis}" if one.basis else "", f"until {one.until}" if one.until else ""]
    beside = ", ".join(filter(None, parts))
    said = "yes" if one.allowed else f"no: {one.why.replace('_', ' ')}"
    return f"{said} ({beside})" if beside else said


def _filtered(place: Home, question: Question, recipients: Path, output: Path) -> int:
    from ombud.consent.gate.filtering import filtered

    counts = filtered(place, question, recipients, output)
    for why, count in sorted(counts.items()):
        say(f"  {count:>9}  {why.replace('_', ' ')}")
    say(f"Written to {output}.")
    return 0
