"""`ombud demo`: a home of invented people, its broken promises found, mended, and the mending proved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from ombud.cli import request, sweep
from ombud.cli.demo.build import Identifier, build, examples, invent, plant, today_of
from ombud.cli.demo.invent.home import plant as plant_invented
from ombud.cli.demo.violations import Violation
from ombud.cli.say import say, table
from ombud.evidence.check import verify
from ombud.plan.consent.choice import Choice
from ombud.plan.rights.wish import Right
from ombud.policy.model import Language
from ombud.promises.asked import consented
from ombud.promises.ledger import Promise
from ombud.promises.saying.telling import Looks
from ombud.registers import board
from ombud.retention import actions as retention
from ombud.rights.carrying.acting import execute
from ombud.rights.wishes.shown import show
from ombud.rights.wishes.wish import Wish
from ombud.store.home import Home
from ombud.store.own.tables import without_own

OWN = "fjordraad"
"""The example that is told with people of its own; every other is filled from its files alone."""


@dataclass(frozen=True, slots=True)
class Story:
    """A home that was built: how many people are in it, who will ask for what, what was planted, and who agreed to which activity."""

    people: int
    access: Identifier
    erasure: Identifier
    planted: Sequence[Violation]
    agreed: Collection[tuple[str, str]] = ()


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default="demo")
@click.option("--example", type=click.Choice(examples()), default=OWN, show_default=True, help="Which invented organisation to build.")
@click.option("--build-only", is_flag=True, help="Build the home with its violations and stop.")
def command(folder: Path, example: str, build_only: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Build a demo home in FOLDER, run the main job in it, and say what to look at."""
    today = today_of(example)
    story = _told(folder, today) if example == OWN else _invented(folder, example, today)
    home = Home.opened(folder)
    _agree(home, story.agreed)
    say(f"{home.policy.controller.name} does not exist. Its home is in {folder}: {story.people:,} invented people in {_where(home)}.")
    if build_only:
        return 0
    return run(home, story)


def _told(folder: Path, today: date) -> Story:
    built = build(folder, today=today)
    return Story(built.people, built.access, built.erasure, plant(folder, today, built))


def _invented(folder: Path, example: str, today: date) -> Story:
    filled = invent(folder, example, today=today)
    access, erasure, *_ = filled.regulars
    people = filled.people
    planted = plant_invented(filled)
    asked = frozenset(name for name, one in filled.policy.activities.items() if consented(one) is not None)
    rows = [row for some in filled.maker.made.values() for row in some]
    return Story(
        people, ("email", access), ("email", erasure), planted, {(row.person.email, a) for row in rows for a in row.serving if a in asked}
    )


def _agree(home: Home, agreed: Collection[tuple[str, str]]) -> None:
    """Record that people agreed, where the home keeps proofs of consent: a policy that promises to hold them must."""
    from ombud.consent.ledger.recording import Said, record

    settings = home.settings.get("consent")
    if not (isinstance(settings, Mapping) and "proofs" in settings):
        return
    country = home.policy.controller.country or ""
    record(home, [Said(("email", who), Choice("given", to, home.now(), method="phone", country=country)) for who, to in sorted(agreed)])


_KINDS = {"sql": "a database", "mailbox": "a mailbox", "files": "a folder of files"}


def _where(home: Home) -> str:
    *most, last = dict.fromkeys(_KINDS.get(system.kind, system.kind) for system in without_own(home.inventory).systems.values())
    return f"{', '.join(most)} and {last}" if most else last


def run(home: Home, story: Story) -> int:
    """Tell the whole story: look, plan, sweep, answer two people, look again, prove."""
    before = _look(home, "1. The first look: which promises are broken?")
    _tell_found(before, story.planted, board.looks(home))
    _sweep(home)
    _answer(home, "access", story.access, "nb")
    _answer(home, "erase", story.erasure, "sv")
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
    return board.look(home, board.sources_of(home), None, lambda _: None)


def _tell_found(looked: Sequence[Promise], planted: Sequence[Violation], looks: Looks) -> None:
    """Set what was planted beside what the look found, rule by rule."""
    found = {p.statement.path[-1]: p for p in looked if p.statement.probe == "retention" and p.statement.path[-2:-1] == ("retention",)}
    told = {rule: (promise.check.status, looks.tell(promise.check.figure)) for rule, promise in found.items()}
    rows = [(v.words, v.rule, _items(v), *told[v.rule]) for v in planted]
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
    answer = show(home, Wish(right, "asked by mail", language=language), [(who,)])
    folder = home.folder / "answers" / right
    if right != "access":
        answer = execute(home, answer.id, right)
    with home.systems(read_only=True) as systems:
        request.write(answer, home, folder, systems)
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
