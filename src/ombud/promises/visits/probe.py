"""How each promise about cookies stands after a visit."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.notices.cookies.register import Register
from ombud.policy.model import Policy
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, unproven
from ombud.promises.saying.phrase import Phrase, phrase
from ombud.promises.visits.differences import Code, Difference, declared, differences
from ombud.promises.visits.visit import ACCEPTED, Met, Visit

AGAIN = phrase("scan")

_EARLY: tuple[Code, ...] = ("too-early", "not-removed")
_BREAKS: dict[str, tuple[Code, ...]] = {
    "cookies.third_parties": ("undeclared", "other-party"),
    "cookies.ours_only": ("undeclared", "other-party"),
    "cookies.strictly_necessary": _EARLY,
    "cookies.other": (*_EARLY, "not-chosen", "undeclared", "not-asked"),
    "cookies.see": ("no-link", "not-asked"),
    "cookies.asked.choices": ("not-asked", "no-reject", "no-choice"),
    "cookies.asked.remembered": ("not-asked", "asked-again", "not-remembered"),
    "cookies.asked.withdraw": ("not-asked", "no-way-back", "not-removed"),
}
"""Which differences break a promise, by its kind."""


def nobody_came() -> Check:
    """Say what a promise about cookies is while no browser has been to the website."""
    return unproven(phrase("no-visit"), AGAIN)


def judged(statement: Statement, visit: Visit, policy: Policy) -> Check:
    """Tell how a promise stands after a visit."""
    found = differences(visit, policy)
    if statement.kind == "cookie":
        return _one_cookie(statement.id.rpartition(".list.")[2], visit, found, Register.of(policy))
    if statement.kind == "cookies.list":
        return unproven(phrase("list-elsewhere"), phrase("list-cookies"))
    mine = [one for one in found if one.code in _BREAKS[statement.kind]]
    if mine:
        return _broken(mine)
    if statement.kind == "cookies.asked.withdraw" and not visit.forgets:
        return Check("broken", phrase("not-asked-again"), phrase("nobody-asked"), phrase("ask-undecided"))
    return Check("kept", _figure(visit))


def _one_cookie(name: str, visit: Visit, found: Sequence[Difference], register: Register) -> Check:
    mine = [one for one in found if one.met and _is(one.met, name, register)]
    if mine:
        return _broken(mine)
    met = [stage.name for stage in visit.stages if any(_is(one, name, register) for one in stage.met)]
    if not met:
        return unproven(phrase("unmet"), phrase("scan-or-take-out"))
    return Check("kept", phrase("met", stages=met))


def _is(met: Met, name: str, register: Register) -> bool:
    cookie = declared(met, register)
    return cookie is not None and cookie.id == name and met.what != "request"


def _broken(found: Sequence[Difference]) -> Check:
    first = found[0]
    name, host = (first.met.name, first.met.host) if first.met else (None, None)
    cause = phrase("difference", name=name, host=host, stage=first.stage, what=first.code)
    return Check("broken", phrase("differences", differences=len(found)), cause, phrase("wait-or-declare"))


def _figure(visit: Visit) -> Phrase:
    yes = visit.stage(ACCEPTED)
    return phrase("visited", pages=len(visit.addresses), choices=len(visit.stages), met=len(yes.met if yes else ()))
