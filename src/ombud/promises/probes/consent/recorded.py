"""Whether what is said to be logged of a choice is logged, and whether whoever agreed is old enough (GDPR Art. 7(1), 8(1))."""

from __future__ import annotations

from ombud.plan.model import Col, Everything
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def logged(statement: Statement, looking: Looking) -> Check:
    """Look that every record of a choice holds what is promised: in the ledger, or in a column that says so."""
    activity = statement.path[1]
    asked = next((one.asked for one in [looking.scene.policy.activities[activity].cookies] if one), None)
    wanted = asked.logs if asked else ()
    own = looking.kept.choices.recorded(activity) if looking.kept.choices else {}
    for what in wanted:
        if what in looking.scene.policy.data:
            total, filled = _filled(activity, what, looking)
        else:
            total, filled = own.get("all", 0), own.get(what, 0)
        if not total:
            return unproven(phrase("nothing-logged", what=what), phrase("look-later"))
        if filled < total:
            figure = phrase("records-lacking", lacking=total - filled, records=total)
            return Check("broken", figure, phrase("lacks-logged", what=what), phrase("find-how-kept"))
    return Check("kept", phrase("records-hold", what=wanted))


def _filled(activity: str, what: str, looking: Looking) -> tuple[int, int]:
    total = filled = 0
    for place in looking.scene.inventory.datasets():
        columns = [name for name, column in place.typed().items() if column.is_ == what]
        if activity in place.dataset.activities and columns and place.system not in looking.unavailable:
            for row in looking.systems[place.system].read(place.name, list(map(Col, columns)), Everything()):
                total, filled = total + 1, filled + (row[0] not in (None, ""))
    return total, filled


def old_enough(statement: Statement, looking: Looking) -> Check:
    """Look into the ledger whether each yes of a country, or of any, is of somebody old enough to agree alone."""
    country = statement.path[2] if statement.kind == "children.consent_from" else ""
    ages = looking.kept.choices.ages(country) if looking.kept.choices else {}
    total, young, untold = sum(ages.values()), ages.get(False, 0), ages.get(None, 0)
    if young:
        figure = phrase("consents-wrong", wrong=young, consents=total)
        return Check("broken", figure, phrase("agreed-too-young"), phrase("ask-parents"))
    if untold or not total:
        cause = phrase("ages-untold", untold=untold, consents=total) if total else phrase("nobody-agreed-there")
        return unproven(cause, phrase("ask-age"))
    return Check("kept", phrase("all-old-enough", consents=total))
