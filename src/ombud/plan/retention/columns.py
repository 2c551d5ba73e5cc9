"""Which columns of a dataset hold data, can be emptied, and with what."""

from __future__ import annotations

from ombud.inventory.model import Link, Place
from ombud.plan.clocks import Scene
from ombud.plan.model import Condition, IsNot, Some, Value
from ombud.policy.model import RetentionRule


def holding(place: Place) -> list[str]:
    """Name the columns that hold data and can be emptied: a part of the key goes only with its row."""
    return sorted(name for name, column in place.typed().items() if column.is_ and name not in place.dataset.key)


def emptied(place: Place, columns: frozenset[str]) -> tuple[tuple[str, Value], ...]:
    """Pair each column with what it holds when it is emptied."""
    typed = place.typed()
    empty = {name: typed[name].empty for name in columns if name in typed}
    return tuple((name, None if empty.get(name) in (None, "null") else empty[name]) for name in sorted(columns))


def some_filled(columns: list[str]) -> Condition:
    return Some(tuple(IsNot(column, (None,)) for column in columns))


def can_set(place: Place, scene: Scene) -> bool:
    """Tell whether single fields of the dataset can be changed at all: a message or a file goes whole."""
    return scene.inventory.systems[place.system].kind != "mailbox" and not place.dataset.glob


def rule_names(rules: tuple[tuple[str, RetentionRule], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.rule for _, rule in rules))


def naming_only(place: Place, link: Link) -> tuple[str, ...]:
    """Name the columns of a link that do nothing but name the other row."""
    owning = {column for other in place.dataset.links if other.as_ == "owner" for column in other.on}
    return tuple(column for column in link.on if column not in place.dataset.key and column not in owning)
