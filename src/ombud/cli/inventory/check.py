"""`ombud inventory check`: what the systems hold against what the inventory says; exit 0 alike, 1 drift, 69 or 78 not all looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from ombud.cli.say import say
from ombud.policy.telling import Words, told
from ombud.registers.compare import Difference
from ombud.registers.systems import Seen, look
from ombud.store.home import Home, words

_COLOURS = {"error": "red", "note": "blue"}


@click.command("check")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--lang", type=click.Choice(("da", "sv", "nb", "en")), default="en", help="The language of what is told.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def check(home: str, lang: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Compare every system with the inventory; all of them are opened for looking only."""
    place, known = Home.at(home), words(lang)
    seen = [look(place, system) for system in place.inventory.systems]
    say(json.dumps(as_data(seen, known), indent=2, ensure_ascii=False)) if as_json else tell(seen, known)
    drifted = any(one.finding.severity == "error" for each in seen for one in each.differences)
    return max((each.error.exit_code for each in seen if each.error), default=int(drifted))


def as_data(seen: Sequence[Seen], known: Words) -> dict[str, object]:
    """Turn what was seen into the shape that scripts depend on."""
    found = [one for each in seen for one in each.differences]
    down = [{"system": each.system, "code": each.error.code, "message": each.error.message} for each in seen if each.error]
    counts = {severity: sum(one.finding.severity == severity for one in found) for severity in ("error", "note")}
    return {"differences": [_data(one, known) for one in found], "unavailable": down, "counts": counts}


def _data(one: Difference, known: Words) -> dict[str, object]:
    said = told(one.finding, known)
    place = {"system": one.system, "dataset": one.dataset, "column": one.column}
    return {"code": said.code, "severity": said.severity, **place, "message": said.message, "hint": said.hint}


def tell(seen: Sequence[Seen], known: Words) -> None:
    """Tell a person what differs, where, and what to do about it."""
    for each in seen:
        for one in each.differences:
            where = ".".join(part for part in (one.system, one.dataset, one.column) if part)
            said = told(one.finding, known)
            severity = click.style(known.words[said.severity], fg=_COLOURS[said.severity])
            say(f"{where}: {severity} {said.message} [{said.code}]\n    {said.hint}")
        if each.error:
            unseen = click.style(known.words["not-looked"], fg="red")
            say(f"{each.system}: {unseen} {each.error.message} [{each.error.code}]\n    {each.error.hint}")
    errors = sum(one.finding.severity == "error" for each in seen for one in each.differences)
    looked = sum(each.error is None for each in seen)
    say(known.also["looked-different" if errors else "looked-alike"].format(looked=looked, systems=len(seen), errors=errors))
