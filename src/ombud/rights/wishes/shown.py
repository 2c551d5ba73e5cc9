"""A plan is shown and kept under an id, with its subjects sealed, so that exactly what was shown is carried out."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from ombud.evidence.entry import Fact
from ombud.evidence.pseudonym import seal
from ombud.execute.answer import Made
from ombud.plan.model import Keys
from ombud.rights.wishes.interrupted import begun, inheriting
from ombud.rights.wishes.planning import plan
from ombud.rights.wishes.wish import TELLING, Case, Outcome, Plan, Sealed, Subjects, Systems, Wish
from ombud.store import plans, proof
from ombud.store.home import Home
from ombud.store.own.handed import handed, tellable
from ombud.store.own.known import also_known


@dataclass(frozen=True, slots=True)
class Answer:
    """How a wish stands: its plan, its outcome, what was made, and the evidence."""

    id: str
    plan: Plan
    outcome: Outcome
    made: tuple[Made, ...] = ()
    evidence: str = ""
    retained: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def show(home: Home, wish: Wish, subjects: Subjects, systems: Systems | None = None) -> Answer:
    """Plan a wish, nothing changed in any system; whoever goes on reading gives the systems, which stay open."""
    subjects = [also_known(home, subject) for subject in subjects]
    asked = question_of(home, home.today(), Sealed(wish, subjects, []))
    with nullcontext(systems) if systems else home.systems(read_only=True) as opened:
        return _tell(home, wish, subjects, asked, opened) if wish.right in TELLING else _show(home, wish, subjects, asked, opened)


def _tell(home: Home, wish: Wish, subjects: Subjects, asked: plans.Asked, systems: Systems) -> Answer:
    """Find what is to be told; there is nothing to carry out later, so nothing is kept but that it was asked."""
    planned = plan(wish, subjects, home, home.scene(), systems)
    if wish.right == "access":
        planned = replace(planned, cases=tuple(_with_what_is_on_record(case, home) for case in planned.cases))
    with transaction.atomic():
        _note_request(home, asked.id, planned)
    return Answer(asked.id, planned, planned.outcome)


def _with_what_is_on_record(case: Case, home: Home) -> Case:
    """Add what earlier erasures left as proof about the person, and what was handed to others: it may be all there is (GDPR Art. 15(1))."""
    if case.outcome == "ambiguous":
        return case
    proofs = proof.about({value for _, value in case.person.identifiers}, home.state.keys.links())
    case = replace(case, proofs=proofs, handed=handed(home, case.person.identifiers))
    return replace(case, outcome="planned") if proofs or tellable(case.handed) else case


def _show(home: Home, wish: Wish, subjects: Subjects, asked: plans.Asked, systems: Systems) -> Answer:
    """Keep the plan: its subjects sealed under a key of its own."""
    going_on = begun(home, asked)
    sealed = going_on or inheriting(home, Sealed(wish, subjects, subjects))
    planned = plan(wish, sealed.resolved, home, home.scene(sealed.day), systems, sealed.rows)
    with transaction.atomic():
        row = plans.show(asked, _body(planned, home), home.now())
        if not going_on:
            resolved = replace(sealed, resolved=persons_of(planned))
            plans.keep(row, seal(home.state.keys.new_run(row.id), resolved.text(), row.id.encode()))
        _note_request(home, row.id, planned)
    return Answer(row.id, planned, planned.outcome)


def persons_of(planned: Plan) -> Subjects:
    return [case.person.given if planned.wish.direct else tuple(sorted(case.person.identifiers)) for case in planned.cases]


def question_of(home: Home, day: date, sealed: Sealed) -> plans.Asked:
    about = hmac.digest(home.state.keys.links().secret, sealed.question(), "sha256").hex()
    return plans.Asked(sealed.wish.right, day, *home.fingerprints(), about)


def _body(planned: Plan, home: Home) -> dict[str, object]:
    """Keep what the plan will do as figures, so that it can be told whether the systems have changed since."""
    return {"acts": figures(planned, home), "persons": dict(Counter(case.outcome for case in planned.cases))}


def figures(planned: Plan, home: Home) -> dict[str, list[object]]:
    """Count the rows of each act and digest their keys under our own key: other rows in the same number are another plan."""
    secret = home.state.keys.links().secret
    rows = {act.name: act.keys for act in planned.acts}
    return {act: [len(keys), hmac.digest(secret, repr(_sorted(keys)).encode(), "sha256").hex()] for act, keys in rows.items()}


def _sorted(keys: Keys) -> list[tuple[object, ...]]:
    try:
        return sorted(keys)
    except TypeError:
        return sorted(keys, key=repr)


def _note_request(home: Home, run: str, planned: Plan) -> None:
    facts: dict[str, Fact] = {
        "right": planned.wish.right,
        "outcome": planned.outcome,
        "count": len(planned.cases),
        "policy": home.policy.policy.edition,
    }
    subjects = home.state.pseudonyms(sorted(case.person.identifiers) for case in planned.cases if case.outcome == "planned")
    home.state.log.append("planned" if subjects else planned.outcome, facts, run=run, subjects=subjects)
