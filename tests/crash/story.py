"""What the evidence tells of one plan, and whether it holds together."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from ombud.evidence.check import verify
from ombud.evidence.entry import Entry, decode
from tests.crash.home import state


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the evidence tells it: rows intended at first, found at the last opening, changed after it, and left."""

    intended: int
    found: int
    changed: int
    left: int
    openings: int


def entries(folder: Path, plan: str) -> list[Entry]:
    """Read the entries of one plan in the order in which they were appended."""
    bodies = state(folder, "SELECT body FROM store_entryrow ORDER BY id")
    read = [decode(bytes(body)) for (body,) in bodies if isinstance(body, bytes)]
    return [entry for entry in read if entry.run == plan]


def steps(told: list[Entry]) -> dict[str, Step]:
    """Tell every step: it begins as intended, is repeated or not, and ends as done."""
    names = dict.fromkeys(entry.step for entry in told if entry.step)
    return {name: _step([entry for entry in told if entry.step == name and entry.kind != "failed"]) for name in names}


def _step(told: list[Entry]) -> Step:
    first, *repeats, done = told
    assert [entry.kind for entry in told] == ["intended", *["repeated"] * len(repeats), "done"]
    intended = _figure(first, "due", "rows")
    assert [entry.facts["intended"] for entry in repeats] == [intended] * len(repeats)
    found = _figure(repeats[-1], "found") if repeats else intended
    return Step(intended, found, _figure(done, "count"), _figure(done, "remaining"), 1 + len(repeats))


def _figure(entry: Entry, *names: str) -> int:
    figure = next(entry.facts[name] for name in names if name in entry.facts)
    assert isinstance(figure, int)
    return figure


def others(told: list[Entry]) -> Counter[tuple[str, str]]:
    """Count what else the plan left on record, apart from being shown."""
    return Counter((entry.kind, repr(sorted(entry.facts.items()))) for entry in told if not entry.step and entry.kind != "planned")


def problems(bundle: bytes) -> Iterator[str]:
    """Tell what a stranger finds wrong with an exported log."""
    verdict = verify(BytesIO(bundle))
    yield from (problem.code for problem in (*verdict.problems, *verdict.notes))
    if not verdict.intact or verdict.unfinished:
        yield f"{verdict.unfinished} acts are not told to be done"
