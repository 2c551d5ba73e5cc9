"""The board of promises: look at each in the systems, keep what was seen, recall it; what is too old to be believed reads *unproven*."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from ombud.execute.join import Join
from ombud.plan.clocks import Scene
from ombud.policy.model import Language
from ombud.policy.statements import Source, Statement, read_sources
from ombud.promises.ledger import Promise, ledger, rows_of
from ombud.promises.looking import Check, Kept, Looking, unproven
from ombud.promises.saying.phrase import phrase
from ombud.promises.saying.telling import Looks
from ombud.promises.visits.links import AGAIN as FOLLOW
from ombud.promises.visits.links import address_of, led, nobody_followed
from ombud.promises.visits.probe import AGAIN as SCAN
from ombud.promises.visits.probe import judged, nobody_came
from ombud.promises.visits.visit import Visit
from ombud.registers import actions
from ombud.registers.editions import editions
from ombud.registers.evidence import handed
from ombud.registers.findings import findings_of
from ombud.store.home import Home, read_text, words
from ombud.store.own.desks import choices, desk
from ombud.store.own.letters import letters


def sources_of(home: Home) -> tuple[Source, ...]:
    """Read which rows of a source document each statement carries, where the home says so."""
    path = home.folder / "sources.csv"
    return read_sources(read_text(path)) if path.exists() else ()


def looks(home: Home, language: Language = "en") -> Looks:
    """Give what tells looks at the promises of a home in one language."""
    return Looks(home.policy, language, words(language))


def look(
    home: Home, sources: Sequence[Source], as_of: date | None, report: Callable[[str], None], only: Sequence[str] = ()
) -> list[Promise]:
    """Look at every promise in the systems and keep what was seen; what is seen of another day than today is told and not kept."""
    scene, moment = home.scene(as_of), home.now()
    with home.systems(read_only=True) as systems:
        join = Join(scene, systems)
        report("looking at every row of every system")
        try:
            looking = Looking(scene, systems, join, kept_in(home, scene))
            promises = _with_visits(list(ledger(looking, sources, moment, only)), actions.last(home))
            overdue = None if only else _overdue(looking)
        finally:
            join.close()
    if scene.today == home.today():
        actions.keep(home, [promise for promise in promises if not _by_visit(promise.statement)], moment)
        if not only:
            actions.keep_day(scene.today, promises, overdue, moment)
    return promises


def keep_visit(home: Home, visit: Visit) -> None:
    """Keep how the promises about cookies stand after a visit to the website."""
    _keep(home, _visiting(home, "cookies"), lambda one: judged(one, visit, home.policy), visit.at)


def links_of(home: Home) -> list[str]:
    """List the addresses that the policy promises to lead somewhere."""
    return list(dict.fromkeys(address_of(one, home.policy) for one in _visiting(home, "links")))


def keep_links(home: Home, answers: Mapping[str, int]) -> list[Promise]:
    """Keep how the promises about links stand after each was followed, and give them."""
    return _keep(home, _visiting(home, "links"), lambda one: led(one, answers, home.policy), home.now())


def _visiting(home: Home, probe: str) -> list[Statement]:
    """List the statements of the policy that a visit with a probe looks at."""
    return [one for one in home.statements if one.probe == probe and _by_visit(one)]


def _keep(home: Home, asked: Sequence[Statement], check: Callable[[Statement], Check], at: datetime) -> list[Promise]:
    """Keep what a visit found of some statements."""
    sources = sources_of(home)
    promises = [Promise(one, check(one), rows_of(one, sources), at) for one in asked]
    actions.keep(home, promises, at)
    return promises


_VISITS: Final = {"cookies": (nobody_came, SCAN), "links": (nobody_followed, FOLLOW)}
"""The probes that only a visit over the network answers: what is told before one, and how to look anew."""


def _by_visit(statement: Statement) -> bool:
    """Tell whether only a visit over the network can look at a promise: a look at the systems asks it nothing."""
    return statement.probe in _VISITS and not statement.gaps


def _with_visits(promises: Sequence[Promise], seen: Mapping[str, tuple[Check, datetime]]) -> list[Promise]:
    """Tell of cookies and links what the last visit found: looking at the systems says nothing about websites."""
    return [_visited(one, *seen.get(one.statement.id, (None, None))) if _by_visit(one.statement) else one for one in promises]


def _visited(promise: Promise, check: Check | None, at: datetime | None) -> Promise:
    """Tell how a promise stood at the last visit; to look anew takes another one."""
    never, again = _VISITS[promise.statement.probe]
    if check is None:
        return replace(promise, check=never(), checked=None)
    old = check.status == "unproven" and check.action == actions.AGAIN
    return replace(promise, check=replace(check, action=again) if old else check, checked=at)


def _overdue(looking: Looking) -> int | None:
    """Count the rows that are overdue over all rules; nobody knows while a system does not answer."""
    if looking.unavailable or looking.tallies.failed:
        return None
    return sum(counts["overdue"] for counts in looking.tallies.rules.values())


def kept_in(home: Home, scene: Scene) -> Kept:
    """Gather what the state of a home tells the probes."""
    return Kept(
        findings=findings_of(home, scene.today),
        signatures=actions.signatures(),
        proofs=actions.proofs,
        exceptions=actions.exceptions(),
        log=lambda: actions.verified(home),
        held=home.held(scene),
        letters=partial(letters, home),
        choices=choices(home),
        editions=partial(editions, home),
        desk=desk(home),
        handed=lambda: handed((home.now() - timedelta(days=366)).strftime("%Y-%m-%dT%H:%M:%SZ")),
    )


def recall(home: Home, sources: Sequence[Source], only: Sequence[str] = ()) -> list[Promise]:
    """Tell the last look at every promise; one that was never looked at is unproven."""
    seen = actions.last(home, only=only)
    never = (unproven(phrase("never-looked"), actions.AGAIN), None)
    asked = [s for s in home.statements if not only or s.id in only]
    return _with_visits([Promise(s, check, rows_of(s, sources), at) for s in asked for check, at in (seen.get(s.id, never),)], seen)
