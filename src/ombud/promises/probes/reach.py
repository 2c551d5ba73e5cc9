"""Whether everybody can be found and their data changed: rehearsed on people the systems hold, without changing anything."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.execute.answer import refusals
from ombud.execute.sweep import key_of
from ombud.plan.acts import Act, rectifying, restricting
from ombud.plan.reach import unreached
from ombud.plan.retention.columns import can_set
from ombud.plan.rights.decision import Decision
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, named, unproven
from ombud.promises.saying.phrase import phrase


def hindered(looking: Looking) -> Check | None:
    """Say what would keep a request from reaching everything about a person: a place out of reach, undeclared, or silent."""
    if blind := unreached(looking.scene):
        cause = phrase("no-way-in", places=[place.id for place in blind])
        return Check("broken", phrase("out-of-reach", datasets=len(blind)), cause, phrase("declare-identifies"))
    if strays := looking.undeclared(columns=True):
        cause = phrase("unasked-places", places=map(named, strays))
        return Check("broken", phrase("undeclared", places=len(strays)), cause, phrase("declare-or-remove"))
    places = {place.id for place in looking.scene.inventory.datasets()}
    return looking.silent(set(looking.systems), places) or _nobody(looking)


def _nobody(looking: Looking) -> Check | None:
    if down := looking.rehearsal.unavailable:
        return unproven(phrase("silent", places=down, why=["system-unavailable"]), phrase("mend-or-again"))
    if not looking.rehearsal.persons:
        return unproven(phrase("nobody-there"), phrase("look-later"))
    return None


def refused(acts: Sequence[Act], looking: Looking) -> Check | None:
    """Ask the systems what they would refuse of a rehearsal."""
    refusing = refusals(acts, looking.scene, looking.systems)
    if not refusing:
        return None
    place, why = next(iter(refusing.items()))
    return Check(
        "broken",
        phrase("would-refuse", datasets=len(refusing)),
        phrase(f"refused.{why.code}", **why.values, place=place),
        phrase("mend-system"),
    )


def rectification(_: Statement, looking: Looking) -> Check:
    """Rehearse the correction of every datum (GDPR Art. 16): any text that fits must be accepted."""
    if stopped := hindered(looking):
        return stopped
    people, scene = looking.rehearsal.persons, looking.scene
    acts = rectifying(looking.rehearsal.crowd, scene, dict.fromkeys(scene.policy.data, "0"), key_of)
    fixed = [p.id for p in scene.inventory.datasets() if p.data() and not can_set(p, scene)]
    places = len({(act.system, act.dataset) for act in acts})
    figure = phrase("corrections-rehearsed", people=len(people), datasets=places, by_hand=fixed)
    return refused(acts, looking) or Check("kept", figure)


def restriction(_: Statement, looking: Looking) -> Check:
    """Rehearse restriction (GDPR Art. 18): every dataset can mark a row, or the promise is not proven."""
    if stopped := hindered(looking):
        return stopped
    unable = [p.id for p in looking.scene.inventory.datasets() if not p.dataset.restrict]
    if unable:
        return unproven(phrase("cannot-mark", datasets=len(unable)), phrase("declare-restrict"))
    rows = looking.rehearsal.crowd.rows.values()
    acts = restricting([Decision(row, "keep") for row in rows], looking.scene, key_of)
    people = len(looking.rehearsal.persons)
    return refused(acts, looking) or Check("kept", phrase("could-be-marked", rows=len(rows), people=people))
