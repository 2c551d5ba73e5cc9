"""A recipients file is filtered before it is used: every line is told whether it may be, and why not (GDPR Art. 7(1), 21(3))."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ombud.consent.gate.asking import may
from ombud.errors import BadInputError
from ombud.plan.consent.gate import Question
from ombud.store.home import Home

COLUMN = "email"
_AT_ONCE = 5000


def filtered(home: Home, question: Question, source: Path, target: Path) -> Counter[str]:
    """Write a file anew with the columns `allowed` and `refused_because`, whole or not at all; tell how many lines got which answer."""
    counts: Counter[str] = Counter()
    beside = target.with_name(f".{target.name}.part")
    try:
        with source.open(encoding="utf-8-sig", newline="") as read, beside.open("w", encoding="utf-8", newline="") as write:
            lines = csv.DictReader(read, strict=True)
            out = csv.DictWriter(write, [*_heads(lines, source), "allowed", "refused_because"], lineterminator="\n")
            out.writeheader()
            for some in iter(lambda: list(islice(lines, _AT_ONCE)), []):
                out.writerows(_answered(home, question, some, counts))
        beside.replace(target)
    except UnicodeDecodeError:
        raise BadInputError("file-unreadable", "The list is not UTF-8 text.", where=source.name, hint="Save it as UTF-8.") from None
    except csv.Error as error:
        raise BadInputError("list-unreadable", f"The list is no CSV: {error}.", where=source.name, hint="Save it as CSV.") from None
    finally:
        beside.unlink(missing_ok=True)
    return counts


def _heads(lines: csv.DictReader[str], source: Path) -> list[str]:
    heads = list(lines.fieldnames or ())
    if COLUMN not in heads:
        raise BadInputError("list-column", f"The list has no column `{COLUMN}`.", where=source.name, hint="Name that column so.")
    return heads


def _answered(home: Home, question: Question, some: list[dict[str, str]], counts: Counter[str]) -> Iterator[dict[str, str]]:
    if wrong := next((line for line in some if None in line or None in line.values()), None):
        raise BadInputError("list-unreadable", f"A line has {len(wrong)} columns, the first has others.", hint="Look at its commas.")
    answers = may(home, question, [(("email", line[COLUMN]),) if line[COLUMN].strip() else () for line in some])
    for line, answer in zip(some, answers, strict=True):
        counts[answer.why] += 1
        yield line | {"allowed": "yes" if answer.allowed else "no", "refused_because": "" if answer.allowed else answer.why}
