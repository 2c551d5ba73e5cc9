"""Many are answered as each would be alone: whatever they chose, in whatever order, on the list or not."""

import csv
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.consent.gate.asking import may
from ombud.consent.gate.filtering import filtered
from ombud.consent.gate.suppression import suppress
from ombud.consent.ledger.recording import Said, record
from ombud.plan.consent.choice import KINDS, Choice, Scope
from ombud.plan.consent.gate import Question
from ombud.store.home import Home
from tests.front import run

_MARKETING = tuple(kind for kind in KINDS if kind != "customer")  # these makers write to no customers without a yes
_NUMBERS = count()
choice = st.tuples(
    st.sampled_from(_MARKETING), st.sampled_from(((), ("news",), ("insights",))), st.integers(0, 3), st.booleans(), st.sampled_from((-1, 9))
)
person = st.tuples(st.lists(choice, max_size=3), st.booleans(), st.booleans())


def chosen(home: Home, people: list[tuple[list[tuple[str, tuple[str, ...], int, bool, int]], bool, bool]]) -> list[str]:
    """Let people choose, put some on the list, and give their addresses, some in capitals."""
    addresses = [f"batch{next(_NUMBERS)}.{home.now().timestamp():.0f}@læser.example" for _ in people]
    for address, (choices, listed, _) in zip(addresses, people, strict=True):
        for kind, topics, seconds, proven, days in choices:
            at, until = home.now() - timedelta(seconds=seconds), home.today() + timedelta(days=days)
            one = Choice(kind, "marketing", at, Scope(topics), method="phone", proven=proven, until=until)  # type: ignore[arg-type] # drawn by name
            record(home, [Said(("email", address), one)])
        if listed:
            suppress(home, [address], home.now() - timedelta(seconds=2))
    return [address.upper() if capitals else address for address, (_, _, capitals) in zip(addresses, people, strict=True)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(person, min_size=1, max_size=8), topic=st.sampled_from(("", "news")))
def test_a_list_is_answered_as_each_of_its_people_alone(home: Home, tmp_path: Path, people: list, topic: str) -> None:  # type: ignore[type-arg] # drawn above
    addresses, question = chosen(home, people), Question("marketing", home.today(), topic=topic)
    alone = [may(home, question, [(("email", one),)])[0] for one in addresses]
    assert may(home, question, [(("email", one),) for one in addresses]) == alone
    (tmp_path / "list.csv").write_text("email\n" + "".join(f"{one}\n" for one in addresses), encoding="utf-8")
    filtered(home, question, tmp_path / "list.csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        told = [(line["email"], line["allowed"], line["refused_because"]) for line in csv.DictReader(file)]
    assert told == [(one, "yes", "") if it.allowed else (one, "no", it.why) for one, it in zip(addresses, alone, strict=True)]


def test_a_list_that_was_filtered_before_tells_only_what_holds_today(folder: Path, somebody: Callable[[], str], tmp_path: Path) -> None:
    reader = somebody()
    (tmp_path / "old.csv").write_text(f"allowed,email,refused_because,name\nyes,{reader},,Læser\n\n", encoding="utf-8")
    assert run("may", "-", "marketing", "--list", tmp_path / "old.csv", "-o", tmp_path / "new.csv", "--home", folder).code in {0, 1}
    assert (tmp_path / "new.csv").read_text("utf-8") == f"email,name,allowed,refused_because\n{reader},Læser,no,no_consent\n"


def test_a_list_with_two_columns_of_addresses_is_refused(folder: Path, somebody: Callable[[], str], tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text(f"email,email\n{somebody()},{somebody()}\n", encoding="utf-8")
    answer = run("may", "-", "marketing", "--list", tmp_path / "two.csv", "-o", tmp_path / "new.csv", "--home", folder)
    assert (answer.code, "list-column" in answer.err, (tmp_path / "new.csv").exists()) == (2, True, False)
