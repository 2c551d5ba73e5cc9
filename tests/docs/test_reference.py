"""The reference says what the code says; `./dev docs` writes it anew."""

from __future__ import annotations

import os

import pytest

from tests.docs.pages import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    path, page = ROOT / "docs" / "reference" / name, PAGES[name]()
    if os.environ.get("OMBUD_WRITE_DOCS"):
        path.write_text(page, "utf-8")
    assert path.read_text("utf-8") == page, "run ./dev docs"


def test_every_error_code_is_written_one_way() -> None:
    codes = [line.split("`")[1] for line in PAGES["errors.md"]().splitlines() if line.startswith("| `")]
    assert codes == sorted(set(codes))
    assert all(code == code.lower() and " " not in code for code in codes)


def test_every_row_of_a_source_is_carried_by_a_statement() -> None:
    rows = [line for line in PAGES["promises.md"]().splitlines() if line.startswith("| ") and not line.startswith(("| row", "| ---"))]
    assert rows
    assert [row for row in rows if "—" in row] == []
