"""Whether the forms that are served from here take in what the policy says, and keep it where it says (GDPR Art. 5(1)(c))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven


def forms(statement: Statement, looking: Looking) -> Check:
    """Look at all that people filled in: the data are those the form asks for, in the systems it delivers to."""
    activity, ledger = statement.path[1], looking.kept.ledger
    said = looking.scene.policy.activities[activity].form
    taken = ledger.form(activity) if ledger else None
    if said is None or taken is None:
        return unproven("This form is not served from here.", "Have people sign up on our page, or look at your own form yourself.")
    if not taken.people:
        return unproven("Nobody has filled it in yet.", "It is looked at again when somebody has.")
    if statement.path[-1] == "delivers_to":
        if taken.system not in said.delivers_to:
            cause = f"They are kept in {taken.system}, and the policy names {', '.join(said.delivers_to)}."
            return Check("broken", counted(taken.people, "answer"), cause, f"Write `{taken.system}` under `delivers_to`.")
        return Check("kept", f"{counted(taken.people, 'answer')} kept in {taken.system}")
    if beyond := sorted(set(taken.data) - set(said.asks)):
        cause = f"They hold {', '.join(beyond)}, which the form does not ask for."
        return Check("broken", counted(len(beyond), "kind of data"), cause, "Find out how it came, and erase it.")
    return Check("kept", f"{counted(taken.people, 'answer')} hold only what the form asks for")
