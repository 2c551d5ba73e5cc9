"""Modules, functions and folders stay small, and each module and class says what it is."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.conftest import Plant
from tests.architecture.rules import FUNCTION_LINES, MODULE_LINES, MODULES_IN_A_FOLDER
from tests.architecture.source import ROOT, Module, code_lines, functions, read

Source = Mapping[str, Module]


def oversized(source: Source) -> list[str]:
    """Name modules and functions with too many lines of code."""
    return [what for module in source.values() if not module.generated for what in too_long(module)]


def too_long(module: Module) -> Iterator[str]:
    """Give what is too long in one module."""
    code = code_lines(module)
    if len(code) > MODULE_LINES:
        yield f"{module.name} has {len(code)} lines of code; {MODULE_LINES} are allowed"
    for function in functions(module):
        length = len(code & set(range(function.lineno, (function.end_lineno or 0) + 1)))
        if length > FUNCTION_LINES:
            yield f"{module.name}.{function.name} has {length} lines of code; {FUNCTION_LINES} are allowed"


def crowded(source: Source) -> list[str]:
    """Name folders with too many modules."""
    named = (module for module in source.values() if module.path.stem != "__init__" and not module.generated)
    counted = Counter(module.path.parent for module in named)
    return [
        f"{folder} holds {count} modules; {MODULES_IN_A_FOLDER} are allowed"
        for folder, count in counted.items()
        if count > MODULES_IN_A_FOLDER
    ]


def unexplained(source: Source) -> list[str]:
    """Name modules and classes without a docstring; Django's inner Meta and its migrations speak for themselves."""
    return [
        f"{module.name}: {getattr(node, 'name', 'the module')} has no docstring"
        for module in source.values()
        if not module.generated
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef) and not ast.get_docstring(node) and getattr(node, "name", "") != "Meta"
    ]


@pytest.fixture(scope="module")
def tests_and_source(source: Source) -> Source:
    """Every module of src and of tests."""
    return {**source, **{f"tests.{name}": module for name, module in read(ROOT / "tests").items()}}


def test_modules_and_functions_are_small(tests_and_source: Source) -> None:
    assert oversized(tests_and_source) == []


def test_folders_are_small(source: Source) -> None:
    assert crowded(source) == []


def test_every_module_and_class_says_what_it_is(tests_and_source: Source) -> None:
    assert unexplained(tests_and_source) == []


def lines(count: int, indent: str = "") -> str:
    """Write some lines of code."""
    return "".join(f"{indent}x = {number}\n" for number in range(count))


def test_a_long_module_is_found(plant: Plant) -> None:
    assert oversized(plant({"ombud/a.py": lines(MODULE_LINES)})) == []
    assert len(oversized(plant({"ombud/a.py": lines(MODULE_LINES + 1)}))) == 1


def test_a_long_function_is_found(plant: Plant) -> None:
    assert oversized(plant({"ombud/a.py": "def f():\n" + lines(FUNCTION_LINES - 1, "    ")})) == []
    assert len(oversized(plant({"ombud/a.py": "def f():\n" + lines(FUNCTION_LINES, "    ")}))) == 1


def test_docstrings_comments_and_blank_lines_cost_nothing(plant: Plant) -> None:
    padded = '"""A module.\n' + "words\n" * 500 + '"""\n' + "# why\n\n" * 500 + lines(3)
    assert oversized(plant({"ombud/a.py": padded})) == []


def test_a_crowded_folder_is_found(plant: Plant) -> None:
    nine = {f"ombud/plan/m{number}.py": "" for number in range(MODULES_IN_A_FOLDER)} | {"ombud/plan/__init__.py": ""}
    assert crowded(plant(nine)) == []
    assert len(crowded(plant({"ombud/plan/tenth.py": ""}))) == 1


def test_a_missing_docstring_is_found(plant: Plant) -> None:
    assert len(unexplained(plant({"ombud/a.py": "class A:\n    class Meta:\n        pass\n"}))) == 2
