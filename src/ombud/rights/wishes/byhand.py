"""What of a wish only people can do: what was not searched, what only mentions, what is several people's, what a system cannot do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ombud.errors import UnavailableError
from ombud.inventory.model import Place
from ombud.plan.acts import Act, still_serving
from ombud.plan.clocks import Scene
from ombud.plan.model import Keys, Matching
from ombud.plan.reach import GONE, Person
from ombud.plan.rights.wish import ended_by
from ombud.rights.wishes.wish import ByHand, Case, Systems, Wish


def _reachable(persons: Sequence[Person], scene: Scene) -> set[str]:
    """Name the datasets that were searched: by an identifier known, by one that a searched dataset would have told, or by an owner."""
    kinds = {kind for person in persons for kind, _ in person.identifiers}
    reached: set[str] = set()
    while more := [p for p in scene.inventory.datasets() if p.id not in reached and (kinds & _kinds(p) or _owners(p) & reached)]:
        reached.update(place.id for place in more)
        kinds.update(kind for place in more for kind in _kinds(place))
    return reached


def _kinds(place: Place) -> set[str]:
    return set(place.identifying().values())


def _owners(place: Place) -> set[str]:
    return {link.to for link in place.dataset.links if link.as_ == "owner"}


def left_unsearched(persons: Sequence[Person], scene: Scene) -> list[ByHand]:
    searched = _reachable(persons, scene)
    return [ByHand(p.id, "no_identifier") for p in scene.inventory.datasets() if p.id not in searched]


def only_mentioning(cases: Sequence[Case], scene: Scene, systems: Systems) -> list[ByHand]:
    """Count the messages that only mention a person in their text: a person must read them (GDPR Art. 15(4))."""
    values = tuple(sorted({(value,) for case in cases for kind, value in case.person.identifiers if "@" in value}))
    mailboxes = [p for p in scene.inventory.datasets() if scene.inventory.systems[p.system].kind == "mailbox"]
    counted = [(p.id, _count_mentions(p, values, systems)) for p in mailboxes if values]
    return [ByHand(place, "body_mention", count) for place, count in counted if count]


def _count_mentions(place: Place, values: Keys, systems: Systems) -> int:
    try:
        return systems[place.system].count(place.name, Matching(("body",), values, fold=True))
    except UnavailableError:
        return 0  # the system is named as unavailable, so the whole is not complete


def to_decide(cases: Sequence[Case]) -> list[ByHand]:
    """Count the rows that a person must decide on: they are several people's, or serve no activity."""
    rows = [decision for case in cases for decision in case.decisions if decision.action == "by_hand"]
    counted = Counter((made.row.place, "shared" if made.activities else "unclassified") for made in rows)
    return [ByHand(place, "shared" if why == "shared" else "unclassified", count) for (place, why), count in counted.items()]


def left_unsupported(wish: Wish, cases: Sequence[Case], acts: Sequence[Act], scene: Scene) -> list[ByHand]:
    """Count the rows of systems that cannot do their part: mark a row, correct what knows it, or end an activity that it serves."""
    if wish.right in ("withdraw", "object"):
        ended = ended_by(wish.right, scene, wish.purpose)
        left = Counter(one.row.place for case in cases for one in case.decisions if still_serving(one, ended, scene))
        return [ByHand(place, "unsupported", count) for place, count in left.items()]
    if wish.right not in ("restrict", "rectify"):
        return []
    places = {p.id for p in scene.inventory.datasets() if wish.right == "restrict" or _tells(p, wish.changes, scene)}
    done = {(f"{act.system}.{act.dataset}", key) for act in acts for key in act.keys}
    rows = (row for case in cases for row in case.person.rows.values() if row.place in places and row.via != GONE)
    return [ByHand(place, "unsupported", count) for place, count in Counter(r.place for r in rows if (r.place, r.key) not in done).items()]


def _tells(place: Place, changes: Mapping[str, str], scene: Scene) -> bool:
    """Tell whether a dataset holds a datum that is corrected, or knows people by it."""
    columns = (column for p in scene.inventory.datasets() for column in p.typed().values() if column.is_ in changes)
    return bool(place.data() & set(changes)) or bool({column.identifies for column in columns} & _kinds(place))
