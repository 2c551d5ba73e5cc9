"""How each promise about cookies stands after a visit."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.policy.model import Policy
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, counted, unproven
from ombud.promises.visits.differences import SAID, Code, Difference, declared, differences
from ombud.promises.visits.visit import ACCEPTED, Met, Visit

AGAIN = "Run `ombud cookies scan` with the address of the website."

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


def nobody_came(statement: Statement) -> Check:
    """Say what a promise about cookies is while no browser has been to the website."""
    return unproven(f"No browser has looked at the website for {statement.id.rpartition('.')[2]}.", AGAIN)


def judged(statement: Statement, visit: Visit, policy: Policy) -> Check:
    """Tell how a promise stands after a visit."""
    found = differences(visit, policy)
    if statement.kind == "cookie":
        return _one_cookie(statement.id.rpartition(".list.")[2], visit, found, policy)
    if statement.kind == "cookies.list":
        return unproven("The list stands elsewhere, so nothing can be compared with it.", "List the cookies in the policy.")
    mine = [one for one in found if one.code in _BREAKS[statement.kind]]
    if mine:
        return _broken(mine)
    if statement.kind == "cookies.asked.withdraw" and not visit.forgets:
        return Check(
            "broken", "not asked again", "After the cookies were deleted in the browser, nobody was asked.", "Ask who has not chosen."
        )
    return Check("kept", _figure(visit))


def _one_cookie(name: str, visit: Visit, found: Sequence[Difference], policy: Policy) -> Check:
    mine = [one for one in found if one.met and _is(one.met, name, policy)]
    if mine:
        return _broken(mine)
    met = [stage.name for stage in visit.stages if any(_is(one, name, policy) for one in stage.met)]
    if not met:
        return unproven("It was not met on the pages visited.", "Scan the pages that set it, or take it out of the list.")
    return Check("kept", f"met {', '.join(met)}, as declared")


def _is(met: Met, name: str, policy: Policy) -> bool:
    cookie = declared(met, policy)
    return cookie is not None and cookie.id == name and met.what != "request"


def _broken(found: Sequence[Difference]) -> Check:
    first = found[0]
    what = f"{first.met.name} ({first.met.host}, {first.stage}): " if first.met else f"{first.stage}: "
    action = "Let it wait for the choice, or declare it; then scan again."
    return Check("broken", counted(len(found), "difference"), f"{what}{SAID[first.code]}.", action)


def _figure(visit: Visit) -> str:
    yes = visit.stage(ACCEPTED)
    met = counted(len(yes.met if yes else ()), "thing")
    return f"{counted(len(visit.addresses), 'page')} visited with {counted(len(visit.stages), 'choice')}, {met} met after a yes"
