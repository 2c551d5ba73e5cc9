"""What a policy states of how long an activity's data stay (GDPR Art. 13(2)(a))."""

from __future__ import annotations

from dataclasses import replace

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Gap, Leaves, Limit, RetentionRule, Says, covered
from ombud.policy.period import Period
from ombud.policy.statements.kinds import Kind
from ombud.policy.statements.slots import Open, events, ids, laws, lengths, own, word, yes
from ombud.policy.statements.statement import Probe, Statements, enforced, probed, signed, stated

_KINDS: dict[Limit, Kind] = {"exactly": "retention.exactly", "at_most": "retention.at_most", "at_least": "retention.at_least"}


def retention(path: Path, it: Activity) -> Statements:
    place = (*path, "retention")
    if open_ones := [rule for rule in it.retention if isinstance(rule, Gap)]:
        yield enforced(place, "retention", "retention.open", {"period": Open("period", tuple(sorted(rule.gap for rule in open_ones)))})
    for rule in it.retention:
        if isinstance(rule, RetentionRule):
            yield from _rule((*place, rule.rule), replace(rule, data=_told(it, rule)))


def _told(it: Activity, rule: RetentionRule) -> tuple[str, ...]:
    """Name the data a rule covers; nothing where it covers all that the activity has."""
    mine = covered(it, rule)
    return () if mine == frozenset(it.data) else tuple(sorted(mine))


def _rule(path: Path, it: RetentionRule) -> Statements:
    probe: Probe = "floor" if it.limit == "at_least" else "retention"
    at_once = it.period == Period() and it.limit != "at_least"
    yield enforced(
        path,
        probe,
        "retention.at_once" if at_once else _KINDS[it.limit],
        {
            "action": word("actions", it.then),
            "data": ids("data", it.data),
            "after": events(it.after),
            "period": None if at_once else lengths(it.period),
            "alive": word("while", it.alive),
            "as_a_rule": yes(it.as_a_rule),
        },
    )
    for tell in (_reasons, _other_ends, _exceptions, _remains):
        yield from tell(path, it)


def _reasons(path: Path, it: RetentionRule) -> Statements:
    if named := [why for why in it.why if isinstance(why, str)]:
        yield stated((*path, "why"), "retention.why", {"laws": laws(named)})
    for why in dict.fromkeys(it.why):
        if isinstance(why, Says):
            yield signed((*path, "why"), "retention.reason", {"text": own(why)}, name=".".join((*path, "why", why.text)))
    if it.withstands:
        slots = {"data": ids("data", it.data), "ground": word("withstands", it.withstands)}
        yield probed((*path, "withstands"), "erasure", "retention.withstands", slots)


def _other_ends(path: Path, it: RetentionRule) -> Statements:
    if it.always:
        yield enforced((*path, "always"), "retention", "retention.always", {"data": ids("data", it.always)})
    if it.early:
        slots = {"period": lengths(it.early.period), "when": word("conditions", it.early.when), "lacking": events(it.early.lacking)}
        yield enforced((*path, "early"), "retention", "retention.early", slots)
    if it.renew:
        slots = {"period": lengths(it.renew.period), "after": events(it.renew.after), "when": word("conditions", it.renew.when)}
        yield enforced((*path, "renew"), "retention", "retention.renew", slots)


def _exceptions(path: Path, it: RetentionRule) -> Statements:
    for reason in sorted({unless.when for unless in it.unless}):
        same = [unless for unless in it.unless if unless.when == reason]
        yield probed(
            (*path, "unless"),
            "exceptions",
            "retention.unless",
            {
                "when": word("conditions", reason),
                "decides": ids("deciders", (unless.decides for unless in same if unless.decides)),
                "until": events(*(unless.until for unless in same)),
                "extend": lengths(*(unless.extend for unless in same)),
            },
            name=".".join((*path, "unless", reason)),
        )


def _remains(path: Path, it: RetentionRule) -> Statements:
    if it.leaves is not None:
        yield from _left((*path, "leaves"), it.leaves)


def _left(path: Path, it: Leaves) -> Statements:
    hashed: Kind = "leaves.fields.hashed" if it.form == "keyed_hash" else "leaves.fields.plain"
    yield probed(path, "proof", "leaves.optional" if it.optional else "leaves")
    yield probed((*path, "fields"), "proof", hashed, {"data": ids("data", it.fields)})
    yield enforced((*path, "for"), "proof", "leaves.for", {"period": lengths(it.period)})
    if it.why:
        yield stated((*path, "why"), "leaves.why", {"laws": laws(it.why)})
