"""What a policy states of those an activity shares its work or its data with, case by case: joint controllers, the police, registers."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Gap, Joint
from ombud.policy.statements.sharing import agreement
from ombud.policy.statements.slots import ids, laws, lengths, own, parties, place, texts, word
from ombud.policy.statements.statement import Statements, enforced, later, probed, signed, stated


def _joint(path: Path, it: Activity) -> Statements:
    if it.joint is not None:
        yield from _together((*path, "joint"), it.joint)


def _together(path: Path, it: Joint) -> Statements:
    """Tell with whom, the arrangement, who bears which duty, and the essence (GDPR Art. 26)."""
    if it.parties:
        yield signed((*path, "with"), "joint", {"who": parties(it.parties)})
    yield signed((*path, "agreement"), "joint.agreement", agreement(it.agreement))
    for duty in dict.fromkeys(share.duty for share in it.matrix):
        by = ids("bearers", (share.by for share in it.matrix if share.duty == duty))
        slots = {"duty": word("duties", duty), "by": by}
        yield signed((*path, "matrix"), "joint.share", slots, name=".".join((*path, "matrix", duty)))
    yield signed((*path, "essence"), "joint.essence", {"text": own(it.essence)})
    if it.contact:
        yield stated((*path, "contact"), "joint.contact", {"contact": texts(it.contact)})


def _disclosures(path: Path, it: Activity) -> Statements:
    """Tell each hand-over by itself: to whom, on which condition; what differs only in its law is one."""
    here = (*path, "disclosures")
    for to, when in dict.fromkeys((tuple(sorted(set(d.to))), tuple(sorted(set(d.when)))) for d in it.disclosures):
        same = [d for d in it.disclosures if (set(d.to), set(d.when)) == (set(to), set(when))]
        slots = {"who": parties(to), "when": ids("handing", when), "laws": laws(law for d in same for law in d.law)}
        name = ".".join((*here, "+".join(to) or "anyone", "+".join(when) or "always"))
        yield (enforced if "consent" in when else probed)(here, "disclosed", "disclosure", slots, name=name)


def _screening(path: Path, it: Activity) -> Statements:
    if it.screening is not None:
        said = it.screening
        sources = word("parties", said.sources) if isinstance(said.sources, Gap) else ids("parties", said.sources)
        slots = {"what": word("screenings", said.kind), "sources": sources, "again": lengths(said.again)}
        yield later((*path, "screening"), "screening log", "screening", slots)


def _elsewhere(path: Path, it: Activity) -> Statements:
    if it.told_in is not None:
        yield stated((*path, "told_in"), "told_in", {"at": place(it.told_in)})


STATEMENTS = (_joint, _disclosures, _screening, _elsewhere)
