"""The canonical text of a policy: the same facts in the same order are the same bytes, and reading them gives the same policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ombud.policy.model import Policy
from ombud.policy.versions.facts import is_scalar, parts, written

_PLAIN = re.compile(r"[^\W\d][\w./-]*")


def canonical(policy: Policy) -> str:
    """Write a policy as YAML in block form, every default spelt out, so that a later default changes nothing published."""
    return "".join(f"{line}\n" for line in _lines(policy, 0))


def scalar(text: str) -> str:
    """Write a text as a YAML scalar that is read back as the same text, alone or within brackets."""
    return text if _PLAIN.fullmatch(text) and text.isprintable() else quoted(text)


def quoted(text: str) -> str:
    """Write a text between quotes; whatever has no shape becomes an escape."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"


def _lines(value: object, depth: int) -> Iterator[str]:
    margin = "  " * depth
    for name, item in parts(value):
        key = f"{margin}-" if isinstance(value, tuple) else f"{margin}{scalar(name)}:"
        if is_scalar(item):
            yield f"{key} {scalar(written(item))}"
        elif not parts(item):
            yield f"{key} {'[]' if isinstance(item, tuple) else '{}'}"
        else:
            yield key
            yield from _lines(item, depth + 1)
