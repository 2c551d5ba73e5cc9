"""The table of OWASP ASVS 4.0.3, level 2: requirement, and the test that shows it, the reason it does not apply, or what is open."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

HERE = Path(__file__).parent
CHAPTERS = {
    1: "Architecture",
    2: "Signing in",
    3: "Sessions",
    4: "Access",
    5: "Input and output",
    6: "Cryptography",
    7: "Errors and logs",
    8: "Data",
    9: "Connections",
    10: "Malicious code",
    11: "Business logic",
    12: "Files",
    13: "The API",
    14: "Configuration",
}
Row = dict[str, str | list[str]]


def table() -> dict[str, Row]:
    """Read the table."""
    return dict(yaml.safe_load((HERE / "asvs.yaml").read_text("utf-8")))


def lines() -> list[str]:
    """Write the table for readers."""
    rows = table()
    counted = Counter("open" if "open" in row else "shown" if "shown" in row else "not" for row in rows.values())
    told = [
        f"{len(rows)} requirements: {counted['shown']} shown by tests, {counted['not']} do not apply, {counted['open']} open.",
        "",
        "*Operator* is whoever runs Ombud.",
        "",
    ]
    for chapter, title in CHAPTERS.items():
        told += [f"## {chapter}. {title}", "", "| no. | requirement | how it stands |", "| --: | --- | --- |"]
        told += [f"| {number} | {row['need']} | {_stands(row)} |" for number, row in rows.items() if number.startswith(f"{chapter}.")]
        told += [""]
    return told


def _stands(row: Row) -> str:
    shown = ", ".join(f"`{test}`" for test in row.get("shown", ()))
    missing = f"**open** ({row['owner']}): {row['open']}" if "open" in row else ""
    return "; ".join(part for part in (shown, missing, f"does not apply: {row['not']}" if "not" in row else "") if part)
