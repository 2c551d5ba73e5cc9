"""Rows of several people: whom they name, which of them is the asker, and what may then be done (GDPR Art. 15(4))."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ombud.inventory.model import Link, Place
from ombud.plan.clocks import Scene
from ombud.plan.reach import Person, Row, fold
from ombud.plan.retention.columns import naming_only
from ombud.plan.rights.decision import Decision
from ombud.plan.rights.reading import place_of
from ombud.plan.rights.staying import whole


def decide_shared(row: Row, place: Place, person: Person, served: tuple[str, ...], scene: Scene) -> Decision:
    """Decide on a row that is somebody else's too: it stays for the last, or loses what names the asker, or a person decides."""
    stays = (whole(place, "shared"),)
    named = tuple(name for name, own in naming_somebody(row, place, person, scene).items() if own)
    mine = tuple(dict.fromkeys([*(c for link in _mine(row, place, person) for c in naming_only(place, link)), *named]))
    match place.dataset.shared:
        case "all" if named:  # the last is who is named alone, so whoever asks is not named any more
            return Decision(row, "empty", named, stays, served)
        case "all":
            return Decision(row, "keep", (), stays, served)
        case "redact" if mine:
            return Decision(row, "empty", mine, stays, served)
        case _:
            return Decision(row, "by_hand", stays=stays, activities=served)


def naming_somebody(row: Row, place: Place, person: Person, scene: Scene) -> dict[str, bool]:
    """List the columns of a row of several people that identify somebody, and whether that is the person."""
    filled = {name: kind for name, kind in place.identifying().items() if place.of_several and row.values.get(name) not in (None, "", ())}
    return {name: (kind, fold(kind, str(row.values[name]), scene)) in person.identifiers for name, kind in filled.items()}


def several_people(row: Row, place: Place, person: Person, scene: Scene) -> bool:
    """Tell whether a row is also somebody else's: by several correspondents, another's identifier, or a share of another's row."""
    several = any(isinstance(value := row.values.get(name), tuple) and len(value) > 1 for name in place.identifying())
    shares = [link for link in place.dataset.links if link.as_ == "shared" and None not in _named(row, link)]
    another = not all(naming_somebody(row, place, person, scene).values())
    return several or another or len(shares) > len(_mine(row, place, person))


def _mine(row: Row, place: Place, person: Person) -> list[Link]:
    """List the shares in a row that name a row which is the person's own."""
    shares = [link for link in place.dataset.links if link.as_ == "shared"]
    return [link for link in shares if any(ties(row, link, other) for other in person.of(link.to) if other.via != "shared")]


def _named(row: Row, link: Link) -> tuple[object, ...]:
    return tuple(row.values.get(column) for column in link.on)


def ties(row: Row, link: Link, other: Row) -> bool:
    """Tell whether a link of a row names another row."""
    named = _named(row, link)
    return None not in named and named == tuple(other.values.get(column) for column in link.on.values())


def names_given(row: Row, person: Person, scene: Scene) -> bool:
    """Tell whether a row names an identifier that was given, so that nothing had to lead to it."""
    return bool(set(person.given) & set(identified(row, scene).values()))


def direct(found: Iterable[Decision], person: Person, scene: Scene) -> tuple[Decision, ...]:
    """Leave of what was decided the rows that name an identifier given; one to which others of the person belong stays whole."""
    return tuple(_alone(made, person, scene) for made in found if names_given(made.row, person, scene))


def _alone(made: Decision, person: Person, scene: Scene) -> Decision:
    if made.action not in ("erase", "empty") or not any(_hangs_on(made.row, other, scene) for other in person.rows.values()):
        return made
    return replace(made, action="keep", columns=(), stays=(*made.stays, whole(place_of(made.row, scene), "linked")))


def _hangs_on(owner: Row, row: Row, scene: Scene) -> bool:
    links = [link for link in place_of(row, scene).dataset.links if link.to == owner.place and link.as_ == "owner"]
    return any(ties(row, link, owner) for link in links)


def identified(row: Row, scene: Scene) -> dict[tuple[str, int], tuple[str, str]]:
    """List whom a row identifies, by column and place in it."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for column, kind in place_of(row, scene).identifying().items():
        value = row.values.get(column)
        each = value if isinstance(value, tuple) else (value,)
        found |= {(column, at): (kind, fold(kind, str(one), scene)) for at, one in enumerate(each) if one not in (None, "")}
    return found
