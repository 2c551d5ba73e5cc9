"""Whether whoever proves control of an address sees, takes along or erases all that a page of their own promises (GDPR Art. 12(2))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.execute.join import identified
from ombud.execute.sweep import key_of
from ombud.plan.acts import erasing
from ombud.plan.reach import Person, Row
from ombud.plan.rights.reading import activities_of, place_of
from ombud.plan.rights.wish import ended_by
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.probes.reach import hindered, refused
from ombud.promises.saying.phrase import phrase


def own_page(statement: Statement, looking: Looking) -> Check:
    """Rehearse it on people the systems hold: the page shows what names the address itself, so every row promised must name one."""
    if stopped := hindered(looking):
        return stopped
    rows = list(_promised(looking))
    if not rows:
        return unproven(phrase("nobody-there"), phrase("look-later"))
    if hidden := [row for person, row in rows if not _names_address(person, row, looking)]:
        figure = phrase("rows-addressless", hidden=len(hidden), rows=len(rows))
        return Check("broken", figure, phrase("page-leaves-out", place=hidden[0].place), phrase("let-name-address"))
    return (_refused(looking) if statement.id.endswith(".erase") else None) or _kept(rows)


def _kept(rows: list[tuple[Person, Row]]) -> Check:
    people = len({id(person) for person, _ in rows})
    return Check("kept", phrase("page-reaches", people=people, rows=len(rows)))


def _promised(looking: Looking) -> Iterator[tuple[Person, Row]]:
    """List the rows that serve what the page is promised for, of all activities where it names none."""
    said = looking.scene.policy.rights.own_page
    wanted = set(said.activities if said and said.activities else looking.scene.policy.activities)
    for person in looking.rehearsal.of(wanted):
        yield from ((person, row) for row in person.rows.values() if wanted & set(activities_of(row, person, looking.scene)))


def _names_address(person: Person, row: Row, looking: Looking) -> bool:
    columns = place_of(row, looking.scene).identifying()
    pairs = ((kind, row.values.get(column)) for column, kind in columns.items() if kind == "email")
    return bool(person.identifiers & set(identified(pairs, looking.scene)))


def _refused(looking: Looking) -> Check | None:
    """Ask the systems what they would refuse to erase of it."""
    mine = {(row.place, row.key) for _, row in _promised(looking)}
    decided = looking.rehearsal.deciding(ended_by("erase", looking.scene))
    return refused(erasing([d for _, d in decided if (d.row.place, d.row.key) in mine], looking.scene, key_of), looking)
