"""What a system holds against what the inventory says of it."""

from ombud.inventory.drift import Drift, Exists, drift
from ombud.inventory.model import Inventory
from tests.inventory.small import planted

PEOPLE = Exists("people", "people", ("id", "state", "name", "email", "blocked", "seen", "left", "offer"))
ORDERS = Exists("orders", "orders", ("id", "person", "lines", "paid"))


def inventory(*changes: tuple[str, str]) -> Inventory:
    """Read the small inventory."""
    value = planted(*changes).value
    assert value
    return value


def test_a_system_as_declared_has_not_drifted() -> None:
    assert drift(inventory(), "shop", [PEOPLE, ORDERS]) == ()


def test_a_table_nobody_declared_is_told_unless_it_is_ignored() -> None:
    new = Exists("leads_2026", None, ("email",))
    assert drift(inventory(), "shop", [PEOPLE, ORDERS, new]) == (Drift("undeclared_dataset", "shop", "leads_2026"),)
    ignoring = inventory(("recipient: host", "recipient: host\n    ignore: [leads_*]"))
    assert drift(ignoring, "shop", [PEOPLE, ORDERS, new]) == ()


def test_a_column_nobody_declared_is_told() -> None:
    wider = Exists("people", "people", (*PEOPLE.columns, "shoe_size"))
    assert drift(inventory(), "shop", [wider, ORDERS]) == (Drift("undeclared_column", "shop", "people", "shoe_size"),)


def test_what_is_declared_and_gone_is_told() -> None:
    narrower = Exists("orders", "orders", ("id", "person", "lines"))
    assert drift(inventory(), "shop", [narrower]) == (
        Drift("gone_column", "shop", "orders", "paid"),
        Drift("gone_dataset", "shop", "people"),
    )


def test_a_path_into_a_column_stands_for_the_column() -> None:
    nested = inventory(("lines: {is: orders}", "lines.text: {is: orders}"))
    assert drift(nested, "shop", [PEOPLE, ORDERS]) == ()


def test_a_column_with_a_dot_in_its_name_is_itself() -> None:
    dotted = inventory(("lines: {is: orders}", "lines.text: {is: orders}"))
    there = Exists("orders", "orders", ("id", "person", "lines.text", "paid"))
    assert drift(dotted, "shop", [PEOPLE, there]) == ()


def test_several_folders_of_one_dataset_are_told_once() -> None:
    columns = ("received", "correspondents", "names", "body", "size")
    folders = [Exists(name, "letters", columns) for name in ("INBOX", "News/2024", "News/2025")]
    cases = Exists("Cases", "cases", ("received", "correspondents", "attachments"))
    assert drift(inventory(), "forms", [*folders, cases]) == (Drift("undeclared_column", "forms", "letters", "size"),)
