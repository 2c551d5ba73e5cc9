"""What keeps the door and the list: how often something was refused, and a new key for the hashes of the list."""

from __future__ import annotations

import click

from ombud.cli.consent.command import home_option
from ombud.cli.say import say
from ombud.store.home import Home


@click.command()
@home_option
def refusals(home: str) -> None:
    """Tell how often something was refused at the public pages and the API, by day, place and reason; of nobody in particular."""
    from ombud.consent.subscribing.counting import counts

    Home.opened(home)
    for day, where, why, count in counts():
        say(f"  {day}  {count:>9}  {where}: {why}")


@click.command("renew-key")
@home_option
def renew_key(home: str) -> None:
    """Hash who is put on the list from now on under a new key; who stands there is hashed anew when their address is next at hand."""
    version = Home.opened(home).state.keys.renew_suppression()
    say(f"Version {version} of the key. Keep the older ones: nobody is found under a key that is gone.")
