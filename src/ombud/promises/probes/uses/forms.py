"""Whether the forms that are served from here take in what the policy says, and keep it where it says (GDPR Art. 5(1)(c))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def forms(statement: Statement, looking: Looking) -> Check:
    """Look at all that people filled in: the data are those the form asks for, in the systems it delivers to."""
    activity, ledger = statement.path[1], looking.kept.choices
    said = looking.scene.policy.activities[activity].form
    taken = ledger.form(activity) if ledger else None
    if said is None or taken is None:
        return unproven(phrase("form-elsewhere"), phrase("serve-form"))
    if not taken.people:
        return unproven(phrase("form-empty"), phrase("look-later"))
    if statement.path[-1] == "delivers_to":
        if taken.system not in said.delivers_to:
            cause = phrase("kept-elsewhere", system=taken.system, named=said.delivers_to)
            return Check("broken", phrase("answers", answers=taken.people), cause, phrase("write-delivers", system=taken.system))
        return Check("kept", phrase("answers-kept-in", answers=taken.people, system=taken.system))
    if beyond := sorted(set(taken.data) - set(said.asks)):
        return Check("broken", phrase("data-kinds", kinds=len(beyond)), phrase("form-exceeded", data=beyond), phrase("find-and-erase"))
    return Check("kept", phrase("answers-as-asked", answers=taken.people))
