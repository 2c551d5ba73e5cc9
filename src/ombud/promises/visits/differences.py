"""Every difference between what was met and what was declared; each is a promise broken (ePrivacy Art. 5(3), GDPR Art. 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ombud.notices.cookies.register import CHOICE, NECESSARY, Register, matches
from ombud.policy.model import Cookie, Policy
from ombud.policy.period import Period
from ombud.promises.visits.visit import ACCEPTED, BEFORE, REJECTED, WITHDRAWN, Met, Stage, Visit

Code = Literal[
    "undeclared", "too-early", "not-chosen", "other-party", "too-long", "not-asked", "no-reject", "no-choice", "asked-again",
    "not-remembered", "not-removed", "no-way-back", "no-link",
]  # fmt: skip

_SLACK = 2
"""Days that a life may differ: clocks, time zones and months of unlike length."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its code, the stage it was seen at, and what was met, if it is about one thing."""

    code: Code
    stage: str
    met: Met | None = None


def differences(visit: Visit, policy: Policy) -> tuple[Difference, ...]:
    """List every difference once, in the order of the stages."""
    register = Register.of(policy)
    found = (*_asking(visit, register), *(one for stage in visit.stages for one in _stage(stage, visit, register)))
    return tuple(dict.fromkeys(found))


def declared(met: Met, register: Register) -> Cookie | None:
    """Give the cookie of the policy that a thing met is."""
    return next((cookie for cookie in register.cookies if matches(cookie.id, met.name)), None)


def _asking(visit: Visit, register: Register) -> Iterator[Difference]:
    how = register.asked
    if how is None:
        return
    if not visit.asked:
        yield Difference("not-asked", BEFORE)
        return
    tries = {stage.name: stage for stage in visit.stages}
    if "reject" in how.choices and not tries[REJECTED].chosen:
        yield Difference("no-reject", REJECTED)
    if "each_category" in how.choices:
        yield from (Difference("no-choice", kind) for kind in register.optional if kind in tries and not tries[kind].chosen)
    if not isinstance(how.withdraw, tuple) or "link_on_every_page" in how.withdraw or "banner" in how.withdraw:
        yield from [] if visit.way_back else [Difference("no-way-back", ACCEPTED)]
    if not visit.link:
        yield Difference("no-link", BEFORE)


def _stage(stage: Stage, visit: Visit, register: Register) -> Iterator[Difference]:
    if stage.name != BEFORE and stage.chosen and register.asked:
        yield from _memory(stage, visit, register)
    for met in stage.met:
        yield from (Difference(code, stage.name, met) for code in _wrong(met, stage, register))


def _memory(stage: Stage, visit: Visit, register: Register) -> Iterator[Difference]:
    if stage.asked_again:
        yield Difference("asked-again", stage.name)
    period, day = register.remembered, visit.at.date()
    promised = (period.after(day) - day).days if period else None
    if promised is not None and (stage.remembered is None or abs(stage.remembered - promised) > _SLACK):
        yield Difference("not-remembered", stage.name)


def _wrong(met: Met, stage: Stage, register: Register) -> Iterator[Code]:
    cookie, kinds = declared(met, register), _given(stage, register)
    if met.others and not register.third_parties:
        yield "other-party"
    if met.what == "request":
        if not kinds:
            yield "not-removed" if stage.name == WITHDRAWN else "too-early"
        return
    if cookie is None:
        yield "undeclared"
    if (cookie is None or cookie.category != NECESSARY) and not kinds:
        yield "not-removed" if stage.name == WITHDRAWN else "too-early"
    elif cookie and cookie.category not in (NECESSARY, *kinds):
        yield "not-chosen"
    if cookie and _outlives(met, cookie):
        yield "too-long"


def _given(stage: Stage, register: Register) -> Sequence[str]:
    """Tell which kinds had a yes at a stage; a choice that could not be made gave none."""
    if not stage.chosen or stage.name in (BEFORE, REJECTED, WITHDRAWN):
        return ()
    return register.optional if stage.name == ACCEPTED else (stage.name,)


def _outlives(met: Met, cookie: Cookie) -> bool:
    if met.what != "cookie" or met.name == CHOICE or met.days is None or not isinstance(cookie.life, Period):
        return False
    return timedelta(met.days) > cookie.life.after(date(2024, 1, 31)) - date(2024, 1, 31) + timedelta(_SLACK)
