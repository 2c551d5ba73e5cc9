"""What a policy states of its principles, of people's rights, and of its own changes."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Policy
from ombud.policy.statements.statement import Statements, fact, later, probed, signed, stated, words


def _storage(policy: Policy) -> Statements:
    said, reviewed = policy.storage, policy.storage.reviewed
    yield probed(("storage", "no_longer_than"), "retention", f"Nothing is kept longer than its {said.no_longer_than} needs.")
    yield probed(("activities",), "policy", "Longer storage rests on a special rule.", name="storage.longer_if")
    yield probed(("activities",), "policy", "How long data stay is told for each activity.", name="activities.*.retention")
    text = f"Review of {words(reviewed or ['what is kept'])}: {fact(said.review)}, so that there is {fact(said.aim)}."
    yield signed(("storage", "review"), text)


def _rights(policy: Policy) -> Statements:
    yield probed(("rights",), "policy", "People are told their rights.")
    for tell in (_access, _mending, _limits, _moving, _refusing, _asking):
        yield from tell(policy)


def _access(policy: Policy) -> Statements:
    access, path = policy.rights.access, ("rights", "access")
    yield probed(path, "access", f"Access is a right{', at any time' * access.any_time}.")
    for what in dict.fromkeys(access.tells):
        place, name = (*path, "tells"), ".".join((*path, "tells", what))
        text = f"The answer tells the {fact(what)}."
        yield later(place, "disclosure log", text, name=name) if what == "recipients" else probed(place, "access", text, name=name)
    if access.copy:
        yield probed((*path, "copy"), "access", "A copy of the data is given.")
    yield later((*path, "request"), "e-mail intake", f"A copy is asked for: {words(access.request)}.")
    yield later((*path, "identity"), "identity ladder", "Proof of identity may be asked for.")


def _mending(policy: Policy) -> Statements:
    said, path = policy.rights.rectification, ("rights", "rectification")
    yield probed(path, "rectification", f"What is {said.of} is corrected everywhere.")
    yield later((*path, "request"), "e-mail intake", f"A correction is asked for: {words(said.request)}.")


def _limits(policy: Policy) -> Statements:
    erasure, restriction = policy.rights.erasure, policy.rights.restriction
    yield probed(("rights", "erasure"), "erasure", f"Data are erased on request, for instance when {fact(erasure.example)}.")
    if erasure.not_if:
        yield probed(("rights", "erasure", "not_if"), "erasure", f"Erasure yields to: {words(erasure.not_if)}; the answer says which.")
    text = f"Use is limited to {fact(restriction.to)}, for instance when {fact(restriction.example)}."
    yield probed(("rights", "restriction"), "restriction", text)


def _moving(policy: Policy) -> Statements:
    said, path = policy.rights.portability, ("rights", "portability")
    yield probed(path, "portability", f"What a person {said.of} is handed out in a form that is {words(said.form)}.")
    if said.to_other_controller:
        yield probed((*path, "to_other_controller"), "portability", "It can be moved to another controller.")


def _refusing(policy: Policy) -> Statements:
    said, path = policy.rights.objection, ("rights", "objection")
    profiling = " and the profiling for it" if said.profiling else ""
    yield probed((*path, "direct_marketing"), "objection", f"An objection to direct marketing{profiling} is followed at once.")
    text = "An objection to a legitimate interest stops the use until it is decided."
    yield later((*path, "legitimate_interest"), "pause while an objection is decided", text)
    if policy.rights.withdrawal:
        yield probed(("rights", "withdrawal"), "withdrawal", f"Consent can be withdrawn: {words(policy.rights.withdrawal)}.")


def _asking(policy: Policy) -> Statements:
    rights = policy.rights
    channels = f"Requests may come by: {words(rights.channels)}."
    here: Path = ("rights", "channels")
    yield later(here, "e-mail intake", channels) if "email" in rights.channels else stated(here, channels)
    to, by = rights.complaint.to, rights.complaint.by
    when = ", at any time" * rights.complaint.any_time + ", among other ways" * rights.complaint.among_others
    yield probed(("rights", "complaint"), "policy", f"Complaints go to {words(to)} by {words(by)}{when}.")
    if rights.proof:
        yield probed(("rights", "proof"), "evidence", "The controller can prove what was done for a person, and that it was not at fault.")


def _changes(policy: Policy) -> Statements:
    said, path, missing = policy.changes, ("changes",), "published versions"
    because = f", as {words(said.update_when)}" if said.update_when else ""
    yield signed((*path, "review"), f"The policy is reviewed {fact(said.review)}{because}.")
    if said.each_change:
        text = f"Each change brings: {words(said.each_change)}."
        yield later((*path, "each_change"), missing, text, backing="enforced")
    for effect in dict.fromkeys(said.new_use):
        text = f"A use not told before leads us to {fact(effect)}."
        yield later((*path, "new_use"), missing, text, backing="enforced", name=f"changes.new_use.{effect}")


STATEMENTS = (_storage, _rights, _changes)
