"""What a policy states of cookies: which wait, each by itself, and how the choice is asked for (ePrivacy Art. 5(3))."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Asked, Cookie, Cookies, Gap
from ombud.policy.period import Period
from ombud.policy.statements.slots import Slot, ids, lengths, parties, place, texts, word, yes
from ombud.policy.statements.statement import Statement, Statements, enforced, probed


def _cookies(path: Path, it: Activity) -> Statements:
    if it.cookies is not None:
        yield from _said((*path, "cookies"), it.cookies)


def _said(path: Path, it: Cookies) -> Statements:
    yield probed((*path, "third_parties"), "cookies", "cookies.third_parties" if it.third_parties else "cookies.ours_only")
    yield probed((*path, "strictly_necessary"), "cookies", "cookies.strictly_necessary")
    yield enforced((*path, "other"), "cookies", "cookies.other", {"wait": word("wait", it.other)})
    if it.asked:
        yield from _asked((*path, "asked"), it.asked)
    yield probed((*path, "see"), "cookies", "cookies.see", {"document": word("documents", it.see)})
    if isinstance(it.list, tuple):
        yield from (_cookie((*path, "list"), one) for one in it.list)
    else:
        yield probed((*path, "list"), "cookies", "cookies.list", {"at": place(it.list)})


def _cookie(path: Path, it: Cookie) -> Statement:
    """Tell one cookie; a life of no days at all is that of the visit."""
    session = it.life == Period()
    slots = {
        "cookie": texts(it.id),
        "category": word("cookie_kinds", it.category),
        "purposes": ids("purposes", it.purposes),
        "life": None if session else lengths(it.life),
        "session": yes(session),
        "data": ids("data", it.data),
        **_provider(it.provider),
    }
    return probed(path, "cookies", "cookie", slots, name=".".join((*path, it.id)))


def _provider(provider: str | Gap | None) -> dict[str, Slot | None]:
    """Tell who sets a cookie: the recipient named, somebody not settled, or else we."""
    match provider:
        case None | "us":
            return {}
        case Gap():
            return {"somebody": word("parties", provider)}
        case _:
            return {"provider": parties([provider])}


def _asked(path: Path, it: Asked) -> Statements:
    if it.choices:
        yield probed((*path, "choices"), "cookies", "cookies.asked.choices", {"choices": ids("choosing", it.choices)})
    yield probed((*path, "remembered"), "cookies", "cookies.asked.remembered", {"period": lengths(it.remembered)})
    how = word("undoing", it.withdraw) if isinstance(it.withdraw, Gap) else ids("undoing", it.withdraw)
    if how:
        yield probed((*path, "withdraw"), "cookies", "cookies.asked.withdraw", {"how": how})
    if it.logs:
        yield probed((*path, "logs"), "logged", "cookies.asked.logs", {"what": ids("logged", it.logs)})


STATEMENTS = (_cookies,)
