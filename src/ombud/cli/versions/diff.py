"""`ombud diff`: what changed from one policy to another, what each change means, and what follows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from ombud.cli.say import say, table
from ombud.errors import BadInputError
from ombud.policy.model import Policy
from ombud.policy.parse import parse
from ombud.policy.versions.meaning import Change, changes, duties, shown
from ombud.store.home import Home, read_text, sound
from ombud.store.versions.published import published


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--home", default=".", help="The home whose published versions are meant.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(old: str, new: str, home: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Compare OLD with NEW: each a policy file or the number of a published version; exit 1 when they differ."""
    found = changes(_policy(old, home), _policy(new, home))
    say(json.dumps(as_data(found), indent=2, ensure_ascii=False)) if as_json else tell(found)
    return 1 if found else 0


def _policy(name: str, home: str) -> Policy:
    """Find a policy: a file of that name, else a published version of the home."""
    if Path(name).is_file():
        return sound(parse(read_text(Path(name)), Path(name).name), Path(name).name)
    at_home = (Path(home) / "policy.yaml").is_file()  # two files can be compared without a home
    if at_home and (frozen := published(Home.at(home), name)):
        return frozen.policy
    hint = "Name a policy file, or a version that `ombud publish` has frozen in the home."
    raise BadInputError("no-such-policy", "There is neither a file nor a published version of that name.", where=name, hint=hint)


def as_data(found: Sequence[Change]) -> dict[str, object]:
    """Turn changes into the shape that scripts depend on."""
    listed = [
        {
            "path": ".".join(change.difference.path),
            "change": change.difference.how,
            "class": change.class_,
            "before": shown(change.difference.before),
            "after": shown(change.difference.after),
            "follows": list(change.follows),
        }
        for change in found
    ]
    return {"changes": listed, "counts": dict(Counter(change.class_ for change in found)), "follows": list(duties(found))}


def tell(found: Sequence[Change]) -> None:
    """Tell a person what changed and what to do."""
    if not found:
        say("No fact differs.")
        return
    table(("class", "where", "change"), [(change.class_, ".".join(change.difference.path), _told(change)) for change in found])
    say("\nWhat follows:")
    for duty in duties(found):
        say(f"  {duty}: {_counted(sum(duty in change.follows for change in found))}")


def _counted(number: int) -> str:
    return "1 change" if number == 1 else f"{number} changes"


def _told(change: Change) -> str:
    before, after = (shown(value) for value in (change.difference.before, change.difference.after))
    if before is not None and after is not None:
        return f"{_short(before)} → {_short(after)}"
    one = before or after
    return f"{change.difference.how}: {_short(one)}" if one else change.difference.how


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 - a glance; --json tells all
