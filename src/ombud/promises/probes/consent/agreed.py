"""Whether whoever stands in a dataset on consent agreed, and nobody who took it back is still there (GDPR Art. 6(1)(a), 7(3), 17(1)(b))."""

from __future__ import annotations

from collections import Counter

from ombud.policy.statements import Statement
from ombud.promises.asked import Word
from ombud.promises.looking import Check, Looking, counted, unproven
from ombud.promises.probes.consent.sent import agreed_to, sends_of

_TOLD: tuple[tuple[Word, str], ...] = (
    ("without", "without a recorded consent"),
    ("stays", "still there after a no"),
    ("young", "too young to agree alone"),
)


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
        action = (
            "Record who agreed with `ombud consent give`; take an old list over with `ombud consent import`, and ask these people again."
        )
        return unproven("The ledger holds nobody's consent to it.", action)
    return _judged(counts, known=bool(known))


def _for_one_purpose(statement: Statement, looking: Looking) -> Check:
    """Look at what was sent for one purpose of several: rows do not tell for which of them they are used."""
    if sends_of(statement, looking).count:
        return agreed_to(statement, looking)
    cause = "Rows do not tell for which purpose they are used, and nothing was sent for this one in the last year."
    return unproven(cause, "Ask the gate with `ombud may` wherever it begins; a visit by `ombud cookies scan` looks at cookies.")


def _judged(counts: Counter[Word], *, known: bool) -> Check:
    wrong = {word: counts[word] for word, _ in _TOLD if known or word == "stays"}
    total, bad = sum(counts[word] for word in counts if word != "listed"), sum(wrong.values())
    if bad:
        cause = f"{'; '.join(f'{wrong[word]:,} {told}' for word, told in _TOLD if wrong.get(word))}."
        action = "Erase their data, or ask them and record what they say."
        return Check("broken", f"{bad:,} of {counted(total, 'row')} without a consent that stands", cause, action)
    figure = f"{counted(counts['yes'], 'row')} of people who agreed, {counts['leaving']:,} about to go"
    if counts["outdated"]:
        cause = f"{counted(counts['outdated'], 'row')} of people who agreed to what the policy said before."
        return Check("unproven", figure, cause, "Ask them anew; the gate holds back what is sent to them.")
    if counts["unknown"]:
        cause = f"{counted(counts['unknown'], 'row')} name nobody whom the ledger could know."
        return Check("unproven", figure, cause, "Link them in inventory.yaml to a dataset that holds an e-mail address.")
    return Check("kept", figure)


def asked_of(activity: str, looking: Looking) -> tuple[Counter[Word], Check | None]:
    """Give what was counted of the people of an activity, or why nothing could be."""
    places = [place for place in looking.scene.inventory.datasets() if activity in place.dataset.activities]
    if not places:
        return Counter(), unproven("No dataset is bound to it.", "Bind one in inventory.yaml.")
    if looking.kept.choices is None:
        return Counter(), unproven("No desk keeps choices here.", "Run `ombud migrate`.")
    stopped = looking.silent(sorted({place.system for place in places}), [place.id for place in places])
    return (Counter(), stopped) if stopped else (looking.agreeing(activity), None)
