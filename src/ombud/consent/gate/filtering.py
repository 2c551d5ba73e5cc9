"""A recipients file is filtered before it is used: every line is told whether it may be, and why not (GDPR Art. 7(1), 21(3))."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from ombud.consent.addresses import COLUMN, opened
from ombud.consent.gate.asking import may
from ombud.plan.consent.gate import Question, Verdict
from ombud.store.home import Home

_AT_ONCE = 5000
_ANSWER = ("allowed", "refused_because")


def filtered(home: Home, question: Question, source: Path, target: Path) -> Counter[str]:
    """Write a file anew with the columns `allowed` and `refused_because`, whole or not at all; tell how many lines got which answer."""
    counts: Counter[str] = Counter()
    beside = target.with_name(f".{target.name}.part")
    try:
        with opened(source) as lines, beside.open("w", encoding="utf-8", newline="") as write:
            out, asked = csv.writer(write, lineterminator="\n"), _asked(lines.columns)
            out.writerow((*asked(lines.columns), *_ANSWER))
            rows, at = lines.rows(), lines.columns.index(COLUMN)
            for some in iter(lambda: list(islice(rows, _AT_ONCE)), []):
                answers = may(home, question, [(("email", row[at]),) if row[at].strip() else () for row in some])
                counts.update(answer.why for answer in answers)
                out.writerows((*asked(row), *_told(answer)) for row, answer in zip(some, answers, strict=True))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return counts


def _asked(columns: list[str]) -> Callable[[list[str]], list[str]]:
    """Give what takes the answers of an earlier day out of a row: only those of today may be read."""
    kept = [at for at, name in enumerate(columns) if name not in _ANSWER]
    return (lambda row: row) if len(kept) == len(columns) else lambda row: [row[at] for at in kept]


def _told(answer: Verdict) -> tuple[str, str]:
    return ("yes", "") if answer.allowed else ("no", answer.why)
