"""A ledger that an older Ombud wrote counts under this one as it did: each choice gets the rank that it would get today."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.management import call_command
from django.db import connection

from ombud.consent.ledger.recording import Said, record
from ombud.consent.models import ChoiceRow
from ombud.plan.consent.choice import Choice, Kind
from ombud.store.database import migrate
from ombud.store.engine.place import FILE
from ombud.store.home import Home

MANY = 6000
"""More than are ranked at once."""

STOOD = "INSERT INTO consent_standingrow (subject, purpose, slot, leaf, rank, record) VALUES ('one', 'marketing', 'yes', %s, %s, '{}')"
"""What an older Ombud kept of the choice that counts: its rank to the microsecond."""


def said(home: Home, address: str, kind: Kind, late: timedelta) -> Said:
    """Say something that arrives late by the clock of the device."""
    now = home.now().replace(microsecond=7000)  # a record tells milliseconds
    return Said(("email", address), Choice(kind, "marketing", now, claimed=now - late, method="phone", country="SE"))


def ranked(leaves: list[int]) -> Iterator[tuple[int, int]]:
    """Give the rank of each choice, as the store has it."""
    return ((leaf, rank) for leaf, rank in ChoiceRow.objects.values_list("pk", "rank") if min(leaves) <= leaf <= max(leaves))


def test_choices_of_an_older_ledger_are_ranked_as_they_would_be_today(home: Home, somebody: Callable[[], str]) -> None:
    late = [timedelta(seconds=7 * at) for at in range(MANY)]
    kinds: tuple[Kind, ...] = ("given", "withdrawn", "renewed")
    people = [somebody() for _ in range(MANY // 3)]
    mine = [one.leaf for one in record(home, [said(home, people[at // 3], kinds[at % 3], late[at]) for at in range(MANY)])]
    ranks = dict(ranked(mine))
    call_command("migrate", "consent", "0003_pictures", verbosity=0)
    counts, by_ranks = max(ranks), ranks | {max(ranks): ranks[max(ranks)] + 1}
    with connection.cursor() as cursor:
        assert "rank" not in {column.name for column in connection.introspection.get_table_description(cursor, "consent_choicerow")}
        cursor.execute(STOOD, [counts, by_ranks[counts]])
    assert migrate(home.folder / FILE).steps == ("consent.0004_what_counts",)
    assert (len(ranks), dict(ranked(mine))) == (MANY, by_ranks)
