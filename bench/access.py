"""Answer one person who asks what is held: plan and data beside the statements written by hand; the letter and its PDF apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import floor
from bench.erase import statements
from bench.measure import Figure, Spent, figure, seconds, spent
from bench.place import Engine, database, home
from bench.shop import email, fill
from ombud.execute.languages import language_pack
from ombud.execute.package import write_package
from ombud.rights import answers
from ombud.rights.wishes.shown import show
from ombud.rights.wishes.wish import Wish
from ombud.store.home import Home

PERSONS, ROUNDS, GOAL = 100_000, 11, 2.0


def figures(scale: float, engines: list[Engine]) -> Iterator[Figure]:
    """Measure both engines."""
    for engine in engines:
        yield from _on(engine, max(100, int(PERSONS * scale)))


def _on(engine: Engine, persons: int) -> Iterator[Figure]:
    ours, theirs, bare, written, counted = list[Spent](), list[Spent](), list[Spent](), list[Spent](), [0]
    with database(engine) as of, TemporaryDirectory() as folder, home(of, "shop.yaml") as place:
        fill(of, persons)
        evidence = floor.Evidence(Path(folder))
        for number in range(1, ROUNDS + 2):
            with statements() as counted:
                ours.append(spent(partial(_gather, place, email(number))))
            theirs.append(spent(partial(floor.tell, of, [email(2 * ROUNDS + number)], evidence)))
            bare.append(spent(partial(floor.read, of, [email(4 * ROUNDS + number)])))
            written.append(spent(partial(_write, place, email(number), Path(folder) / str(number))))
    name = f"{engine}: access of one person, 8 tables"
    yield figure(f"{name}: found and read", ours[1:], theirs[1:], GOAL, f"{counted[0]} statements on the target; floor: read, and noted")
    yield figure(f"{name}: found and read", ours[1:], bare[1:], None, "floor: the statements alone")
    whole = sorted(one.wall for one in written[1:])[ROUNDS // 2]
    yield Figure(f"{name}: with letter, PDF and JSON", seconds(whole), note="the PDF is typeset by typst")


def _gather(place: Home, mail: str) -> None:
    with place.systems(read_only=True) as systems:
        answer = show(place, Wish("access", "bench"), [(("email", mail),)], systems)
        found = answers.gather(answer.plan.cases[0], answer.plan, place.scene(), systems)
    assert len(found.collected.items) == 23


def _write(place: Home, mail: str, folder: Path) -> None:
    with place.systems(read_only=True) as systems:
        answer = show(place, Wish("access", "bench"), [(("email", mail),)], systems)
        given = answers.package(answer, answer.plan.cases[0], place.scene(), systems)
        write_package(folder, given.letter, given.data, language_pack("da"), given.review, given.tables)
