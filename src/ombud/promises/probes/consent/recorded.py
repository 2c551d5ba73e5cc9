"""Whether what is said to be logged of a choice is logged, and whether whoever agreed is old enough (GDPR Art. 7(1), 8(1))."""

from __future__ import annotations

from ombud.plan.model import Col, Everything
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven


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
            return unproven(f"Nothing that was chosen holds `{what}` yet.", "It is looked at again when somebody has chosen.")
        if filled < total:
            cause = f"{total - filled:,} of them lack `{what}`."
            return Check(
                "broken", f"{total - filled:,} of {counted(total, 'record')}", cause, "Find out how they came to be kept without it."
            )
    return Check("kept", f"each record of a choice holds {', '.join(wanted)}")


def _filled(activity: str, what: str, looking: Looking) -> tuple[int, int]:
    total = filled = 0
    for place in looking.scene.inventory.datasets():
        columns = [name for name, column in place.typed().items() if column.is_ == what]
        if activity in place.dataset.activities and columns and place.system not in looking.unavailable:
            for row in looking.systems[place.system].read(place.name, list(map(Col, columns)), Everything()):
                total, filled = total + 1, filled + (row[0] not in (None, ""))
    return total, filled


def old_enough(statement: Statement, looking: Looking) -> Check:
    """Look into the ledger whether each yes of a country is of somebody old enough to agree alone."""
    ages = looking.kept.choices.ages(statement.path[2]) if looking.kept.choices else {}
    total, young, untold = sum(ages.values()), ages.get(False, 0), ages.get(None, 0)
    if young:
        cause = "They agreed alone, and are below the age of their country."
        return Check(
            "broken", f"{young:,} of {counted(total, 'consent')}", cause, "Ask whoever has parental responsibility, or erase their data."
        )
    if untold or not total:
        cause = f"Without an age: {untold:,} of {counted(total, 'consent')}." if total else "Nobody of that country has agreed to anything."
        return unproven(cause, "Ask for the age where people agree, and record it with the choice.")
    return Check("kept", f"{counted(total, 'consent')}, each of somebody old enough")
