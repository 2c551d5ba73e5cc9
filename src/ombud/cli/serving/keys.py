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
    from ombud.web.serving import application_for

    place = Home.at(home)
    application_for(place, working=False)
    if which == "suppression":
        place.state.keys.renew_suppression()
        say("A new key of the list; each entry moves to it when its address is next at hand.")
    else:
        from ombud.cli.serving.resealing import reseal

        place.state.keys.renew_desk()
        say(f"A new key of the desks; sealed anew under it: {reseal(place.state.keys.desk())}.")
    place.state.log.append("recorded", {"action": "key_renewed", "code": which})
