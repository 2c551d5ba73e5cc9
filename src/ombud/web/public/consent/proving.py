"""From a choice to its proof: what is shown is kept, and each activity that sets cookies gets a yes or a no (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ombud.consent.ledger import shown
from ombud.consent.ledger.recording import Said, record
from ombud.consent.ledger.shown import Shown
from ombud.notices.cookies.asking import Banner
from ombud.notices.cookies.register import Register
from ombud.plan.consent.choice import Choice, Kind, Scope
from ombud.store.home import Home
from ombud.web.public.consent.choice import Answer, Unfit

LAYOUT = "banner"


def keep(home: Home, banner: Banner) -> str:
    """Keep what a banner shows, and name it by its digest: each proof leads to these very words."""
    first = next(iter(Register.of(home.policy).asking))
    return shown.keep(home, Shown(first, banner.language, LAYOUT, banner.shown.decode()))


def worded(home: Home, answer: Answer) -> Answer:
    """Hold an answer against the words that we have: a yes to others is none, and a no needs none."""
    if not shown.unknown(home, [answer.shown.digest]):
        return answer
    if answer.given:
        raise Unfit("notice-unknown")
    return replace(answer, shown=replace(answer.shown, digest=""))


def prove(home: Home, register: Register, answers: Sequence[Answer]) -> None:
    """Record what was chosen, all of it or nothing."""
    record(home, [Said(("cookie", one.number), choice) for one in answers for choice in _choices(home, register, one)])


def _choices(home: Home, register: Register, answer: Answer) -> Iterator[Choice]:
    period, day = register.remembered, home.day_of(answer.at)
    for activity, kinds in register.asking.items():
        given = tuple(kind for kind in answer.given if kind in kinds)
        yield Choice(
            _kind(answer, given, kinds),
            activity,
            answer.at,
            Scope(topics=given),
            answer.claimed,
            notice=answer.shown.digest,
            method="form" if answer.by_form else "banner",
            until=period.after(day) if period and given else None,
            conditions=("gpc",) if answer.gpc else (),
        )


def _kind(answer: Answer, given: tuple[str, ...], kinds: tuple[str, ...]) -> Kind:
    """Tell a yes from a yes again, and a no from a yes that was taken back; a yes covers the kinds it names, and no others."""
    if given:
        return "renewed" if answer.again else "given"
    return "withdrawn" if set(answer.withdrawn) & set(kinds) else "refused"
