"""About whom a command is: identifiers on standard input, since on the command line they would land in the shell's history."""

from __future__ import annotations

import sys

import click

from ombud.errors import BadInputError
from ombud.rights.wishes.wish import Identified, read_subjects
from ombud.store.home import Home

subject_option = click.option(
    "--subject", default="-", help="`-` reads KIND:VALUE lines from standard input; KIND:VALUE itself only in a demo home."
)


def people(home: Home, subject: str) -> list[tuple[Identified, ...]]:
    """Read about whom it is, from standard input where people are real."""
    if subject != "-" and not home.demo:
        hint = "Use `--subject -` and standard input."
        raise BadInputError("subject-in-shell", "Identifiers on the command line land in the shell's history.", hint=hint)
    return read_subjects(sys.stdin.read() if subject == "-" else subject, home.policy.identifiers)


def addresses(home: Home, subject: str) -> list[str]:
    """Read the e-mail addresses of whom it is about."""
    return [value for person in people(home, subject) for kind, value in person if kind == "email"]
