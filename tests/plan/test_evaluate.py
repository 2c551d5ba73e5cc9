"""What a condition says about one row, empty cells included."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import RefusedError
from ombud.inventory.model import Link
from ombud.plan.evaluate import atoms, chooser, columns, holds
from ombud.plan.model import (
    ALWAYS,
    DEFAULT_START,
    NEVER,
    UNKNOWN_START,
    Clock,
    Condition,
    Every,
    Everything,
    Is,
    IsNot,
    Knows,
    Matching,
    NoStart,
    OfOwner,
    OfPerson,
    Own,
    Owns,
    Passed,
    Running,
    Some,
    Under,
    Where,
)
from ombud.policy.spelling import folded

CLOCK = Own("start")
LINK = Link("crm.customers", {"id": "id"}, "owner")
CUTOFF = date(2024, 5, 1)


def told(condition: Condition, start: date | None = None, **row: object) -> bool:
    return holds(condition, row, lambda _clock: start)


@pytest.mark.parametrize("cell", ["", None, 7, "7", True, date(2024, 5, 1), (), ("a", "b")])
@pytest.mark.parametrize("values", [(), (None,), ("7",), (7,), ("true",), ("2024-05-01",), ("a", None)])
def test_a_column_either_has_one_of_the_values_or_has_none(cell: object, values: tuple[str | int | None, ...]) -> None:
    assert told(Is("x", values), x=cell) != told(IsNot("x", values), x=cell)


@pytest.mark.parametrize(
    ("cell", "value"), [(7, "7"), ("7", 7), (True, "true"), (date(2024, 5, 1), "2024-05-01"), (("a", "b"), "b"), ((), None)]
)
def test_values_compare_as_an_inventory_writes_them(cell: object, value: str | int | None) -> None:
    assert told(Is("x", (value,)), x=cell)
    assert not told(Is("x", ("other",)), x=cell)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2024, 4, 30), "passed"),
        (CUTOFF, "passed"),
        (date(2024, 5, 2), "running"),
        (None, "none"),
        (DEFAULT_START, "none"),
        (UNKNOWN_START, "running none"),
    ],
)
def test_a_clock_has_passed_or_runs_or_has_no_start(start: date | None, expected: str) -> None:
    found: dict[str, Condition] = {"passed": Passed(CLOCK, CUTOFF), "running": Running(CLOCK, CUTOFF), "none": NoStart(CLOCK)}
    assert " ".join(name for name, condition in found.items() if told(condition, start)) == expected


@pytest.mark.parametrize(("start", "expected"), [(None, True), (DEFAULT_START, False), (UNKNOWN_START, False), (CUTOFF, True)])
def test_only_a_row_without_a_start_passes_by_being_absent(start: date | None, expected: bool) -> None:
    assert told(Passed(CLOCK, CUTOFF, absent=True), start) == expected


@pytest.mark.parametrize("cutoff", [date.max, date(2024, 5, 1)])
def test_an_unknown_start_never_passes(cutoff: date) -> None:
    assert not told(Passed(CLOCK, cutoff), UNKNOWN_START)


TRUTHS = st.recursive(st.booleans(), lambda inner: st.lists(inner, max_size=3).map(tuple) | st.lists(inner, max_size=3), max_leaves=12)


def as_condition(truth: object) -> Condition:
    if isinstance(truth, bool):
        return Is("x", ("yes",) if truth else ("no",))
    parts = tuple(map(as_condition, truth)) if isinstance(truth, tuple | list) else ()
    return Every(parts) if isinstance(truth, tuple) else Some(parts)


def as_bool(truth: object) -> bool:
    if isinstance(truth, bool):
        return truth
    parts = [as_bool(each) for each in truth] if isinstance(truth, tuple | list) else []
    return all(parts) if isinstance(truth, tuple) else any(parts)


@given(TRUTHS)
def test_every_and_some_are_and_and_or(truth: object) -> None:
    condition = as_condition(truth)
    assert told(condition, x="yes") == as_bool(truth)
    assert not any(isinstance(each, Every | Some) for each in atoms(condition))


def test_always_holds_and_never_does_not() -> None:
    assert [told(ALWAYS), told(NEVER)] == [True, False]


def test_what_other_rows_and_systems_say_is_asked_for() -> None:
    knows, owns = Knows("crm.customers", "customer", expected=True), Owns("orders", LINK, expected=False)
    assert holds(knows, {}, lambda _clock: None, knows=lambda dataset, activity: (dataset, activity) == ("crm.customers", "customer"))
    assert holds(owns, {}, lambda _clock: None, beside=lambda asked: asked != owns)
    assert holds(Under(LINK, ALWAYS, expected=True), {}, lambda _clock: None, beside=lambda asked: asked.expected)


@pytest.mark.parametrize(
    "condition", [Knows("a.b", "c", expected=True), Owns("a", LINK, expected=True), Under(LINK, ALWAYS, expected=True)]
)
def test_what_was_not_given_is_refused_not_guessed(condition: Condition) -> None:
    with pytest.raises(RefusedError):
        told(condition)


@pytest.mark.parametrize("clock", [OfPerson("x"), OfOwner(LINK, OfPerson("x"))])
def test_a_selection_over_several_systems_is_refused_before_the_first_row(clock: Clock) -> None:
    hidden = Every((NEVER, Some((Passed(clock, CUTOFF),))))
    for within in (Where(hidden), Matching(("x",), (("1",),), also=hidden)):
        with pytest.raises(RefusedError):
            chooser(within)


@pytest.mark.parametrize(
    ("cell", "fold", "expected"),
    [
        ("Å", True, True),
        ("a\u030a", True, True),
        ("Å", False, True),
        ("å", False, False),
        (("x", "å"), True, True),
        (None, True, False),
        ((), True, False),
    ],
)
def test_a_value_matches_as_it_is_spelt_or_folded(cell: object, fold: bool, expected: bool) -> None:
    chosen = chooser(Matching(("x",), (("Å",), ("z",)), fold=fold))
    assert chosen({"x": cell}, lambda _clock: None) == expected


def test_an_empty_value_selects_nothing() -> None:
    chosen = chooser(Matching(("x", "y"), ((None, "1"), ("1", None))))
    assert not any(chosen({"x": x, "y": y}, lambda _clock: None) for x in ("1", None) for y in ("1", None))


def test_a_selection_names_the_columns_it_looks_at() -> None:
    also = Every((Is("a", ("1",)), Passed(Own("b"), CUTOFF)))
    assert columns(Matching(("c",), (("1",),), also=also)) == {"a", "b", "c"}
    assert columns(Where(also)) == {"a", "b"}
    assert columns(Everything()) == frozenset()


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
