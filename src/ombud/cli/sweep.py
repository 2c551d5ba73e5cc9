"""`ombud sweep`: what is overdue, shown with a plan; `--carry-out PLAN` erases what that plan showed."""

from __future__ import annotations

import json

import click

from ombud.cli.say import day, progress, say, table, tell_retained
from ombud.errors import UnavailableError
from ombud.plan.model import EraseRows
from ombud.plan.retention.tallies import told_of
from ombud.retention import actions
from ombud.retention.actions import Line, Report
from ombud.retention.report import as_data, unknown_of
from ombud.store.home import Home


@click.command("sweep")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--as-of", metavar="DATE", help="Look as of this day instead of today.")
@click.option("--carry-out", "plan", metavar="PLAN", help="Carry out the plan with this id.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(home: str, as_of: str | None, plan: str | None, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Show what is overdue; erase it only when a plan is carried out."""
    place, tell = Home.opened(home), progress(quiet=as_json)
    report = actions.execute(place, plan, tell) if plan else actions.show(place, day(as_of) if as_of else None, tell)
    say(json.dumps(as_data(report), indent=2)) if as_json else tell_report(report)
    if report.misconfigured:
        raise next(iter(report.misconfigured.values()))
    if report.unavailable:
        raise UnavailableError(
            "system-unavailable", f"Not all systems answered: {', '.join(report.unavailable)}.", hint="Run the same command again."
        )
    return 1 if report.refused or any(line.left for line in report.lines) else 0


def tell_report(report: Report) -> None:
    """Tell a report to a person, and what to do next."""
    verb = "Carried out" if report.carried_out else "Plan"
    say(f"{verb} {report.plan}, as of {report.as_of}\n")
    table(
        ("where", "what", "rule", "due", "done", "kept", "no clock"),
        [_line_cells(line, report) for line in report.lines if _worth_telling(line)],
    )
    for line in report.lines:
        _tell_telling(line)
    for gap in report.not_swept:
        say(f"  by hand: {gap.system}.{gap.dataset} ({gap.why.replace('_', ' ')}{' ' + gap.rule if gap.rule else ''})")
    tell_retained(report.retained)
    for step, why in report.refused.items():
        say(f"  refused: {step}: {why}")
    for step, error in report.misconfigured.items():
        say(f"  left alone: {step}: {error}")
    _next(report)


def _tell_telling(line: Line) -> None:
    for (rule, ground), count in line.seen.kept.items():
        if owner := told_of(ground):
            say(f"  stays: {count} in {line.step.system}.{line.step.dataset}: `{rule}` of {owner} still runs by their day")


def _worth_telling(line: Line) -> bool:
    return bool(line.seen.due or line.done or line.seen.kept or line.seen.no_clock or line.seen.held or unknown_of(line))


def _line_cells(line: Line, report: Report) -> tuple[str, ...]:
    what = "erase rows" if isinstance(line.step.change, EraseRows) else f"empty {line.step.id.partition('/')[2]}"
    kept = sum(line.seen.kept.values()) + line.seen.held
    done = str(line.done) if report.carried_out else ""
    away = line.seen.why if isinstance(line.seen.why, UnavailableError) else None
    due = away.message if away else "unknown" if unknown_of(line) else str(line.seen.due)
    return (
        f"{line.step.system}.{line.step.dataset}",
        what,
        _rules(line),
        due,
        done,
        str(kept or ""),
        str(sum(line.seen.no_clock.values()) or ""),
    )


def _rules(line: Line) -> str:
    first, *rest = line.step.rules
    return f"{first} and {len(rest)} more" if rest else first


def _next(report: Report) -> None:
    due = sum(line.seen.due for line in report.lines)
    if report.carried_out:
        say(f"\n{sum(line.done for line in report.lines)} changed. The proof: `ombud evidence export -o FILE`.")
        if left := sum(line.left for line in report.lines):
            say(f"{left} still due: rows that belong to them stay longer, or a system kept or refused them. They are no kept promise.")
    elif due:
        say(f"\n{due} due. Nothing has been changed. To erase them: ombud sweep --carry-out {report.plan}")
    elif unknown := sum(map(unknown_of, report.lines)):
        say(f"\nNothing else is due. In {unknown} steps nobody can say what is due.")
    else:
        say("\nNothing is due.")
