"""What the desk tells of its cases: how people proved who they are, and whether what waits for a decision is heeded meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from ombud.evidence.entry import Entry
from ombud.plan.rights.wish import ended_by
from ombud.promises.desks.facts import Asked, Judged, Objections, Proved
from ombud.rights.handling.standing import UNDONE
from ombud.rights.identity.ladder import NEEDED
from ombud.rights.models import CaseRow, EventRow, ProofRow
from ombud.store.home import Home
from ombud.store.own.desks import choices
from ombud.store.own.handed import disclosed

_MACHINES = ("ombud", "law", "mailbox")
"""Under which names the diary tells what nobody did by hand."""


def proved() -> Proved:
    """Count the cases in which something was handed out or changed, and those in which nobody had proved by then who asks."""
    begun = EventRow.objects.filter(what="acting", case__right__in=NEEDED)
    before = ProofRow.objects.filter(case=OuterRef("case"), result="proved", decided_at__lte=OuterRef("at"))
    return Proved(begun.count(), begun.filter(~Exists(before)).count(), sum(map(_by_command, disclosed())))


def _by_command(entry: Entry) -> bool:
    """Tell whether somebody handed an answer out by command: it is counted then, and belongs to no case."""
    return "count" in entry.facts and "case" not in entry.facts


def asked() -> Asked:
    """Count how often proof was asked for and how often a document was taken, and how often without saying why."""
    asking, taken = EventRow.objects.filter(what="identity"), ProofRow.objects.filter(method="document")
    return Asked(asking.count() + taken.count(), asking.filter(note="").count() + taken.filter(reason="").count())


def objections(home: Home) -> Objections:
    """Ask the gate about everybody whose objection waits for a decision: it must say no to all they object to."""
    cases = list(CaseRow.objects.filter(right="object", state__in=UNDONE))
    asked_of = choices(home)
    if asked_of is None:
        return Objections(len(cases), len(cases))
    unheeded = {case.pk for case in cases if not _known(case)}
    for name, mine in _by_activity(home, cases).items():
        answers = asked_of.gate(name, [_known(case) for case in mine])
        unheeded |= {case.pk for case, why in zip(mine, answers, strict=True) if why == "allowed"}
    return Objections(len(cases), len(unheeded))


def _by_activity(home: Home, cases: Iterable[CaseRow]) -> dict[str, list[CaseRow]]:
    """Gather the cases by what they object to; one that names nothing objects to all that may be objected to."""
    every, gathered = ended_by("object", home.scene()), dict[str, list[CaseRow]]()
    for case in cases:
        for name in (case.purpose,) if case.purpose else every:
            gathered.setdefault(name, []).append(case)
    return gathered


def _known(case: CaseRow) -> list[tuple[str, str]]:
    addresses = [("email", one) for one in dict.fromkeys((case.email, case.asked_by)) if one]
    return [*addresses, *case.identifiers.items()]


def judged(home: Home) -> Judged:
    """Count the cases about a decision of a machine: answered, answered without a person, and late."""
    cases = CaseRow.objects.filter(right="automation")
    ended = EventRow.objects.filter(case__in=cases, what__in=("closed", "refused"))
    late = cases.filter(state__in=UNDONE, answer_by__lt=home.today())
    return Judged(ended.count(), ended.filter(by__in=_MACHINES).count(), late.count())
