"""What a policy states of how people are reached: marketing and its tracking, profiling, surveys, pictures, printed matter."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Customers, Profiling, Sending, Survey
from ombud.policy.statements.kinds import Missing
from ombud.policy.statements.slots import companies, ids, own, parties, word, yes
from ombud.policy.statements.statement import Statements, enforced, later, probed, signed


def _sending(path: Path, it: Activity) -> Statements:
    if it.sending is not None:
        yield from _sent((*path, "sending"), it.sending)


def _sent(path: Path, it: Sending) -> Statements:
    slots = {"channels": ids("channels", it.channels), "open": yes("channels" in it.open)}
    yield probed((*path, "channels"), "letters_sent", "sending.channels", slots)
    if it.senders:
        yield probed((*path, "senders"), "letters_senders", "sending.senders", {"who": companies(it.senders)})
    for country, names in it.by_country.items():
        if names:
            more = {"country": word("countries", country), "who": companies(names)}
            yield probed((*path, "by_country", country), "letters_senders", "sending.by_country", more)
    if it.content:
        yield probed((*path, "content"), "letters_sent", "sending.content", {"content": ids("content", it.content)})
    if it.tracks or "tracks" in it.open:
        tracked = {"tracks": ids("tracks", it.tracks), "open": yes("tracks" in it.open)}
        yield probed((*path, "tracks"), "letters_tracks", "sending.tracks", tracked)
    if it.customers is not None:
        yield from _customers((*path, "customers"), it.customers)


def _customers(path: Path, it: Customers) -> Statements:
    """Tell who is written to without having said yes, about what, and how they say no (ePrivacy Directive Art. 13(2))."""
    missing: Missing = "look at sales"
    yield later(path, missing, "sending.customers", {"address": word("came_with", it.address)})
    if it.offers:
        yield later((*path, "offers"), missing, "sending.customers.offers", {"offers": word("offered", it.offers)})
    if it.objection or it.free:
        said = {"when": ids("objecting", it.objection), "free": yes(it.free)}
        yield later((*path, "objection"), missing, "sending.customers.objection", said)


def _profiling(path: Path, it: Activity) -> Statements:
    if it.profiling is not None:
        yield from _profiled((*path, "profiling"), it.profiling)


def _profiled(path: Path, it: Profiling) -> Statements:
    """Tell the inputs, the logic, the results and the effect (GDPR Art. 13(2)(f))."""
    inputs = {"data": ids("data", it.inputs), "open": yes("inputs" in it.open)}
    yield probed((*path, "inputs"), "profile", "profiling.inputs", inputs)
    results = {"results": ids("results", it.results), "open": yes("results" in it.open)}
    yield probed((*path, "results"), "profile", "profiling.results", results)
    yield signed((*path, "logic"), "profiling.logic", {"text": own(it.logic)})
    if it.effect is not None:
        yield signed((*path, "effect"), "profiling.effect", {"text": own(it.effect)})


def _survey(path: Path, it: Activity) -> Statements:
    if it.survey is not None:
        yield from _surveyed((*path, "survey"), it.survey)


def _surveyed(path: Path, it: Survey) -> Statements:
    missing: Missing = "survey desk"
    yield later((*path, "invited"), missing, "survey", {"invited": ids("people", it.invited), "how": ids("channels", it.by)})
    if it.voluntary:
        yield later((*path, "voluntary"), missing, "survey.voluntary")
    if it.anonymous:
        yield later((*path, "anonymous"), missing, "survey.anonymous", {"how": word("anonymity", it.anonymous)})
    if it.follow_up:
        yield later((*path, "follow_up"), missing, "survey.follow_up", {"what": word("follow_up", it.follow_up)})


def _recording(path: Path, it: Activity) -> Statements:
    if it.recording is not None:
        said, here = it.recording, (*path, "recording")
        slots = {"kinds": ids("recordings", said.kinds), "purposes": ids("purposes", said.purposes)}
        yield probed(here, "agreed", "recording", slots)
        wait = word("wait", "consent" if said.consent == "before" else said.consent)
        yield enforced((*here, "consent"), "agreed", "recording.consent", {"wait": wait})


def _posting(path: Path, it: Activity) -> Statements:
    if it.posting is not None:
        slots = {"to": word("posted", it.posting.to), "who": parties(it.posting.through)}
        yield probed((*path, "posting"), "objected", "posting", slots)


STATEMENTS = (_sending, _profiling, _survey, _recording, _posting)
