"""What the ledger answers is what choices come to, in whatever order they arrive; and whatever proof goes, nothing more is allowed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.consent.ledger.reading import standings
from ombud.consent.ledger.recording import prepared_for, subject_of
from ombud.consent.ledger.writing import write
from ombud.consent.models import ChoiceRow
from ombud.plan.consent.choice import Choice, Kind, settle
from ombud.plan.consent.gate import Question, Terms, Verdict, verdict
from ombud.store.home import Home
from tests.plan.consent.test_choices import CONSENT, DAY, NOON, choices

MAIL = "marketing"


def said(without: str = "") -> st.SearchStrategy[list[Choice]]:
    """Invent what somebody says; what could count as well as another is left out: either may be told then."""
    some = choices().filter(lambda one: one.kind != without)
    return st.lists(some, max_size=7, unique_by=lambda one: (one.slot, one.rank))


def asked(home: Home, address: str, terms: Terms = CONSENT) -> Verdict:
    """Ask the gate what the ledger has of somebody."""
    (standing,) = standings(home, {MAIL}, [[("email", address)]])
    return verdict(Question(MAIL, DAY), terms, standing)


def at_once(home: Home, address: str, every: Sequence[Choice]) -> None:
    """Record choices in one go."""
    subject = subject_of(home.state.keys.links(), "email", address)
    write([prepared_for(home, subject, one) for one in every])


def recorded(home: Home, address: str, every: Sequence[Choice]) -> None:
    """Record choices one after the other, as they arrive."""
    subject = subject_of(home.state.keys.links(), "email", address)
    for one in every:
        write([prepared_for(home, subject, replace(one, purpose=MAIL))])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said())
def test_the_ledger_answers_what_choices_come_to(home: Home, somebody: Callable[[], str], said: list[Choice]) -> None:
    address = somebody()
    recorded(home, address, said)
    expected = verdict(Question(MAIL, DAY), CONSENT, settle(said))
    assert asked(home, address) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said(without="restricted"), st.sets(st.integers(0, 6)))
def test_whatever_proof_goes_nothing_is_allowed_that_was_not(
    home: Home, somebody: Callable[[], str], said: list[Choice], gone: set[int]
) -> None:
    address = somebody()
    recorded(home, address, said)
    before = asked(home, address)
    leaves = list(ChoiceRow.objects.filter(subject=subject_of(home.state.keys.links(), "email", address)).order_by("pk"))
    for at in gone & set(range(len(leaves))):
        leaves[at].delete()
    assert before.allowed or not asked(home, address).allowed
    if (yes := settle(said).yes) and said.index(yes) in gone:
        assert not asked(home, address).allowed, "what was said before does not count again"


def held(home: Home, address: str) -> list[tuple[object, ...]]:
    """Tell what the ledger holds of somebody: what was said, whether it counts, whether it has ended."""
    rows = ChoiceRow.objects.filter(subject=subject_of(home.state.keys.links(), "email", address)).order_by("pk")
    return [(row.kind, row.slot, row.rank, row.counts, row.ended_on is None) for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said())
def test_what_is_said_at_once_is_held_as_if_it_were_said_one_after_the_other(
    home: Home, somebody: Callable[[], str], said: list[Choice]
) -> None:
    one, other = somebody(), somebody()
    recorded(home, one, said)
    if said:
        at_once(home, other, [replace(choice, purpose=MAIL) for choice in said])
    assert held(home, one) == held(home, other)
    assert asked(home, one) == asked(home, other)


def work_of(act: Callable[[], object]) -> int:
    """Count what the store does for something, in thousands of its own steps."""
    steps = list[int]()
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: steps.append(1), 1000)
    try:
        act()
    finally:
        connection.connection.set_progress_handler(None, 1000)
    return len(steps)


@pytest.mark.parametrize("kind", ["given", "refused"])
def test_whoever_chooses_again_and_again_makes_the_next_choice_no_dearer_than_so_many_rows(
    home: Home, somebody: Callable[[], str], kind: Kind
) -> None:
    works = []
    for many in (200, 1600):
        address = somebody()
        at_once(home, address, [Choice("given", MAIL, NOON + timedelta(seconds=at)) for at in range(many)])
        works.append(work_of(partial(recorded, home, address, [Choice(kind, MAIL, NOON + timedelta(days=1))])))
    assert works[1] < 12 * works[0], "eight times as many rows"
