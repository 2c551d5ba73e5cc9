"""`ombud inventory`: draft an inventory from a live system, and compare one with what the systems hold."""

from __future__ import annotations

import click

from ombud.cli.inventory.check import check
from ombud.cli.inventory.scan import scan


@click.group("inventory")
def command() -> None:
    """Draft an inventory from a live system, or report drift."""


command.add_command(scan)
command.add_command(check)
