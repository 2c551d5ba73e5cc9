"""`ombud token`: which programs may use the API, and what for."""

from __future__ import annotations

from datetime import timedelta

import click

from ombud.cli.say import day, say, table
from ombud.store.home import Home

YEAR = timedelta(days=365)
home_option = click.option("--home", default=".", help="The home's folder.", show_default=True)


def _opened(home: str) -> Home:
    from ombud.web.serving import application_for

    place = Home.at(home)
    application_for(place, working=False)
    return place


@click.group("token")
def command() -> None:
    """Say which programs may use the API."""


@command.command("add")
@click.argument("name")
@click.option("--scope", "scopes", required=True, multiple=True, help="What it may do, such as cases:read; may be given several times.")
@click.option("--until", metavar="DATE", help="Its last day.  [default: in a year]")
@home_option
def add(name: str, scopes: tuple[str, ...], until: str | None, home: str) -> None:
    """Make a token and print it; it cannot be shown again."""
    place = _opened(home)
    from ombud.web.api import tokens

    last = day(until) if until else place.today() + YEAR
    secret = tokens.add(name, scopes, last, place.now())
    place.state.log.append("recorded", {"action": "token_added", "until": last.isoformat()})
    say(secret)


@command.command("list")
@home_option
def listed(home: str) -> None:
    """List the tokens: what they may do, until when, and when they were last used; never the tokens themselves."""
    _opened(home)
    from ombud.web.api.models import TokenRow

    rows = [
        (t.name, " ".join(t.scopes), str(t.expires_on), str(t.last_used_on or "never"), "revoked" if t.revoked_at else "")
        for t in TokenRow.objects.order_by("name")
    ]
    table(("token", "scopes", "until", "last used", ""), rows)


@command.command("revoke")
@click.argument("name")
@home_option
def revoke(name: str, home: str) -> None:
    """End a token now."""
    place = _opened(home)
    from ombud.web.api import tokens

    tokens.revoke(name, place.now())
    place.state.log.append("recorded", {"action": "token_revoked"})
    say(f"{name} is revoked.")
