"""`ombud staff`: who may sign in to the console, and as what."""

from __future__ import annotations

import sys

import click

from ombud.cli.say import say
from ombud.errors import BadInputError
from ombud.store.home import Home

ROLES = ("officer", "handler", "developer", "auditor")


@click.group("staff")
def command() -> None:
    """Add and list those who may sign in to the console."""


@command.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do.")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def add(name: str, role: str, home: str) -> None:
    """Add somebody, or give them another role; the password is read from standard input and never shown."""
    from ombud.web.serving import application_for

    application_for(Home.at(home), working=False)
    from django.contrib.auth.models import Group, User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    password = click.prompt("Password", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as weak:
        raise BadInputError("password-weak", " ".join(weak.messages), hint="Choose a longer one that is used nowhere else.") from None
    user, _ = User.objects.get_or_create(username=name)
    user.set_password(password)
    user.save()
    user.groups.set([Group.objects.get_or_create(name=role)[0]])
    say(f"{name} may sign in as {role}.")


@command.command("list")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def listed(home: str) -> None:
    """List who may sign in."""
    from ombud.web.serving import application_for

    application_for(Home.at(home), working=False)
    from django.contrib.auth.models import User

    for user in User.objects.filter(is_active=True).order_by("username"):
        say(f"{user.get_username()}  {', '.join(user.groups.values_list('name', flat=True))}")
