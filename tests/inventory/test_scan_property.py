"""Whatever tables are called and hold: the draft parses, names every column, and is the system as it stands."""

from pathlib import Path
from sqlite3 import connect

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.policy.versions.canonical import scalar
from tests.front import run
from tests.inventory.front import scanned

# SQLite cannot hold NUL or half a surrogate pair in a name; names beginning with sqlite_ are its own
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: not name.lower().startswith("sqlite")
)
LIKELY = st.sampled_from(
    ["email", "navn", "cpr", "created_at", "note", "customer_id", "name", "tlf", "yes", "null", "1", "a b", "#x", "- y", "z: w"]
)
COLUMNS = st.lists(NAMES | LIKELY, min_size=1, max_size=6, unique_by=str.lower)
VALUES = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(st.characters(exclude_categories=["Cs"])), st.binary())


def quoted(name: str) -> str:
    """Write a name as SQL does."""
    return '"' + name.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all examples; each has its own database."""
    return tmp_path_factory.mktemp("scan")


@settings(max_examples=60)
@given(tables=st.dictionaries(NAMES, COLUMNS, min_size=1, max_size=3), data=st.data())
def test_any_tables_make_a_draft_that_parses_and_names_every_column(
    folder: Path, tables: dict[str, list[str]], data: st.DataObject
) -> None:
    tables = dict({name.lower(): (name, columns) for name, columns in tables.items()}.values())
    place = folder / f"{len([*folder.iterdir()])}.db"
    with connect(place) as database:
        for name, columns in tables.items():
            database.execute(f"CREATE TABLE {quoted(name)} ({', '.join(map(quoted, columns))})")
            rows = data.draw(st.lists(st.tuples(*[VALUES] * len(columns)), max_size=3))
            database.executemany(f"INSERT INTO {quoted(name)} VALUES ({', '.join('?' * len(columns))})", rows)
    database.close()
    _, datasets = scanned(f"sqlite:{place.name}", folder, "--name", "any")
    assert {dataset.table or name: [*dataset.columns] for name, dataset in datasets.items()} == tables


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_written_so_that_it_is_read_back(text: str) -> None:
    for loader in (yaml.BaseLoader, yaml.CBaseLoader):
        assert yaml.load(f"{{{scalar(text)}: [{scalar(text)}]}}", Loader=loader) == {text: [text]}  # noqa: S506 - makes texts, nothing else


def test_an_empty_system_makes_a_draft_without_datasets(tmp_path: Path) -> None:
    connect(tmp_path / "empty.db").close()
    assert scanned("sqlite:empty.db", tmp_path, "--name", "any")[1] == {}
    assert run("inventory", "scan", "sqlite:empty.db", "--name", "any", "--home", tmp_path).code == 0
