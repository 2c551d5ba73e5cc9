"""Data are handed to somebody else only as the policy and the person allow it, and each time is put on record (GDPR Art. 5(2), 6)."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.consent.gate.asking import Identified, may
from ombud.errors import BadInputError, RefusedError
from ombud.evidence.entry import Fact
from ombud.plan.consent.gate import Question
from ombud.plan.consent.handing import Handing, Outcome, told
from ombud.plan.consent.terms import shared_with
from ombud.plan.reach import fold
from ombud.store.home import Home


def disclose(home: Home, handing: Handing, people: Sequence[Sequence[Identified]], *, already: bool) -> Outcome:
    """Put on record that data of some people are handed over, or refuse it for all; what has happened already is noted as it was."""
    _refuse_unknown(home, handing)
    outcome = told(home.policy, handing)
    if outcome == "allowed" and handing.ground == "consent" and _without(home, handing, people):
        outcome = "no_consent"
    kind = "disclosed" if already or outcome == "allowed" else "refused"
    facts: dict[str, Fact] = {"activity": handing.activity, "recipient": handing.to, "ground": handing.ground, "outcome": outcome}
    facts |= {"rows": len(people)} | ({"law": handing.law} if handing.law else {})
    scene = home.scene()
    known = [[(name, fold(name, value, scene)) for name, value in person] for person in people]
    home.state.log.append(kind, facts, subjects=home.state.pseudonyms(known))
    return outcome


def refused(handing: Handing, outcome: Outcome) -> RefusedError:
    """Say why nothing may be handed over, and what to do."""
    why = {
        "undeclared": f"The policy hands nothing of `{handing.activity}` to `{handing.to}` on the ground `{handing.ground}`.",
        "law_unnamed": "The law that it rests on is not named.",
    }.get(outcome, "Somebody among them has not agreed to it.")
    return RefusedError("disclosure-refused", why, hint="Hand nothing over. If it has happened already, note it with `--already`.")


def _without(home: Home, handing: Handing, people: Sequence[Sequence[Identified]]) -> bool:
    question = Question(shared_with(handing.activity, handing.to), home.today())
    return not all(one.allowed for one in may(home, question, people))


def _refuse_unknown(home: Home, handing: Handing) -> None:
    known = {*home.policy.recipients, *home.policy.entities}
    laws = {"", *home.policy.laws}
    for what, name, names in (
        ("activity", handing.activity, set(home.policy.activities)),
        ("recipient", handing.to, known),
        ("law", handing.law, laws),
    ):
        if name not in names:
            raise BadInputError(
                f"disclosure-{what}", f"The policy has no {what} `{name}`.", hint=f"Known: {', '.join(sorted(names - {''}))}."
            )
