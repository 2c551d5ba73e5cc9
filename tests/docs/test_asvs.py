"""Security is a table that cannot lie: each requirement of level 2 stands in it, and each test it names is there."""

import ast
from collections import Counter
from pathlib import Path

from tests.docs.asvs import CHAPTERS, table

TESTS = Path(__file__).parents[1]
LEVEL_TWO = {1: 38, 2: 54, 3: 18, 4: 9, 5: 30, 6: 13, 7: 12, 8: 15, 9: 7, 10: 5, 11: 8, 12: 15, 13: 13, 14: 23}
"""How many requirements each chapter of ASVS 4.0.3 has on levels 1 and 2, those it deleted left out."""


def test_every_requirement_of_level_two_is_in_the_table() -> None:
    assert Counter(int(number.split(".")[0]) for number in table()) == LEVEL_TWO
    assert LEVEL_TWO.keys() == CHAPTERS.keys()


def test_every_requirement_is_shown_or_does_not_apply_or_is_open_with_an_owner() -> None:
    for number, row in table().items():
        assert row.keys() <= {"need", "shown", "not", "open", "owner"}, number
        assert ("not" in row) != bool(row.keys() & {"shown", "open"}), number
        assert ("open" in row) == (row.get("owner") in {"maintainers", "operator"}), number
        assert all(len(str(row[how]).split()) > 2 for how in row.keys() & {"not", "open"}), number


def test_every_test_it_names_is_there() -> None:
    named = {test for row in table().values() for test in row.get("shown", ())}
    assert named
    assert {test for test in named if test.partition("::")[2] not in defined(TESTS / test.partition("::")[0])} == set()


def defined(path: Path) -> set[str]:
    """Name the functions of a file."""
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}
