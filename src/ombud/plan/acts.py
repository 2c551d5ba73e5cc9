"""From decisions on rows to changes on datasets: one change for all rows that share what is done to them, children first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ombud.inventory.model import Place, When
from ombud.plan.clocks import Scene
from ombud.plan.model import ALWAYS, Change, EraseRows, IsNot, Keys, Matching, SetFields, Some, Value
from ombud.plan.reach import GONE, Flock, Person, Row
from ombud.plan.retention.columns import can_set, emptied
from ombud.plan.retention.due import rules_of
from ombud.plan.retention.order import in_order
from ombud.plan.retention.rows import mentions
from ombud.plan.retention.steps import Mention
from ombud.plan.rights.deciding import decide
from ombud.plan.rights.decision import Decision
from ombud.plan.rights.reading import place_of
from ombud.plan.rights.staying import withstands
from ombud.plan.serving import serves

Verb = Literal["erase", "empty", "rectify", "restrict"]


@dataclass(frozen=True, slots=True)
class Act:
    """One change to the rows of one dataset that are named by their keys."""

    system: str
    dataset: str
    verb: Verb
    key: tuple[str, ...]
    keys: Keys
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def name(self) -> str:
        """Name what is done where, whoever it is done to."""
        return named(f"{self.system}.{self.dataset}", self.verb, (column for column, _ in self.values))

    def change(self) -> Change:
        """Turn the act into the change a connector carries out."""
        within = self.left() if self.verb == "rectify" else Matching(self.key, self.keys)
        return EraseRows(self.dataset, within) if self.verb == "erase" else SetFields(self.dataset, self.values, within)

    def left(self) -> Matching:
        """Select the rows for which the act is not done yet: looking again must find none."""
        undone = Some(tuple(IsNot(column, (value,)) for column, value in self.values))
        return Matching(self.key, self.keys, also=undone) if self.values else Matching(self.key, self.keys)


def named(place: str, verb: str, columns: Iterable[str]) -> str:
    """Name an act by its place, its verb and its columns."""
    return f"{place}/{verb}/{'+'.join(columns)}"


_NONE: Mapping[str, Flock] = MappingProxyType({})
KeyOf = Callable[[Scene, str, str], tuple[str, ...]]


def flocks(scene: Scene, ending: tuple[str, ...]) -> frozenset[str]:
    """Name the datasets whose rows all go with the rows they belong to when activities end, and so does all that belongs to them.

    No test of a column, no clock, floor, share or proof has a say in it; a hold may, so that whoever asks must know that none stands.
    """
    return scene.once(("flocks", ending), lambda: _flocks(scene, ending))


def _flocks(scene: Scene, ending: tuple[str, ...]) -> frozenset[str]:
    places = scene.inventory.datasets()
    shared = {link.to for place in places for link in place.dataset.links if link.as_ == "shared"}
    going = {place.id for place in places if place.id not in shared and _goes_along(place, scene, ending)}
    while held_up := {link.to for place in places if place.id not in going for link in place.dataset.links if link.as_ == "owner"} & going:
        going -= held_up
    return frozenset(going)


def _goes_along(place: Place, scene: Scene, ending: tuple[str, ...]) -> bool:
    """Tell whether nothing but the one row it belongs to has a say in what becomes of a row, and it goes with that one."""
    owners = [scene.inventory.at(link.to) for link in place.dataset.links if link.as_ == "owner"]
    known = len(owners) != 1 or owners[0].of_several or place.of_several or place.identifying() or place.dataset.folders
    timed = any(column.events() for column in place.typed().values()) or any(withstands(rule, scene) for _, rule in rules_of(place, scene))
    leaving = any(rule.leaves for name, rule in scene.policy.rules() if name in place.dataset.activities)
    if known or timed or leaving or any(serves(place, activity) != ALWAYS for activity in place.dataset.activities):
        return False
    any_row = Row(place.id, (), {}, "owner")
    return [made.action for made in decide(Person((), rows={(place.id, ()): any_row}), scene, ending)] == ["erase"]


def erasing(decisions: Iterable[Decision], scene: Scene, key_of: KeyOf, along: Mapping[str, Flock] = _NONE) -> tuple[Act, ...]:
    """Turn decisions to erase and to empty into acts, what belongs to a row before the row; flocks go as they are."""
    groups: dict[tuple[str, Verb, tuple[str, ...]], dict[tuple[object, ...], None]] = {}
    for place, flock in along.items():
        groups[place, "erase", ()] = dict.fromkeys(flock.row_keys())
    for decision in decisions:
        if decision.action in ("erase", "empty"):
            verb: Verb = "erase" if decision.action == "erase" else "empty"
            groups.setdefault((decision.row.place, verb, decision.columns), {})[decision.row.key] = None
    return tuple(
        _act(place, group, tuple(keys), scene, key_of)
        for place in in_order(scene)
        for group, keys in groups.items()
        if group[0] == place.id
    )


def _act(place: Place, group: tuple[str, Verb, tuple[str, ...]], keys: Keys, scene: Scene, key_of: KeyOf) -> Act:
    values = emptied(place, frozenset(group[2])) if group[1] == "empty" else ()
    return Act(place.system, place.name, group[1], key_of(scene, place.system, place.name), keys, values)


def rectifying(person: Person, scene: Scene, changes: Mapping[str, str], key_of: KeyOf) -> tuple[Act, ...]:
    """Turn corrected values into acts on every row of the person that holds the datum (GDPR Art. 16)."""
    return tuple(act for place in in_order(scene) if (act := _rectify(place, person, scene, changes, key_of)))


def _rectify(place: Place, person: Person, scene: Scene, changes: Mapping[str, str], key_of: KeyOf) -> Act | None:
    renamed = place.dataset.csv and not place.dataset.key  # a line named by its content: corrected, it is found under another name
    rows = [row for row in person.of(place.id) if not (renamed and row.via == GONE)]
    keys = tuple(row.key for row in rows) if can_set(place, scene) else ()
    values = tuple((name, changes[column.is_]) for name, column in place.typed().items() if column.is_ and column.is_ in changes)
    return Act(place.system, place.name, "rectify", key_of(scene, place.system, place.name), keys, values) if keys and values else None


def restricting(decisions: Iterable[Decision], scene: Scene, key_of: KeyOf) -> tuple[Act, ...]:
    """Turn a wish to restrict into marks on the rows of the systems that can mark them (GDPR Art. 18)."""
    groups: dict[str, dict[tuple[object, ...], None]] = {}
    for decision in decisions:
        if place_of(decision.row, scene).dataset.restrict:
            groups.setdefault(decision.row.place, {})[decision.row.key] = None
    return tuple(_mark(place, tuple(groups[place.id]), scene, key_of) for place in in_order(scene) if place.id in groups)


def _mark(place: Place, keys: Keys, scene: Scene, key_of: KeyOf) -> Act:
    restrict = place.dataset.restrict
    values = ((restrict.column, restrict.value),) if restrict else ()
    return Act(place.system, place.name, "restrict", key_of(scene, place.system, place.name), keys, values)


def before(act: Act, scene: Scene) -> tuple[SetFields, ...]:
    """List what must be emptied before rows are erased: columns elsewhere that only name them."""
    if act.verb != "erase":
        return ()
    place = scene.place(act.system, act.dataset)
    return emptying(scene.once(("mentions", place.id), lambda: mentions(place, scene)), act.key, act.keys)


def emptying(named_in: Iterable[Mention], key: tuple[str, ...], keys: Keys) -> tuple[SetFields, ...]:
    """Turn mentions of rows into the emptying of the columns that name them; a link not to the key is the system's to check."""
    direct = [mention for mention in named_in if mention.columns and set(mention.link.on.values()) <= set(key)]
    return tuple(SetFields(m.dataset, tuple((column, None) for column in m.columns), _naming(m, key, keys)) for m in direct)


def _naming(mention: Mention, key: tuple[str, ...], keys: Keys) -> Matching:
    at = [key.index(name) for name in mention.link.on.values()]
    return Matching(tuple(mention.link.on), tuple(tuple(row[i] for i in at) for row in keys))


def still_serving(decision: Decision, ended: Collection[str], scene: Scene) -> bool:
    """Tell whether a row that stays for something else goes on saying that it serves what was ended (GDPR Art. 7(3), 21(3))."""
    if decision.action not in ("keep", "empty") or not all(stay.activity for stay in decision.stays):
        return False
    said = [place_of(decision.row, scene).dataset.activities[name] for name in set(decision.activities) & set(ended)]
    return any(rows == "all" or (isinstance(rows, When) and not set(rows.when) & set(decision.columns)) for rows in said)
