"""Whether data are held and used for the purposes that the policy names and for no others (GDPR Art. 5(1)(b))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven


def purposes(statement: Statement, looking: Looking) -> Check:
    """Look for rows that no named activity needs, and at the letters that went out; what else is done with data leaves no trace here."""
    activity = statement.path[1]
    places = {place.id for place in looking.scene.inventory.datasets() if activity in place.dataset.activities}
    if not places:
        return unproven("No dataset serves this activity.", "Name the activity at the dataset that serves it, in inventory.yaml.")
    if silent := looking.silent({place.partition(".")[0] for place in places}, places):
        return silent
    looked = sum(looking.tallies.looked[place] for place in places)
    if unserved := [place for place in sorted(places) if looking.tallies.unserved[place]]:
        figure = f"{sum(looking.tallies.unserved[place] for place in unserved):,} of {looked:,} rows are held for no named activity"
        return Check("broken", figure, f"{', '.join(unserved)}: no `when` matches them.", "Erase them, or name what they are held for.")
    return _used(activity, f"{counted(looked, 'row')} held for named activities", looking)


def _used(activity: str, held: str, looking: Looking) -> Check:
    ledger, it = looking.kept.ledger, looking.scene.policy.activities[activity]
    used = ledger.uses(activity) if ledger and it.sending else None
    if used and used.strange:
        figure = f"{counted(used.strange, 'letter')} to many for a purpose that is not named"
        return Check("broken", figure, "`ombud letters send` would not have sent them.", "Find out who sent them, and what else they did.")
    if not used or not used.letters:
        cause = f"What people and other programs do with the data leaves no trace here; {held}."
        return unproven(cause, "Ask the gate before each use (`ombud may`); letters that go out from here are looked at.")
    seen = f"{held}, {counted(used.letters, 'letter')} to many for named purposes"
    return Check("kept", f"{seen}; what other programs do with the data is not seen")
