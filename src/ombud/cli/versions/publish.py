"""`ombud publish`: freeze the policy as a version that never changes again, and how what asks for consent looks in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from ombud.cli.notice.every import every
from ombud.cli.say import say
from ombud.errors import BadInputError, OmbudError, RefusedError
from ombud.policy.model import Policy
from ombud.policy.versions.meaning import changes, duties
from ombud.registers.findings import findings_of
from ombud.store.home import Home
from ombud.store.versions.notices import Issued
from ombud.store.versions.published import FOLDER, newest, publish


@click.command("publish")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--chromium", "program", metavar="PATH", help="The browser that takes the pictures; by default the one that is installed.")
@click.option("--despite-errors", is_flag=True, help="Publish although `ombud check` finds errors, such as gaps that must wait.")
def command(home: str, program: str | None, despite_errors: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Freeze the current policy under its version number; refused while `ombud check` finds errors."""
    place = Home.at(home)
    before = newest(place)
    if not despite_errors:
        _refuse_errors(place)
    done = publish(place, _what_can_be_said if despite_errors else every)
    if before and before.version == done.version:
        say(f"Version {done.version} is published already, with the same facts. Nothing was written.")
        return
    say(f"Published version {done.version}, valid from {done.effective}, in {FOLDER}/{done.version}.")
    say(f"  sha256 {done.sha256}")
    if before:
        found = changes(before.policy, done.policy)
        say(f"  {len(found)} changes since {before.version}: {', then '.join(duties(found))}.")
        say(f"  They are listed by: ombud diff {before.version} {done.version}")
    _picture(place, program)


def _picture(place: Home, program: str | None) -> None:
    """Keep how all that asks for a consent looks in this version; without a browser the version stands as well."""
    from ombud.store.database import ready

    ready()  # a version needs no database; what asks for a consent has its words there
    from ombud.cli.consent.pictures import asks, pictured

    if not asks(place.policy):
        return
    try:
        count = pictured(Home.opened(place.folder), program)
        say(f"  Pictures of {count} notices that ask for consent are signed into the ledger.")
    except OmbudError as error:
        say(f"  No pictures were made of what asks for consent. {error.message} {error.hint}")
        say("  Make them later, before the policy changes again: ombud consent pictures")


def _what_can_be_said(policy: Policy, since: date) -> Iterator[Issued]:
    """Say the policy in the languages that have all words for it, and tell which cannot be said."""
    for language in policy.policy.languages.publish:
        try:
            yield from tuple(every(policy, since, (language,), prove=False))
        except BadInputError as error:
            say(f"  No notice in {language} is kept with this version: {error.code}.")


def _refuse_errors(place: Home) -> None:
    codes = {f.code for f in findings_of(place, place.now().date()) if f.severity == "error"} - {"version-unchanged"}
    if codes:
        hint = "`ombud check` lists them. Mend them, or publish with --despite-errors what must go out as it is."
        raise RefusedError("not-publishable", "The policy has errors and is not published.", where=", ".join(sorted(codes)), hint=hint)
