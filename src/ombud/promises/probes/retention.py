"""Whether anything is kept longer than promised, or gone sooner than a law allows."""

from __future__ import annotations

from collections import Counter

from ombud.plan.retention import rules_of
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.overdue import Verdict


def overdue(statement: Statement, looking: Looking) -> Check:
    """Count the rows that a rule's promise no longer covers; for the principle itself, over all rules."""
    names = _rules(statement, looking)
    places = _places(statement, looking)
    if not places:
        return unproven("No dataset holds what this rule covers.", "Bind its data to a column, in inventory.yaml.")
    if hidden := _hidden(places, looking):
        return hidden
    counts: Counter[Verdict] = sum((looking.tallies.rules.get(name, Counter()) for name in names), Counter())
    return _judge(counts, looking, places)


def _rules(statement: Statement, looking: Looking) -> list[str]:
    if statement.path[0] != "activities":
        return list(looking.tallies.rules)
    return [f"{statement.path[1]}/{statement.path[3]}"]


def _places(statement: Statement, looking: Looking) -> tuple[str, ...]:
    """List the datasets that hold what a rule covers; for the principle itself, all."""
    places = looking.scene.inventory.datasets()
    if statement.path[0] != "activities":
        return tuple(place.id for place in places)
    return tuple(p.id for p in places if any(rule.rule == statement.path[3] for _, rule in rules_of(p, looking.scene, statement.path[1])))


def _hidden(places: tuple[str, ...], looking: Looking) -> Check | None:
    """Say what stands in the way of seeing: a system that is down, or mail and files that no rule reaches."""
    systems = {place.partition(".")[0] for place in places}
    if down := sorted(systems & set(looking.unavailable)) + sorted(set(places) & set(looking.tallies.failed)):
        return unproven(f"{', '.join(down)} did not answer.", "Run again when it answers.")
    kinds = looking.scene.inventory.systems
    strays = [d for d in looking.drifts if d.kind == "undeclared_dataset" and d.system in systems and kinds[d.system].kind != "sql"]
    if strays:
        names = ", ".join(f"{d.system}:{d.name}" for d in strays)
        return Check(
            "broken",
            f"{len(strays)} places no rule reaches",
            f"{names} is in no dataset.",
            "Move what is there, or declare it in inventory.yaml.",
        )
    if gone := [d for d in looking.drifts if d.kind.startswith("gone") and f"{d.system}.{d.name}" in places]:
        return unproven(f"{gone[0].system}.{gone[0].name} is declared and not there.", "Correct inventory.yaml.")
    return None


def _judge(counts: Counter[Verdict], looking: Looking, places: tuple[str, ...]) -> Check:
    total = counts.total()
    others: tuple[tuple[Verdict, str], ...] = (("kept", "kept by another rule"), ("held", "under hold"))
    rest = "".join(f", {counts[verdict]:,} {words}" for verdict, words in others if counts[verdict])
    figure = f"{counts['overdue']:,} of {total:,} rows overdue{rest}"
    if counts["overdue"]:
        return Check("broken", figure, "They are past the end of every rule that covers them.", "Run `ombud sweep` and carry out its plan.")
    if counts["no_clock"]:
        return Check(
            "unproven",
            f"{counts['no_clock']:,} of {total:,} rows without a clock",
            "Their start event is empty, default or in no system.",
            "Fill in the start.",
        )
    if unserved := sum(looking.tallies.unserved[place] for place in places):
        return Check(
            "unproven",
            f"{unserved:,} rows serve no activity",
            "No `when` of their dataset matches them.",
            "Correct `activities` in inventory.yaml.",
        )
    return Check("kept", figure)


def floor(statement: Statement, looking: Looking) -> Check:
    """Look whether rows whose floor still runs have lost what the law wants kept."""
    places = _places(statement, looking)
    counts = looking.tallies.floors.get(f"{statement.path[1]}/{statement.path[3]}", Counter())
    if not places:
        return unproven("No dataset serves this activity.", "Name the activity at the dataset that serves it, in inventory.yaml.")
    if hidden := _hidden(places, looking):
        return hidden
    figure = f"{counts['emptied']:,} of {counts.total():,} rows emptied too early"
    if counts["emptied"]:
        return Check("broken", figure, "Their floor still runs and nothing of what it covers is left.", "Restore them from a backup.")
    return Check("kept", figure)


def identity_documents(_: Statement, looking: Looking) -> Check:
    """Look whether identity documents are there longer than the rule that names them allows."""
    documents = {name for name, datum in looking.scene.policy.data.items() if datum.identity_document}
    own = [f"{activity}/{rule.rule}" for activity, rule in looking.scene.policy.rules() if set(rule.data) & documents]
    places = tuple(p.id for p in looking.scene.inventory.datasets() if p.data() & documents)
    if not own or not places:
        return unproven("No rule or no dataset names identity documents.", "Give them a rule of their own and bind the dataset.")
    hidden = _hidden(places, looking)
    return hidden or _judge(sum((looking.tallies.rules.get(name, Counter()) for name in own), Counter()), looking, places)
