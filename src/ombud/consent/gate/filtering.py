"""A recipients file is filtered before it is used: every line is told whether it may be, and why not (GDPR Art. 7(1), 21(3))."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ombud.consent.addresses import COLUMN, opened
from ombud.consent.gate.asking import may
from ombud.plan.consent.gate import Question
from ombud.store.home import Home

_AT_ONCE = 5000


def filtered(home: Home, question: Question, source: Path, target: Path) -> Counter[str]:
    """Write a file anew with the columns `allowed` and `refused_because`, whole or not at all; tell how many lines got which answer."""
    counts: Counter[str] = Counter()
    beside = target.with_name(f".{target.name}.part")
    try:
        with opened(source) as lines, beside.open("w", encoding="utf-8", newline="") as write:
            out = csv.DictWriter(write, [*lines.columns, "allowed", "refused_because"], lineterminator="\n")
            out.writeheader()
            rest = iter(lines)
            for some in iter(lambda: list(islice(rest, _AT_ONCE)), []):
                out.writerows(_answered(home, question, some, counts))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return counts


def _answered(home: Home, question: Question, some: list[dict[str, str]], counts: Counter[str]) -> Iterator[dict[str, str]]:
    answers = may(home, question, [(("email", line[COLUMN]),) if line[COLUMN].strip() else () for line in some])
    for line, answer in zip(some, answers, strict=True):
        counts[answer.why] += 1
        yield line | {"allowed": "yes" if answer.allowed else "no", "refused_because": "" if answer.allowed else answer.why}
