"""Choices of many at once are each written once, each told its own number, and one that cannot be written spoils nobody else's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from ombud.consent.ledger.reading import history
from ombud.consent.ledger.recording import Said, record
from ombud.consent.ledger.writing import Recorded
from ombud.consent.subscribing.leaving import leave
from ombud.consent.subscribing.models import SubscriberRow
from ombud.consent.subscribing.tokens import Token
from ombud.errors import BadInputError
from ombud.plan.consent.choice import Choice, Scope
from ombud.store.home import Home

AT_ONCE, EACH = 16, 5


def yes(home: Home, address: str, purpose: str = "marketing") -> Said:
    """Say yes to the makers' news by telephone."""
    return Said(("email", address), Choice("given", purpose, home.now(), Scope(("news",)), method="phone", country="SE"))


def test_each_of_many_at_once_is_told_its_own_number(home: Home, somebody: Callable[[], str]) -> None:
    people = [somebody() for _ in range(AT_ONCE * EACH)]

    def choose(address: str) -> Recorded:
        (told,) = record(home, [yes(home, address)])
        connection.close()
        return told

    with ThreadPoolExecutor(AT_ONCE) as threads:
        told = list(threads.map(choose, people))
    assert len({one.leaf for one in told}) == len(people)
    for address, one in zip(people, told, strict=True):
        ((leaf, _, text),) = history(home, [("email", address)])
        assert (leaf, text) == (one.leaf, one.record)


def test_who_asks_for_what_is_not_offered_is_refused_and_the_others_are_not(home: Home, somebody: Callable[[], str]) -> None:
    people = [somebody() for _ in range(AT_ONCE)]

    def choose(at: int) -> bool:
        try:
            record(home, [yes(home, people[at], "marketing" if at % 2 else "nothing_of_ours")])
        except BadInputError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert list(threads.map(choose, range(AT_ONCE))) == [bool(at % 2) for at in range(AT_ONCE)]
    assert [len(list(history(home, [("email", one)]))) for one in people] == [at % 2 for at in range(AT_ONCE)]


def test_of_many_who_leave_at_once_each_is_off_the_list_with_one_no_in_the_ledger(home: Home, somebody: Callable[[], str]) -> None:
    people, today = [somebody() for _ in range(AT_ONCE)], home.today()
    SubscriberRow.objects.bulk_create(SubscriberRow(email=one, purpose="marketing", language="da", joined_on=today) for one in people)

    def go(address: str) -> None:
        for _ in range(2):  # the same link pressed again adds nothing
            leave(home, [Token(address.upper(), "marketing")], "link")
        connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(go, people))
    assert set(SubscriberRow.objects.filter(email__in=people).values_list("left_on", flat=True)) == {today}
    kinds = [[text.count('"kind":"withdrawn","method":"link"') for _, _, text in history(home, [("email", one)])] for one in people]
    assert all(set(some) == {1} and len(some) == len(kinds[0]) for some in kinds)
