"""What a policy states of its principles, of people's rights, and of its own changes."""

from __future__ import annotations

from ombud.policy.model import Policy
from ombud.policy.statements.slots import Authorities, Slot, ids, word, yes
from ombud.policy.statements.statement import Statements, later, probed, signed, stated


def _storage(policy: Policy) -> Statements:
    said = policy.storage
    yield probed(("storage", "no_longer_than"), "retention", "storage.no_longer_than")
    yield probed(("activities",), "policy", "storage.longer_if", name="storage.longer_if")
    yield probed(("activities",), "policy", "storage.told", name="activities.*.retention")
    slots = {"what": ids("reviewed", said.reviewed), "how": word("reviews", said.review), "aim": word("aims", said.aim)}
    yield signed(("storage", "review"), "storage.review", slots)


def _rights(policy: Policy) -> Statements:
    yield probed(("rights",), "policy", "rights")
    for tell in (_access, _mending, _limits, _moving, _refusing, _asking):
        yield from tell(policy)


def _access(policy: Policy) -> Statements:
    access, path = policy.rights.access, ("rights", "access")
    yield probed(path, "access", "rights.access", {"any_time": yes(access.any_time)})
    for what in dict.fromkeys(access.tells):
        place, name, told = (*path, "tells"), ".".join((*path, "tells", what)), word("told", what)
        if what == "recipients":
            yield later(place, "disclosure log", "rights.access.tells", {"what": told}, name=name)
        else:
            yield probed(place, "access", "rights.access.tells", {"what": told}, name=name)
    if access.copy:
        yield probed((*path, "copy"), "access", "rights.access.copy")
    if access.request:
        yield later((*path, "request"), "e-mail intake", "rights.access.request", {"how": ids("asking", access.request)})
    yield later((*path, "identity"), "identity ladder", "rights.access.identity")


def _mending(policy: Policy) -> Statements:
    said, path = policy.rights.rectification, ("rights", "rectification")
    yield probed(path, "rectification", "rights.rectification")
    if said.request:
        yield later((*path, "request"), "e-mail intake", "rights.rectification.request", {"how": ids("asking", said.request)})


def _limits(policy: Policy) -> Statements:
    erasure, restriction = policy.rights.erasure, policy.rights.restriction
    yield probed(("rights", "erasure"), "erasure", "rights.erasure", {"example": word("examples", erasure.example)})
    if erasure.not_if:
        yield probed(("rights", "erasure", "not_if"), "erasure", "rights.erasure.not_if", {"grounds": ids("withstands", erasure.not_if)})
    yield probed(("rights", "restriction"), "restriction", "rights.restriction", {"example": word("examples", restriction.example)})


def _moving(policy: Policy) -> Statements:
    said, path = policy.rights.portability, ("rights", "portability")
    yield probed(path, "portability", "rights.portability", {"form": ids("forms", said.form)})
    if said.to_other_controller:
        yield probed((*path, "to_other_controller"), "portability", "rights.portability.to_other")


def _refusing(policy: Policy) -> Statements:
    said, path = policy.rights.objection, ("rights", "objection")
    yield probed((*path, "direct_marketing"), "objection", "rights.objection.marketing", {"profiling": yes(said.profiling)})
    missing = "pause while an objection is decided"
    yield later((*path, "legitimate_interest"), missing, "rights.objection.interest")
    if policy.rights.withdrawal:
        yield probed(("rights", "withdrawal"), "withdrawal", "rights.withdrawal", {"how": ids("withdrawing", policy.rights.withdrawal)})


def _asking(policy: Policy) -> Statements:
    rights, here = policy.rights, ("rights", "channels")
    slots = {"channels": ids("channels", rights.channels)}
    if "email" in rights.channels:
        yield later(here, "e-mail intake", "rights.channels", slots)
    else:
        yield stated(here, "rights.channels", slots)
    yield probed(("rights", "complaint"), "policy", "rights.complaint", _complaint(policy))
    if rights.proof:
        yield probed(("rights", "proof"), "evidence", "rights.proof")


def _complaint(policy: Policy) -> dict[str, Slot | None]:
    said = policy.rights.complaint
    return {
        "to": Authorities(tuple(sorted(set(said.to)))) if said.to else None,
        "by": ids("channels", said.by),
        "any_time": yes(said.any_time),
        "among_others": yes(said.among_others),
    }


def _changes(policy: Policy) -> Statements:
    said, path, missing = policy.changes, ("changes",), "published versions"
    slots = {"how": word("reviews", said.review), "causes": ids("causes", said.update_when)}
    yield signed((*path, "review"), "changes.review", slots)
    if said.each_change:
        brings = ids("brings", said.each_change)
        yield later((*path, "each_change"), missing, "changes.each_change", {"brings": brings}, backing="enforced")
    for effect in dict.fromkeys(said.new_use):
        name, told = f"changes.new_use.{effect}", word("effects", effect)
        yield later((*path, "new_use"), missing, "changes.new_use", {"effect": told}, backing="enforced", name=name)


STATEMENTS = (_storage, _rights, _changes)
