"""Whether anybody who asked not to be contacted stands in a list, or was written to (GDPR Art. 21(3))."""

from __future__ import annotations

from ombud.policy.model import Activity
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.probes.consent.agreed import asked_of
from ombud.promises.probes.consent.sent import agreed_to, sends_of
from ombud.promises.saying.phrase import phrase


def suppressed(statement: Statement, looking: Looking) -> Check:
    """Look for people on the list in what it suppresses: in lists that people can be taken off, and in what was sent."""
    keeping, policy = statement.path[1], looking.scene.policy
    places = [place for place in looking.scene.inventory.datasets() if keeping in place.dataset.activities]
    if not places and not (looking.kept.choices and looking.kept.choices.listed()):
        return unproven(phrase("no-wish-list"), phrase("bind-or-suppress"))
    lists = [one for one in policy.activities[keeping].suppresses if one in policy.activities and _is_list(policy.activities[one])]
    found = looked = written = 0
    for activity in lists:
        counts, stopped = asked_of(activity, looking)
        if stopped:
            return stopped
        found, looked = found + counts["listed"], looked + sum(counts[word] for word in counts if word != "listed")
    for activity in policy.activities[keeping].suppresses:
        written += _written(activity, looking)
    if stopped := looking.silent(sorted({place.system for place in places}), [place.id for place in places]):
        return stopped
    if found or written:
        figure, cause = phrase("rows-unwanted", found=found, rows=looked), phrase("unwanted-where", rows=found, letters=written)
        return Check("broken", figure, cause, phrase("take-off"))
    return Check("kept", phrase("none-unwanted", rows=looked, lists=len(lists)))


def _written(activity: str, looking: Looking) -> int:
    known = looking.scene.policy.activities.get(activity)
    if looking.kept.choices is None or known is None:
        return 0
    return looking.kept.choices.sends(activity, (activity, *known.purposes)).listed


def _is_list(activity: Activity) -> bool:
    """Tell a list that people are sent to, and can be taken off, from what is kept of them for other reasons."""
    return activity.leave is not None and "remove_from_list" in activity.leave.effect


def marketing(statement: Statement, looking: Looking) -> Check:
    """Look at marketing: on consent at what was sent, on another basis at who stands there against a wish."""
    purpose = looking.scene.policy.activities[statement.path[1]].purposes[statement.path[3]]
    bases = purpose.basis or looking.scene.policy.activities[statement.path[1]].basis
    on_consent = isinstance(bases, tuple) and any(basis.gdpr == "6.1.a" for basis in bases)
    return agreed_to(statement, looking) if on_consent else objected(statement, looking)


def objected(statement: Statement, looking: Looking) -> Check:
    """Look for people who objected, or are not to be contacted, among those who are written to; what a mailer does is not seen."""
    counts, stopped = asked_of(statement.path[1], looking)
    if stopped:
        return stopped
    total = sum(counts[word] for word in counts if word != "listed")
    if not total:
        return unproven(phrase("nobody-to-write"), phrase("look-later"))
    written = sends_of(statement, looking).listed
    if bad := counts["stays"] + counts["listed"]:
        cause = phrase("objectors-there", stays=counts["stays"], listed=counts["listed"], letters=written)
        return Check("broken", phrase("rows-objecting", bad=bad, rows=total), cause, phrase("take-off-before"))
    return Check("kept", phrase("none-objecting", rows=total))
