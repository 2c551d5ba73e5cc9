"""`ombud serve`: the privacy centre, the console and the API of one home, until it is stopped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from ombud.cli.say import say, tell
from ombud.errors import OmbudError
from ombud.store.home import Home

if TYPE_CHECKING:
    from ombud.web.serving import Application
    from ombud.web.settings import Space

TARGET = "ombud.cli.serving.serve:application"
PATIENCE = 30
"""Seconds for what is being answered when it is stopped; whatever does not end by then is killed, and work goes on at the next start."""


def application() -> Application:
    """Make what is served, in the process that serves it; a fault of the home is told there as anywhere, and ends both."""
    from ombud.web.public.front import front

    try:
        return front(Home.at(os.environ["OMBUD_HOME"]), cast("Space", os.environ.get("OMBUD_SPACE", "all")))
    except OmbudError as error:
        tell(error)
        raise SystemExit(error.exit_code) from None


@click.command("serve")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option(
    "--only", "space", type=click.Choice(("all", "public", "console", "api")), default="all", show_default=True, help="The space to serve."
)
def command(home: str, host: str, port: int, space: Space) -> None:
    """Serve the privacy centre, the console and the API."""
    from granian.constants import Interfaces

    from ombud.cli.serving.handing import Server
    from ombud.messages.settings import open_channel

    place = Home.at(home)
    open_channel(place.settings, place.folder, os.environ)  # what is wrong with it is said now, not when the first letter waits
    os.environ |= {"OMBUD_HOME": str(Path(home).resolve()), "OMBUD_SPACE": space}
    say(f"{place.policy.controller.name}: http://{host}:{port}/ (stop with Ctrl-C)")
    Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=16,
        log_enabled=False,
        workers_kill_timeout=PATIENCE,
    ).serve()
