"""`ombud consent`: record what people chose, look it up, hand the ledger out and verify it anywhere (GDPR Art. 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ombud.cli.ground.subjects import addresses, people, subject_option
from ombud.cli.say import day, say
from ombud.errors import BadInputError
from ombud.plan.consent.choice import Choice, Kind, Scope
from ombud.plan.consent.gate import CUSTOMER_CONDITIONS
from ombud.plan.consent.terms import old_enough
from ombud.store.home import Home

home_option = click.option("--home", default=".", help="The home's folder.", show_default=True)


def _choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options by which a choice is told."""
    options = (
        home_option,
        subject_option,
        click.option("--purpose", required=True, help="A purpose or activity of the policy."),
        click.option("--method", default="console", help="How they chose: phone, post, meeting, email, console.", show_default=True),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("consent")
def command() -> None:
    """Record, look up and prove what people agreed to."""


@command.command()
@_choosing
@click.option("--notice", default="", help="The digest of the words that were shown, where any were.")
@click.option("--topic", multiple=True, help="Only this topic; may be repeated.")
@click.option("--channel", multiple=True, help="Only by this channel; may be repeated.")
@click.option("--country", default="", help="The person's country, which decides who sends.")
@click.option("--until", default="", metavar="DATE", help="The last day on which it is good.")
@click.option("--age", type=click.IntRange(0, 130), help="The person's age, where it was asked; kept is only whether it is enough.")
def give(  # noqa: PLR0917 - each is an option of the command
    home: str, subject: str, purpose: str, until: str, topic: tuple[str, ...], channel: tuple[str, ...], age: int | None, **told: str
) -> None:
    """Record that somebody agreed."""
    last, enough = day(until) if until else None, None if age is None else old_enough(Home.at(home).policy, age, told["country"])
    _record(home, subject, "given", purpose, scope=Scope(topic, channel), until=last, of_age=enough, **told)


@command.command()
@_choosing
@click.option(
    "--met", "conditions", multiple=True, type=click.Choice(CUSTOMER_CONDITIONS), help="A condition that was met; may be repeated."
)
@click.option("--topic", multiple=True, help="Only about this topic; may be repeated.")
def sale(home: str, subject: str, purpose: str, method: str, conditions: tuple[str, ...], topic: tuple[str, ...]) -> None:
    """Record that somebody bought something, and which conditions were met for writing without their consent (ePrivacy Art. 13(2))."""
    _record(home, subject, "customer", purpose, method=method, conditions=conditions, scope=Scope(topic))
    if lacking := [one for one in CUSTOMER_CONDITIONS if one not in conditions]:
        say(f"Nobody is written to for this sale: not met are {', '.join(lacking)}.")


@command.command()
@_choosing
def refuse(home: str, subject: str, purpose: str, method: str) -> None:
    """Record that somebody said no."""
    _record(home, subject, "refused", purpose, method=method)


@command.command()
@_choosing
def withdraw(home: str, subject: str, purpose: str, method: str) -> None:
    """Record that somebody agrees no longer; it takes effect at once."""
    _record(home, subject, "withdrawn", purpose, method=method)


@command.command("object")
@_choosing
def object_(home: str, subject: str, purpose: str, method: str) -> None:
    """Record that somebody objects."""
    _record(home, subject, "objected", purpose, method=method)


def _record(home: str, subject: str, kind: Kind, purpose: str, **more: Any) -> None:  # noqa: ANN401 - the fields of a choice
    from ombud.consent.ledger.recording import Said, record

    place = Home.opened(home)
    choice = Choice(kind, purpose, place.now(), **more)
    recorded = record(place, [Said(identifier, choice) for person in people(place, subject) for identifier in person])
    for one in recorded:
        say(f"{kind}: choice {one.leaf}, {one.commitment[:16]}…")


@command.command()
@home_option
@subject_option
def check(home: str, subject: str) -> int:
    """Show what people chose, as it was recorded; exit 1 if somebody chose nothing."""
    from ombud.consent.ledger.reading import history

    place = Home.opened(home)
    found = [list(history(place, person)) for person in people(place, subject)]
    for lines in found:
        for leaf, _, record in lines:
            say(f"choice {leaf}: {record}")
        if not lines:
            say("Nothing is recorded.")
    return 0 if all(found) else 1


@command.command()
@home_option
@subject_option
@click.option("--words", default="", help="What the person wrote or said, in a line.")
def suppress(home: str, subject: str, words: str) -> None:
    """Put people on the list of those who are not to be contacted, by any channel or sender."""
    from ombud.consent.gate.suppression import wish

    place = Home.opened(home)
    given = addresses(place, subject)
    if not given:
        raise BadInputError("no-address", "The list is kept by e-mail address.", hint="Write email:ADDRESS, one a line.")
    for address in given:
        wish(place, address, "do_not_contact", words, place.now())
    say(f"{len(given)} on the list: nothing is sent to them any more.")


@command.command()
@home_option
@subject_option
def lift(home: str, subject: str) -> int:
    """Take people off that list because they ask for it; exit 1 if none of them is on it."""
    from ombud.consent.gate.suppression import lift as off

    place = Home.opened(home)
    lifted = sum(off(place, address, place.now()) for address in addresses(place, subject))
    say(f"{lifted} taken off the list.")
    return 0 if lifted else 1
