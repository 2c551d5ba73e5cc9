"""Whether anything is kept longer than promised, or gone sooner than a law allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from ombud.inventory.drift import Drift
from ombud.plan.retention.due import rules_of
from ombud.policy.model import Gap, RetentionRule
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, named, unproven
from ombud.promises.overdue import Verdict
from ombud.promises.saying.phrase import phrase

Places = tuple[str, ...]


def overdue(statement: Statement, looking: Looking) -> Check:
    """Count the rows that a rule's promise no longer covers; for the principle itself, over all rules."""
    places = _places(statement, looking)
    if not places:
        return unproven(phrase("rule-holds-nothing"), phrase("bind-data"))
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
        figure, cause = phrase("unreached", places=len(strays)), phrase("in-no-dataset", places=map(named, strays))
        return Check("broken", figure, cause, phrase("move-or-declare"))
    return looking.silent(systems, places)


def _proofs_over(looking: Looking) -> Check | None:
    """Look whether Ombud's own proofs have outlived their period: they are personal data as well."""
    leaving = [rule for _, rule in looking.scene.policy.rules() if rule.leaves and not isinstance(rule.leaves.period, Gap)]
    over = [rule.rule for rule in leaving if proofs_over(rule, looking)]
    if not over:
        return None
    return Check("broken", phrase("proofs-overdue", kinds=len(over)), phrase("proofs-past-end", rules=over), phrase("sweep"))


def proofs_over(rule: RetentionRule, looking: Looking) -> bool:
    """Tell whether the oldest proof of a rule is past the end of its period."""
    oldest, leaves = looking.kept.proofs(rule.rule).oldest, rule.leaves
    return bool(oldest and leaves and not isinstance(leaves.period, Gap) and leaves.period.after(oldest) < looking.scene.today)


def _grows(drift: Drift, looking: Looking) -> bool:
    """Tell whether a place fills by itself, as folders of mail and files do."""
    return looking.scene.inventory.systems[drift.system].kind != "sql"


def _judge(counts: Counter[Verdict], looking: Looking, places: Places) -> Check:
    total, read = counts.total(), sum(looking.tallies.looked[place] for place in places)
    others: tuple[Verdict, ...] = ("kept", "held", "no_clock")
    rest = {verdict: counts[verdict] for verdict in others if counts[verdict]}
    figure = phrase("rows-overdue", overdue=counts["overdue"], rows=total, **rest) if total else phrase("none-under", rows=read)
    if counts["overdue"]:
        return Check("broken", figure, phrase("past-every-rule"), phrase("sweep"))
    if counts["no_clock"]:
        return Check("unproven", figure, phrase("no-start"), phrase("fill-in-day"))
    if unserved := sum(looking.tallies.unserved[place] for place in places):
        return Check("unproven", phrase("serving-nothing", rows=unserved, looked=read), phrase("no-when"), phrase("correct-activities"))
    return Check("kept", figure)


def floor(statement: Statement, looking: Looking) -> Check:
    """Look whether rows whose floor still runs have lost what the law wants kept."""
    places = _places(statement, looking)
    if not places:
        return unproven(phrase("rule-holds-nothing"), phrase("bind-data"))
    if silent := looking.silent({place.partition(".")[0] for place in places}, places):
        return silent
    counts = looking.tallies.floors.get(f"{statement.path[1]}/{statement.path[3]}", Counter())
    figure = phrase("emptied-early", emptied=counts["emptied"], rows=counts["emptied"] + counts["whole"])
    if counts["emptied"]:
        return Check("broken", figure, phrase("floor-lost"), phrase("restore"))
    if counts["no_clock"]:
        return Check("unproven", figure, phrase("floor-untold", rows=counts["no_clock"]), phrase("fill-in-day"))
    return Check("kept", figure)


def identity_documents(_: Statement, looking: Looking) -> Check:
    """Look whether identity documents are there longer than the rule that names them allows."""
    documents = {name for name, datum in looking.scene.policy.data.items() if datum.identity_document}
    own = [f"{activity}/{rule.rule}" for activity, rule in looking.scene.policy.rules() if set(rule.data) & documents]
    places = tuple(p.id for p in looking.scene.inventory.datasets() if p.data() & documents)
    if not own or not places:
        return unproven(phrase("identity-unnamed"), phrase("name-identity"))
    return _hidden(places, looking) or _judge(_counts(own, looking), looking, places)
