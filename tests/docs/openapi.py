"""The reference of the API, written from its own description."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
API = ROOT / "src" / "ombud" / "web" / "api"
_SCRIPT = """
import json, sys
from ombud.store.home import Home
from ombud.web.serving import application_for
application_for(Home.at(sys.argv[1]), "api", working=False)
from ombud.web.api.urls import api
print(json.dumps(api.get_openapi_schema(), default=str))
"""
Described = dict[str, Any]


@cache
def document() -> Described:
    """Let the API describe itself, in a process of its own since it needs the web's settings."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(ROOT / "examples" / "fjordraad", Path(folder) / "home"))
        told = subprocess.run([sys.executable, "-c", _SCRIPT, str(home)], check=True, capture_output=True, text=True)
    return dict(json.loads(told.stdout))


def lines() -> list[str]:
    """Write all operations by group, the shapes they speak in, and the codes that are the API's own."""
    return [*_operations(), "## Shapes", "", *_shapes(), "## Codes of the API itself", "", *_codes()]


def _operations() -> Iterator[str]:
    group = ""
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            if told["tags"][0] != group:
                group = told["tags"][0]
                yield from (f"## {group}", "")
            yield from (f"### `{method.upper()} {path}`", "", told["description"], "")
            yield from _parameters(told)
            yield from (_speaks(told), "")


def _parameters(told: Described) -> Iterator[str]:
    for one in told["parameters"]:
        need = "" if one["required"] else ", optional"
        yield f"- `{one['name']}` ({one['in']}, {_kind(one['schema'])}{need}) {one.get('description', '')}".rstrip()
    if told["parameters"]:
        yield ""


def _speaks(told: Described) -> str:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    status, good = next((status, answer) for status, answer in told["responses"].items() if int(status) < HTTPStatus.BAD_REQUEST)
    media, shape = next(iter(good["content"].items()))
    answer = _kind(shape["schema"]) if media == "application/json" else f"`{media}`"
    problems = ", ".join(sorted(status for status in told["responses"] if int(status) >= HTTPStatus.BAD_REQUEST))
    return f"{f'Takes {_kind(body)}. ' if body else ''}Answers {status} with {answer}; else Problem with {problems}."


def _shapes() -> Iterator[str]:
    for name, shape in sorted(document()["components"]["schemas"].items()):
        yield from (f"### {name}", "", shape.get("description", ""), "")
        if fields := shape.get("properties"):
            yield from ("| field | | |", "| --- | --- | --- |")
            need = shape.get("required", [])
            yield from (
                f"| `{field}` | {_kind(one)}{'' if field in need else ', optional'} | {one.get('description', '')} |"
                for field, one in fields.items()
            )
            yield ""


def _kind(schema: Described) -> str:
    """Name what stands in a place."""
    match schema:
        case {"$ref": str(ref)}:
            return ref.rsplit("/", 1)[-1]
        case {"anyOf": list(several)}:
            return " or ".join(_kind(one) for one in several)
        case {"enum": list(words)}:
            return ", ".join(f"`{word}`" for word in words)
        case {"const": word}:
            return f"`{word}`"
        case {"type": "array"}:
            return f"list of {_kind(schema.get('items', {}))}"
        case {"type": "object"}:
            return f"{_kind(schema.get('additionalProperties') or {})} by name"
        case _:
            return str(schema.get("format", schema.get("type", "anything")))


def _codes() -> Iterator[str]:
    """List the codes with which the API itself refuses a request; all others stand among the errors."""
    yield from ("| status | code | what happened |", "| --: | --- | --- |")
    found = {code for path in API.rglob("*.py") for code in _told(ast.parse(path.read_text("utf-8")))}
    yield from (f"| {status} | `{code}` | {message} |" for code, status, message in sorted(found))


def _told(tree: ast.Module) -> Iterator[tuple[str, int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"problem", "Refusal"}:
            status, code, said = node.args[:3]
            if isinstance(status, ast.Attribute) and isinstance(code, ast.Constant) and isinstance(said, ast.Constant):
                yield str(code.value), int(HTTPStatus[status.attr]), str(said.value)
