"""What a policy states of its principles, of people's rights, and of its own changes."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Policy, known
from ombud.policy.statements.kinds import Kind, Missing
from ombud.policy.statements.slots import Authorities, Slot, ids, word, yes
from ombud.policy.statements.statement import Statement, Statements, enforced, later, probed, signed, stated, unsettled


def _storage(policy: Policy) -> Statements:
    said = policy.storage
    if known(said.no_longer_than):
        yield probed(("storage", "no_longer_than"), "retention", "storage.no_longer_than")
    if known(said.longer_if):
        yield probed(("activities",), "policy", "storage.longer_if", name="storage.longer_if")
    yield probed(("activities",), "policy", "storage.told", name="activities.*.retention")
    if how := known(said.review):
        slots = {"what": ids("reviewed", said.reviewed), "how": word("reviews", how), "aim": word("aims", known(said.aim))}
        yield signed(("storage", "review"), "storage.review", slots)
    here = ("storage",)
    yield from unsettled(
        here, "storage.open", no_longer_than=said.no_longer_than, longer_if=said.longer_if, review=said.review, aim=said.aim
    )


def _rights(policy: Policy) -> Statements:
    yield probed(("rights",), "policy", "rights")
    for tell in (_access, _mending, _limits, _moving, _refusing, _withdrawing, _asking):
        yield from tell(policy)


def _access(policy: Policy) -> Statements:
    access, path = policy.rights.access, ("rights", "access")
    yield probed(path, "access", "rights.access", {"any_time": yes(access.any_time)})
    for what in dict.fromkeys(access.tells):
        place, name, told = (*path, "tells"), ".".join((*path, "tells", what)), word("told", what)
        yield probed(place, "access", "rights.access.tells", {"what": told}, name=name)
    if access.copy:
        yield probed((*path, "copy"), "access", "rights.access.copy")
    if access.request:
        yield _by_mail((*path, "request"), "rights.access.request", access.request)
    if known(access.identity):
        yield probed((*path, "identity"), "identity_asked", "rights.access.identity")
    yield from unsettled(path, "rights.open", identity=access.identity)


def _mending(policy: Policy) -> Statements:
    said, path = policy.rights.rectification, ("rights", "rectification")
    yield probed(path, "rectification", "rights.rectification")
    if said.request:
        yield _by_mail((*path, "request"), "rights.rectification.request", said.request)


def _by_mail(path: Path, kind: Kind, ways: tuple[str, ...]) -> Statement:
    """Tell how a request is made; whether letters on paper are opened leaves no trace."""
    slots = {"how": ids("asking", ways)}
    return probed(path, "mailbox", kind, slots) if "email" in ways else later(path, "look at letters on paper", kind, slots)


def _limits(policy: Policy) -> Statements:
    erasure, restriction = policy.rights.erasure, policy.rights.restriction
    yield probed(("rights", "erasure"), "erasure", "rights.erasure", {"example": word("examples", known(erasure.example))})
    if erasure.not_if:
        yield probed(("rights", "erasure", "not_if"), "erasure", "rights.erasure.not_if", {"grounds": ids("withstands", erasure.not_if)})
    if known(restriction.to):
        slots = {"example": word("examples", known(restriction.example))}
        yield probed(("rights", "restriction"), "restriction", "rights.restriction", slots)
    yield from unsettled(("rights", "erasure"), "rights.open", example=erasure.example)
    yield from unsettled(("rights", "restriction"), "rights.open", to=restriction.to, example=restriction.example)


def _moving(policy: Policy) -> Statements:
    said, path = known(policy.rights.portability), ("rights", "portability")
    if said is None:
        yield from unsettled(("rights",), "rights.open", portability=policy.rights.portability)
        return
    yield probed(path, "portability", "rights.portability", {"form": ids("forms", said.form)})
    if said.to_other_controller:
        yield probed((*path, "to_other_controller"), "portability", "rights.portability.to_other")


def _refusing(policy: Policy) -> Statements:
    said, path = known(policy.rights.objection), ("rights", "objection")
    if said is None:
        yield from unsettled(("rights",), "rights.open", objection=policy.rights.objection)
        return
    if known(said.direct_marketing):
        yield probed((*path, "direct_marketing"), "objection", "rights.objection.marketing", {"profiling": yes(said.profiling)})
    if known(said.legitimate_interest):
        yield probed((*path, "legitimate_interest"), "objections", "rights.objection.interest")
    yield from unsettled(path, "rights.open", direct_marketing=said.direct_marketing, legitimate_interest=said.legitimate_interest)


def _withdrawing(policy: Policy) -> Statements:
    if policy.rights.withdrawal:
        yield probed(("rights", "withdrawal"), "withdrawal", "rights.withdrawal", {"how": ids("withdrawing", policy.rights.withdrawal)})


def _asking(policy: Policy) -> Statements:
    rights, here = policy.rights, ("rights", "channels")
    slots = {"channels": ids("channels", rights.channels)}
    if "email" in rights.channels:
        yield probed(here, "mailbox", "rights.channels", slots)
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
    said, path = policy.changes, ("changes",)
    if how := known(said.review):
        slots = {"how": word("reviews", how), "causes": ids("causes", said.update_when)}
        yield signed((*path, "review"), "changes.review", slots)
    yield from unsettled(path, "changes.open", review=said.review, each_change=said.each_change)
    if brings := ids("brings", known(said.each_change) or ()):
        yield enforced((*path, "each_change"), "each_change", "changes.each_change", {"brings": brings})
    if said.unannounced:
        yield stated((*path, "unannounced"), "changes.unannounced")
    for effect in dict.fromkeys(said.new_use):
        name, told = f"changes.new_use.{effect}", word("effects", effect)
        if effect == "ask_consent_if_needed":
            yield enforced((*path, "new_use"), "asked_again", "changes.new_use", {"effect": told}, name=name)
        else:
            missing: Missing = "word to people before a new version takes effect"
            yield later((*path, "new_use"), missing, "changes.new_use", {"effect": told}, backing="enforced", name=name)


STATEMENTS = (_storage, _rights, _changes)
