"""`ombud cookies scan URL`: what a browser meets on a website before and after each choice, against what the policy declares; exit 1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import click

from ombud.cli.cookies.browse import visited
from ombud.cli.say import progress, say
from ombud.errors import BadInputError
from ombud.notices.cookies.register import Register
from ombud.promises.saying.phrase import phrase
from ombud.promises.saying.telling import Looks
from ombud.promises.visits.differences import Difference, differences
from ombud.promises.visits.visit import Visit
from ombud.registers import board
from ombud.store.home import Home


@click.group("cookies")
def command() -> None:
    """Look at a website as a visitor's browser does."""


@command.command()
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--chromium", metavar="PATH", help="The browser to drive; by default the one that is installed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def scan(addresses: tuple[str, ...], home: str, chromium: str | None, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Compare a website with the cookies of the policy, before and after each choice."""
    if wrong := next((one for one in addresses if not one.startswith(("http://", "https://"))), None):
        raise BadInputError("scan-address", "This is no address of a website.", where=wrong, hint="Write it with https:// before it.")
    place = Home.opened(home)
    visit = visited(addresses, Register.of(place.policy).optional, place.now(), chromium, progress(quiet=as_json))
    found = differences(visit, place.policy)
    board.keep_visit(place, visit)
    looks = board.looks(place)
    said = looks.words("differences")
    say(json.dumps(_data(visit, found, said), indent=2, ensure_ascii=False)) if as_json else _tell(visit, found, looks)
    return 1 if found else 0


def _data(visit: Visit, found: Sequence[Difference], said: Mapping[str, str]) -> dict[str, object]:
    """Turn a visit into the shape that scripts depend on."""
    return {
        "addresses": visit.addresses,
        "at": visit.at.isoformat(timespec="seconds"),
        "asked": visit.asked,
        "findings": [
            {"code": one.code, "stage": one.stage, "message": said[one.code], "met": asdict(one.met) if one.met else None} for one in found
        ],
        "stages": [asdict(stage) for stage in visit.stages],
    }


def _tell(visit: Visit, found: Sequence[Difference], looks: Looks) -> None:
    said = looks.words("differences")
    for one in found:
        what = f"{one.met.what} {one.met.name} of {one.met.host}: " if one.met else ""
        say(click.style(f"✗ {one.stage}", fg="red", bold=True) + f"  {what}{said[one.code]}  [{one.code}]")
    met = len({thing for stage in visit.stages for thing in stage.met})
    say(looks.tell(phrase("scanned", pages=len(visit.addresses), choices=len(visit.stages), met=met, differences=len(found))))
