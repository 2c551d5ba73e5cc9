"""Whether whoever stands in a dataset on consent agreed, and nobody who took it back is still there (GDPR Art. 6(1)(a), 7(3), 17(1)(b))."""

from __future__ import annotations

from collections import Counter

from ombud.policy.statements import Statement
from ombud.promises.asked import Word
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.probes.consent.sent import agreed_to, sends_of
from ombud.promises.saying.phrase import phrase

_WRONG: tuple[Word, ...] = ("without", "stays", "young")


def agreed(statement: Statement, looking: Looking) -> Check:
    """Compare who stands in the datasets of an activity with the ledger; of one purpose among others, rows say nothing."""
    if statement.path[2] == "purposes":
        return _for_one_purpose(statement, looking)
    activity = statement.path[1]
    counts, stopped = asked_of(activity, looking)
    if stopped:
        return stopped
    known = looking.kept.choices.agreed(activity) if looking.kept.choices else 0
    if not known and not counts["stays"]:
        return unproven(phrase("consents-unrecorded"), phrase("record-consents"))
    return _judged(counts, known=bool(known))


def _for_one_purpose(statement: Statement, looking: Looking) -> Check:
    """Look at what was sent for one purpose of several: rows do not tell for which of them they are used."""
    if sends_of(statement, looking).count:
        return agreed_to(statement, looking)
    return unproven(phrase("purpose-untold"), phrase("ask-where-it-begins"))


def _judged(counts: Counter[Word], *, known: bool) -> Check:
    wrong = {word: counts[word] for word in _WRONG if counts[word] and (known or word == "stays")}
    total, bad = sum(counts[word] for word in counts if word != "listed"), sum(wrong.values())
    if bad:
        figure, cause = phrase("consents-lacking", bad=bad, rows=total), phrase("rows-unconsented", **wrong)
        return Check("broken", figure, cause, phrase("erase-or-ask"))
    figure = phrase("rows-agreed", rows=counts["yes"], leaving=counts["leaving"])
    if counts["outdated"]:
        return Check("unproven", figure, phrase("agreed-before", rows=counts["outdated"]), phrase("ask-anew"))
    if counts["unknown"]:
        return Check("unproven", figure, phrase("names-nobody", rows=counts["unknown"]), phrase("link-to-address"))
    return Check("kept", figure)


def asked_of(activity: str, looking: Looking) -> tuple[Counter[Word], Check | None]:
    """Give what was counted of the people of an activity, or why nothing could be."""
    places = [place for place in looking.scene.inventory.datasets() if activity in place.dataset.activities]
    if not places:
        return Counter(), unproven(phrase("served-nowhere"), phrase("name-activity"))
    if looking.kept.choices is None:
        return Counter(), unproven(phrase("no-desk"), phrase("migrate"))
    stopped = looking.silent(sorted({place.system for place in places}), [place.id for place in places])
    return (Counter(), stopped) if stopped else (looking.agreeing(activity), None)
