"""Carry a decided case out, make the answer that the person fetches, and close it when nothing is left to do (GDPR Art. 12, 15, 19)."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

from django.db import transaction

from ombud.errors import RefusedError, UnavailableError
from ombud.evidence.pseudonym import open_sealed, seal
from ombud.execute.languages import language_pack
from ombud.execute.package import parts
from ombud.inventory.model import parted
from ombud.rights import answers
from ombud.rights.carrying.acting import execute
from ombud.rights.cases import keys, letters
from ombud.rights.cases.states import end, enter_once, move
from ombud.rights.handling import decide, review, standing, told
from ombud.rights.identity import address, ladder
from ombud.rights.models import CaseRow, PackageRow
from ombud.rights.wishes.shown import Answer
from ombud.rights.wishes.wish import PlanRefusedError
from ombud.store.home import Home
from ombud.store.own.handed import tellable

FETCH = timedelta(days=30)
"""How long an answer waits to be fetched."""
AGAIN = timedelta(minutes=5)
"""How long carrying out may take before somebody else goes on with it."""


def carry_out(home: Home, case: CaseRow, by: str, at: datetime) -> None:
    """Do what was decided; a case that was interrupted goes on where it was, and one that only tells is answered."""
    if case.state == "decided":
        shown = decide.preview(home, case)
        _refuse_unfit(case, shown)
        if shown.outcome != "nobody" or case.identifiers:  # that nothing is held under the address it goes to, no proof is needed to tell
            ladder.require(case)
        decide.released(home, case, by, at)
        address.require(home, case, at)
        decide.undecided(home, case)
        with transaction.atomic():
            _keep_package(home, case, shown, at)
            move(case, "acting", by, at)
            standing.take_note(home, case, at)
            CaseRow.objects.filter(id=case.id).update(tries=0, again_at=at + AGAIN)
    if case.state == "acting":
        _act(home, case, at)


def _refuse_unfit(case: CaseRow, shown: Answer) -> None:
    """Refuse before anything is done what the plan cannot do: several persons, or what a system would refuse."""
    if shown.outcome == "ambiguous":
        hint = "Ask the person for a second identifier and add it to the case."
        raise RefusedError("case-ambiguous", "The identifiers lead to more than one person.", where=case.number, hint=hint)
    if shown.outcome == "refused":
        raise PlanRefusedError(shown.plan.refused, case.number)


def _act(home: Home, case: CaseRow, at: datetime) -> None:
    """Execute the plan (once: a plan that is done is not done again), then see whether anything is left."""
    if case.right not in {"access", "port"} and case.outcome != "nobody":
        done = _executed(home, case, at)
        if done == "partial":
            return
    told.tell(home, case, at)
    if told.unfinished(case):
        move(case, "waiting", "ombud", at)
    else:
        close(home, case, at)


def finish(home: Home, case: CaseRow, by: str, at: datetime) -> None:
    """Close a case when nothing keeps it from it any more."""
    if case.state == "waiting" and not told.unfinished(case):
        close(home, case, at, by)


def _executed(home: Home, case: CaseRow, at: datetime) -> str:
    try:
        answer = execute(home, case.plan, case.right)
    except RefusedError as refused:
        if refused.code != "plan-done":
            raise
        return "done"
    case.evidence, case.outcome = answer.evidence, answer.outcome
    case.save(update_fields=["evidence", "outcome"])
    if answer.plan.unavailable:
        enter_once(case, "unavailable", "ombud", at, ", ".join(sorted(answer.plan.unavailable)))
    return "done" if answer.outcome in {"done", "nobody"} else answer.outcome


def close(home: Home, case: CaseRow, at: datetime, by: str = "ombud") -> None:
    """Close an answered case, unless something is unfinished: the person is told where the answer is, and its own retention runs."""
    if left := told.unfinished(case):
        hint = "Finish them, or close a recipient's answer with a reason."
        told_open = f"{left} tasks, pieces to look through or answers of recipients are open."
        raise RefusedError("case-unfinished", told_open, where=case.number, hint=hint)
    with transaction.atomic():
        move(case, "closed", by, at)
        review.put_in(home, case, at)
        _tell(home, case, at)
        end(case, home.day_of(at), case.outcome or "answered")
        home.state.log.append("answered", {"case": case.number, "right": case.right, "outcome": case.outcome}, run=case.id)


def _tell(home: Home, case: CaseRow, at: datetime) -> None:
    """Send a link to the answer; the answer itself stays behind it."""
    package = PackageRow.objects.filter(case=case).first()
    if case.email and package:
        letters.write_ready(home, case, keys.draw("open", at, case), package.until, at)


def _keep_package(home: Home, case: CaseRow, shown: Answer, at: datetime) -> None:
    """Seal what the person will fetch, before anything is erased that it tells of."""
    if shown.plan.unavailable:
        down = ", ".join(shown.plan.unavailable)
        raise UnavailableError("system-unavailable", f"Not all systems answered: {down}.", hint="Nothing is lost; do it again.")
    given = handed(home, shown)
    sealed = seal(home.state.keys.desk(), zipped(given, shown), case.id.encode())
    until = home.day_of(at + FETCH)
    PackageRow.objects.update_or_create(case=case, defaults={"sealed": sealed, "made_at": at, "until": until})
    review.set_apart(home, case, given.apart)
    gone = shown.plan.cases[0].handed
    if gone != tellable(gone):
        enter_once(case, "handed_unsaid", "ombud", at)
    decided = (name for one in shown.plan.cases for made in one.decisions if made.action != "keep" for name in made.activities)
    gathered = (name for place in shown.plan.flocks for name in home.scene().place(*parted(place)).dataset.activities)
    activities = dict.fromkeys([*decided, *gathered])
    told.prepare(home, case, shown.plan.by_hand, activities)


def handed(home: Home, shown: Answer) -> answers.Package:
    """Read what one person gets."""
    with home.systems(read_only=True) as systems:
        return answers.package(shown, shown.plan.cases[0], home.scene(), systems)


def zipped(given: answers.Package, shown: Answer) -> bytes:
    """Put the answer of one person into one file: page, PDF, data, tables; what must be looked through comes when it is released."""
    made = parts(given.letter, given.data, language_pack(shown.plan.wish.language), (), given.tables)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in made.items():
            file.writestr(name, content)
    return whole.getvalue()


def fetched(home: Home, case: CaseRow, at: datetime) -> bytes:
    """Hand the answer to the person, and put on record that it was."""
    package = PackageRow.objects.get(case=case)
    plain = open_sealed(home.state.keys.desk(), bytes(package.sealed), case.id.encode())
    with transaction.atomic():
        PackageRow.objects.filter(pk=package.pk, fetched_at=None).update(fetched_at=at)
        home.state.log.append("disclosed", {"case": case.number, "right": case.right}, run=case.id)
    return plain
