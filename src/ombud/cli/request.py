"""`ombud request RIGHT`: what a person asks, planned and shown; `--carry-out PLAN` does it; access writes what the person gets."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from ombud.cli.ground.subjects import people
from ombud.cli.say import say, table, tell_retained
from ombud.errors import BadInputError, RefusedError, UnavailableError
from ombud.execute.languages import language_pack
from ombud.execute.package import write_package
from ombud.inventory.model import parted
from ombud.plan.rights.wish import Right
from ombud.policy.model import Language
from ombud.rights import answers
from ombud.rights.carrying.acting import execute
from ombud.rights.wishes.shown import Answer, show
from ombud.rights.wishes.wish import ERASING, TELLING, Case, Systems, Wish, checked
from ombud.store.home import Home

RIGHTS = ("access", "erase", "rectify", "restrict", "port", "object", "withdraw")


@click.command("request")
@click.argument("right", type=click.Choice(RIGHTS))
@click.option("--subject", help="`-` reads KIND:VALUE lines from standard input; KIND:VALUE itself only in a demo home.")
@click.option("--reason", default="", help="Why this is asked and by which way it came; it goes on record.")
@click.option("--set", "sets", multiple=True, metavar="DATA=VALUE", help="The corrected value, for rectify.")
@click.option("--purpose", metavar="ID", help="Only this purpose or activity, for withdraw and object.")
@click.option("--carry-out", "plan", metavar="PLAN", help="Carry out the plan with this id.")
@click.option(
    "--lang", "language", default="en", type=click.Choice(("da", "sv", "nb", "en")), help="The person's language.", show_default=True
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The folder to write the answer into.")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(  # noqa: PLR0917 - click passes one argument an option
    right: Right,
    subject: str | None,
    reason: str,
    sets: tuple[str, ...],
    purpose: str | None,
    plan: str | None,
    language: Language,
    output: Path | None,
    home: str,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> int:
    """Answer a person: show what would be done, or do it."""
    if plan and right in TELLING:
        raise BadInputError(
            "nothing-to-carry-out", "This is answered by telling: nothing is carried out.", hint="Write it with `-o FOLDER`."
        )
    place = Home.opened(home)
    with place.systems(read_only=True) as systems:
        if plan:
            answer = execute(place, plan, right)
        else:
            wish = Wish(right, reason, purpose, dict(_pair(text) for text in sets), language)
            answer = show(place, checked(wish, place.policy), people(place, subject or "-"), systems)
        if output:
            write(answer, place, output, systems)
    say(json.dumps(as_data(answer), indent=2)) if as_json else tell(answer, output)
    return _exit(answer)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadInputError("bad-set", "`--set` takes DATA=VALUE.", hint="For example --set phone=… with the new number.")
    return name, value


def write(answer: Answer, home: Home, folder: Path, systems: Systems) -> None:
    """Write what each person gets; several persons get a folder each, numbered in the order they were given."""
    if answer.plan.unavailable:
        return
    scene, planned = home.scene(), [case for case in answer.plan.cases if case.outcome == "planned"]
    for number, case in enumerate(planned, 1):
        given = answers.package(answer, case, scene, systems)
        place = folder if len(planned) == 1 else folder / str(number)
        write_package(place, given.letter, given.data, language_pack(answer.plan.wish.language), given.review, given.tables)
        if answer.plan.wish.right in TELLING:
            home.state.log.append(
                "disclosed", {"right": answer.plan.wish.right, "count": len(case.person.rows) + len(case.proofs)}, run=answer.id
            )


def kept_data(cases: list[Case]) -> list[dict[str, object]]:
    """List what stays: where, which data, ground, article, law and the day it goes."""
    seen: dict[tuple[object, ...], int] = {}
    for case in cases:
        for made in case.decisions:
            for stay in made.stays:
                key = (made.row.place, stay.data, stay.ground, stay.article, stay.law, stay.until.isoformat() if stay.until else None)
                seen[key] = seen.get(key, 0) + 1
    names = ("place", "data", "ground", "article", "law", "until")
    return [dict(zip(names, key, strict=True)) | {"count": count} for key, count in seen.items()]


def as_data(answer: Answer) -> dict[str, object]:
    """Turn an answer into the shape that scripts depend on (DESIGN §9)."""
    plan = answer.plan
    made = {(m.act.system, m.act.dataset, m.act.verb, m.act.values): m.changed for m in answer.made}
    steps = [
        {
            "system": act.system,
            "dataset": act.dataset,
            "action": act.verb,
            "rows": len(act.keys),
            "columns": [column for column, _ in act.values],
            "done": made.get((act.system, act.dataset, act.verb, act.values), 0),
        }
        for act in plan.acts
    ]
    kept = [dict(zip(("system", "dataset"), parted(str(k["place"])), strict=True)) | k for k in kept_data(list(plan.cases))]
    return {
        "plan": answer.id,
        "outcome": answer.outcome,
        "persons": {outcome: sum(case.outcome == outcome for case in plan.cases) for outcome in {case.outcome for case in plan.cases}},
        "steps": steps,
        "kept": kept,
        "by_hand": [
            dict(zip(("system", "dataset"), parted(t.place), strict=True)) | {"why": t.why, "count": t.count} for t in plan.by_hand
        ],
        "refused": {place: why.message for place, why in plan.refused.items()},
        "unavailable": dict(plan.unavailable),
        "evidence": answer.evidence,
        "retained": dict(answer.retained),
    }


def tell(answer: Answer, output: Path | None) -> None:
    """Tell an answer to the person at the desk, and what to do next."""
    plan = answer.plan
    say(f"{plan.wish.right}: {_told(answer, output)} (plan {answer.id})\n")
    found = Counter(row.place for case in plan.cases for row in case.person.rows.values())
    found.update({place: len(flock.rows) for place, flock in plan.flocks.items() if flock.rows})
    found.update({"ombud.proof": proofs} if (proofs := sum(len(case.proofs) for case in plan.cases)) else {})
    found.update({"ombud.handed": times} if (times := sum(len(case.handed) for case in plan.cases)) else {})
    table(("found in", "rows"), [(place, str(count)) for place, count in sorted(found.items())])
    say()
    rows = [(f"{a.system}.{a.dataset}", a.verb, ", ".join(c for c, _ in a.values), str(len(a.keys))) for a in plan.acts]
    table(("where", "what", "columns", "rows"), rows)
    for kept in kept_data(list(plan.cases)):
        until = f" until {kept['until']}" if kept["until"] else ""
        say(f"  stays: {kept['count']} in {kept['place']} ({kept['ground']}, {kept['article']}){until}")
    for task in plan.by_hand:
        say(f"  by hand: {task.place}, {task.why.replace('_', ' ')}{f' ({task.count})' if task.count else ''}")
    tell_retained(answer.retained)
    for place, why in plan.refused.items():
        say(f"  refused: {place}: {why.message}")
    for system, silence in plan.unavailable.items():
        say(f"  unavailable: {system}: {silence}")
    if plan.wish.right in ERASING and plan.waiting:
        say(f"  left alone until then: {', '.join(sorted(plan.waiting))}")
    _next(answer, output)


def _told(answer: Answer, output: Path | None) -> str:
    """Tell how a wish stands: an answer that only tells is done when it is written."""
    told = "answered" if output and answer.outcome == "planned" and not answer.plan.acts else answer.outcome
    return told if len(answer.plan.cases) == 1 else f"{told}, {len(answer.plan.cases)} persons"


def _next(answer: Answer, output: Path | None) -> None:
    right = answer.plan.wish.right
    if output and answer.outcome not in ("nobody", "ambiguous"):
        say(f"\nThe answer is in {output}; open answer.html, and look through review/ before anything is sent.")
    elif answer.outcome == "planned" and answer.plan.acts:
        say(f"\nNothing has been changed. To do it: ombud request {right} --carry-out {answer.id}")
    elif answer.outcome == "planned":
        say(f"\nNothing has been changed. To write the answer: ombud request {right} … -o FOLDER")
    elif answer.outcome == "nobody":
        say("\nNo system knows this identifier. Nobody was found, so nothing was done.")
    elif answer.outcome == "ambiguous":
        kinds = ", ".join(dict.fromkeys(kind for case in answer.plan.cases for kind in case.ambiguous))
        say(f"\nThe identifier leads to more than one person: it goes with more than one {kinds}. Nothing was done.")
        say("Part them in the system first; or, where one person may have several, say `single: false` of the identifier in the policy.")


def _exit(answer: Answer) -> int:
    if answer.plan.unavailable:
        raise UnavailableError(
            "system-unavailable", f"Not all systems answered: {', '.join(answer.plan.unavailable)}.", hint="Run the same command again."
        )
    if answer.outcome == "refused":
        raise RefusedError(
            "plan-refused", "A system would refuse a part of this plan; nothing was done.", hint="See the refused lines above."
        )
    return 0 if answer.outcome in ("planned", "done") else 1
