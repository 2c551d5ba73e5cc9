"""An inventory as text."""

from ombud.inventory.model import Column, CorrespondentIn, Isnt, Link, Restrict, When
from ombud.inventory.parse import parse_inventory
from tests.inventory.small import planted
from tests.policy.small import in_english


def test_a_small_inventory_is_read() -> None:
    inventory = planted().value
    assert inventory
    assert [place.id for place in inventory.datasets()] == ["shop.people", "shop.orders", "forms.letters", "forms.cases", "copies.lists"]


def test_every_shape_of_selector_and_column_is_told_apart() -> None:
    inventory = planted(("{when: {state: [new, old]}}", "{when: {state: {not: gone}}}")).value
    assert inventory
    shop, letters = inventory.systems["shop"].datasets, inventory.systems["forms"].datasets["letters"]
    assert shop["people"].activities == {"customer": When({"state": Isnt("gone")})}
    assert letters.activities == {"news": CorrespondentIn("shop.people"), "no_contact": "otherwise"}
    assert shop["people"].columns["id"] == "none"
    assert letters.columns["received"] == Column(event=("news.left", "wish.received"))
    assert shop["people"].restrict == Restrict("blocked", "1")
    assert shop["orders"].links == (Link("shop.people", {"person": "id"}, "owner"),)


def test_an_unknown_key_is_a_fault_with_its_place() -> None:
    text = "systems:\n  crm: {kind: sql, at: env:CRM, datasets: {}, zones: UTC}\n"
    (fault,) = in_english(parse_inventory(text, "home/inventory.yaml").faults)
    assert (fault.code, fault.file, fault.line, fault.hint) == ("unknown-key", "home/inventory.yaml", 2, "Did you mean `zone`?")
