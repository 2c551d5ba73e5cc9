"""`ombud demo`: a home of invented people, its broken promises found, mended, and the mending proved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from ombud.cli import promises, request, sweep
from ombud.cli.demo.build import Built, Identifier, build, plant
from ombud.cli.demo.violations import Violation
from ombud.cli.say import say, table
from ombud.evidence.check import verify
from ombud.plan.rights import Right
from ombud.policy.model import Language
from ombud.promises.ledger import Promise
from ombud.retention import actions as retention
from ombud.rights import actions as rights
from ombud.rights.wish import Wish
from ombud.store.home import Home


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default="demo")
@click.option("--build-only", is_flag=True, help="Build the home with its violations and stop.")
def command(folder: Path, build_only: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Build a demo home in FOLDER, run the main job in it, and say what to look at."""
    today = datetime.now().astimezone().date()
    built = build(folder, today=today)
    planted = plant(folder, today, built)
    say(
        f"Fjordraad Rådgivning A/S does not exist. Its home is in {folder}: "
        f"{built.people:,} invented people in a database, a mailbox and a folder of files."
    )
    if build_only:
        return 0
    return run(Home.opened(folder), built, planted)


def run(home: Home, built: Built, planted: Sequence[Violation]) -> int:
    """Tell the whole story: look, plan, sweep, answer two people, look again, prove."""
    before = _look(home, "1. The first look: which promises are broken?")
    _tell_found(before, planted)
    _sweep(home)
    _answer(home, "access", built.access, "nb")
    _answer(home, "erase", built.erasure, "sv")
    after = _look(home, "6. The second look")
    broken = [p for p in after if p.check.status == "broken"]
    say(f"  {len(broken)} promises broken." if broken else "  No promise is broken: none of the violations is left.")
    intact = _prove(home)
    _what_to_look_at(home)
    return 0 if intact and not broken else 1


def _head(text: str) -> None:
    say("\n" + click.style(text, bold=True))


def _look(home: Home, title: str) -> list[Promise]:
    _head(title)
    return promises.look(home, promises.sources_of(home), None, lambda _: None)


def _tell_found(looked: Sequence[Promise], planted: Sequence[Violation]) -> None:
    """Set what was planted beside what the look found, rule by rule."""
    found = {p.statement.path[-1]: p for p in looked if p.statement.probe == "retention" and p.statement.path[-2:-1] == ("retention",)}
    rows = [(v.words, v.rule, _items(v), found[v.rule].check.status, found[v.rule].check.figure) for v in planted]
    table(("planted", "rule", "items", "promise", "figure"), rows)
    say(
        f"  {sum(v.count for v in planted)} planted in {len(planted)} kinds; "
        f"{sum(p.check.status == 'broken' for p in looked)} promises of the notice are broken."
    )


def _items(violation: Violation) -> str:
    """Tell how many were planted, and how many rows belong to them."""
    along = sum(count for _, count in violation.along)
    return f"{violation.count} and {along} rows with them" if along else str(violation.count)


def _sweep(home: Home) -> None:
    _head("2. The plan: what is overdue, and what reaches its last day today")
    shown = retention.show(home)
    sweep.tell_report(shown)
    _head("3. The sweep, carried out")
    sweep.tell_report(retention.execute(home, shown.plan))


def _answer(home: Home, right: Right, who: Identifier, language: Language) -> None:
    """Answer one person, and write what they get."""
    number = 4 if right == "access" else 5
    _head(f"{number}. {'An access request' if right == 'access' else 'An erasure request'}, answered")
    answer = rights.show(home, Wish(right, "asked by mail", language=language), [(who,)])
    folder = home.folder / "answers" / right
    if right != "access":
        answer = rights.execute(home, answer.id, right)
    request.write(answer, home, folder)
    request.tell(answer, folder)


def _prove(home: Home) -> bool:
    _head("7. The proof")
    log, path = home.state.log, home.folder / "evidence.ombud"
    with path.open("wb") as stream:
        size = log.export(stream)
    with path.open("rb") as stream:
        verdict = verify(stream, key=log.fingerprint())
    say(f"  {size} entries, {'intact' if verdict.intact else 'ALTERED'}, signed by {log.fingerprint()}")
    return verdict.intact


def _what_to_look_at(home: Home) -> None:
    _head("What to look at")
    at = home.folder
    say(f"  {at}/answers/access/answer.pdf      what a person gets who asks what is held about them")
    say(f"  {at}/answers/erase/answer.html      what was erased, what stays, on which ground, until when")
    say(f"  ombud promises --home {at}    every promise of the notice, and how it stands")
    say(f"  ombud check --home {at}       what is wrong with the policy (nothing)")
    say(f"  ombud evidence verify {at}/evidence.ombud    the proof, verified without this home; change a byte and try again")
