"""Whether anything is kept longer than promised, or gone sooner than a law allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from ombud.inventory.drift import Drift
from ombud.plan.retention.due import rules_of
from ombud.policy.model import Gap, RetentionRule
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, named, unproven
from ombud.promises.overdue import Verdict

Places = tuple[str, ...]


def overdue(statement: Statement, looking: Looking) -> Check:
    """Count the rows that a rule's promise no longer covers; for the principle itself, over all rules."""
    places = _places(statement, looking)
    if not places:
        return unproven("No dataset holds what this rule covers.", "Bind its data to a column, in inventory.yaml.")
    principle = statement.path[0] != "activities"
    if seen := _hidden(places, looking, tables=principle) or (_proofs_over(looking) if principle else None):
        return seen
    return _judge(_counts(_rules(statement, looking), looking), looking, places)


def _rules(statement: Statement, looking: Looking) -> list[str]:
    if statement.path[0] != "activities":
        return list(looking.tallies.rules)
    return [f"{statement.path[1]}/{statement.path[3]}"]


def _counts(names: Collection[str], looking: Looking) -> Counter[Verdict]:
    return sum((looking.tallies.rules.get(name, Counter()) for name in names), Counter())


def kept_past_the_end(rule: str, looking: Looking) -> int:
    """Count the rows past the end of a rule (`activity/rule`) that no other rule and no hold covers."""
    return _counts([rule], looking)["overdue"]


def _places(statement: Statement, looking: Looking) -> Places:
    """List the datasets that serve the activity of a rule and hold what it covers; for the principle itself, all."""
    places = looking.scene.inventory.datasets()
    if statement.path[0] != "activities":
        return tuple(place.id for place in places)
    mine = (statement.path[1], statement.path[3])
    return tuple(p.id for p in places if mine in {(activity, rule.rule) for activity, rule in rules_of(p, looking.scene)})


def _hidden(places: Places, looking: Looking, *, tables: bool = False) -> Check | None:
    """Say what stands in the way of seeing: a system that is silent, mail and files that no rule reaches; tables too, for the principle."""
    systems = {place.partition(".")[0] for place in places}
    if strays := [d for d in looking.undeclared() if d.system in systems and (tables or _grows(d, looking))]:
        names = ", ".join(named(d) for d in strays)
        figure, cause = f"{counted(len(strays), 'place')} that no rule reaches", f"{names} is in no dataset, so nothing there ever goes."
        return Check("broken", figure, cause, "Move what is there, or declare it in inventory.yaml.")
    return looking.silent(systems, places)


def _proofs_over(looking: Looking) -> Check | None:
    """Look whether Ombud's own proofs have outlived their period: they are personal data as well."""
    leaving = [rule for _, rule in looking.scene.policy.rules() if rule.leaves and not isinstance(rule.leaves.period, Gap)]
    over = [rule.rule for rule in leaving if proofs_over(rule, looking)]
    cause = f"Proofs of {', '.join(over)} are past their own end."
    return Check("broken", f"{len(over)} kinds of proof overdue", cause, "Run `ombud sweep` and carry out its plan.") if over else None


def proofs_over(rule: RetentionRule, looking: Looking) -> bool:
    """Tell whether the oldest proof of a rule is past the end of its period."""
    oldest, leaves = looking.kept.proofs(rule.rule).oldest, rule.leaves
    return bool(oldest and leaves and not isinstance(leaves.period, Gap) and leaves.period.after(oldest) < looking.scene.today)


def _grows(drift: Drift, looking: Looking) -> bool:
    """Tell whether a place fills by itself, as folders of mail and files do."""
    return looking.scene.inventory.systems[drift.system].kind != "sql"


def _judge(counts: Counter[Verdict], looking: Looking, places: Places) -> Check:
    total, read = counts.total(), sum(looking.tallies.looked[place] for place in places)
    others: tuple[tuple[Verdict, str], ...] = (("kept", "kept by another rule"), ("held", "under hold"), ("no_clock", "without a clock"))
    rest = "".join(f", {counts[verdict]:,} {words}" for verdict, words in others if counts[verdict])
    figure = f"{counts['overdue']:,} of {total:,} rows overdue{rest}" if total else f"none of the {read:,} rows looked at is under it"
    if counts["overdue"]:
        return Check("broken", figure, "They are past the end of every rule that covers them.", "Run `ombud sweep` and carry out its plan.")
    if counts["no_clock"]:
        cause = "Their start event is empty, a default, still to come, or in no system."
        return Check("unproven", figure, cause, "Fill in the day it began; a row without one never goes.")
    if unserved := sum(looking.tallies.unserved[place] for place in places):
        cause = "No `when` of their dataset matches them, so no rule ever reaches them."
        return Check("unproven", f"{unserved:,} of {read:,} rows serve no activity", cause, "Correct `activities` in inventory.yaml.")
    return Check("kept", figure)


def floor(statement: Statement, looking: Looking) -> Check:
    """Look whether rows whose floor still runs have lost what the law wants kept."""
    places = _places(statement, looking)
    if not places:
        return unproven("No dataset holds what this floor covers.", "Bind its data to a column, in inventory.yaml.")
    if silent := looking.silent({place.partition(".")[0] for place in places}, places):
        return silent
    counts = looking.tallies.floors.get(f"{statement.path[1]}/{statement.path[3]}", Counter())
    figure = f"{counts['emptied']:,} of {counts['emptied'] + counts['whole']:,} rows under it emptied too early"
    if counts["emptied"]:
        return Check("broken", figure, "It still runs, and nothing of what it covers is left in them.", "Restore them from a backup.")
    if counts["no_clock"]:
        cause = f"{counts['no_clock']:,} rows have no start: whether it still runs for them cannot be told."
        return Check("unproven", figure, cause, "Fill in the day it began.")
    return Check("kept", figure)


def identity_documents(_: Statement, looking: Looking) -> Check:
    """Look whether identity documents are there longer than the rule that names them allows."""
    documents = {name for name, datum in looking.scene.policy.data.items() if datum.identity_document}
    own = [f"{activity}/{rule.rule}" for activity, rule in looking.scene.policy.rules() if set(rule.data) & documents]
    places = tuple(p.id for p in looking.scene.inventory.datasets() if p.data() & documents)
    if not own or not places:
        return unproven("No rule or no dataset names identity documents.", "Give them a rule of their own and bind the dataset.")
    return _hidden(places, looking) or _judge(_counts(own, looking), looking, places)
