"""Build a demo home: the example's files, and its systems filled with invented people."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path
from random import Random

from ombud.cli.demo import files, mail, sql, violations
from ombud.cli.demo.invent import home as invented
from ombud.cli.demo.people import Cast, Client, cast, everybody
from ombud.errors import BadInputError
from ombud.store.home import Home
from ombud.store.own.tables import without_own

Identifier = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Built:
    """A demo home: how many people it holds, whose access and erasure to ask for, the cast and the seed they came from."""

    home: Path
    people: int
    access: Identifier
    erasure: Identifier
    cast: Cast
    seed: int


def example(name: str = "fjordraad") -> Traversable:
    """Find the folder of an example: inside the wheel, else beside the source."""
    return _examples() / name


def examples() -> tuple[str, ...]:
    """Name the examples there are."""
    return tuple(sorted(folder.name for folder in _examples().iterdir() if folder.joinpath("inventory.yaml").is_file()))


def today_of(name: str) -> date:
    """Tell the day it is where an example is at home, whatever the clock of this machine says."""
    with as_file(example(name)) as folder:
        return Home.at(folder).today()


def _examples() -> Traversable:
    package = resources("ombud")
    packed = package / "examples"
    return packed if packed.is_dir() else Path(str(package)).parents[1] / "examples"


def build(home: Path, *, today: date, seed: int = 1814, one_in: int = 1) -> Built:
    """Build the home so that nothing in it is overdue on `today`; with one in so many people, of every kind some."""
    systems = home / "systems"
    _settle(home, "fjordraad")
    people = cast(_random(seed, "people"), today, one_in)
    mail.create(systems / "mail")
    mail.fill(systems / "mail", people, _random(seed, "mail"), today)
    files.create(systems / "files")
    with closing(sql.create(systems / "crm.sqlite")) as crm, crm:
        with_document = sql.fill(crm, people, _random(seed, "sql"), today)
    files.fill(systems / "files", people, with_document, _random(seed, "files"), today)
    return Built(home, len(everybody(people)), _email(people.asks_access), _email(people.asks_erasure), people, seed)


def plant(home: Path, today: date, built: Built) -> tuple[violations.Violation, ...]:
    """Plant the twelve violations in a home that was just built."""
    return violations.plant(home, today, built.cast.forgotten, _random(built.seed, "violations"))


def invent(home: Path, name: str, *, today: date, seed: int = 1814) -> invented.Filled:
    """Build the home of any example from what its files say, so that nothing in it is overdue on `today`."""
    _settle(home, name)
    found = Home.at(home)
    return invented.fill(home, found.policy, without_own(found.inventory), _random(seed, name), today)


def _settle(home: Path, name: str) -> None:
    """Copy the files of an example into a folder that holds no home yet."""
    if any((home / part).exists() for part in ("systems", "policy.yaml", "inventory.yaml")):
        hint = "Name another folder, or remove this one first; a demo never writes over a home."
        raise BadInputError("demo-exists", "The folder holds a home already.", where=str(home), hint=hint)
    (home / "systems").mkdir(parents=True)
    for file in example(name).iterdir():
        if file.is_file():
            (home / file.name).write_bytes(file.read_bytes())


def _email(client: Client) -> Identifier:
    return ("email", client.person.email)


def _random(seed: int, part: str) -> Random:
    """Give each part chance of its own, so that a change in one leaves the others as they were."""
    return Random(f"{seed}:{part}")  # noqa: S311 - invented people are no secret
