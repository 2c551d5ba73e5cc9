"""`ombud staff`: who may sign in to the console, and as what."""

from __future__ import annotations

import sys

import click

from ombud.cli.say import say
from ombud.store.home import Home

ROLES = ("officer", "handler", "developer", "auditor")


@click.group("staff")
def command() -> None:
    """Add, list and remove those who may sign in to the console."""


def _home(folder: str) -> Home:
    from ombud.web.serving import application_for

    home = Home.at(folder)
    application_for(home, working=False)
    return home


@command.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do.")
@click.option("--email", default="", help="Their e-mail address, by which a sign-in through your own provider finds them.")
@click.option("--no-password", is_flag=True, help="They sign in through your own provider only.")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def add(name: str, role: str, email: str, home: str, *, no_password: bool) -> None:
    """Add somebody, or give them another role; the password is read from standard input and never shown."""
    place = _home(home)
    from ombud.staff import accounts

    accounts.add(place, name, role, "" if no_password else _password(), email)
    say(f"{name} may sign in as {role}.")


def _password() -> str:
    return str(click.prompt("Password", hide_input=True)) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


@command.command("list")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def listed(home: str) -> None:
    """List who may sign in."""
    _home(home)
    from ombud.staff import accounts

    for worker in accounts.workers():
        say(f"{worker.name}  {worker.role}  {'two factors' if worker.second_factor else 'no second factor yet'}")


@command.command("remove")
@click.argument("name")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def remove(name: str, home: str) -> None:
    """Remove somebody: their sessions end at once, and they cannot sign in again."""
    place = _home(home)
    from ombud.staff import accounts

    accounts.remove(place, accounts.named(name))
    say(f"{name} may no longer sign in.")


@command.command("reset")
@click.argument("name")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def reset(name: str, home: str) -> None:
    """Forget the second factor of somebody who lost it; at the next sign-in they set up a new one."""
    place = _home(home)
    from ombud.staff import accounts

    accounts.forget_second_factor(place, accounts.named(name))
    say(f"{name} sets up a new second factor at the next sign-in.")
