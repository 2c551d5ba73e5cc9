"""Whether erasure, withdrawal and objection do what they are said to do: rehearsed on people the systems hold (GDPR Art. 7, 17, 21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from ombud.execute.sweep import key_of
from ombud.plan.acts import erasing, still_serving
from ombud.plan.model import Clock, OfPerson
from ombud.plan.reach import Person
from ombud.plan.rights import Decision, Right, ended_by, place_of, value_name, withstands
from ombud.policy.statements import Statement
from ombud.promises.deadlines import Timed, timed
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.probes.reach import hindered, refused
from ombud.promises.rehearsal import Decided


def erasure(statement: Statement, looking: Looking) -> Check:
    """Rehearse erasure (GDPR Art. 17): what goes, and that what must stay does, on its ground."""
    if stopped := hindered(looking):
        return stopped
    decided = looking.rehearsal.deciding(ended_by("erase", looking.scene))
    match statement.path[-1]:
        case "withstands":
            name = f"{statement.path[1]}/{statement.path[3]}"
            return _stay(decided, [name], looking)
        case "not_if":
            return _yields(decided, looking)
        case _:
            return _would_go(decided, "", looking)


def withdrawal(statement: Statement, looking: Looking) -> Check:
    """Rehearse the withdrawal of consent, or leaving one activity (GDPR Art. 7(3))."""
    if stopped := hindered(looking):
        return stopped
    if statement.path[0] == "activities":
        activity = statement.path[1]
        return _ended((activity,), _way_out(activity, looking), looking)
    return _ended(ended_by("withdraw", looking.scene), "withdraw", looking)


def _way_out(activity: str, looking: Looking) -> Right:
    """Tell the right by which one leaves an activity: as its basis says."""
    ways: tuple[Right, ...] = ("withdraw", "object")
    return next((right for right in ways if activity in ended_by(right, looking.scene)), "erase")


def objection(_: Statement, looking: Looking) -> Check:
    """Rehearse the objection to direct marketing, which is absolute (GDPR Art. 21(2)-(3))."""
    if stopped := hindered(looking):
        return stopped
    marketing = [(name, use) for name, act in looking.scene.policy.activities.items() for use, it in act.purposes.items() if it.marketing]
    if not marketing:
        return unproven("No purpose is marked as marketing, so there is nothing to rehearse.", "Write `marketing: true` where it is.")
    if untouched := [f"{name} ({use})" for name, use in marketing if name not in ended_by("object", looking.scene, use)]:
        cause = f"An objection leaves {', '.join(untouched)} as it is, since that rests on consent."
        return unproven(cause, "Carry such an objection out as a withdrawal: `ombud request withdraw`.")
    return _ended(tuple(dict.fromkeys(name for name, _ in marketing)), "object", looking)


def machines(_: Statement, looking: Looking) -> Check:
    """Rehearse the objection to being profiled: every profile goes (GDPR Art. 21(1))."""
    if stopped := hindered(looking):
        return stopped
    profiling = tuple(name for name, it in looking.scene.policy.activities.items() if it.profiling)
    if not profiling:
        return unproven("No activity makes a profile.", "Write `profiling:` where one is made.")
    return _ended(profiling, _way_out(profiling[0], looking), looking)


# ------------------------------------------------------------------ what would go


def _ended(activities: tuple[str, ...], right: Right, looking: Looking) -> Check:
    """Rehearse the end of some activities on those who have rows there."""
    decided = looking.rehearsal.deciding(activities)
    mine = tuple((person, decision) for person, decision in decided if set(decision.activities) & set(activities))
    if not activities or not mine:
        return unproven("Nobody is there to rehearse with.", "It is looked at again when the systems hold people.")
    if denied := [decision for _, decision in mine if still_serving(decision, activities, looking.scene)]:
        figure = f"{len(denied):,} of {len(mine):,} rows rehearsed would go on saying that they serve {', '.join(activities)}"
        cause = f"{denied[0].row.place}: a row that stays for something else keeps the mark by which it serves what was ended."
        return Check("broken", figure, cause, "Keep the two apart, or in columns of their own that can be emptied.")
    return _would_go(mine, f" of {', '.join(activities).replace('_', ' ')} ({right})", looking)


def _would_go(decided: Decided, whose: str, looking: Looking) -> Check:
    """Look that every row of everybody would go, stay on a ground, or wait for a person to decide, and that no system refuses."""
    decisions = [decision for _, decision in decided]
    if stopped := refused(erasing(decisions, looking.scene, key_of), looking):
        return stopped
    if groundless := [d for d in decisions if d.action != "erase" and not d.stays]:
        figure = f"{len(groundless):,} of {len(decisions):,} rows of {whose or 'people rehearsed'} serve no activity"
        cause = f"{groundless[0].row.place}: nothing says whether such a row goes or stays."
        return Check("unproven", figure, cause, "Correct `activities` in inventory.yaml.")
    acts = Counter(decision.action for decision in decisions)
    told = ((acts["erase"], "would go"), (acts["empty"], "in part"), (acts["keep"], "stay on a ground"), (acts["by_hand"], "by hand"))
    people = len({id(person) for person, _ in decided})
    words = ", ".join(f"{count:,} {how}" for count, how in told if count)
    return Check("kept", f"rehearsed on {people} people{whose}: of {len(decisions):,} rows {words}; none refused")


# ------------------------------------------------------------------ what must stay


def _yields(decided: Decided, looking: Looking) -> Check:
    """Look that erasure yields on each ground the policy names, wherever a rule with that ground runs."""
    figures = []
    for ground in looking.scene.policy.rights.erasure.not_if:
        names = [f"{activity}/{rule.rule}" for activity, rule in looking.scene.policy.rules() if withstands(rule, looking.scene) == ground]
        seen = _stay(decided, names, looking)
        if seen.status != "kept":
            return seen
        figures.append(f"{ground.replace('_', ' ')}: {seen.figure}")
    return Check("kept", "; ".join(figures))


def _stay(decided: Decided, rules: Collection[str], looking: Looking) -> Check:
    """Look that what a rule still protects stays as long as it runs, with a ground the person is told."""
    running = [(decision, last, rule) for person, decision in decided for rule, last in _running(person, decision, rules, looking)]
    if not running:
        return unproven("It runs for nobody today, so there is nothing to rehearse.", "It is looked at again when it runs for somebody.")
    lost = [decision for decision, last, rule in running if not _stays(decision, rule, last)]
    figure = f"{len(lost)} of {len(running)} rows under it would lose what it protects"
    if lost:
        return Check("broken", figure, f"{lost[0].row.place}: erasure would take it too early.", "Correct the rules of the activity.")
    return Check("kept", f"{len(running)} rows under it rehearsed, all would stay, each with its ground")


def _running(person: Person, decision: Decision, rules: Collection[str], looking: Looking) -> Iterator[tuple[Timed, date | None]]:
    """List the rules that run for a row, each with its last day, told from the row's days by the probe's own reckoning."""
    for rule in timed(place_of(decision.row, looking.scene), looking.scene):
        if rule.name in rules and rule.activity in decision.activities and rule.data:
            starts = {clock: _start(clock, person, decision, looking) for clock in rule.clocks()}
            last = rule.last_day(starts, looking.scene.today)
            if (last is None and not rule.never_started(starts)) or (last is not None and looking.scene.today < last):
                yield rule, last


def _start(clock: Clock, person: Person, decision: Decision, looking: Looking) -> date | None:
    if isinstance(clock, OfPerson):
        return looking.join.latest(clock.event, person.identifiers)
    read = decision.row.values.get(value_name(clock))
    return read if isinstance(read, date) else None


def _stays(decision: Decision, rule: Timed, last: date | None) -> bool:
    """Tell whether a decision leaves alone what a rule protects until its last day; what a person decides is not lost."""
    lasting = {datum for stay in decision.stays for datum in stay.data if stay.until is None or (last and stay.until >= last)}
    return decision.action == "by_hand" or (decision.action != "erase" and rule.data <= lasting)
