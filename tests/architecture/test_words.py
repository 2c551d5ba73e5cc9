"""The words of the house, and excuses that carry their reason."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.conftest import Plant
from tests.architecture.rules import BROAD_EXCEPTS, BROAD_EXCEPTS_AT_MOST, EMPTY_MODULE_NAMES, WORDS
from tests.architecture.source import ROOT, Module, comments, functions, imports, ours, read

Source = Mapping[str, Module]
EXCUSE = re.compile(r"#\s*(?:noqa|type:\s*ignore|ruff:|mypy:|pragma:|nosec)")
REASONED = re.compile(r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])\s*(?:#|-|–)\s*\S+\s+\S+")


def foreign_words(source: Source) -> list[str]:
    """Name every definition that uses a word for which the house has another."""
    return [
        f"{module.name}: {name} says {word}; the word is {better}"
        for module in source.values()
        for name in (module.name.rsplit(".", 1)[-1], *defined(module))
        for word, better in WORDS.items()
        if f"_{word}_" in f"_{snake(name)}_"
    ]


def snake(name: str) -> str:
    """Write a name with its words apart: `DataSubject` is `data_subject`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def defined(module: Module) -> Iterator[str]:
    """Give every name that a module defines."""
    for node in ast.walk(module.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def broad_excepts(source: Source) -> set[str]:
    """Give the places that catch any error at all, as `module:function`."""
    return {f"{module.name}:{owner(module, node)}" for module in source.values() for node in ast.walk(module.tree) if is_broad(node)}


def is_broad(node: ast.AST) -> bool:
    """Whether a node catches everything: bare, `Exception`, among others, or suppressed."""
    match node:
        case ast.ExceptHandler(type=None):
            return True
        case ast.ExceptHandler(type=ast.expr() as caught):
            return "Exception" in names(caught) or "BaseException" in names(caught)
        case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=arguments):
            return any({"Exception", "BaseException"} & names(argument) for argument in arguments)
        case _:
            return False


def names(expression: ast.expr) -> set[str]:
    """Give the names in an expression."""
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def owner(module: Module, node: ast.AST) -> str:
    """Name the innermost function that holds a node."""
    around = [function for function in functions(module) if node in ast.walk(function)]
    return max(around, key=lambda function: function.lineno).name if around else ""


def bare_excuses(path: Path) -> list[str]:
    """Name the comments that silence a check without saying why."""
    found = comments(path.read_text(encoding="utf-8"))
    return [f"{path.name}:{line}: {comment}" for line, comment in found if EXCUSE.search(comment) and not REASONED.search(comment)]


def test_the_source_speaks_the_words_of_the_house(source: Source) -> None:
    assert foreign_words(source) == []


def test_no_module_has_a_name_that_says_nothing(source: Source) -> None:
    every = [*source.values(), *read(ROOT / "tests").values()]
    assert [module.name for module in every if module.path.stem in EMPTY_MODULE_NAMES] == []


def test_broad_excepts_stand_only_where_they_are_listed(source: Source) -> None:
    assert broad_excepts(source) == set(BROAD_EXCEPTS)
    assert len(BROAD_EXCEPTS) <= BROAD_EXCEPTS_AT_MOST


def test_every_silenced_check_says_why() -> None:
    python = [path for path in ours() if path.suffix == ".py" or path == ROOT / "dev"]
    assert [excuse for path in python for excuse in bare_excuses(path)] == []


def test_tests_use_no_mocks() -> None:
    tests = read(ROOT / "tests").values()
    assert [module.name for module in tests for target, name in imports(module) if "mock" in f"{target}.{name}".split(".")] == []


@pytest.mark.parametrize(
    "text",
    [
        "class DataSubject: ...",
        "def gdpr_delete(): ...",
        "def f(user_data): ...",
        "x.purge_at = 1",
        "class PolicyManager: ...",
        "for pii in (): ...",
    ],
)
def test_a_foreign_word_is_found(plant: Plant, text: str) -> None:
    assert len(foreign_words(plant({"ombud/a.py": text}))) == 1


@pytest.mark.parametrize("text", ["from contextlib import contextmanager", "class Subject: ...", "x.delete()", "def erase(): ..."])
def test_our_own_words_pass(plant: Plant, text: str) -> None:
    assert foreign_words(plant({"ombud/a.py": text})) == []


@pytest.mark.parametrize("clause", ["except:", "except Exception:", "except (ValueError, BaseException) as e:"])
def test_a_broad_except_is_found(plant: Plant, clause: str) -> None:
    assert broad_excepts(plant({"ombud/a.py": f"def f():\n    try:\n        g()\n    {clause}\n        pass\n"})) == {"ombud.a:f"}


def test_a_suppressed_exception_is_a_broad_except(plant: Plant) -> None:
    assert broad_excepts(plant({"ombud/a.py": "def f():\n    with contextlib.suppress(Exception):\n        g()\n"})) == {"ombud.a:f"}


def test_a_narrow_except_passes(plant: Plant) -> None:
    assert broad_excepts(plant({"ombud/a.py": "try:\n    g()\nexcept (ValueError, OSError):\n    pass\n"})) == set()


@pytest.mark.parametrize("excuse", ["noqa", "noqa: E501", "type: ignore", "type: ignore[arg-type]", "ruff: noqa", "noqa: E501 - why"])
def test_an_excuse_without_a_reason_is_found(tmp_path: Path, excuse: str) -> None:
    (tmp_path / "a.py").write_text(f"x = 1  # {excuse}\n")
    assert len(bare_excuses(tmp_path / "a.py")) == 1


@pytest.mark.parametrize("excuse", ["noqa: E501 - a table reads better wide", "type: ignore[arg-type]  # the stub is wrong here"])
def test_an_excuse_with_its_reason_passes(tmp_path: Path, excuse: str) -> None:
    (tmp_path / "a.py").write_text(f"x = 1  # {excuse}\n")
    assert bare_excuses(tmp_path / "a.py") == []
