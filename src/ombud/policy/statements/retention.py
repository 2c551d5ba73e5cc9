"""What a policy states of how long an activity's data stay (GDPR Art. 13(2)(a))."""

from __future__ import annotations

from dataclasses import replace

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Gap, Leaves, RetentionRule, Says, covered
from ombud.policy.period import Period
from ombud.policy.statements.statement import Probe, Statements, enforced, fact, length, probed, signed, stated, words


def retention(path: Path, it: Activity) -> Statements:
    place = (*path, "retention")
    if open_ones := [rule for rule in it.retention if isinstance(rule, Gap)]:
        yield enforced(place, "retention", "how long its data stay is still open.", *open_ones)
    for rule in it.retention:
        if isinstance(rule, RetentionRule):
            yield from _rule((*place, rule.rule), replace(rule, data=tuple(sorted(covered(it, rule)))))


def _rule(path: Path, it: RetentionRule) -> Statements:
    probe: Probe = "floor" if it.limit == "at_least" else "retention"
    yield enforced(path, probe, _clock(it), it.after, it.period)
    for tell in (_reasons, _other_ends, _exceptions, _remains):
        yield from tell(path, it)


def _clock(it: RetentionRule) -> str:
    start = it.after if isinstance(it.after, str) else fact(it.after)
    when = f"on the day of {start}" if it.period == Period() else f"{fact(it.limit)} {fact(it.period)} after {start}"
    limits = f", not while {fact(it.alive)}" * bool(it.alive) + ", as a rule" * it.as_a_rule
    return f"{it.rule} is to {it.then} {words(it.data or ['all of it'])} {when}{limits}."


def _reasons(path: Path, it: RetentionRule) -> Statements:
    if laws := [why for why in it.why if isinstance(why, str)]:
        yield stated((*path, "why"), f"{it.rule} rests on: {words(laws)}.")
    for why in dict.fromkeys(it.why):
        if isinstance(why, Says):
            name = ".".join((*path, "why", why.text))
            yield signed((*path, "why"), f"{it.rule} has a reason of our own: {fact(why.text)}.", name=name)
    if it.withstands:
        text = f"{words(it.data or ['all of it'])} stays available for {fact(it.withstands)} even when erasure is asked for."
        yield probed((*path, "withstands"), "erasure", text)


def _other_ends(path: Path, it: RetentionRule) -> Statements:
    if it.always:
        yield enforced((*path, "always"), "retention", f"in any case this goes: {words(it.always)}.")
    if it.early:
        lacking = f" (no {it.early.lacking})" if it.early.lacking else ""
        text = f"{it.rule} ends after {length(it.early.period)} if {fact(it.early.when)}{lacking}."
        yield enforced((*path, "early"), "retention", text)
    if it.renew:
        text = f"{it.rule} runs {length(it.renew.period)} from {it.renew.after} if {fact(it.renew.when)}."
        yield enforced((*path, "renew"), "retention", text)


def _exceptions(path: Path, it: RetentionRule) -> Statements:
    for reason in sorted({unless.when for unless in it.unless}):
        same = [unless for unless in it.unless if unless.when == reason]
        ends = words(unless.until or fact(unless.extend or "no end named") for unless in same)
        deciders = words(unless.decides or "nobody named" for unless in same)
        text = f"{it.rule} may wait if {fact(reason)}: decided by {deciders}, until {ends}."
        extends = [unless.extend for unless in same]
        yield probed((*path, "unless"), "exceptions", text, *extends, name=".".join((*path, "unless", reason)))


def _remains(path: Path, it: RetentionRule) -> Statements:
    if it.leaves is not None:
        yield from _left((*path, "leaves"), it.leaves)


def _left(path: Path, it: Leaves) -> Statements:
    may = "may stay" if it.optional else "stays"
    yield probed(path, "proof", f"a proof of the erasure {may} for a time.")
    yield probed((*path, "fields"), "proof", f"the proof holds nothing but: {words(it.fields)} ({fact(it.form)}).")
    yield enforced((*path, "for"), "proof", f"the proof itself goes after {fact(it.period)}.", it.period)
    if it.why:
        yield stated((*path, "why"), f"the proof rests on: {words(it.why)}.")
