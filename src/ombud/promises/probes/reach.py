"""Whether a person's right could be carried out today: rehearsed on people the systems hold, without changing anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ombud.errors import OmbudError
from ombud.execute.answer import refusals
from ombud.execute.discover import discover
from ombud.execute.join import identified
from ombud.execute.sweep import key_of
from ombud.inventory.model import Place
from ombud.plan.acts import Act, erasing, rectifying, restricting
from ombud.plan.model import Col, Everything
from ombud.plan.reach import Person, ambiguous, unreached
from ombud.plan.rights import Decision, Right, decide, ended_by
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven

SAMPLE = 2
"""People rehearsed from each dataset that identifies anybody."""


def access(_: Statement, looking: Looking) -> Check:
    """Look whether everything about a person can be found: no dataset out of reach, no table nobody declared."""
    if hindered := _hindered(looking):
        return hindered
    persons = _sample(looking)
    return Check("kept", f"{len(looking.scene.inventory.datasets())} datasets reached, {len(persons)} people rehearsed")


def _ending(right: Right, looking: Looking) -> Check:
    """Look whether the systems would carry out what the right asks of them."""
    if hindered := _hindered(looking):
        return hindered
    persons = [person for person in _sample(looking) if not ambiguous(person, looking.scene)]
    decisions = [d for person in persons for d in decide(person, looking.scene, ended_by(right, looking.scene))]
    return _answer(erasing(decisions, looking.scene, key_of), persons, looking)


def erasure(_: Statement, looking: Looking) -> Check:
    """Rehearse erasure (GDPR Art. 17)."""
    return _ending("erase", looking)


def withdrawal(_: Statement, looking: Looking) -> Check:
    """Rehearse the withdrawal of consent (GDPR Art. 7(3))."""
    return _ending("withdraw", looking)


def objection(_: Statement, looking: Looking) -> Check:
    """Rehearse objection (GDPR Art. 21)."""
    return _ending("object", looking)


def rectification(_: Statement, looking: Looking) -> Check:
    """Rehearse the correction of names (GDPR Art. 16): any text that fits must be accepted."""
    if hindered := _hindered(looking):
        return hindered
    persons = _sample(looking)
    acts = [act for person in persons for act in rectifying(person, looking.scene, {"name": "N"}, key_of)]
    changeable = [act for act in acts if looking.scene.inventory.systems[act.system].kind != "mailbox"]
    return _answer(changeable, persons, looking)


def restriction(_: Statement, looking: Looking) -> Check:
    """Rehearse restriction (GDPR Art. 18): every dataset can mark a row, or the promise is not proven."""
    if hindered := _hindered(looking):
        return hindered
    unable = [p.id for p in looking.scene.inventory.datasets() if not p.dataset.restrict]
    if unable:
        return unproven(f"{len(unable)} datasets cannot mark a row as restricted.", "Declare `restrict:` there, or restrict by hand.")
    persons = _sample(looking)
    decisions = [Decision(row, "keep") for person in persons for row in person.rows.values()]
    return _answer(restricting(decisions, looking.scene, key_of), persons, looking)


def _hindered(looking: Looking) -> Check | None:
    if looking.unavailable:
        return unproven(f"{', '.join(looking.unavailable)} did not answer.", "Run again when it answers.")
    if blind := unreached(looking.scene):
        names = ", ".join(p.id for p in blind)
        return Check(
            "broken", f"{len(blind)} datasets out of reach", f"{names}: no identifier, no owner.", "Declare `identifies:` or an owner link."
        )
    if strays := [d for d in looking.drifts if d.kind in ("undeclared_dataset", "undeclared_column")]:
        names = ", ".join(f"{d.system}:{d.name}{'.' + d.column if d.column else ''}" for d in strays)
        return Check("broken", f"{len(strays)} undeclared places", f"{names} is not looked at.", "Declare it in inventory.yaml.")
    return None


def _answer(acts: Sequence[Act], persons: Sequence[Person], looking: Looking) -> Check:
    if refused := refusals(acts, looking.systems):
        place, why = next(iter(refused.items()))
        return Check("broken", f"{len(refused)} datasets would refuse", f"{place}: {why}", "Mend the inventory or the system.")
    if not persons:
        return unproven("There is nobody to rehearse with.", "It is looked at again when the systems hold people.")
    return Check("kept", f"{len(persons)} people rehearsed, {len(acts)} changes planned, none refused")


def _sample(looking: Looking) -> list[Person]:
    """Find some people that the systems really hold, by the identifiers of some rows of each dataset."""
    subjects = [who for place in looking.scene.inventory.datasets() for who in islice(_identifiers(place, looking), SAMPLE)]
    return [
        person for person in discover([(who,) for who in dict.fromkeys(subjects)], looking.scene, looking.systems).persons if person.rows
    ]


def _identifiers(place: Place, looking: Looking) -> Iterator[tuple[str, str]]:
    columns = place.identifying()
    if not columns:
        return
    try:
        for row in looking.systems[place.system].read(place.name, [Col(name) for name in columns], Everything()):
            yield from identified(list(zip(columns.values(), row, strict=True))[-1:], looking.scene)
    except OmbudError:
        return
