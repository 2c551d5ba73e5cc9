"""Whether data are held and used for the purposes that the policy names and for no others (GDPR Art. 5(1)(b))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def purposes(statement: Statement, looking: Looking) -> Check:
    """Look for rows that no named activity needs, and at the letters that went out; what else is done with data leaves no trace here."""
    activity = statement.path[1]
    places = {place.id for place in looking.scene.inventory.datasets() if activity in place.dataset.activities}
    if not places:
        return unproven(phrase("served-nowhere"), phrase("name-activity"))
    if silent := looking.silent({place.partition(".")[0] for place in places}, places):
        return silent
    looked = sum(looking.tallies.looked[place] for place in places)
    if unserved := [place for place in sorted(places) if looking.tallies.unserved[place]]:
        figure = phrase("rows-purposeless", rows=sum(looking.tallies.unserved[place] for place in unserved), looked=looked)
        return Check("broken", figure, phrase("unmatched", places=unserved), phrase("erase-or-name"))
    return _used(activity, looked, looking)


def _used(activity: str, rows: int, looking: Looking) -> Check:
    ledger, it = looking.kept.choices, looking.scene.policy.activities[activity]
    used = ledger.uses(activity) if ledger and it.sending else None
    if used and used.strange:
        figure = phrase("letters-purposeless", letters=used.strange)
        return Check("broken", figure, phrase("would-not-send"), phrase("find-sender-more"))
    if not used or not used.letters:
        return unproven(phrase("use-unseen", rows=rows), phrase("ask-gate"))
    return Check("kept", phrase("used-as-named", rows=rows, letters=used.letters))
