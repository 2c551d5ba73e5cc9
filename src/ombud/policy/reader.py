"""Read a YAML file into frozen dataclasses: every scalar a string until its field types it, all faults found at once.

The dataclass is the schema: its annotations type the nodes, its field metadata `key` names a key that Python reserves.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from ombud.policy.finding import Finding, Mark, Path, Value, Word, worded
from ombud.policy.period import Period

_DEEPEST = 500
_GUESSED = 100  # faults for which a likely name is looked up; a file with more is no policy
_LEAD = re.compile(r"^[ \t?:-]*", re.MULTILINE)
_BOOLS = {"true": True, "yes": True, "false": False, "no": False}


class Invalid:
    """The place of a value that could not be read; it is never seen outside the reader, since a fault was noted."""


INVALID = Invalid()


@dataclass(slots=True)
class Reading:
    """One file being read: its name, the place of every path, and the faults so far."""

    file: str
    marks: dict[Path, Mark] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    elsewhere: dict[int, str] = field(default_factory=dict)

    def fault(self, node: yaml.Node, path: Path, wording: str, *, advice: str = "", **values: Value) -> Invalid:
        """Note a fault where the node stands."""
        line, column, file = node.start_mark.line + 1, node.start_mark.column + 1, self.elsewhere.get(id(node), self.file)
        said = Finding(worded(wording), "error", values, wording, advice, file=file, line=line, column=column, path=path)
        self.faults.append(said)
        return INVALID


def compose(text: str, reading: Reading) -> yaml.Node | None:
    """Turn text into YAML nodes, or note why it is not YAML (code `yaml-unreadable`)."""
    try:
        if not _too_deep(text):
            return yaml.compose(text, Loader=yaml.CBaseLoader)
        wording, problem, line, column = "yaml-unreadable.deep", str(_DEEPEST), 1, 1
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        wording, problem = "yaml-unreadable", getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
    except UnicodeEncodeError as error:
        line, column = text.count("\n", 0, error.start) + 1, error.start - text.rfind("\n", 0, error.start)
        wording, problem = "yaml-unreadable.byte", ""
    said = Finding("yaml-unreadable", "error", {"problem": problem}, wording, file=reading.file, line=line, column=column)
    reading.faults.append(said)
    return None


def _too_deep(text: str) -> bool:
    """Tell whether nesting passes the limit: the C composer recurses without one and would end the process."""
    widest = max(map(len, _LEAD.findall(text)), default=0)
    if 2 * (widest + 1) + text.count("[") + text.count("{") <= _DEEPEST:
        return False
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return True
    return False


def read(kind: Any, node: yaml.Node, path: Path, reading: Reading) -> Any:  # noqa: ANN401 - the type is a value here
    """Read one node as `kind`, noting every fault below it."""
    reading.marks[path] = Mark(node.start_mark.line + 1, node.start_mark.column + 1, reading.elsewhere.get(id(node), ""))
    if id(node) in reading.seen:
        return reading.fault(node, path, "yaml-alias")
    reading.seen.add(id(node))
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), node, path, reading)
    if origin is tuple:
        return _read_list(get_args(kind)[0], node, path, reading)
    if origin is Mapping or origin is dict:
        return _read_map(get_args(kind)[1], node, path, reading)
    if _is_record(kind):
        return _read_record(kind, node, path, reading)
    return _read_scalar(kind, node, path, reading)


def _read_list(kind: object, node: yaml.Node, path: Path, reading: Reading) -> object:
    if not isinstance(node, yaml.SequenceNode):
        return reading.fault(node, path, "not-a-list", place=_name(path))
    return tuple(read(kind, item, (*path, _item_name(item, at)), reading) for at, item in enumerate(node.value))


def _item_name(node: yaml.Node, at: int) -> str:
    """Name a list item by its `rule` or `id`, so that paths stay when the list is reordered."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in ("rule", "id") and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return str(at)


def _read_map(kind: object, node: yaml.Node, path: Path, reading: Reading) -> object:
    pairs = _pairs(node, path, reading)
    return {key: read(kind, value, (*path, key), reading) for key, (_, value) in pairs.items()}


def _pairs(node: yaml.Node, path: Path, reading: Reading) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        reading.fault(node, path, "not-a-mapping", place=_name(path))
        return {}
    pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            reading.fault(key, path, "bad-key", place=_name(path))
        elif key.value in pairs:
            reading.fault(key, path, "duplicate-key", key=str(key.value), place=_name(path))
        else:
            pairs[str(key.value)] = (key, value)
    return pairs


@cache
def _schema(kind: type) -> Mapping[str, tuple[Field[Any], Any]]:
    hints = get_type_hints(kind)
    return {f.metadata.get("key", f.name): (f, hints[f.name]) for f in fields(kind) if f.metadata.get("key", f.name)}


def _read_record(kind: type, node: yaml.Node, path: Path, reading: Reading) -> object:
    before, pairs, schema = len(reading.faults), _pairs(node, path, reading), _schema(kind)
    values: dict[str, object] = {}
    for key, (key_node, value) in pairs.items():
        if key in schema:
            spec, hint = schema[key]
            values[spec.name] = read(hint, value, (*path, key), reading)
        else:
            _unknown(key, key_node, path, reading, tuple(schema))
    for key, (spec, _) in schema.items():
        if spec.name not in values and spec.default is MISSING and spec.default_factory is MISSING:
            reading.fault(node, (*path, key), "missing-key", place=_name(path), key=key)
    return kind(**values) if len(reading.faults) == before else INVALID


def _unknown(key: str, node: yaml.Node, path: Path, reading: Reading, known: tuple[str, ...]) -> None:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1) if len(reading.faults) < _GUESSED else ()
    advice, said = ("near", near[0]) if near else ("known-here", known)
    reading.fault(node, (*path, key), "unknown-key", advice=advice, key=key, place=_name(path), known=said)


def _read_union(kinds: tuple[Any, ...], node: yaml.Node, path: Path, reading: Reading) -> object:
    if isinstance(node, yaml.ScalarNode):
        plain = [k for k in kinds if not _is_record(k) and get_origin(k) not in (tuple, Mapping, dict) and k is not type(None)]
        for kind in plain[:-1]:
            if not isinstance(value := _convert(kind, str(node.value)), Invalid):
                return value
        if plain:
            return _read_scalar(plain[-1], node, path, reading)
    shaped = _shaped(kinds, node)
    if shaped is None:
        return reading.fault(node, path, "wrong-shape", place=_name(path), kinds=tuple(map(_kind_name, kinds)))
    return read_again(shaped, node, path, reading)


def read_again(kind: object, node: yaml.Node, path: Path, reading: Reading) -> object:
    """Read a node whose shape has just been looked at: the second look is not an alias."""
    reading.seen.discard(id(node))
    return read(kind, node, path, reading)


def _shaped(kinds: tuple[Any, ...], node: yaml.Node) -> object | None:
    if isinstance(node, yaml.SequenceNode):
        return next((k for k in kinds if get_origin(k) is tuple), None)
    keys = {str(key.value) for key, _ in node.value} if isinstance(node, yaml.MappingNode) else set()
    records = [k for k in kinds if _is_record(k)]
    fitting = [k for k in records if _needs(k) <= keys <= set(_schema(k))]
    maps = [k for k in kinds if get_origin(k) in (Mapping, dict)]
    by_need = [k for k in records if _needs(k) and _needs(k) <= keys]
    return next(iter([*fitting, *by_need, *maps, *reversed(records)]), None)


def _needs(kind: type) -> set[str]:
    return {key for key, (f, _) in _schema(kind).items() if f.default is MISSING and f.default_factory is MISSING}


def _read_scalar(kind: object, node: yaml.Node, path: Path, reading: Reading) -> object:
    if not isinstance(node, yaml.ScalarNode):
        return reading.fault(node, path, "not-a-scalar", place=_name(path), kinds=(_kind_name(kind),))
    value = _convert(kind, str(node.value))
    if isinstance(value, Invalid):
        kinds = (_kind_name(kind),)
        return reading.fault(node, path, "bad-value", place=_name(path), value=_short(str(node.value)), kinds=kinds)
    return value


def _is_record(kind: Any) -> bool:  # noqa: ANN401 - any type can be asked about
    """Tell a mapping's dataclass from one that is written as a single value, as a period is."""
    return is_dataclass(kind) and kind not in _SCALARS


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 - a glance, not a limit anyone depends on


def _convert(kind: object, text: str) -> object:
    if get_origin(kind) is Literal:
        return text if text in get_args(kind) else INVALID
    convert = _SCALARS.get(kind)
    if convert is None:
        return INVALID
    try:
        return convert(text)
    except (ValueError, KeyError):
        return INVALID


def _non_empty(text: str) -> str:
    if not text.strip():
        raise ValueError
    return text


_SCALARS: Mapping[object, Callable[[str], object]] = {
    str: _non_empty,
    int: int,
    bool: lambda text: _BOOLS[text.lower()],
    date: date.fromisoformat,
    Period: Period.parse,
}

_KIND_NAMES: Mapping[object, str] = {
    str: "text",
    int: "number",
    bool: "bool",
    date: "date",
    Period: "period",
    type(None): "nothing",
}


def _kind_name(kind: object) -> str | Word:
    origin = get_origin(kind)
    if origin is Literal:
        return " | ".join(get_args(kind))
    if origin is tuple:
        return Word("list")
    if origin in (Mapping, dict):
        return Word("mapping")
    if _is_record(kind):
        return "{" + ", ".join(f"{key}: …" for key in _schema(kind)) + "}"
    return Word(_KIND_NAMES.get(kind, "value"))


def _name(path: Path) -> str | Word:
    return f"`{'.'.join(path)}`" if path else Word("file")
