"""A demo home, built and looked at once for each worker, and a copy of it for each test."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ombud.cli.demo.build import Built, build
from ombud.store.database import close_database, ready
from ombud.store.home import Home
from tests.promises.homes import TODAY, Copy, Facts, copy

ready()


@dataclass(frozen=True)
class Template:
    """The home that all others are copies of, and how its promises stood at its second look."""

    built: Built
    promises: dict[str, Facts]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Build the demo home without a violation and look twice, so that something is on record at the second look."""
    from ombud.cli.promises import Speech, as_data
    from ombud.execute.languages import Sentences
    from ombud.registers.board import look, looks, sources_of

    folder = tmp_path_factory.mktemp("promises") / "home"
    built = build(folder, today=TODAY, one_in=5)  # a look reads everything, and a fifth holds every kind
    home = Home.opened(folder)
    sources = sources_of(home)
    look(home, sources, None, lambda _: None)
    speech = Speech(Sentences(home.policy, home.today()), looks(home))
    said = json.loads(json.dumps(as_data(look(home, sources, None, lambda _: None), sources, speech)))
    close_database()
    return Template(built, {promise["id"]: promise for promise in said["promises"]})


@pytest.fixture
def home(template: Template, tmp_path: Path) -> Iterator[Copy]:
    """A copy of the demo home, for one test to break."""
    yield Copy(copy(template.built.home, tmp_path / "home"), template.built)
    close_database()
