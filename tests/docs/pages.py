"""The generated pages of the reference: what the code says of itself, written down."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from ombud.cli.main import COMMANDS
from ombud.policy.statements import Statement, read_sources, statements
from ombud.store.database import ready
from ombud.store.home import Home
from tests.docs import asvs, openapi

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ombud"
ERRORS = ("BadInputError", "RefusedError", "UnavailableError", "MisconfiguredError")
EXIT_CODES = dict(zip(ERRORS, (2, 1, 69, 78), strict=True))
_CITATION = re.compile(r"(GDPR (?:Art\. [0-9]+(?:\([0-9a-z]+\))*)|RFC [0-9]+ §[0-9.]+[0-9]|Reg\. 1182/71 Art\. [0-9]+)")


def trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Parse every module below a folder."""
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def errors() -> str:
    """List every error by its code: what it says, its exit code and where it is raised."""
    rows = sorted({row for _, tree in trees(SOURCE) for row in _raised(tree)})
    lines = [f"| `{code}` | {exit_code} | {message} | {hint} |" for code, exit_code, message, hint in _by_code(rows)]
    return _page("Errors", "Every error says what happened, where, and what to do. Scripts can rely on the code and the exit code.", [
        "| code | exit | what happened | what to do |", "| --- | --: | --- | --- |", *lines,
    ])  # fmt: skip


def _raised(tree: ast.Module) -> Iterator[tuple[str, int, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and len(node.args) > 1:
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                hint = next((_words(k.value, tree) for k in node.keywords if k.arg == "hint"), "")
                yield code.value, EXIT_CODES[node.func.id], _words(node.args[1], tree), hint


def _by_code(rows: list[tuple[str, int, str, str]]) -> list[tuple[str, int, str, str]]:
    first: dict[str, tuple[str, int, str, str]] = {}
    for row in rows:
        first.setdefault(row[0], row)
    return list(first.values())


def _words(node: ast.expr, tree: ast.Module) -> str:
    """Write a text of the source as its reader sees it, with … for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text.replace("|", "\\|")
        case ast.JoinedStr(values=parts):
            return "".join(_words(part, tree) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.Name(id=name):
            values = (
                n.value
                for n in ast.walk(tree)
                if isinstance(n, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in n.targets)
            )
            return next((_words(value, tree) for value in values), "…")
        case _:
            return "…"


def law() -> str:
    """List every article that a function or class cites, with where it stands."""
    cited: dict[str, list[str]] = {}
    for path, tree in trees(SOURCE):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                name = getattr(node, "name", path.stem)
                for citation in dict.fromkeys(_CITATION.findall(ast.get_docstring(node) or "")):
                    cited.setdefault(citation, []).append(f"`{path.parent.name}.{path.stem}:{name}`")
    tested = _tested()
    lines = [
        f"| {article} | {', '.join(sorted(set(cited[article])))} | {tested.get(article, '')} |" for article in sorted(cited, key=_order)
    ]
    return _page(
        "Law",
        "Which article stands behind which code: made from the citations in docstrings.",
        ["| article | code | tests |", "| --- | --- | --- |", *lines],
    )


def _order(citation: str) -> tuple[str, list[int]]:
    return citation.split(" ", maxsplit=1)[0], [int(n) for n in re.findall(r"[0-9]+", citation)]


def _tested() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for path, tree in trees(ROOT / "tests"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.Module):
                for citation in _CITATION.findall(ast.get_docstring(node) or ""):
                    found.setdefault(citation, set()).add(f"`{path.parent.name}/{path.name}`")
    return {article: ", ".join(sorted(paths)) for article, paths in found.items()}


def commands() -> str:
    """Write the command line's own help."""
    ready()
    lines = [line for name, (module, _) in COMMANDS.items() for line in _help(["ombud", name], import_module(module).command)]
    return _page("The command line", "What `ombud … --help` says.", lines)


def _help(names: list[str], command: click.Command) -> Iterator[str]:
    title = " ".join(names)
    context = click.Context(
        command, info_name=title, color=False, terminal_width=100, max_content_width=100, help_option_names=["-h", "--help"]
    )
    yield from (f"## `{title}`", "", "```", command.get_help(context), "```", "")
    for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
        yield from _help([*names, name], inner)


def promises() -> str:
    """List every row of the source documents: where it stands in the policy, what backs it, which check looks."""
    files = sorted(ROOT.glob("examples/*/sources.csv")) + sorted(ROOT.glob("tests/seeds/*/sources.csv"))
    first = (
        "Which statement carries each row of the policies that Ombud was built from, what backs it, and who looks. Of the policies as "
        "found, rows are told by their number and kind only."
    )
    lines = [line for file in files for line in _rows(file.parent)]
    return _page("Promises", first, lines)


def _rows(folder: Path) -> Iterator[str]:
    """List the rows that one policy carries; a row no statement carries stands there without one."""
    policy = Home.at(folder).policy
    said = {one.id: one for one in statements(policy)}
    rows = read_sources((folder / "sources.csv").read_text("utf-8"))
    shown = folder.parent.name == "examples"
    head = ("row", "statement", "path in the policy", "backing", "check") if shown else ("row", "kind", "backing", "check")
    title = f"`{folder.relative_to(ROOT)}`" if shown else f"As found: {', '.join(sorted({row.row.rsplit('-', 2)[0] for row in rows}))}"
    yield from (f"## {title}", "", f"{len({row.row for row in rows})} rows.", "")
    yield from (f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}")
    for row in rows:
        one = said.get(row.statement)
        told = (f"`{one.id}`", f"`{'.'.join(one.path) or 'policy.yaml'}`") if one and shown else (f"`{one.kind}`",) if one else ("—",)
        yield f"| {' | '.join((row.row, *told, *_backed(one)))} |"
    yield ""


def _backed(said: Statement | None) -> tuple[str, str]:
    """Tell what backs a statement and which check looks; where there is none yet, what is missing."""
    match said:
        case None:
            return "—", "—"
        case Statement(probe="none"):
            return said.backing, f"no {said.missing} yet"
        case Statement(probe=""):
            return said.backing, "printed"
        case _:
            return said.backing, f"`{said.probe}`{f', {said.missing}' if said.missing else ''}"


def _page(title: str, first: str, lines: list[str]) -> str:
    return "\n".join([f"# {title}", "", f"{first} Written by `./dev docs`; do not edit.", "", *lines]).rstrip() + "\n"


def api() -> str:
    """Write the API as it describes itself."""
    return _page("The API", "What `/api/v1/openapi.json` says; docs/guides/api.md tells how to begin.", openapi.lines())


def security() -> str:
    """Write how each requirement of OWASP ASVS stands."""
    first = "How Ombud stands to the OWASP Application Security Verification Standard 4.0.3, level 2, in our own words."
    return _page("Security, requirement by requirement", first, asvs.lines())


PAGES = {"api.md": api, "asvs.md": security, "errors.md": errors, "law.md": law, "commands.md": commands, "promises.md": promises}
