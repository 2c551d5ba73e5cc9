"""What a policy states of how an activity behaves: giving and leaving, proof of identity."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Identity, Provide
from ombud.policy.statements.kinds import Kind, Missing
from ombud.policy.statements.slots import ids, own, word
from ombud.policy.statements.statement import Statements, enforced, later, probed, signed, stated


def _conduct(path: Path, it: Activity) -> Statements:
    if it.automated_decisions:
        yield probed((*path, "automated_decisions"), "undecided", "automated_decisions.none")
    if it.handled:
        yield enforced((*path, "handled"), "sent_by_email", "handled.by_email")
    if it.contact_permission:
        allowed = it.contact_permission
        slots = {"how": ids("contact", allowed.how), "about": word("about", allowed.about)}
        yield enforced((*path, "contact_permission"), "sent_agreed", "contact_permission", slots)
    if it.suppresses:
        yield enforced((*path, "suppresses"), "suppressed", "suppresses", {"activities": ids("activities", it.suppresses)})
    if it.free:
        yield stated((*path, "free"), "free")


_LEAVING: dict[str, Missing] = {"form": "hosted forms"}
_DUTIES: dict[str, Kind] = {"none": "provide.free", "contract": "provide.contract", "law": "provide.law"}


def _provision(path: Path, it: Activity) -> Statements:
    if it.provide is not None:
        yield from _provided((*path, "provide"), it.provide)
    if it.leave is None:
        return
    here = (*path, "leave")
    if it.leave.any_time:
        yield probed((*here, "any_time"), "withdrawal", "leave.any_time")
    for channel in dict.fromkeys(it.leave.channels):
        slots = {"channel": word("leaving", channel)}
        name = ".".join((*here, channel))
        if channel == "link_in_every_issue":
            yield probed((*here, "channels"), "sent_with_link", "leave.channel", slots, name=name)
        elif channel == "email":
            yield probed((*here, "channels"), "mailbox", "leave.channel", slots, name=name)
        else:
            yield later((*here, "channels"), _LEAVING[channel], "leave.channel", slots, name=name)
    for effect in dict.fromkeys(it.leave.effect):
        yield probed((*here, "effect"), "withdrawal", "leave.effect", {"effect": word("effects", effect)}, name=".".join((*here, effect)))


def _provided(path: Path, it: Provide) -> Statements:
    yield stated((*path, "duty"), _DUTIES[it.duty])
    yield stated((*path, "consequence"), "provide.consequence", {"text": own(it.consequence)})
    if it.refrain:
        yield stated((*path, "refrain"), "provide.refrain")


def _identity(path: Path, it: Activity) -> Statements:
    if it.identity is not None:
        yield from _identified((*path, "identity"), it.identity)


def _identified(path: Path, it: Identity) -> Statements:
    yield enforced((*path, "always"), "identity", "identity.always")
    yield probed((*path, "guards_against"), "identity", "identity.guards_against")
    if it.may_ask:
        yield probed((*path, "may_ask"), "identity_asked", "identity.may_ask", {"proofs": ids("proofs", it.may_ask)})
    if it.depends_on:
        yield probed((*path, "depends_on"), "identity_asked", "identity.depends_on", {"factors": ids("factors", it.depends_on)})
    yield signed((*path, "view"), "identity.view", {"text": own(it.view)})
    until = None if it.keep_document == "until_decision" else word("period", it.keep_document)
    yield enforced((*path, "keep_document"), "identity_documents", "identity.keep_document", {"until": until})


STATEMENTS = (_conduct, _provision, _identity)
