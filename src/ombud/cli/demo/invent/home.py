"""Fill a home from its two files, and plant violations that a correct first look must find rule by rule."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from ombud.cli.demo import mail
from ombud.cli.demo.invent import database, drive, letters
from ombud.cli.demo.invent.clocks import Broken, Calendar
from ombud.cli.demo.invent.rows import Crowd, Maker, Row, groups, in_order
from ombud.cli.demo.violations import Violation
from ombud.errors import BadInputError
from ombud.inventory.model import CorrespondentIn, Inventory, Place, Selector
from ombud.policy.model import Policy, RetentionRule, covered

_TOO_LATE = (1, 40)
"""Days by which what is planted is overdue; the first is the sharpest test there is."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A home whose systems are filled: where it stands, its files, and whose rows it has."""

    folder: Path
    policy: Policy
    inventory: Inventory
    maker: Maker

    @property
    def people(self) -> int:
        """Count the people whose rows it has."""
        return len({row.person.email for rows in self.maker.made.values() for row in rows})

    @property
    def regulars(self) -> tuple[str, ...]:
        """Tell the addresses of those whom every system knows."""
        return tuple(person.email for person in self.maker.crowd.regulars)


def fill(folder: Path, policy: Policy, inventory: Inventory, rng: Random, today: date) -> Filled:
    """Fill all systems so that nothing in them is overdue on `today`."""
    home = Filled(folder, policy, inventory, Maker(Calendar(policy, today), Crowd(rng)))
    for name in inventory.systems:
        _create(home, name)
    _write(home, [row for place in in_order(inventory) for row in home.maker.usual(place)])
    return home


def plant(home: Filled) -> tuple[Violation, ...]:
    """Let two people's data outlive each rule whose clock stands in a row that nothing else keeps."""
    spots = (
        (activity, rule, next(_spots(home, activity, rule), None))
        for activity in home.policy.activities
        for rule in home.maker.calendar.ceilings(activity)
    )
    return tuple(_forgotten(home, activity, rule, *spot) for activity, rule, spot in spots if spot)


def _spots(home: Filled, activity: str, rule: RetentionRule) -> Iterator[tuple[Place, Selector]]:
    """Find the datasets whose rows serve this activity alone, hold what the rule covers and carry its clock themselves."""
    others = [other for other in home.maker.calendar.ceilings(activity) if other is not rule]
    mine = covered(home.policy.activities[activity], rule)
    for place in home.inventory.datasets():
        events = {event for column in place.typed().values() for event in column.events()}
        data = place.data() & mine
        blocked = any(data & covered(home.policy.activities[activity], other) for other in others)
        if rule.after not in events or not data or blocked or any(link.as_ == "owner" for link in place.dataset.links):
            continue
        yield from ((place, selector) for serving, selector in groups(place.dataset) if serving == (activity,) and _own(selector))


def _own(selector: Selector) -> bool:
    """Tell whether a row serves its activity by itself: a letter of somebody in another dataset is kept by that one's clock."""
    return not isinstance(selector, CorrespondentIn)


def _forgotten(home: Filled, activity: str, rule: RetentionRule, place: Place, selector: Selector) -> Violation:
    """Forget two people in a dataset, and what other datasets hang on their rows."""
    rows, along = list[Row](), dict[str, int]()
    for person, days in zip(home.maker.crowd.some(len(_TOO_LATE)), _TOO_LATE, strict=True):
        broken = Broken(activity, rule, days)
        rows.append(home.maker.row(place, (activity,), selector, person, broken))
        for child in _hanging(home, place, activity, rule):
            rows.append(home.maker.row(child, (activity,), child.dataset.activities[activity], person, broken))
            along[child.id] = along.get(child.id, 0) + 1
    _write(home, rows)
    said = f"{place.id} kept past {rule.period} after {rule.after}"
    return Violation(f"{activity}/{rule.rule}", rule.rule, place.system, place.name, len(_TOO_LATE), said, tuple(along.items()))


def _hanging(home: Filled, place: Place, activity: str, rule: RetentionRule) -> Iterator[Place]:
    """List the datasets whose rows belong to rows of a dataset and hold what the rule covers."""
    mine = covered(home.policy.activities[activity], rule)
    for other in home.inventory.datasets():
        owned = any(link.as_ == "owner" and link.to == place.id for link in other.dataset.links)
        if owned and activity in other.dataset.activities and other.data() & mine:
            yield other


def _create(home: Filled, name: str) -> None:
    system, places = home.inventory.systems[name], [place for place in in_order(home.inventory) if place.system == name]
    match system.kind:
        case "sql":
            with closing(database.open_at(_path(home, name))) as db, db:
                database.create(db, places)
        case "mailbox":
            mail.create(_path(home, name))
        case "files":
            _path(home, name).mkdir(parents=True)
        case _:
            raise _unbuildable(name, system.at)


def _write(home: Filled, rows: list[Row]) -> None:
    for name, system in home.inventory.systems.items():
        mine, zone, today = [row for row in rows if row.place.system == name], ZoneInfo(system.zone), home.maker.calendar.today
        if system.kind == "sql":
            with closing(database.open_at(_path(home, name))) as db, db:
                database.insert(db, mine)
        elif system.kind == "mailbox":
            house = mail.House(home.policy.controller.name, next(iter(system.own_domains)))
            letters.write(_path(home, name), house, home.maker.crowd.rng, mine, today)
        else:
            drive.write(_path(home, name), zone, mine, today)


def _path(home: Filled, name: str) -> Path:
    """Tell where a system lies in the home; one that lies elsewhere cannot be built."""
    system = home.inventory.systems[name]
    scheme, colon, rest = system.at.partition(":")
    if system.kind == "files" and not colon:
        return home.folder / system.at
    if (system.kind, scheme) not in {("sql", "sqlite"), ("mailbox", "maildir")} or Path(rest).is_absolute():
        raise _unbuildable(name, system.at)
    return home.folder / rest


def _unbuildable(name: str, at: str) -> BadInputError:
    hint = "Let it be sqlite:PATH, maildir:PATH or a folder, each inside the home."
    return BadInputError("demo-unbuildable", f"A demo cannot build a system at `{at}`.", where=f"inventory.yaml: {name}", hint=hint)
