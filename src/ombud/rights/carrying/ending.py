"""What was made is looked at again and put on record, and what was restricted is frozen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from ombud.evidence.entry import Fact
from ombud.execute.answer import Made
from ombud.inventory.model import parted
from ombud.rights.carrying.running import Run, pseudonym
from ombud.rights.wishes.planning import aimed
from ombud.rights.wishes.shown import Answer
from ombud.rights.wishes.wish import Outcome, Plan
from ombud.store import holds, plans
from ombud.store.home import Home


def finish(run: Run, made: tuple[Made, ...], after: Plan) -> Answer:
    home, row, planned = run.home, run.row, run.planned
    found = any(act.verb == "erase" for act in aimed(after.acts, after.cases))
    left = sum(m.left for m in made) or (planned.wish.right in ("erase", "withdraw") and found)
    complete = not left and not planned.unavailable and not after.unavailable
    changed = [task for task in planned.by_hand if task.why == "changed"]
    ending = planned.wish.right in ("withdraw", "object") and any(task.why == "unsupported" for task in planned.by_hand)
    with transaction.atomic():
        run.begin()
        run.write()
        for task in changed if complete else ():
            system, dataset = parted(task.place)
            facts: dict[str, Fact] = {"system": system, "dataset": dataset, "reason": "changed", "count": task.count}
            home.state.log.append("by_hand", facts, run=row.id)
        for stay, count in _kept(planned).items() if complete else ():
            home.state.log.append("kept", {"ground": stay[0], "article": stay[1], "count": count}, run=row.id)
        if complete:
            _freeze(home, planned)
        plans.finish(row, complete=complete)
        evidence = home.state.log.checkpoint()
    if complete:
        home.state.keys.forget(row.id)
    whole: Outcome = "done" if complete and not changed and not ending else "partial"
    outcome = whole if planned.outcome == "planned" else planned.outcome
    return Answer(row.id, replace(planned, unavailable={**after.unavailable, **planned.unavailable}), outcome, made, evidence)


def _freeze(home: Home, planned: Plan) -> None:
    """Keep restricted rows from every sweep until the restriction is lifted (GDPR Art. 18(2))."""
    state, review = home.state, home.today() + timedelta(days=90)
    for case in planned.cases if planned.wish.right == "restrict" else ():
        if case.outcome == "planned":
            hold = holds.Hold(holds.new_id(), "restriction", "", planned.wish.reason, "officer", review)
            holds.add(sorted(case.person.identifiers), hold, state.keys.links(), home.now())
            state.log.append("hold", {"hold": hold.id, "right": "restrict", "until": review.isoformat()}, subjects=(pseudonym(home, case),))


def _kept(planned: Plan) -> Counter[tuple[str, str]]:
    return Counter((stay.ground, stay.article) for case in planned.cases for decision in case.decisions for stay in decision.stays)
