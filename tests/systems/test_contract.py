"""What every connector to rows must do, whatever stores them: one suite over memory, SQLite, PostgreSQL and MariaDB."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from ombud.errors import OmbudError, RefusedError
from ombud.plan.model import (
    ALWAYS,
    DEFAULT_START,
    NEVER,
    UNKNOWN_START,
    Clock,
    Col,
    Condition,
    EraseRows,
    Every,
    Everything,
    Is,
    IsNot,
    Knows,
    Matching,
    NoStart,
    OfOwned,
    OfOwner,
    OfPerson,
    Own,
    Owns,
    Passed,
    Running,
    SetFields,
    Some,
    Under,
    Where,
    Within,
)
from ombud.policy.period import Period
from ombud.systems.connector import Connector
from ombud.systems.wire import wire
from tests.systems.conftest import SENT_TO, Open

ID, TENANT = Col("id"), Col("tenant")
JOINED, SEEN, SEEN_AT, SAID, TICKED = Own("joined"), Own("seen"), Own("seen_at"), Own("said"), Own("ticked")
LETTERS = OfOwned("letters", SENT_TO, Own("sent"))
DAY = date(2024, 2, 29)


def person(id_: int, tenant: int = 1, **columns: object) -> dict[str, object]:
    """One person of a tenant."""
    empty = dict.fromkeys(("email", "said", "status", "joined", "seen", "seen_at", "ticked", "blocked"))
    return {"tenant": tenant, "id": id_} | empty | columns


def letter(id_: int, to: int, sent: date | None, tenant: int = 1) -> dict[str, object]:
    """One letter to a person."""
    return {"id": id_, "tenant": tenant, "person": to, "sent": sent}


def ids(system: Connector, within: Within | Condition, dataset: str = "people") -> list[object]:
    """The ids of the rows that a selection or condition means."""
    chosen = within if isinstance(within, Everything | Where | Matching) else Where(within)
    return [row[0] for row in system.read(dataset, [ID], chosen)]


def day(system: Connector, clock: Clock, dataset: str = "people") -> list[object]:
    """What a clock reads on every row."""
    return [row[0] for row in system.read(dataset, [clock], Everything())]


# ------------------------------------------------------------------ reading and matching


def test_a_connection_without_tls_that_stays_on_this_machine_is_here(world: Open) -> None:
    assert world().wire() in ("here", "encrypted")  # a new MariaDB turns TLS on by itself


@pytest.mark.parametrize(
    ("encrypted", "host", "how"),
    [
        (True, "db.nordlys.example", "encrypted"),
        (False, "db.nordlys.example", "plain"),
        (False, "192.0.2.7", "plain"),
        (False, "127.0.0.1", "here"),
        (False, "::1", "here"),
        (False, "/run/postgresql", "here"),
    ],
)
def test_a_connection_in_the_open_is_plain_unless_it_stays_here(encrypted: bool, host: str, how: str) -> None:
    assert wire(encrypted=encrypted, host=host) == how


def test_rows_come_in_key_order(world: Open) -> None:
    system = world([person(2, 2), person(3, 1), person(1, 2), person(10, 1)])
    assert list(system.read("people", [TENANT, ID], Everything())) == [(1, 3), (1, 10), (2, 1), (2, 2)]


def test_columns_come_as_they_stand(world: Open) -> None:
    system = world([person(1, email="Søren@birk.example", blocked=True, ticked=7)])
    assert list(system.read("people", [Col("email"), Col("blocked"), Col("ticked"), Col("status")], Everything())) == [
        ("Søren@birk.example", True, 7, None)
    ]


def test_an_exact_match_knows_case_accents_and_spaces(world: Open) -> None:
    spellings = (
        "Åse@birk.example",
        "åse@birk.example",
        "ase@birk.example",
        "åse@birk.example ",
        unicodedata.normalize("NFD", "åse@birk.example"),
    )
    system = world([person(n, email=text) for n, text in enumerate(spellings)])
    assert [ids(system, Matching(("email",), ((text,),))) for text in spellings] == [[0], [1], [2], [3], [4]]


def test_a_folded_match_knows_every_spelling(world: Open) -> None:
    name = "Ærø-Åse@BIRK.example"
    spellings = (name, name.upper(), name.lower(), unicodedata.normalize("NFD", name), unicodedata.normalize("NFD", name.upper()))
    system = world([person(n, email=text) for n, text in enumerate((*spellings, "aero-ase@birk.example", "Ærø@birk.example", None))])
    for text in spellings:
        assert ids(system, Matching(("email",), ((text,),), fold=True)) == [0, 1, 2, 3, 4]


def test_folding_goes_beyond_one_letter_for_one(world: Open) -> None:
    system = world(
        [person(1, email="straße@birk.example"), person(2, email="STRASSE@birk.example"), person(3, email="strase@birk.example")]
    )
    assert ids(system, Matching(("email",), (("Strasse@birk.example",),), fold=True)) == [1, 2]


def test_a_number_is_found_by_its_text(world: Open) -> None:
    system = world([person(7), person(8)])
    assert ids(system, Matching(("id",), (("7",),))) == [7]
    assert ids(system, Matching(("id",), (("007",), ("seven",), ("99999999999",)))) == []


def test_an_empty_value_equals_nothing(world: Open) -> None:
    system = world([person(1), person(2, email="")])
    assert ids(system, Matching(("email",), ((None,),))) == []


def test_many_values_are_matched_in_key_order(world: Open) -> None:
    system = world([person(n) for n in range(1300)])
    wanted = tuple((1, n) for n in reversed(range(0, 1300, 2)))
    assert ids(system, Matching(("tenant", "id"), wanted + wanted)) == list(range(0, 1300, 2))


def test_a_match_may_ask_for_more(world: Open) -> None:
    system = world([person(1, status="a"), person(2, status="b")])
    assert ids(system, Matching(("tenant",), ((1,),), also=Is("status", ("b",)))) == [2]


def test_nothing_is_selected_by_nothing() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        Matching(("email",), ())


def test_a_count_agrees_with_reading(world: Open) -> None:
    system = world([person(n, status="a" if n % 3 else None) for n in range(30)])
    for within in (Everything(), Where(Is("status", ("a",))), Matching(("id",), ((1,), (2,), (3,)), also=Is("status", ("a",)))):
        assert system.count("people", within) == len(ids(system, within))


# ------------------------------------------------------------------ conditions


CONDITIONS: tuple[tuple[Condition, list[int]], ...] = (
    (Is("status", ("customer",)), [1]),
    (Is("status", ("customer", None)), [1, 3]),
    (Is("status", (None,)), [3]),
    (IsNot("status", ("customer",)), [2, 3, 4]),
    (IsNot("status", ("customer", None)), [2, 4]),
    (IsNot("status", (None,)), [1, 2, 4]),
    (Is("blocked", ("true",)), [1]),
    (Is("blocked", ("false",)), [2]),
    (IsNot("blocked", ("true",)), [2, 3, 4]),
    (Is("id", ("1", "4")), [1, 4]),
    (Is("ticked", (5,)), [2]),
    (Is("joined", ("2024-02-29",)), [4]),
    (Every((IsNot("status", ("customer",)), IsNot("status", ("prospect",)))), [3, 4]),
    (Some((Is("status", (None,)), Is("id", ("1",)))), [1, 3]),
    (ALWAYS, [1, 2, 3, 4]),
    (NEVER, []),
    (Every((ALWAYS, Some((NEVER, Is("id", ("2",)))))), [2]),
)


def test_conditions_are_true_or_false_for_every_row(world: Open) -> None:
    told = [("customer", True, None, None), ("prospect", False, 5, None), (None, None, None, None), ("Customer", None, None, DAY)]
    system = world([person(n, status=s, blocked=b, ticked=t, joined=j) for n, (s, b, t, j) in enumerate(told, 1)])
    for condition, expected in CONDITIONS:
        assert ids(system, condition) == expected, condition


def test_a_condition_over_systems_is_refused(world: Open) -> None:
    system = world([person(1)])
    for condition in (Knows("mail.letters", "customer", expected=True), Passed(OfPerson("a.joined"), DAY)):
        with pytest.raises(RefusedError):
            system.count("people", Where(condition))


def test_a_row_knows_whether_others_belong_to_it(world: Open) -> None:
    system = world([person(1), person(2), person(1, 2)], [letter(1, 1, None)])
    read = [list(system.read("people", [TENANT, ID], Where(Owns("letters", SENT_TO, expected)))) for expected in (True, False)]
    assert read == [[(1, 1)], [(1, 2), (2, 1)]]


def test_a_row_knows_what_the_row_is_like_that_it_belongs_to(world: Open) -> None:
    system = world([person(1, status="x"), person(2, status="y"), person(1, 2, status="y")], [letter(1, 1, None), letter(2, 2, None)])
    under = [Under(SENT_TO, Is("status", ("x",)), expected) for expected in (True, False)]
    assert [list(system.read("letters", [ID], Where(condition))) for condition in under] == [[(1,)], [(2,)]]


# ------------------------------------------------------------------ clocks of the own row


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "UTC", "Asia/Tokyo", "America/New_York"])
def test_a_day_ends_at_midnight_in_the_policys_zone(world: Open, zone: str) -> None:
    midnight = datetime(2024, 3, 1, tzinfo=ZoneInfo("Europe/Copenhagen")).astimezone(UTC)
    rows = []
    for n, moment in enumerate((midnight - timedelta(seconds=1), midnight)):
        stored = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        rows.append(
            person(n, seen=stored, seen_at=moment, ticked=int(moment.timestamp()), joined=(DAY, date(2024, 3, 1))[n], said=str(stored))
        )
    system = world(rows, zone=zone)
    for clock in (JOINED, SEEN, SEEN_AT, SAID, TICKED):
        assert day(system, clock) == [DAY, date(2024, 3, 1)]
        assert (ids(system, Passed(clock, DAY)), ids(system, Running(clock, DAY))) == ([0], [1])


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "UTC"])
@pytest.mark.parametrize("changes", [date(2024, 3, 31), date(2024, 10, 27)])
def test_days_on_which_the_clocks_change_begin_at_their_own_midnight(world: Open, zone: str, changes: date) -> None:
    begin = datetime.combine(changes, datetime.min.time(), ZoneInfo("Europe/Copenhagen"))
    ends = begin + timedelta(days=1)  # a local day, of 23 or 25 hours
    moments = [
        (m.astimezone(UTC) + timedelta(seconds=s)).astimezone(ZoneInfo(zone)) for m, s in ((begin, -1), (begin, 0), (ends, -1), (ends, 0))
    ]
    system = world([person(n, seen=m.replace(tzinfo=None), seen_at=m) for n, m in enumerate(moments)], zone=zone)
    for clock in (SEEN, SEEN_AT):
        assert day(system, clock) == [changes - timedelta(1), changes, changes, changes + timedelta(1)]
        assert ids(system, Passed(clock, changes)) == [0, 1, 2]


@pytest.mark.parametrize("today", [date(2025, 2, 28), date(2025, 3, 1)])
def test_a_year_after_a_leap_day_ends_on_the_28th(world: Open, today: date) -> None:
    starts = [date(2024, 2, 28), DAY, date(2024, 3, 1)]
    system = world([person(n, joined=start) for n, start in enumerate(starts)])
    due = [n for n, start in enumerate(starts) if Period(months=12).after(start) <= today]
    assert ids(system, Passed(JOINED, Period(months=12).latest_start(today))) == due


def test_a_cutoff_may_lie_at_the_ends_of_the_calendar(world: Open) -> None:
    moment = datetime(2024, 2, 29, 12, tzinfo=UTC)
    system = world(
        [person(1, joined=DAY, seen=moment.replace(tzinfo=None), seen_at=moment, said="2024-02-29", ticked=int(moment.timestamp()))]
    )
    cutoffs = (date.min, date(1, 1, 2), date.max - timedelta(1), date.max)
    for clock, cutoff in product((JOINED, SEEN, SEEN_AT, SAID, TICKED), cutoffs):
        assert ids(system, Passed(clock, cutoff)) == ([1] if cutoff > DAY else [])
        assert ids(system, Running(clock, cutoff)) == ([] if cutoff > DAY else [1])


def test_a_default_start_is_never_due(world: Open) -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    default = person(
        1, joined=DEFAULT_START, seen=epoch.replace(tzinfo=None), seen_at=epoch + timedelta(seconds=1), said="1970-01-01", ticked=0
    )
    system = world([default], zone="America/New_York")
    for clock in (JOINED, SEEN, SEEN_AT, SAID, TICKED):
        assert day(system, clock) == [DEFAULT_START]
        assert ids(system, Some((Passed(clock, date(2100, 1, 1), absent=True), Running(clock, date(1960, 1, 1))))) == []
        assert ids(system, NoStart(clock)) == [1]


def test_an_absent_start_is_what_the_condition_says(world: Open) -> None:
    system = world([person(1), person(2, said="")])
    for clock in (JOINED, SEEN, SEEN_AT, SAID, TICKED):
        assert ids(system, Passed(clock, date(2100, 1, 1))) == []
        assert ids(system, Passed(clock, date(2100, 1, 1), absent=True)) == [1, 2]
        assert (ids(system, Running(clock, date(1960, 1, 1))), ids(system, NoStart(clock))) == ([], [1, 2])


def test_a_text_that_tells_no_day_is_never_due(world: Open) -> None:
    texts = ("31.12.2019", "2019-02-30", "2019-13-01", "soon", "2019", "20190101", "9999-12-31", "2019-01-01 25")
    system = world([person(n, said=said) for n, said in enumerate(texts)])
    assert day(system, SAID) == [UNKNOWN_START] * len(texts)
    assert ids(system, Passed(SAID, date(2100, 1, 1), absent=True)) == []
    assert ids(system, NoStart(SAID)) == list(range(len(texts)))


def test_a_text_is_read_as_the_day_or_time_it_is(world: Open) -> None:
    said = {
        "2024-02-29": DAY,
        "2024-02-29 23:59": DAY,
        "2024-02-29T22:59:59Z": DAY,
        "2024-02-29T23:00:00Z": date(2024, 3, 1),
        "2024-02-29 23:30:00.5+00:00": date(2024, 3, 1),
        "0000-00-00": DEFAULT_START,
    }
    system = world([person(n, said=text) for n, text in enumerate(said)])
    assert day(system, SAID) == list(said.values())
    assert ids(system, Passed(SAID, DAY)) == [0, 1, 2]
    assert ids(system, Running(SAID, DAY)) == [3, 4]


# ------------------------------------------------------------------ clocks of other rows


def test_an_owners_clock_is_the_latest_of_its_letters(world: Open) -> None:
    system = world(
        [person(1), person(2), person(3), person(4), person(1, 2)],
        [
            letter(1, 1, DAY),
            letter(2, 1, date(2020, 1, 1)),
            letter(3, 2, DAY),
            letter(4, 2, None),
            letter(5, 3, DAY),
            letter(6, 3, DEFAULT_START),
        ],
    )
    assert day(system, LETTERS) == [DAY, UNKNOWN_START, UNKNOWN_START, None, None]
    assert list(system.read("people", [TENANT, ID], Where(Passed(LETTERS, DAY)))) == [(1, 1)]
    assert list(system.read("people", [TENANT, ID], Where(Passed(LETTERS, DAY, absent=True)))) == [(1, 1), (1, 4), (2, 1)]
    assert list(system.read("people", [TENANT, ID], Where(NoStart(LETTERS)))) == [(1, 2), (1, 3), (1, 4), (2, 1)]
    assert list(system.read("people", [TENANT, ID], Where(Running(LETTERS, date(2023, 1, 1))))) == [(1, 1), (1, 2), (1, 3)]


def test_one_running_letter_keeps_its_owner(world: Open) -> None:
    system = world([person(1)], [letter(1, 1, date(2020, 1, 1)), letter(2, 1, DAY)])
    assert ids(system, Passed(LETTERS, DAY - timedelta(1))) == []
    assert ids(system, Running(LETTERS, DAY - timedelta(1))) == [1]


def test_a_letters_clock_may_be_its_owners(world: Open) -> None:
    system = world(
        [person(1, joined=DAY), person(2), person(1, 2, joined=date(2030, 1, 1))],
        [letter(1, 1, None), letter(2, 2, None), letter(3, 1, None, 2)],
    )
    clock = OfOwner(SENT_TO, JOINED)
    assert day(system, clock, "letters") == [DAY, None, date(2030, 1, 1)]
    assert ids(system, Passed(clock, DAY), "letters") == [1]
    assert ids(system, Running(clock, DAY), "letters") == [3]
    assert ids(system, NoStart(clock), "letters") == [2]
    assert ids(system, Passed(clock, DAY, absent=True), "letters") == [1, 2]


def test_a_letters_clock_may_be_the_latest_of_its_siblings(world: Open) -> None:
    system = world([person(1), person(2)], [letter(1, 1, DAY), letter(2, 1, date(2020, 1, 1)), letter(3, 2, DAY), letter(4, 2, None)])
    clock = OfOwner(SENT_TO, LETTERS)
    assert day(system, clock, "letters") == [DAY, DAY, UNKNOWN_START, UNKNOWN_START]
    assert ids(system, Passed(clock, DAY), "letters") == [1, 2]


# ------------------------------------------------------------------ changing


def test_erasing_in_one_tenant_leaves_the_other(world: Open) -> None:
    system = world([person(n, tenant) for tenant in (1, 2) for n in (1, 2)])
    assert system.apply([EraseRows("people", Matching(("tenant", "id"), ((1, 1), (1, 2))))]) == (2,)
    assert list(system.read("people", [TENANT, ID], Everything())) == [(2, 1), (2, 2)]


def test_children_then_parents_go_in_one_transaction(world: Open) -> None:
    system = world([person(1), person(2)], [letter(1, 1, DAY), letter(2, 2, DAY)])
    one = Matching(("tenant", "person"), ((1, 1),))
    assert system.apply([EraseRows("letters", one), EraseRows("people", Matching(("tenant", "id"), ((1, 1),)))]) == (1, 1)
    assert (ids(system, Everything()), ids(system, Everything(), "letters")) == ([2], [2])


def test_all_changes_are_made_or_none(world: Open) -> None:
    system = world([person(1)], [letter(1, 1, DAY)])
    erase = EraseRows("letters", Where(Is("id", ("1",))))
    elsewhere = EraseRows("people", Where(Knows("mail.letters", "customer", expected=True)))
    with pytest.raises(OmbudError):
        system.apply([erase, elsewhere])
    assert ids(system, Everything(), "letters") == [1]


def test_a_folded_change_takes_every_spelling_and_nothing_else(world: Open) -> None:
    system = world([person(1, email="ÅSE@birk.example"), person(2, email="åse@birk.example"), person(3, email="ase@birk.example")])
    assert system.apply([EraseRows("people", Matching(("email",), (("Åse@birk.example",),), fold=True))]) == (2,)
    assert ids(system, Everything()) == [3]


def test_fields_are_set_where_they_do_not_stand_yet(world: Open) -> None:
    system = world([person(1, email="a@birk.example", status="x"), person(2, email="b@birk.example"), person(3)])
    empty = SetFields("people", (("email", None),), Where(IsNot("id", ("2",))))
    assert (system.apply([empty]), system.apply([empty])) == ((1,), (0,))
    assert list(system.read("people", [Col("email"), Col("status")], Everything())) == [(None, "x"), ("b@birk.example", None), (None, None)]


def test_a_rectified_spelling_differs_by_case_alone(world: Open) -> None:
    system = world([person(1, email="anna@birk.example")])
    assert system.apply([SetFields("people", (("email", "Anna@birk.example"),), Matching(("id",), (("1",),)))]) == (1,)
    assert list(system.read("people", [Col("email")], Everything())) == [("Anna@birk.example",)]


def test_sweeping_twice_is_sweeping_once(world: Open) -> None:
    system = world([person(n, joined=DAY - timedelta(n)) for n in range(20)])
    erase = EraseRows("people", Where(Passed(JOINED, DAY - timedelta(5))))
    assert (sum(system.sweep(erase)), sum(system.sweep(erase))) == (15, 0)
    assert ids(system, Everything()) == list(range(5))


def test_a_sweep_by_values_takes_only_what_still_fits(world: Open) -> None:
    system = world([person(n, status="a" if n % 2 else "b") for n in range(1200)])
    erase = EraseRows("people", Matching(("id",), tuple((n,) for n in range(1100)), also=Is("status", ("a",))))
    assert sum(system.sweep(erase)) == 550
    assert system.count("people", Everything()) == 650


def test_a_change_of_everything_is_refused(world: Open) -> None:
    system = world([person(1)])
    for change in (EraseRows("people", Where(ALWAYS)), SetFields("people", (("email", None),), Where(ALWAYS))):
        assert system.refuse(change)
        with pytest.raises(RefusedError):
            system.apply([change])
        with pytest.raises(RefusedError):
            list(system.sweep(change))
    assert ids(system, Everything()) == [1]


def test_a_key_is_never_emptied(world: Open) -> None:
    system = world([person(1)])
    assert system.refuse(SetFields("people", (("id", None),), Where(Is("id", ("1",)))))
    assert system.refuse(SetFields("people", (("email", None),), Where(Is("id", ("1",))))) is None


@pytest.mark.parametrize("windowed", [False, True])
def test_rows_that_refer_to_each_other_go_together(world: Open, windowed: bool) -> None:
    rows = [{"id": n, "reply_to": n + 1 if n < 5 else None, "body": "gone" if n < 5 else "kept"} for n in range(8)]
    system = world(notes=rows)
    erase = EraseRows("notes", Where(Is("body", ("gone",))))
    assert (sum(system.sweep(erase)) if windowed else system.apply([erase])[0]) == 5
    assert ids(system, Everything(), "notes") == [5, 6, 7]


def test_what_exists_is_described(world: Open) -> None:
    found = {description.dataset: description for description in world([person(1)]).describe()}
    assert set(found) == {"people", "letters", "notes"}
    assert found["people"].key == ("tenant", "id")
    assert {"email", "joined"} <= {shape.name for shape in found["people"].columns}
