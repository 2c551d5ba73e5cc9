"""From a choice to its proof: what is shown is kept, and each activity that sets cookies gets a yes or a no (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.consent.ledger import shown
from ombud.consent.ledger.recording import Said, record
from ombud.consent.ledger.shown import Shown
from ombud.errors import BadInputError
from ombud.notices.cookies.asking import Banner
from ombud.notices.cookies.register import asking, remembered
from ombud.plan.consent.choice import Choice, Kind, Scope
from ombud.store.home import Home
from ombud.web.public.consent.choice import Answer, Unfit

LAYOUT = "banner"


def keep(home: Home, banner: Banner) -> str:
    """Keep what a banner shows, and name it by its digest: each proof leads to these very words."""
    first = next(iter(asking(home.policy)))
    return shown.keep(home, Shown(first, banner.language, LAYOUT, banner.shown.decode()))


def prove(home: Home, answer: Answer) -> None:
    """Record what was chosen, all of it or nothing; a yes to words that we do not have is none, and a no needs no words."""
    try:
        _record(home, answer, answer.shown.digest)
    except BadInputError as error:
        if error.code != "consent-notice-unknown":
            raise
        if answer.given:
            raise Unfit("notice-unknown") from None
        _record(home, answer, "")


def _record(home: Home, answer: Answer, notice: str) -> None:
    record(home, [Said(("cookie", answer.number), choice) for choice in _choices(home, answer, notice)])


def _choices(home: Home, answer: Answer, notice: str) -> Iterator[Choice]:
    period, day = remembered(home.policy), home.day_of(answer.at)
    for activity, kinds in asking(home.policy).items():
        given = tuple(kind for kind in answer.given if kind in kinds)
        yield Choice(
            _kind(answer, given, kinds),
            activity,
            answer.at,
            Scope(topics=given),
            answer.claimed,
            notice=notice,
            method="form" if answer.by_form else "banner",
            until=period.after(day) if period and given else None,
            conditions=("gpc",) if answer.gpc else (),
        )


def _kind(answer: Answer, given: tuple[str, ...], kinds: tuple[str, ...]) -> Kind:
    """Tell a yes from a yes again, and a no from a yes that was taken back; a yes covers the kinds it names, and no others."""
    if given:
        return "renewed" if answer.again else "given"
    return "withdrawn" if set(answer.withdrawn) & set(kinds) else "refused"
