"""`ombud export`: the policy in a format of others, and the list of what that format could not carry."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import click
import yaml

from ombud.cli.notice.command import put
from ombud.cli.say import say
from ombud.exchange.dpv import to_dpv
from ombud.exchange.fides.taxonomy import to_fides
from ombud.execute.package import json_text
from ombud.store.home import Home


@click.command("export")
@click.argument("kind", type=click.Choice(["dpv", "fides"]))
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("-o", "output", metavar="FILE", required=True, help="The file to write; one that is there is replaced.")
@click.option("--json", "as_json", is_flag=True, help="Print the loss report as one JSON object and nothing else.")
def command(kind: str, home: str, output: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Write the policy as W3C DPV (JSON-LD) or as a fideslang taxonomy (YAML), and say what could not be carried."""
    policy = Home.at(home).policy
    made, facts = to_dpv(policy, published()) if kind == "dpv" else to_fides(policy)
    text = json_text(made) if kind == "dpv" else yaml.safe_dump(made, allow_unicode=True, sort_keys=False)
    put(Path(output), text.encode())
    lost = [".".join(path) for path in facts.lost()]
    if as_json:
        say(json.dumps({"file": output, "carried": facts.carried, "lost": lost}, indent=2, ensure_ascii=False))
        return
    say(f"Wrote {output}: {facts.carried} facts carried, {len(lost)} not:")
    for path in lost:
        say(f"  {path}")


def published() -> frozenset[str]:
    """Read the addresses of the published terms of the Data Privacy Vocabulary."""
    return frozenset((files("ombud.exchange") / "dpv-2.3.txt").read_text("utf-8").split("\n"))
