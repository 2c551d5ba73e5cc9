"""The demo home holds what it says: two thousand invented people, nothing overdue, and then exactly twelve broken promises."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from ombud.cli.demo.build import Built, build, example, plant
from ombud.errors import BadInputError
from ombud.inventory.model import Inventory
from ombud.policy.model import Policy
from ombud.policy.parse import parse, parse_as
from tests.demo.oracle import PERIODS, Home, last_days, overdue, plus

ORDINARY = date(2026, 11, 22)
DAYS = (ORDINARY, date(2028, 2, 29), date(2027, 3, 1))
MAIL_AND_ROWS = {"crm.customers": 4, "crm.orders": 4, "crm.case_notes": 2, "crm.subscribers": 2}
TWELVE = Counter(MAIL_AND_ROWS | {"mail.letters": 5, "files.identity": 1, "files.visits": 2})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("demo"), today=ORDINARY)


@pytest.fixture(scope="module")
def home(built: Built) -> Home:
    return Home(built.home)


@pytest.fixture(scope="module")
def ends(home: Home) -> dict[str, list[date]]:
    """The day each row may be kept to."""
    return last_days(home)


@pytest.fixture(scope="module")
def policy() -> Policy:
    read = parse(example().joinpath("policy.yaml").read_text("utf-8"))
    assert read.value, read.faults
    return read.value


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    read = parse_as(Inventory, example().joinpath("inventory.yaml").read_text("utf-8"), "inventory.yaml")
    assert read.value, read.faults
    return read.value


# ------------------------------------------------------------------ promises kept, then broken


@pytest.mark.parametrize("today", DAYS)
def test_nothing_is_overdue_until_twelve_violations_are_planted(tmp_path: Path, today: date) -> None:
    built = build(tmp_path, today=today)
    assert overdue(Home(tmp_path), today) == Counter()
    planted = plant(tmp_path, today, built)
    assert overdue(Home(tmp_path), today) == TWELVE
    told = Counter[str]()
    for violation in planted:
        told.update({f"{violation.system}.{violation.dataset}": violation.count}, **dict(violation.along))
    assert told == TWELVE


def test_the_violations_are_twelve_of_six_kinds_across_three_systems(tmp_path: Path, policy: Policy) -> None:
    planted = plant(tmp_path, ORDINARY, build(tmp_path, today=ORDINARY))
    assert sum(violation.count for violation in planted) == 12
    assert len({violation.kind for violation in planted}) == len({violation.rule for violation in planted}) == 6
    assert {violation.system for violation in planted} == {"crm", "mail", "files"}
    assert {violation.rule for violation in planted} <= {rule.rule for _, rule in policy.rules()}


@pytest.mark.parametrize("dataset", ["crm.customers", "crm.contacts", "crm.wishes", "crm.survey_answers", "mail.letters", "files.visits"])
def test_some_rows_are_due_on_the_day_itself_and_some_the_day_after(ends: dict[str, list[date]], dataset: str) -> None:
    days = ends[dataset]
    assert ORDINARY in days
    assert ORDINARY + timedelta(1) in days


def test_who_left_today_and_what_was_decided_today_is_due_but_not_overdue(ends: dict[str, list[date]]) -> None:
    assert ends["crm.subscribers"].count(ORDINARY) == ends["files.identity"].count(ORDINARY) == 1


def test_an_enquiry_just_after_midnight_is_counted_from_the_local_day(home: Home) -> None:
    start = date(2025, 11, 22)
    files = [file.read_bytes() for file in (home.path / "systems/mail/cur").iterdir()]
    assert sum(f"{start:%d %b %Y} 00:12:00 +0100".encode() in file for file in files) == 1
    assert plus(start, years=1) == ORDINARY


# ------------------------------------------------------------------ the people


def test_at_least_two_thousand_people_are_in_the_systems(built: Built, home: Home) -> None:
    assert built.people >= 2000
    assert len(home.people()) >= 2000


def test_every_address_is_one_nobody_can_own(home: Home) -> None:
    assert [address for address in home.addresses() if not address.endswith(".example")] == []


def test_no_telephone_number_can_be_dialled(home: Home) -> None:
    numbers = {str(number) for table in ("customers", "contacts") for (number,) in home.rows(f"SELECT phone FROM {table}")}
    assert [number for number in numbers if not number.startswith(("+45 00 ", "+46 70 174 06 ", "+47 00 ", "+358 00 "))] == []


def test_several_customers_share_the_address_of_their_company(home: Home) -> None:
    shared = home.rows("SELECT email, count(*) FROM customers WHERE status = 'customer' GROUP BY email HAVING count(*) > 1")
    assert len(shared) >= 5
    assert all(str(email).startswith("info@") for email, _ in shared)


def test_the_one_who_asks_for_access_is_a_norwegian_customer_with_a_bit_of_everything(built: Built, home: Home) -> None:
    kind, email = built.access
    assert (kind, built.cast.asks_access.person.language) == ("email", "nb")
    assert _rows_of(home, email) == {"customers", "orders", "case_notes", "subscribers"}
    assert any(email in addresses for _, addresses in home.letters())


def test_the_one_who_asks_for_erasure_has_an_old_letter_and_an_invoice_the_law_keeps(built: Built, home: Home) -> None:
    kind, email = built.erasure
    assert kind == "email"
    assert _rows_of(home, email) >= {"customers", "orders", "subscribers"}
    assert min(day for day, addresses in home.letters() if email in addresses) < plus(ORDINARY, years=-2)
    invoices = home.rows(f"SELECT max(invoiced_on) FROM orders JOIN customers c ON c.id = customer_id WHERE c.email = '{email}'")
    assert date.fromisoformat(str(invoices[0][0])) > plus(ORDINARY, years=-1)


def _rows_of(home: Home, email: str) -> set[str]:
    own = {table for table in ("customers", "subscribers") if home.rows(f"SELECT 1 FROM {table} WHERE email = '{email}'")}
    child = "SELECT 1 FROM {} t JOIN customers c ON c.id = t.customer_id WHERE c.email = '{}'"
    return own | {table for table in ("orders", "case_notes") if home.rows(child.format(table, email))}


# ------------------------------------------------------------------ what only several systems together can tell


def test_thirty_old_contacts_are_kept_by_a_meeting_only_and_thirty_by_a_letter_only(home: Home) -> None:
    met, wrote = home.interactions()
    rows = home.rows("SELECT email, received_on FROM contacts WHERE role <> 'supplier'")
    old = {str(email) for email, received in rows if plus(received, years=5) < ORDINARY}
    assert len(old & (met.keys() - wrote.keys())) >= 30
    assert len(old & (wrote.keys() - met.keys())) >= 30
    assert old <= met.keys() | wrote.keys()


def test_some_write_their_address_in_capitals(home: Home) -> None:
    assert [line for line in home.lines("meetings") if line["email"].isupper()]
    assert [file for file in (home.path / "systems/mail").rglob("cur/*") if b".EXAMPLE" in file.read_bytes()]


def test_customers_letters_are_older_than_an_enquiry_may_be(home: Home) -> None:
    customers = {str(email) for (email,) in home.rows("SELECT email FROM customers WHERE status = 'customer'")}
    assert sum(plus(day, years=1) < ORDINARY and bool(addresses & customers) for day, addresses in home.letters()) >= 50


def test_the_mailbox_holds_real_letters_of_one_and_of_several(home: Home) -> None:
    letters = list(home.letters())
    assert len(letters) >= 800
    assert sum(len(addresses) > 1 for _, addresses in letters) >= 8
    assert len(list((home.path / "systems/mail/.Sent/cur").iterdir())) >= 200


# ------------------------------------------------------------------ the systems


def test_references_hold_and_are_enforced(home: Home) -> None:
    with closing(sqlite3.connect(home.path / "systems/crm.sqlite")) as crm:
        assert crm.execute("PRAGMA foreign_key_check").fetchall() == []
        crm.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            crm.execute("DELETE FROM customers WHERE id IN (SELECT customer_id FROM orders)")


def test_some_contacts_are_mentioned_by_notes_and_by_other_contacts(home: Home) -> None:
    assert len(home.rows("SELECT 1 FROM case_notes WHERE contact_id IS NOT NULL")) >= 50
    assert len(home.rows("SELECT 1 FROM contacts WHERE introduced_by IS NOT NULL")) >= 50


def test_documents_are_pdf_files_whose_table_of_objects_is_right(home: Home) -> None:
    for file in (home.path / "systems/files/identity").iterdir():
        content = file.read_bytes()
        at = int(content.rpartition(b"startxref\n")[2].split()[0])
        assert content.startswith(b"%PDF-")
        assert content[at : at + 4] == b"xref"


def test_two_builds_with_one_seed_are_equal_to_the_byte_and_another_seed_differs(tmp_path: Path) -> None:
    one, two, other = (_bytes(build(tmp_path / name, today=ORDINARY, seed=seed).home) for name, seed in (("a", 7), ("b", 7), ("c", 8)))
    assert one == two
    assert one != other


def _bytes(home: Path) -> dict[str, tuple[bytes, float]]:
    files = [file for file in sorted((home / "systems").rglob("*")) if file.is_file()]
    dated = {file: file.stat().st_mtime if "mail" in file.parts and file.stat().st_size else 0 for file in files}
    return {str(file.relative_to(home)): (file.read_bytes(), dated[file]) for file in files}


def test_a_folder_that_holds_a_home_is_left_alone(built: Built) -> None:
    with pytest.raises(BadInputError) as refused:
        build(built.home, today=ORDINARY)
    assert refused.value.code == "demo-exists"


def test_somebodys_own_policy_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("mine")
    with pytest.raises(BadInputError):
        build(tmp_path, today=ORDINARY)
    assert (tmp_path / "policy.yaml").read_text() == "mine"


def test_the_home_holds_the_files_of_the_example(built: Built) -> None:
    assert {"policy.yaml", "inventory.yaml", "ombud.toml"} <= {file.name for file in built.home.iterdir()}


# ------------------------------------------------------------------ the inventory beside the policy


def test_the_inventory_speaks_of_what_the_policy_declares(policy: Policy, inventory: Inventory) -> None:
    for place in inventory.datasets():
        assert place.dataset.activities.keys() <= policy.activities.keys()
        assert place.data() <= {datum for name in place.dataset.activities for datum in policy.activities[name].data}
        assert {event for column in place.typed().values() for event in column.events()} <= policy.events.keys()
        assert set(place.identifying().values()) <= policy.identifiers.keys()
        assert (inventory.systems[place.system].recipient or "crm-host") in policy.recipients


def test_every_event_that_a_rule_counts_from_is_bound_to_a_column(policy: Policy, inventory: Inventory) -> None:
    bound = {event for place in inventory.datasets() for column in place.typed().values() for event in column.events()}
    derived = {name for name, event in policy.events.items() if event.fiscal_year_of or event.systems == ("ombud",)}
    assert {str(rule.after) for _, rule in policy.rules()} <= bound | derived


def test_the_inventory_names_every_column_of_the_tables(home: Home, inventory: Inventory) -> None:
    crm = inventory.systems["crm"].datasets
    tables = {str(name) for (name,) in home.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert crm.keys() == tables
    for table, dataset in crm.items():
        assert {row[1] for row in home.rows(f"PRAGMA table_info({table})")} == dataset.columns.keys()


def test_the_oracle_counts_with_the_periods_of_the_policy(policy: Policy) -> None:
    told = {rule.rule: str(rule.period) for _, rule in policy.rules() if rule.rule in PERIODS}
    assert told == PERIODS
