"""Whether everybody can be found and their data changed: rehearsed on people the systems hold, without changing anything."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.execute.answer import refusals
from ombud.execute.sweep import key_of
from ombud.plan.acts import Act, rectifying, restricting
from ombud.plan.reach import unreached
from ombud.plan.retention.columns import can_set
from ombud.plan.rights import Decision
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, named, unproven


def hindered(looking: Looking) -> Check | None:
    """Say what would keep a request from reaching everything about a person: a place out of reach, undeclared, or silent."""
    if blind := unreached(looking.scene):
        cause = f"{', '.join(p.id for p in blind)}: it holds no identifier and has no owner, so nobody can be found in it."
        return Check(
            "broken", f"{counted(len(blind), 'dataset')} out of reach", cause, "Declare `identifies:` or an owner link in inventory.yaml."
        )
    if strays := looking.undeclared(columns=True):
        cause = f"{', '.join(map(named, strays))}: nobody declared it, so no request looks there."
        action = "Declare it in inventory.yaml, or remove it."
        return Check("broken", counted(len(strays), "undeclared place"), cause, action)
    places = {place.id for place in looking.scene.inventory.datasets()}
    return looking.silent(set(looking.systems), places) or _nobody(looking)


def _nobody(looking: Looking) -> Check | None:
    if down := looking.rehearsal.unavailable:
        return unproven(f"{', '.join(down)} stopped answering.", "Run again when it answers.")
    if not looking.rehearsal.persons:
        return unproven("There is nobody to rehearse with.", "It is looked at again when the systems hold people.")
    return None


def refused(acts: Sequence[Act], looking: Looking) -> Check | None:
    """Ask the systems what they would refuse of a rehearsal."""
    refusing = refusals(acts, looking.scene, looking.systems)
    if not refusing:
        return None
    place, why = next(iter(refusing.items()))
    return Check("broken", f"{counted(len(refusing), 'dataset')} would refuse", f"{place}: {why}.", "Mend the system, or its inventory.")


def rectification(_: Statement, looking: Looking) -> Check:
    """Rehearse the correction of every datum (GDPR Art. 16): any text that fits must be accepted."""
    if stopped := hindered(looking):
        return stopped
    people, scene = looking.rehearsal.persons, looking.scene
    acts = rectifying(looking.rehearsal.crowd, scene, dict.fromkeys(scene.policy.data, "0"), key_of)
    fixed = [p.id for p in scene.inventory.datasets() if p.data() and not can_set(p, scene)]
    by_hand = f"; {', '.join(fixed)} by hand" if fixed else ""
    places = len({(act.system, act.dataset) for act in acts})
    figure = f"corrections rehearsed on {len(people)} people in {places} datasets, none refused{by_hand}"
    return refused(acts, looking) or Check("kept", figure)


def restriction(_: Statement, looking: Looking) -> Check:
    """Rehearse restriction (GDPR Art. 18): every dataset can mark a row, or the promise is not proven."""
    if stopped := hindered(looking):
        return stopped
    unable = [p.id for p in looking.scene.inventory.datasets() if not p.dataset.restrict]
    if unable:
        return unproven(
            f"{counted(len(unable), 'dataset')} cannot mark a row as restricted.", "Declare `restrict:` there, or restrict by hand."
        )
    rows = looking.rehearsal.crowd.rows.values()
    acts = restricting([Decision(row, "keep") for row in rows], looking.scene, key_of)
    people = len(looking.rehearsal.persons)
    return refused(acts, looking) or Check("kept", f"{len(rows)} rows of {people} people could be marked, none refused")
