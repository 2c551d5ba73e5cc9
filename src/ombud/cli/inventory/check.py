"""`ombud inventory check`: what the systems hold against what the inventory says; exit 0 alike, 1 drift, 69 or 78 not all looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import click

from ombud.cli.inventory.compare import Difference, differences
from ombud.cli.say import say
from ombud.errors import OmbudError
from ombud.store.home import Home

_COLOURS = {"error": "red", "note": "blue"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was told of one system: its differences, or why it could not be looked at."""

    system: str
    differences: tuple[Difference, ...] = ()
    error: OmbudError | None = None


@click.command("check")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def check(home: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Compare every system with the inventory; all of them are opened for looking only."""
    place = Home.at(home)
    seen = [look(place, system) for system in place.inventory.systems]
    say(json.dumps(as_data(seen), indent=2, ensure_ascii=False)) if as_json else tell(seen)
    drifted = any(one.severity == "error" for each in seen for one in each.differences)
    return max((each.error.exit_code for each in seen if each.error), default=int(drifted))


def look(home: Home, system: str) -> Seen:
    """Compare one system; what was found before it went down is told all the same."""
    found: list[Difference] = []
    try:
        with home.systems(read_only=True) as systems:
            found.extend(differences(home.inventory, system, systems[system]))
    except OmbudError as error:
        return Seen(system, tuple(found), error)
    return Seen(system, tuple(found))


def as_data(seen: Sequence[Seen]) -> dict[str, object]:
    """Turn what was seen into the shape that scripts depend on."""
    found = [one for each in seen for one in each.differences]
    down = [{"system": each.system, "code": each.error.code, "message": each.error.message} for each in seen if each.error]
    counts = {severity: sum(one.severity == severity for one in found) for severity in ("error", "note")}
    return {"differences": [asdict(one) for one in found], "unavailable": down, "counts": counts}


def tell(seen: Sequence[Seen]) -> None:
    """Tell a person what differs, where, and what to do about it."""
    for each in seen:
        for one in each.differences:
            where = ".".join(part for part in (one.system, one.dataset, one.column) if part)
            say(f"{where}: {click.style(one.severity, fg=_COLOURS[one.severity])} {one.message} [{one.code}]\n    {one.hint}")
        if each.error:
            say(f"{each.system}: {click.style('not looked at', fg='red')} {each.error.message} [{each.error.code}]\n    {each.error.hint}")
    errors = sum(one.severity == "error" for each in seen for one in each.differences)
    looked = sum(each.error is None for each in seen)
    say(f"{looked} of {len(seen)} systems looked at: " + (f"{errors} differences." if errors else "as the inventory says."))
