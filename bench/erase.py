"""Erase persons over eight tables: one, and a thousand in one run, beside a script that does the same five steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from bench import floor
from bench.measure import Figure, Spent, figure, spent
from bench.place import Database, Engine, database, home
from bench.shop import email, fill
from ombud.rights.carrying.acting import execute
from ombud.rights.wishes.shown import Answer, show
from ombud.rights.wishes.wish import Subjects, Wish
from ombud.store.home import Home
from ombud.systems.sql import prepared

PERSONS = 100_000
GOAL = 1.5


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Measure both engines and both sizes of a run."""
    for engine in engines:
        yield from _on(engine, scale)


def _on(engine: Engine, scale: float) -> Iterator[Figure]:
    many, persons = max(2, int(1000 * scale)), max(200, int(PERSONS * scale))
    with database(engine) as of, TemporaryDirectory() as folder, home(of, "shop.yaml") as place:
        fill(of, persons)
        run = _Run(of, place, floor.Evidence(Path(folder)))
        yield from run.compare(1, 11)
        yield from run.compare(many, 3)


class _Run:
    """Rounds in turn, each with persons of its own, so that every one of them is really there to be erased."""

    def __init__(self, of: Database, place: Home, evidence: floor.Evidence) -> None:
        self._of, self._home, self._evidence = of, place, evidence
        self._next = 1

    def compare(self, persons: int, rounds: int) -> Iterator[Figure]:
        """Measure planning apart from carrying out, and both together."""
        shows, acts, finds, scripts, bares, counts = [], [], list[Spent](), list[Spent](), list[Spent](), list[int]()
        for _ in range(rounds + 1):
            with statements() as counted:
                shown, acted = self.ours(self._fresh(persons))
            shows.append(shown)
            acts.append(acted)
            counts.append(counted[0])
            theirs, bare = self._fresh(persons), self._fresh(persons)
            finds.append(spent(partial(floor.find, self._of, theirs)))
            scripts.append(spent(partial(floor.erase, self._of, theirs, self._evidence)))
            bares.append(spent(partial(floor.bare, self._of, bare)))
        cut = slice(1, None)  # the first round warms both
        both = [Spent(one.wall + two.wall, one.cpu + two.cpu) for one, two in zip(shows, acts, strict=True)]
        name = f"{self._of.engine}: {persons} person{'s' * (persons > 1)}, 8 tables"
        note = f"{counts[-1] / persons:.2g} statements on the target a person"
        yield figure(f"{name}: plan", shows[cut], finds[cut], None, "floor: find and count")
        yield figure(f"{name}: carry out", acts[cut], scripts[cut], GOAL, "floor: the five steps")
        yield figure(f"{name}: plan and carry out", both[cut], scripts[cut], GOAL, note)
        yield figure(f"{name}: carry out", acts[cut], bares[cut], None, "floor: find and the bare DELETEs")

    def _fresh(self, persons: int) -> list[str]:
        first, self._next = self._next, self._next + persons
        return [email(number) for number in range(first, first + persons)]

    def ours(self, mails: list[str]) -> tuple[Spent, Spent]:
        answers: list[Answer] = []
        subjects: Subjects = [(("email", mail),) for mail in mails]
        shown = spent(lambda: answers.append(show(self._home, Wish("erase", "bench"), subjects)))
        acted = spent(lambda: answers.append(execute(self._home, answers[0].id, "erase")))
        assert answers[1].outcome == "done"
        assert sum(made.changed for made in answers[1].made) == 23 * len(mails)
        return shown, acted


@contextmanager
def statements() -> Iterator[list[int]]:
    """Count the statements that the product sends to the target."""
    counted = [0]

    def count(*_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's event passes the whole statement
        counted[0] += 1

    def counting(*given: Any) -> Any:  # noqa: ANN401 - what is counted passes through
        counted[0] += 1
        return run(*given)

    run = prepared.run
    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    prepared.run = counting  # type: ignore[assignment] # where statements go past SQLAlchemy
    try:
        yield counted
    finally:
        prepared.run = run
        sa.event.remove(sa.Engine, "before_cursor_execute", count)
