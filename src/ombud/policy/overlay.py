"""One policy over another: an overlay says only what differs, `extends: PATH` names the rest.

Mappings merge key by key; a single value or a list takes the place of what stood there; so does anything that answers a gap.
`!replaced` before a mapping puts it in the place of the whole one below, `!removed` takes a key away.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ombud.policy.model import Policy
from ombud.policy.parse import Parsed, parse
from ombud.policy.reader import Reading, compose, read

_EXTENDS, _REMOVED, _REPLACED = "extends", "!removed", "!replaced"


def base_of(text: str) -> str | None:
    """Tell which file a policy extends, if any."""
    node = compose(text, Reading(""))
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((str(value.value) for key, value in pairs if key.value == _EXTENDS and isinstance(value, yaml.ScalarNode)), None)


def parse_over(text: str, file: str, below: str, below_file: str) -> Parsed[Policy]:
    """Read an overlay together with the policy it extends; every fault names the file it stands in."""
    under, reading = Reading(below_file), Reading(file)
    base, top = compose(below, under), compose(text, reading)
    if not isinstance(base, yaml.MappingNode) or not isinstance(top, yaml.MappingNode):
        return parse(below, below_file) if top is not None else parse(text, file)
    reading.elsewhere = {id(node): below_file for node in _nodes(base)}
    if base_of(below) is not None:
        reading.fault(base, (_EXTENDS,), "extends-twice", below=below_file)
    top.value = [pair for pair in top.value if pair[0].value != _EXTENDS]
    value = read(Policy, _over(base, top, reading), (), reading)
    return Parsed(value if isinstance(value, Policy) and not reading.faults else None, reading.marks, tuple(reading.faults))


def _nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    """List every node once; a file may hold a node that holds itself."""
    seen, open_ones = set[int](), [node]
    while open_ones:
        one = open_ones.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            open_ones += _inside(one)


def _inside(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _over(base: yaml.Node, top: yaml.Node, reading: Reading) -> yaml.Node:
    if not isinstance(base, yaml.MappingNode) or not isinstance(top, yaml.MappingNode) or top.tag == _REPLACED or _gap(base) or _gap(top):
        return top
    above = {key.value: value for key, value in top.value if isinstance(key, yaml.ScalarNode)}
    below = {key.value for key, _ in base.value if isinstance(key, yaml.ScalarNode)}
    kept = [
        (key, _over(value, above[key.value], reading) if key.value in above else value)
        for key, value in base.value
        if not _removed(above.get(key.value))
    ]
    for key, value in top.value:
        if _removed(value) and key.value not in below:
            reading.fault(key, (str(key.value),), "removed-nothing", key=str(key.value))
    added = [(key, value) for key, value in top.value if key.value not in below and not _removed(value)]
    top.value = kept + added
    return top


def _removed(node: yaml.Node | None) -> bool:
    return node is not None and node.tag == _REMOVED


def _gap(node: yaml.MappingNode) -> bool:
    return [key.value for key, _ in node.value] == ["gap"]
