"""A sweep as programs read it."""

from __future__ import annotations

from ombud.errors import OmbudError
from ombud.plan.model import EraseRows
from ombud.retention.actions import Line, Report
from ombud.systems.refusal import Refusal


def as_data(report: Report) -> dict[str, object]:
    """Turn a report into the shape that scripts depend on (DESIGN §9)."""
    return {
        "plan": report.plan,
        "as_of": report.as_of.isoformat(),
        "carried_out": report.carried_out,
        "datasets": [_line_data(line) for line in report.lines],
        "by_hand": [{"system": n.system, "dataset": n.dataset, "why": n.why, "rule": n.rule} for n in report.not_swept],
        "unavailable": report.unavailable,
        "refused": report.refused,
        "said": {step: _said(why) for step, why in report.stopped.items()},
        "misconfigured": {step: str(error) for step, error in report.misconfigured.items()},
        "evidence": report.evidence,
        "retained": dict(report.retained),
    }


def _said(why: Refusal | OmbudError) -> dict[str, object]:
    """Give why a step stopped as a code and what it names, so that any language can tell it."""
    return {"code": why.code, "slots": dict(why.values) if isinstance(why, Refusal) else {}}


def _line_data(line: Line) -> dict[str, object]:
    return {
        "system": line.step.system,
        "dataset": line.step.dataset,
        "rule": "+".join(line.step.rules),
        "action": "erase" if isinstance(line.step.change, EraseRows) else "empty",
        "due": None if unknown_of(line) else line.seen.due,
        "done": line.done,
        "left": line.left,
        "no_clock": sum(line.seen.no_clock.values()),
        "kept": [{"rule": rule, "ground": ground, "count": count} for (rule, ground), count in line.seen.kept.items()],
        "held": line.seen.held,
    }


def unknown_of(line: Line) -> bool:
    """Tell whether nobody can say how many rows are due: the system did not answer or let us in, or refuses the step before it counts."""
    return bool(line.seen.stopped) and not line.seen.due
