"""`ombud check`: what is wrong with the policy and the inventory; exit 0 clean, 1 findings of severity error, 2 not readable."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from ombud.cli.say import day, say
from ombud.policy.telling import Told, Words, told
from ombud.policy.versions import editions
from ombud.registers.findings import findings_of
from ombud.store.home import Home, words

UNREADABLE = 2


@click.command("check")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--as-of", metavar="DATE", help="Check as of this day instead of today.")
@click.option("--lang", type=click.Choice(("da", "sv", "nb", "en")), default="en", help="The language of the findings.", show_default=True)
@click.option("--beside", metavar="DIR", help="A home with another edition of the same policy: tell where the two differ.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(home: str, as_of: str | None, lang: str, beside: str | None, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Check the policy and the inventory of a home."""
    place = Home.at(home)
    known, found = words(lang), findings_of(place, day(as_of) if as_of else place.now().date())
    if beside:
        found = (*found, *editions.beside(place.parsed_policy, Home.at(beside).policy))
    findings = tuple(told(finding, known) for finding in found)
    errors = sum(finding.severity == "error" for finding in findings)
    say(json.dumps(as_data(findings), indent=2, ensure_ascii=False)) if as_json else tell(findings, known)
    if any(finding.code in ("yaml-unreadable", "yaml-empty") for finding in findings):
        return UNREADABLE
    return 1 if errors else 0


def as_data(findings: tuple[Told, ...]) -> dict[str, object]:
    """Turn findings into the shape that scripts depend on (DESIGN §9)."""
    counts = {severity: sum(f.severity == severity for f in findings) for severity in ("error", "warning", "note")}
    return {"findings": [{**asdict(f), "path": ".".join(f.path)} for f in findings], "counts": counts}


def tell(findings: tuple[Told, ...], known: Words) -> None:
    """Tell findings to a person, each with its place and what to write instead."""
    colours = {"error": "red", "warning": "yellow", "note": "blue"}
    for f in findings:
        law, severity = f" ({f.article})" if f.article else "", click.style(known.words[f.severity], fg=colours[f.severity])
        say(f"{Path(f.file).name}:{f.line}:{f.column}: {severity} {f.message}{law} [{f.code}]\n    {f.hint}")
    errors = sum(f.severity == "error" for f in findings)
    counted = known.also["count"].format(errors=errors, others=len(findings) - errors)
    say(f"\n{counted}" if findings else known.also["clean"])
