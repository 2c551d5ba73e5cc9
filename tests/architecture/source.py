"""Our source, read once as trees."""

import ast
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}

Definition = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One file of source: its dotted name, its place and its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The line of the ladder it belongs to: the name right under `ombud`, or nothing for `ombud` itself."""
        return self.name.partition(".")[2].partition(".")[0]

    @property
    def generated(self) -> bool:
        """Whether Django wrote it."""
        return "migrations" in self.name.split(".")


def read(top: Path) -> dict[str, Module]:
    """Read every Python file below a folder, by its dotted name."""
    found = (parse(path, top) for path in sorted(top.rglob("*.py")) if "__pycache__" not in path.parts)
    return {module.name: module for module in found}


def parse(path: Path, top: Path) -> Module:
    """Read one file."""
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(top).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, text, ast.parse(text, str(path)))


def imports(module: Module) -> Iterator[tuple[str, str]]:
    """Give what a module imports, as (module, name or nothing), wherever in the file it does so."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, "") for alias in names)
            case ast.ImportFrom(module=target, names=names, level=level):
                origin = ".".join(part for part in (anchor(module, level), target) if part)
                yield from ((origin, alias.name) for alias in names)
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(target)), *_]):
                yield target, ""
            case _:
                pass


def anchor(module: Module, level: int) -> str:
    """Resolve the dots of a relative import."""
    if level == 0:
        return ""
    package = module.name.split(".") if module.path.stem == "__init__" else module.name.split(".")[:-1]
    return ".".join(package[: len(package) - level + 1])


def functions(module: Module) -> Iterator[Function]:
    """Give every function and method."""
    yield from (node for node in ast.walk(module.tree) if isinstance(node, Function))


def code_lines(module: Module) -> set[int]:
    """Number the lines that hold code: no blank line, no comment, no docstring."""
    tokens = tokenize.generate_tokens(StringIO(module.text).readline)
    lines = {line for token in tokens if token.type not in LAYOUT for line in range(token.start[0], token.end[0] + 1)}
    return lines - docstring_lines(module)


def docstring_lines(module: Module) -> set[int]:
    """Number the lines of all docstrings."""
    documented = (node for node in ast.walk(module.tree) if isinstance(node, Definition) and ast.get_docstring(node) is not None)
    return {line for node in documented for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)}


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Give every comment with its line."""
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    yield from ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)


def ours() -> list[Path]:
    """Name the files of the checkout: what git tracks or would, and without git what is not made by tools."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode == 0:
        listed = [ROOT / name for name in told.stdout.split("\0") if name]
    else:
        listed = [path for path in ROOT.rglob("*") if not any(part in MADE for part in path.relative_to(ROOT).parts)]
    return sorted(path for path in listed if path.is_file())


MADE = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "dist", "build", "demo"}
