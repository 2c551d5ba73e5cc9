"""`ombud promises`: every promise with what backs it and how it stands; `--run` really looks; exit 1 if any is broken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from ombud.cli.say import day, progress, say
from ombud.execute.languages import Sentences
from ombud.policy.statements import Source, statements
from ombud.promises.ledger import Promise, too_weak
from ombud.promises.looking import Check, Status
from ombud.registers import actions
from ombud.registers.board import look, recall, sources_of
from ombud.store.home import Home

COLOURS = {"kept": "green", "broken": "red", "unproven": "yellow", "waived": "blue"}
ORDER: tuple[Status, ...] = ("broken", "unproven", "waived", "kept")
SIGNS = {"kept": "✓", "broken": "✗", "unproven": "?", "waived": "–"}


@click.group("promises", invoke_without_command=True)
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--run", is_flag=True, help="Look now, in the systems themselves; without it, tell the last look.")
@click.option("--only", metavar="ID", multiple=True, help="This promise only, by its id; may be given several times.")
@click.option("--as-of", metavar="DATE", help="Look as of this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.pass_context
def command(ctx: click.Context, home: str, run: bool, only: tuple[str, ...], as_of: str | None, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """List every promise: kept, broken or unproven."""
    if ctx.invoked_subcommand:
        return 0
    if as_of and not run:
        raise click.UsageError("`--as-of` asks for a look: add `--run`.")
    place = Home.opened(home)
    sources = sources_of(place)
    _known(only, place)
    promises = look(place, sources, day(as_of) if as_of else None, progress(quiet=as_json), only) if run else recall(place, sources, only)
    sentence = Sentences(place.policy, place.today())
    say(json.dumps(as_data(promises, sources, sentence), indent=2, ensure_ascii=False)) if as_json else tell(promises, sentence)
    return 1 if any(promise.check.status == "broken" for promise in promises) else 0


def _known(only: Sequence[str], home: Home) -> None:
    if unknown := set(only) - {statement.id for statement in statements(home.policy)}:
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
    known = {s.id for s in statements(place.policy) if s.probe == "signature"}
    if statement not in known:
        raise click.BadParameter(f"no promise `{statement}` waits for a signature", param_hint="STATEMENT")
    actions.sign(place, statement, role, document, day(until))
    say(f"Signed by {role} until {until}." + (" In a demo home this never counts as kept." if place.demo else ""))


def as_data(promises: Sequence[Promise], sources: Sequence[Source], sentence: Sentences) -> dict[str, object]:
    """Turn promises into the shape that scripts depend on (DESIGN §9)."""
    return {
        "promises": [_data(promise, sentence) | {"too_weak_for": too_weak(promise.statement, sources)} for promise in promises],
        "counts": Counter(promise.check.status for promise in promises),
    }


def _data(promise: Promise, sentence: Sentences) -> dict[str, object]:
    said, check = promise.statement, promise.check
    return {
        "id": said.id,
        "statement": sentence.of(said),
        "backing": said.backing,
        "probe": said.probe,
        "status": check.status,
        "figure": check.figure,
        "cause": check.cause,
        "action": check.action,
        "owner": check.owner,
        "until": check.until.isoformat() if check.until else None,
        "checked": promise.checked.isoformat(timespec="seconds") if promise.checked else None,
        "rows": promise.rows,
    }


def tell(promises: Sequence[Promise], sentence: Sentences) -> None:
    """Tell promises to a person: what is red first, what is kept last, those that printing makes true as a count."""
    for status in ORDER:
        mine = [p for p in promises if p.check.status == status and p.statement.probe]
        if mine:
            say(click.style(f"\n{status} ({len(mine)})", fg=COLOURS[status], bold=True))
        for promise in mine:
            say(_line(promise.check, promise, sentence))
    stated = sum(1 for p in promises if not p.statement.probe)
    counts = Counter(p.check.status for p in promises)
    say(
        "\n"
        + ", ".join(f"{counts[status]} {status}" for status in ORDER if counts[status])
        + f"; {stated} of the kept are made true by printing them"
    )


def _line(check: Check, promise: Promise, sentence: Sentences) -> str:
    why = check.figure or check.cause
    cause = f"\n      {check.cause} {check.action}" if check.status == "broken" else ""
    return f"  {SIGNS[check.status]} {sentence.of(promise.statement)}\n      {promise.statement.id}: {why}{cause}"
