"""Whatever the rows and the condition, SQLite chooses the rows that Python chooses one by one."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.plan.model import (
    Clock,
    Col,
    Condition,
    Every,
    Everything,
    Is,
    IsNot,
    Matching,
    NoStart,
    OfOwned,
    OfOwner,
    Own,
    Owns,
    Passed,
    Running,
    Some,
    Term,
    Under,
    Where,
)
from ombud.systems.connector import Connector
from ombud.systems.memory import MemoryConnector
from ombud.systems.sql.connector import SqlConnector
from tests.systems.conftest import COPENHAGEN, KINDS, SENT_TO, fill, system

DAYS = st.sampled_from([date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(9999, 12, 31)])
MOMENTS = st.integers(0, 52 * 3600).map(lambda seconds: datetime.fromisoformat("2024-02-28T20:00") + timedelta(seconds=seconds))
TEXTS = st.one_of(
    DAYS.map(str), MOMENTS.map(str), st.sampled_from(["", "2024-02-30", "29.02.2024", "2024-02-29T23:30:00Z", "2024-03-01 00:30+02:00"])
)
WORDS = st.sampled_from(["", "a", "A", "å", "Å", "å", "1", "true"])


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """A value or nothing."""
    return st.none() | values


PERSON = st.fixed_dictionaries(
    {
        "tenant": st.integers(1, 2),
        "id": st.integers(1, 3),
        "status": maybe(WORDS),
        "email": maybe(WORDS),
        "joined": maybe(DAYS),
        "seen": maybe(MOMENTS),
        "said": maybe(TEXTS),
        "ticked": maybe(st.sampled_from([0, 86400, 1709161199, 1709161200, 10**13])),
        "blocked": maybe(st.booleans()),
    }
)
LETTER = st.fixed_dictionaries({"tenant": st.integers(1, 2), "person": maybe(st.integers(1, 3)), "sent": maybe(DAYS)})
SENT: Clock = OfOwned("letters", SENT_TO, Own("sent"))
OWN: st.SearchStrategy[Clock] = st.sampled_from([Own("joined"), Own("seen"), Own("said"), Own("ticked"), SENT])
THEIRS: st.SearchStrategy[Clock] = st.sampled_from(
    [Own("sent"), OfOwner(SENT_TO, Own("joined")), OfOwner(SENT_TO, Own("said")), OfOwner(SENT_TO, SENT)]
)
VALUES = st.lists(maybe(WORDS), max_size=3).map(tuple)


def conditions(clocks: st.SearchStrategy[Clock], *plain: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """Any condition on a dataset with these clocks."""
    cutoffs = DAYS | st.just(date.min)
    timed = [st.builds(Passed, clocks, cutoffs, st.booleans()), st.builds(Running, clocks, cutoffs), st.builds(NoStart, clocks)]
    parts = st.one_of(*timed, *plain)
    return st.recursive(
        parts,
        lambda inner: st.builds(Every, st.lists(inner, max_size=3).map(tuple)) | st.builds(Some, st.lists(inner, max_size=3).map(tuple)),
    )


WORDED = st.one_of(*(st.builds(kind, st.sampled_from(["status", "email"]), VALUES) for kind in (Is, IsNot)))
OF_PEOPLE = conditions(OWN, WORDED, st.builds(Owns, st.just("letters"), st.just(SENT_TO), st.booleans()))
OF_LETTERS = conditions(THEIRS, st.builds(Under, st.just(SENT_TO), OF_PEOPLE, st.booleans()))
ZONES = st.sampled_from(["Europe/Copenhagen", "UTC", "America/New_York", "Pacific/Auckland"])
PEOPLE = st.lists(PERSON, max_size=6, unique_by=lambda row: (row["tenant"], row["id"]))


@contextmanager
def both(people: list[dict[str, object]], letters: list[dict[str, object]], zone: str) -> Iterator[tuple[Connector, Connector]]:
    """The same rows in memory and in SQLite."""
    known = {(row["tenant"], row["id"]) for row in people}
    kept = [row | {"id": n} for n, row in enumerate(letters) if row["person"] is None or (row["tenant"], row["person"]) in known]
    memory = MemoryConnector(system(zone), "crm", COPENHAGEN, {"people": people, "letters": kept})
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'world.db'}"
        fill(url, KINDS["sqlite"], {"people": people, "letters": kept})
        with closing(SqlConnector(system(zone), "crm", url, COPENHAGEN, read_only=True)) as sqlite:
            yield memory, sqlite


@settings(max_examples=60)
@given(PEOPLE, st.lists(LETTER, max_size=6), st.lists(OF_PEOPLE, max_size=8), ZONES)
def test_people_are_chosen_alike(
    people: list[dict[str, object]], letters: list[dict[str, object]], asked: list[Condition], zone: str
) -> None:
    with both(people, letters, zone) as (memory, sqlite):
        for condition in asked:
            terms = [Col("tenant"), Col("id")]
            assert list(memory.read("people", terms, Where(condition))) == list(sqlite.read("people", terms, Where(condition)))


@settings(max_examples=40)
@given(PEOPLE, st.lists(LETTER, max_size=6), st.lists(OF_LETTERS, max_size=8), ZONES)
def test_letters_are_chosen_alike(
    people: list[dict[str, object]], letters: list[dict[str, object]], asked: list[Condition], zone: str
) -> None:
    with both(people, letters, zone) as (memory, sqlite):
        for condition in asked:
            assert list(memory.read("letters", [Col("id")], Where(condition))) == list(
                sqlite.read("letters", [Col("id")], Where(condition))
            )


@settings(max_examples=40)
@given(PEOPLE, st.lists(LETTER, max_size=6), st.lists(st.tuples(WORDS), min_size=1, max_size=3).map(tuple), st.booleans(), ZONES)
def test_clocks_and_matches_are_read_alike(
    people: list[dict[str, object]], letters: list[dict[str, object]], words: tuple[tuple[str, ...], ...], fold: bool, zone: str
) -> None:
    within = Matching(("email",), words, fold)
    terms: list[Term] = [Col("id"), Own("joined"), Own("seen"), Own("said"), Own("ticked"), SENT]
    with both(people, letters, zone) as (memory, sqlite):
        for chosen in (Everything(), within):
            key: list[Term] = [Col("tenant"), *terms]
            assert sorted(map(str, memory.read("people", key, chosen))) == sorted(map(str, sqlite.read("people", key, chosen)))
