"""`ombud keys`: keys that can be renewed, and what they sealed sealed anew (OWASP ASVS 1.6.3)."""

from __future__ import annotations

import click

from ombud.cli.say import say
from ombud.store.home import Home


@click.group("keys")
def command() -> None:
    """Renew the keys of a home that can be renewed."""


@command.command("renew")
@click.argument("which", type=click.Choice(("desk", "suppression")))
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def renew(which: str, home: str) -> None:
    """Make a new key: of the desks, for documents, answers and second proofs; or of the list of who is not to be written to.

    It may be done while the home is served. An interrupted run has lost nothing: run it again. The key before stays beside the new
    one; SECURITY.md tells what still needs it.
    """
    place = _list_renewed(home) if which == "suppression" else _desk_renewed(home)
    place.state.log.append("recorded", {"action": "key_renewed", "code": which})


def _list_renewed(home: str) -> Home:
    place = Home.opened(home)
    version = place.state.keys.renew_suppression()
    say(f"Version {version} of the key of the list; each entry moves to it when its address is next at hand.")
    return place


def _desk_renewed(home: str) -> Home:
    from ombud.web.serving import application_for

    place = Home.at(home)
    application_for(place, working=False)
    from ombud.cli.serving.resealing import reseal  # the accounts of staff can be read from here on

    place.state.keys.renew_desk()
    say(f"A new key of the desks; sealed anew under it: {reseal(place.state.keys.desk())}.")
    return place
