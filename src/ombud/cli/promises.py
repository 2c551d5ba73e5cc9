"""`ombud promises`: every promise with what backs it and how it stands; `--run` really looks; exit 1 if any is broken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple, get_args

import click

from ombud.cli.say import day, progress, say
from ombud.execute.languages import Sentences
from ombud.policy.model import Language
from ombud.policy.statements import Source
from ombud.promises.ledger import Promise, too_weak
from ombud.promises.looking import Check, Status
from ombud.promises.saying.phrase import phrase
from ombud.promises.saying.telling import Looks
from ombud.registers import actions
from ombud.registers.board import keep_links, links_of, look, looks, recall, sources_of
from ombud.store.home import Home
from ombud.web import words

COLOURS = {"kept": "green", "broken": "red", "unproven": "yellow", "waived": "blue"}
ORDER: tuple[Status, ...] = ("broken", "unproven", "waived", "kept")
SIGNS = {"kept": "✓", "broken": "✗", "unproven": "?", "waived": "–"}


@click.group("promises", invoke_without_command=True)
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--run", is_flag=True, help="Look now, in the systems themselves; without it, tell the last look.")
@click.option("--only", metavar="ID", multiple=True, help="This promise only, by its id; may be given several times.")
@click.option("--as-of", metavar="DATE", help="Look as of this day instead of today.")
@click.option("--lang", type=click.Choice(get_args(Language)), default="en", help="The language to tell them in.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.pass_context
def command(  # noqa: PLR0917 - click passes one argument an option
    ctx: click.Context,
    home: str,
    run: bool,  # noqa: FBT001 - click passes flags so
    only: tuple[str, ...],
    as_of: str | None,
    lang: Language,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> int:
    """List every promise: kept, broken or unproven."""
    if ctx.invoked_subcommand:
        return 0
    if as_of and not run:
        raise click.UsageError("`--as-of` asks for a look: add `--run`.")
    place = Home.opened(home)
    sources = sources_of(place)
    _known(only, place)
    promises = look(place, sources, day(as_of) if as_of else None, progress(quiet=as_json), only) if run else recall(place, sources, only)
    speech = Speech(Sentences(place.policy, place.today(), lang), looks(place, lang))
    say(json.dumps(as_data(promises, sources, speech), indent=2, ensure_ascii=False)) if as_json else tell(promises, speech)
    return 1 if any(promise.check.status == "broken" for promise in promises) else 0


def _known(only: Sequence[str], home: Home) -> None:
    if unknown := set(only) - {statement.id for statement in home.statements}:
        raise click.BadParameter(f"the policy states no `{min(unknown)}`", param_hint="--only")


@command.command()
@click.argument("statement")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--role", required=True, help="Who signs, by role.")
@click.option("--document", type=click.Path(path_type=Path), required=True, help="What the role vouches with; its digest is kept.")
@click.option("--until", required=True, metavar="DATE", help="When the signature ends.")
def sign(statement: str, home: str, role: str, document: Path, until: str) -> None:
    """Sign for a promise that only people can vouch for."""
    place = Home.opened(home)
    known = {s.id for s in place.statements if s.probe == "signature"}
    if statement not in known:
        raise click.BadParameter(f"no promise `{statement}` waits for a signature", param_hint="STATEMENT")
    actions.sign(place, statement, role, document, day(until))
    say(f"Signed by {role} until {until}." + (" In a demo home this never counts as kept." if place.demo else ""))


@command.command()
@click.argument("statement")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--role", required=True, help="Who lets the public read it, by role.")
def publish(statement: str, home: str, role: str) -> None:
    """Let the public read behind the notice's sentence how a promise stands, whichever way that is then; never of a security measure."""
    actions.publish(Home.opened(home), statement, role)
    say(f"Published. To take it back: ombud promises unpublish {statement} --role {role}")


@command.command()
@click.argument("statement")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--role", required=True, help="Who takes it back, by role.")
def unpublish(statement: str, home: str, role: str) -> None:
    """Take back into the console how a promise stands; done too where it was not public."""
    actions.unpublish(Home.opened(home), statement, role)
    say("It stands in the console alone.")


class Speech(NamedTuple):
    """One language for both halves of a promise: what the notice says, and what a look at it found."""

    sentences: Sentences
    looks: Looks

    def status(self, status: Status) -> str:
        """Name a status as the console does."""
        return words.say(self.looks.language, f"board.status.{status}")


def as_data(promises: Sequence[Promise], sources: Sequence[Source], speech: Speech) -> dict[str, object]:
    """Turn promises into the shape that scripts depend on (DESIGN §9)."""
    return {
        "promises": [_data(promise, speech) | {"too_weak_for": too_weak(promise.statement, sources)} for promise in promises],
        "counts": Counter(promise.check.status for promise in promises),
    }


def _data(promise: Promise, speech: Speech) -> dict[str, object]:
    said, check = promise.statement, promise.check
    told = {"figure": check.figure, "cause": check.cause, "action": check.action}
    return {
        "id": said.id,
        "statement": speech.sentences.of(said),
        "backing": said.backing,
        "probe": said.probe,
        "status": check.status,
        **{name: speech.looks.tell(one) for name, one in told.items()},
        "said": {name: asdict(one) if one else None for name, one in told.items()},
        "owner": check.owner,
        "until": check.until.isoformat() if check.until else None,
        "checked": promise.checked.isoformat(timespec="seconds") if promise.checked else None,
        "rows": promise.rows,
    }


def tell(promises: Sequence[Promise], speech: Speech) -> None:
    """Tell promises to a person: what is red first, what is kept last, those that printing makes true as a count."""
    for status in ORDER:
        mine = [p for p in promises if p.check.status == status and p.statement.probe]
        if mine:
            say(click.style(f"\n{speech.status(status)} ({len(mine)})", fg=COLOURS[status], bold=True))
        for promise in mine:
            say(_line(promise.check, promise, speech))
    stated = sum(1 for p in promises if not p.statement.probe)
    counts = Counter(p.check.status for p in promises)
    say(
        "\n"
        + ", ".join(f"{counts[status]} {speech.status(status)}" for status in ORDER if counts[status])
        + f"; {speech.looks.tell(phrase('printed', stated=stated))}"
    )


def _line(check: Check, promise: Promise, speech: Speech) -> str:
    tell = speech.looks.tell
    why = tell(check.figure or check.cause)
    cause = f"\n      {tell(check.cause)} {tell(check.action)}" if check.status == "broken" else ""
    return f"  {SIGNS[check.status]} {speech.sentences.of(promise.statement)}\n      {promise.statement.id}: {why}{cause}"


@command.command()
@click.option("--home", default=".", help="The home's folder.", show_default=True)
def links(home: str) -> int:
    """Follow each link that the policy promises, over the network, and keep how it answered; exit 1 if one leads nowhere."""
    from ombud.cli.ground.follow import followed

    place = Home.opened(home)
    promises = keep_links(place, {address: followed(address) for address in links_of(place)})
    tell(promises, Speech(Sentences(place.policy, place.today(), "en"), looks(place)))
    return 1 if any(promise.check.status == "broken" for promise in promises) else 0
