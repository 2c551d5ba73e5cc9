"""Whole tables: whose name a name is, what a key numbers, what a reference means."""

from ombud.inventory.guess.seen import Guessed, Known, Refers, Seen, Table, activities_of, known
from ombud.inventory.guess.tables import guess_tables
from ombud.inventory.model import Column
from tests.inventory.small import policy

PEOPLE = Table("people", (Seen("id", "INTEGER"), Seen("name", "TEXT"), Seen("email", "TEXT")), ("id",))


def table(name: str, *columns: str, refers: dict[str, str] | None = None, nullable: tuple[str, ...] = ()) -> Table:
    """Make a table with references by single columns."""
    references = tuple(Refers((here,), there, ("id",)) for here, there in (refers or {}).items())
    seen = tuple(Seen(column, "INTEGER" if column.endswith("id") else "TEXT") for column in ("id", *columns, *(refers or {})))
    return Table(name, seen, ("id",), references, frozenset(nullable))


def guessed(*tables: Table, words: Known | None = None) -> dict[str, Guessed]:
    """Guess tables together."""
    return {each.table.name: each for each in guess_tables("crm", tables, words or Known())}


def links(found: Guessed) -> dict[str, str | None]:
    """Tell what each reference means."""
    return {link.refers.columns[0]: link.link.as_ if link.link else None for link in found.links}


def test_a_name_is_a_persons_where_other_columns_speak_of_people() -> None:
    both = guessed(table("rows", "name", "email"), table("goods", "name", "price"), table("kunder", "navn"))
    assert both["rows"].columns["name"].column == Column(is_="name")
    assert both["goods"].columns["name"].column == "none"
    assert both["kunder"].columns["navn"].column == Column(is_="name")


def test_the_persons_own_row_is_an_owner() -> None:
    assert links(guessed(PEOPLE, table("orders", refers={"person_id": "people"}))["orders"]) == {"person_id": "owner"}


def test_whoever_did_something_is_mentioned() -> None:
    orders = table("orders", refers={"person_id": "people", "handled_by": "people", "employee_id": "people", "oprettet_af": "people"})
    assert links(guessed(PEOPLE, orders)["orders"]) == {
        "person_id": "owner",
        "handled_by": "mention",
        "employee_id": "mention",
        "oprettet_af": "mention",
    }


def test_a_reference_to_its_own_table_is_a_mention() -> None:
    assert links(guessed(table("people", "email", refers={"introducer": "people"}))["people"]) == {"introducer": "mention"}


def test_a_reference_that_may_be_empty_yields_to_one_that_may_not() -> None:
    notes = table("notes", refers={"person_id": "people", "contact_id": "people"}, nullable=("contact_id",))
    assert links(guessed(PEOPLE, notes)["notes"]) == {"person_id": "owner", "contact_id": "mention"}


def test_what_leads_to_nobody_is_no_link() -> None:
    goods = table("goods", "price")
    assert links(guessed(goods, table("lines", refers={"goods_id": "goods", "away_id": "elsewhere"}))["lines"]) == {
        "goods_id": None,
        "away_id": None,
    }


def test_ownership_leads_on_through_tables_of_things() -> None:
    lines, orders = table("lines", refers={"order_id": "orders"}), table("orders", refers={"person_id": "people"})
    assert links(guessed(PEOPLE, orders, lines)["lines"]) == {"order_id": "owner"}


def test_no_row_ever_owns_itself() -> None:
    one, other = table("one", "email", refers={"other_id": "other"}), table("other", "email", refers={"third_id": "third"})
    third = table("third", "email", refers={"one_id": "one"})
    found = guessed(one, other, third)
    assert [links(found[name]) for name in ("one", "other", "third")] == [
        {"other_id": "owner"},
        {"third_id": "owner"},
        {"one_id": "mention"},
    ]


def test_a_composite_reference_joins_on_all_its_columns() -> None:
    people = Table("people", (Seen("tenant", "INTEGER"), Seen("no", "INTEGER"), Seen("email", "TEXT")), ("tenant", "no"))
    orders = Table("orders", (Seen("t", "INTEGER"), Seen("p", "INTEGER")), (), (Refers(("t", "p"), "people", ("tenant", "no")),))
    (link,) = guessed(people, orders)["orders"].links
    assert link.link
    assert link.link.on == {"t": "tenant", "p": "no"}


def test_a_key_of_people_is_the_policys_identifier_of_that_name() -> None:
    words = Known(has_policy=True, data=frozenset({"email"}), identifiers=frozenset({"case_no", "email"}))
    found = guessed(table("access_cases", "email"), table("case_notes", "email"), table("cases"), words=words)
    assert found["access_cases"].columns["id"].column == Column(identifies="case_no")
    assert found["case_notes"].columns["id"].column == "none"
    assert found["cases"].columns["id"].column == "none"


def test_the_words_of_a_policy_are_those_of_the_system() -> None:
    words = known(policy(), "shop")
    assert words.events >= {"order.paid", "customer.left"}
    assert "year_end" not in words.events
    assert "news.left" not in words.events


def test_a_derived_clock_leads_to_its_activity() -> None:
    words = known(policy(), "shop")
    paid = Table("orders", (Seen("paid_on", "DATE"),))
    assert activities_of(guessed(paid, words=words)["orders"], words) == ("customer",)
