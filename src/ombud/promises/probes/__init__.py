"""The checks that look whether a promise is true, by the name the policy's statements use."""

from __future__ import annotations

from collections.abc import Mapping

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, Probe, unproven
from ombud.promises.probes import gaps, handing, holding, leaving, reach, register, remains, retention, wire
from ombud.promises.probes.consent import agreed, recorded, unwanted, versions
from ombud.promises.probes.consent import sent as asked
from ombud.promises.probes.desk import channels, identity, own_page, standing
from ombud.promises.probes.letters import looked, sent
from ombud.promises.probes.uses import disclosed, forms, profile, purposes, readers
from ombud.promises.saying.phrase import phrase
from ombud.promises.visits.links import nobody_followed
from ombud.promises.visits.probe import nobody_came

PROBES: Mapping[str, Probe] = {
    "retention": retention.overdue,
    "floor": retention.floor,
    "fields": holding.fields,
    "confined": holding.confined,
    "identity_documents": retention.identity_documents,
    "proof": remains.proof,
    "exceptions": remains.exceptions,
    "evidence": remains.evidence,
    "policy": register.findings,
    "transfers": register.transfers,
    "signature": register.signature,
    "access": handing.access,
    "portability": handing.portability,
    "erasure": leaving.erasure,
    "withdrawal": leaving.withdrawal,
    "objection": leaving.objection,
    "rectification": reach.rectification,
    "restriction": reach.restriction,
    "tls": wire.tls,
    "cookies": lambda _statement, _looking: nobody_came(),
    "links": lambda _statement, _looking: nobody_followed(),
    "letters_sent": sent.sent,
    "letters_senders": sent.senders,
    "letters_tracks": looked.tracks,
    "agreed": agreed.agreed,
    "sent_agreed": asked.agreed_to,
    "sent_by_email": asked.by_email,
    "sent_with_link": asked.way_out,
    "marketing": unwanted.marketing,
    "suppressed": unwanted.suppressed,
    "objected": unwanted.objected,
    "logged": recorded.logged,
    "old_enough": recorded.old_enough,
    "each_change": versions.each_change,
    "languages": versions.languages,
    "asked_again": versions.asked_again,
    "purposes": purposes.purposes,
    "profile": profile.profile,
    "machines": leaving.machines,
    "forms": forms.forms,
    "identity": identity.proved,
    "identity_asked": identity.asked,
    "mailbox": channels.mailbox,
    "objections": standing.objections,
    "judged": standing.judged,
    "own_page": own_page.own_page,
    "disclosed": disclosed.disclosed,
    "undecided": readers.machines,
    "by_need": readers.by_need,
}
"""Every probe that exists; a statement whose probe is not here is unproven and names what is missing."""


def look(statement: Statement, looking: Looking) -> Check:
    """Look at one promise; what does not exist yet, or cannot be seen, is unproven."""
    if statement.gaps:
        return gaps.open_question(statement, looking)
    if statement.missing:
        return unproven(phrase("not-looked-at", missing=statement.missing), phrase("stays-unproven"))
    if not statement.probe:
        return Check("kept", phrase("says-itself"))
    return PROBES[statement.probe](statement, looking)
