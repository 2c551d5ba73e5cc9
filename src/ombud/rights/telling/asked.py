"""What the desk tells of its cases: how people proved who they are, and whether what waits for a decision is heeded meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from ombud.evidence.entry import Entry, decode
from ombud.plan.rights import ended_by
from ombud.promises.desks.facts import Asked, Judged, Objections, Proved
from ombud.rights.identity.ladder import NEEDED
from ombud.rights.models import CaseRow, EventRow, ProofRow
from ombud.store.home import Home
from ombud.store.models import EntryRow
from ombud.store.own.desks import choices

_WAITING = ("open", "identity", "decided", "acting", "waiting")
_MACHINES = ("ombud", "law", "mailbox")
"""Under which names the diary tells what nobody did by hand."""


def proved() -> Proved:
    """Count the cases in which something was handed out or changed, and those in which nobody had proved by then who asks."""
    begun = EventRow.objects.filter(what="acting", case__right__in=NEEDED)
    before = ProofRow.objects.filter(case=OuterRef("case"), result="proved", decided_at__lte=OuterRef("at"))
    return Proved(begun.count(), begun.filter(~Exists(before)).count(), sum(map(_by_command, _disclosed())))


def _disclosed() -> Iterator[Entry]:
    """Read what the log says of data that were handed out."""
    yield from (decode(bytes(body)) for body in EntryRow.objects.filter(kind="disclosed").values_list("body", flat=True).iterator())


def _by_command(entry: Entry) -> bool:
    """Tell whether somebody handed an answer out by command: it is counted then, and belongs to no case."""
    return "count" in entry.facts and "case" not in entry.facts


def asked() -> Asked:
    """Count how often proof was asked for and how often a document was taken, and how often without saying why."""
    asking, taken = EventRow.objects.filter(what="identity"), ProofRow.objects.filter(method="document")
    return Asked(asking.count() + taken.count(), asking.filter(note="").count() + taken.filter(reason="").count())


def objections(home: Home) -> Objections:
    """Ask the gate about everybody whose objection waits for a decision: it must say no to all they object to."""
    cases = CaseRow.objects.filter(right="object", state__in=_WAITING)
    return Objections(cases.count(), sum(not _heeded(home, case) for case in cases.iterator()))


def _heeded(home: Home, case: CaseRow) -> bool:
    """Tell whether the gate says no to every activity that a case objects to, under all that is known of the person."""
    asked_of, known = choices(home), list(_known(case))
    return bool(asked_of and known) and all(asked_of.gate(name, [known])[0] != "allowed" for name in _against(home, case) if asked_of)


def _known(case: CaseRow) -> Iterator[tuple[str, str]]:
    yield from (("email", one) for one in dict.fromkeys((case.email, case.asked_by)) if one)
    yield from case.identifiers.items()


def _against(home: Home, case: CaseRow) -> tuple[str, ...]:
    return (case.purpose,) if case.purpose else ended_by("object", home.scene())


def judged(home: Home) -> Judged:
    """Count the cases about a decision of a machine: answered, answered without a person, and late."""
    cases = CaseRow.objects.filter(right="automation")
    ended = EventRow.objects.filter(case__in=cases, what__in=("closed", "refused"))
    late = cases.filter(state__in=("open", "identity", "decided"), answer_by__lt=home.today())
    return Judged(ended.count(), ended.filter(by__in=_MACHINES).count(), late.count())
