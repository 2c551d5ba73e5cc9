"""The model of threats says of each what stands against it, and names tests that are there."""

import re
from pathlib import Path

from tests.docs.test_asvs import TESTS, defined

PAGE = (TESTS.parent / "docs" / "explain" / "threats.md").read_text("utf-8")
TEST = re.compile(r"`([a-z_/]+\.py)::(test_\w+)`")


def rows(title: str) -> list[list[str]]:
    """Give the rows of the table under a heading."""
    lines = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]


def test_each_threat_has_what_stands_against_it_and_a_test_that_is_there() -> None:
    """OWASP ASVS 1.1.1, 1.1.2."""
    told = rows("Threats")
    assert len(told) > 10
    for threat, against, shown in told:
        assert threat
        assert against
        named = TEST.findall(shown)
        assert named, threat
        assert [name for path, name in named if name not in defined(TESTS / path)] == []


def test_each_border_says_what_crosses_it_and_who_is_believed() -> None:
    """OWASP ASVS 1.1.4."""
    borders = rows("Borders of trust")
    assert [border.partition(".")[0] for border, _, _ in borders] == [str(number) for number in range(1, len(borders) + 1)]
    assert all(crosses and believed for _, crosses, believed in borders)
    spaces = {path.stem for path in Path(TESTS.parent / "src" / "ombud" / "web" / "urls").glob("*.py")} - {"__init__", "all"}
    assert spaces == {"public", "console", "api"}  # a new one is a new border
