"""`ombud`: the commands by name, loaded when called, and the one place where an error becomes an exit code."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from ombud.cli.say import tell
from ombud.errors import OmbudError

COMMANDS = {
    "init": ("ombud.cli.init", "Start a home: a commented policy and inventory."),
    "check": ("ombud.cli.check", "Check the policy and the inventory."),
    "inventory": ("ombud.cli.inventory", "Draft an inventory from a live system, or report drift."),
    "notice": ("ombud.cli.notice.command", "Publish the privacy notice in one language and format."),
    "sweep": ("ombud.cli.sweep", "Show what is overdue, or carry out a plan shown."),
    "request": ("ombud.cli.request", "Answer a person: access, erase, withdraw, rectify, restrict, port, object."),
    "hold": ("ombud.cli.hold", "Freeze a person's data for a legal claim, list and release holds."),
    "consent": ("ombud.cli.consent.proofs", "Record, look up and prove what people agreed to."),
    "may": ("ombud.cli.consent.may", "Tell whether a purpose is allowed for a person or a list."),
    "disclose": ("ombud.cli.consent.disclosing", "Hand data to others only as allowed, and put it on record."),
    "letters": ("ombud.cli.consent.letters", "Send letters to those who may get them."),
    "promises": ("ombud.cli.promises", "List every promise: kept, broken or unproven."),
    "publish": ("ombud.cli.versions.publish", "Freeze the policy as a published version."),
    "diff": ("ombud.cli.versions.diff", "Compare two policies and say what follows."),
    "record": ("ombud.cli.record.command", "Write the record of processing (GDPR Art. 30)."),
    "import": ("ombud.cli.exchange.bring", "Draft an inventory from a Fides dataset."),
    "export": ("ombud.cli.exchange.export", "Write the policy as W3C DPV or for Fides."),
    "evidence": ("ombud.cli.evidence", "Sign, export and verify the evidence."),
    "cookies": ("ombud.cli.cookies.command", "Compare a website with the cookies of the policy."),
    "serve": ("ombud.cli.serving.serve", "Serve the privacy centre, the console and the API."),
    "token": ("ombud.cli.serving.token", "Say which programs may use the API."),
    "staff": ("ombud.cli.serving.staff", "Say who may sign in to the console."),
    "keys": ("ombud.cli.serving.keys", "Renew the keys of a home that can be renewed."),
    "migrate": ("ombud.cli.ground.migrate", "Bring the tables of a home up to date."),
    "worker": ("ombud.cli.ground.worker", "Do the work that waits: letters, requests, what comes round by itself."),
    "demo": ("ombud.cli.demo.command", "Build a home of invented people and keep its promises."),
}

STATELESS = {"init", "check", "inventory", "notice", "record", "publish", "diff", "import", "export", "evidence"} | {
    *("serve", "worker", "staff", "token", "keys", "migrate"),
}
"""Commands that start without a database; `evidence` opens it only where it needs a home, others set Django up in their own way."""


class Commands(click.Group):
    """A group whose commands are imported when they are called, so that `check` starts without a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in STATELESS:
            from ombud.store.database import ready

            ready()
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ombud")
def root() -> None:
    """Ombud makes a privacy policy true."""


def main(args: list[str] | None = None) -> None:
    """Run a command and end with its exit code: 0 done, 1 no, 2 bad input, 69 unavailable, 78 misconfigured."""
    patient()
    try:
        sys.exit(root.main(args, prog_name="ombud", standalone_mode=False) or 0)
    except OmbudError as error:
        tell(error)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing is lost: the same command continues.", err=True)
        sys.exit(130)


def patient() -> None:
    """Look for circles of objects less often: a plan keeps all that it makes until it is done, and has none."""
    gc.set_threshold(50_000, 20, 20)
