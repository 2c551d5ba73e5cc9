"""Whether data were handed to others only as the policy says: what is put on record is looked at (GDPR Art. 5(2), 6)."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.desks.facts import Handed
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def disclosed(statement: Statement, looking: Looking) -> Check:
    """Look at each time of the last year at which something that the statement is about was handed over."""
    mine = [one for one in looking.handed if _is_about(statement, one)]
    if not mine:
        return unproven(phrase("none-handed"), phrase("note-handing"))
    if wrong := [one for one in mine if one.outcome != "allowed"]:
        figure, why = phrase("handed-wrongly", wrong=len(wrong), handed=len(mine)), dict.fromkeys(one.outcome for one in wrong)
        return Check("broken", figure, phrase("handed-without", why=why), phrase("get-back"))
    return Check("kept", phrase("handed-as-told", handed=len(mine)))


def _is_about(statement: Statement, one: Handed) -> bool:
    """Tell whether a statement is about it; what the policy hands to nobody goes against all that it says of the activity."""
    match statement.kind:
        case "recipient.only_if":
            return one.to == statement.path[1]
        case "shares":
            return (one.activity, one.ground) == (statement.path[1], "referral")
        case _:
            *_, to, when = statement.id.split(".")
            fits = one.to in to.split("+") and one.ground in when.split("+")
            return one.activity == statement.path[1] and (fits or one.outcome == "undeclared")
