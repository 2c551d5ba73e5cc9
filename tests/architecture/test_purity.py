"""The pure packages touch no clock, disk, network, randomness or environment."""

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.conftest import Plant
from tests.architecture.rules import IMPURE_CALLS, IMPURE_IMPORTS, IMPURE_METHODS, PURE, PURE_CORNERS
from tests.architecture.source import Module, imports


def impurities(source: Mapping[str, Module]) -> list[str]:
    """Name everything impure in the pure packages."""
    pure = [module for name, module in source.items() if any(name == top or name.startswith(f"{top}.") for top in PURE)]
    return [f"{module.name}: {what}" for module in pure for what in (*impure_imports(module), *impure_calls(module))]


def impure_imports(module: Module) -> Iterator[str]:
    """Give the imports of what reaches outside."""
    for target, name in imports(module):
        parents = {".".join(target.split(".")[:depth]) for depth in range(1, target.count(".") + 2)}
        if (parents | {f"{target}.{name}"}) & IMPURE_IMPORTS and (target, name) not in PURE_CORNERS:
            yield f"imports {target} {name}".strip()


def impure_calls(module: Module) -> Iterator[str]:
    """Give the calls that read a clock or a file."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                yield f"calls {name} in line {node.lineno}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_METHODS:
                yield f"calls .{name} in line {node.lineno}"
            case ast.keyword(value=ast.Attribute(attr=name, value=ast.Name(id="date" | "datetime"))) if name in IMPURE_METHODS:
                yield f"hands on .{name} in line {node.value.lineno}"
            case _:
                pass


def test_the_pure_packages_are_pure(source: Mapping[str, Module]) -> None:
    assert impurities(source) == []


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "import time as t",
        "from os import path",
        "import urllib.request",
        "from urllib import request",
        "from pathlib import Path",
        "from datetime import date\nx = date.today()",
        "import datetime\nx = datetime.datetime.now(zone)",
        "x = field(default_factory=date.today)",
        "x = open('policy.yaml')",
        "def late():\n    import secrets",
        "from importlib import resources",
    ],
)
@pytest.mark.parametrize("place", ["ombud/policy/x.py", "ombud/notices/languages/x.py", "ombud/evidence/merkle.py"])
def test_an_impurity_is_found(plant: Plant, place: str, text: str) -> None:
    assert len(impurities(plant({place: text}))) == 1


@pytest.mark.parametrize(
    "text", ["from datetime import date", "import urllib.parse", "from pathlib import PurePosixPath", "x = case.today"]
)
def test_pure_things_are_left_alone(plant: Plant, text: str) -> None:
    assert impurities(plant({"ombud/plan/x.py": text})) == []


def test_what_need_not_be_pure_is_left_alone(plant: Plant) -> None:
    assert impurities(plant({"ombud/evidence/keyfile.py": "import os", "ombud/policyholder.py": "import os"})) == []
