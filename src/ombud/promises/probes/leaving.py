"""Whether erasure, withdrawal and objection do what they are said to do: rehearsed on people the systems hold (GDPR Art. 7, 17, 21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from ombud.execute.sweep import key_of
from ombud.plan.acts import erasing, still_serving
from ombud.plan.model import Clock, OfPerson
from ombud.plan.reach import Person
from ombud.plan.rights.decision import Decision
from ombud.plan.rights.reading import place_of, value_name
from ombud.plan.rights.staying import withstands
from ombud.plan.rights.wish import Right, ended_by
from ombud.policy.statements import Statement
from ombud.promises.deadlines import Timed, timed
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.probes.reach import hindered, refused
from ombud.promises.rehearsal import Decided
from ombud.promises.saying.phrase import phrase


def erasure(statement: Statement, looking: Looking) -> Check:
    """Rehearse erasure (GDPR Art. 17): what goes, and that what must stay does, on its ground."""
    if stopped := hindered(looking):
        return stopped
    decided = looking.rehearsal.deciding(ended_by("erase", looking.scene))
    match statement.path[-1]:
        case "withstands":
            name = f"{statement.path[1]}/{statement.path[3]}"
            return _stays_whole(_protected(decided, [name], looking))
        case "not_if":
            return _yields(decided, looking)
        case _:
            return _would_go(decided, looking)


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
        return unproven(phrase("no-marketing"), phrase("mark-marketing"))
    if untouched := [(name, use) for name, use in marketing if name not in ended_by("object", looking.scene, use)]:
        activities, purposes = (list(dict.fromkeys(names)) for names in zip(*untouched, strict=True))
        return unproven(phrase("objection-untouched", purposes=purposes, activities=activities), phrase("as-withdrawal"))
    return _ended(tuple(dict.fromkeys(name for name, _ in marketing)), "object", looking)


def machines(_: Statement, looking: Looking) -> Check:
    """Rehearse the objection to being profiled: every profile goes (GDPR Art. 21(1))."""
    if stopped := hindered(looking):
        return stopped
    profiling = tuple(name for name, it in looking.scene.policy.activities.items() if it.profiling)
    if not profiling:
        return unproven(phrase("no-profile"), phrase("write-profiling"))
    return _ended(profiling, _way_out(profiling[0], looking), looking)


# ------------------------------------------------------------------ what would go


def _ended(activities: tuple[str, ...], right: Right, looking: Looking) -> Check:
    """Rehearse the end of some activities on those who have rows there."""
    decided = looking.rehearsal.deciding(activities)
    mine = tuple((person, decision) for person, decision in decided if set(decision.activities) & set(activities))
    if not activities or not mine:
        return unproven(phrase("nobody-there"), phrase("look-later"))
    if denied := [decision for _, decision in mine if still_serving(decision, activities, looking.scene)]:
        figure = phrase("still-serving", rows=len(denied), all=len(mine), activities=activities)
        return Check("broken", figure, phrase("keeps-mark", place=denied[0].row.place), phrase("keep-apart"))
    return _would_go(mine, looking, activities, right)


def _would_go(decided: Decided, looking: Looking, activities: tuple[str, ...] = (), right: Right | None = None) -> Check:
    """Look that every row of everybody would go, stay on a ground, or wait for a person to decide, and that no system refuses."""
    decisions = [decision for _, decision in decided]
    if stopped := refused(erasing(decisions, looking.scene, key_of), looking):
        return stopped
    if groundless := [d for d in decisions if d.action != "erase" and not d.stays]:
        figure = phrase("groundless", rows=len(groundless), all=len(decisions), activities=activities)
        cause = phrase("neither-goes-nor-stays", place=groundless[0].row.place)
        return Check("unproven", figure, cause, phrase("correct-activities"))
    acts = Counter[str](decision.action for decision in decisions)
    people = len({id(person) for person, _ in decided})
    return Check("kept", phrase("rehearsed", people=people, activities=activities, right=right, rows=len(decisions), **acts))


# ------------------------------------------------------------------ what must stay

Protected = tuple[Decision, Timed, date | None]
"""A row that a rule still protects: what is decided on it, the rule, and the rule's last day."""


def _yields(decided: Decided, looking: Looking) -> Check:
    """Look that erasure yields on each ground the policy names, wherever a rule with that ground runs."""
    rows, grounds = 0, looking.scene.policy.rights.erasure.not_if
    for ground in grounds:
        names = [f"{activity}/{rule.rule}" for activity, rule in looking.scene.policy.rules() if withstands(rule, looking.scene) == ground]
        running = _protected(decided, names, looking)
        if (seen := _stays_whole(running)).status != "kept":
            return seen
        rows += len(running)
    return Check("kept", phrase("rows-stay", rows=rows, grounds=grounds))


def _protected(decided: Decided, rules: Collection[str], looking: Looking) -> list[Protected]:
    """List the rows some rules run for, each with its rule and that rule's last day."""
    return [(decision, rule, last) for person, decision in decided for rule, last in _running(person, decision, rules, looking)]


def _stays_whole(running: list[Protected]) -> Check:
    """Look that what rules still protect stays as long as they run, with a ground the person is told."""
    if not running:
        return unproven(phrase("runs-for-nobody"), phrase("look-later"))
    if lost := [decision for decision, rule, last in running if not _stays(decision, rule, last)]:
        figure, cause = phrase("rows-lost", lost=len(lost), rows=len(running)), phrase("erased-early", place=lost[0].row.place)
        return Check("broken", figure, cause, phrase("correct-rules"))
    return Check("kept", phrase("rows-stay", rows=len(running)))


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
