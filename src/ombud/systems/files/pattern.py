"""Patterns of paths and of mail folders: what they match, and whether two of them could match the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import lru_cache
from unicodedata import normalize

_CHARACTER = re.compile(r"\[[^\]]+\]|.", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Tell whether a path matches: `*` stays within a folder, `**` spans any number, a closing `/` means everything below."""
    return _matches(_parts(pattern), tuple(normalize("NFC", path).split("/")))


def overlap(one: str, other: str) -> bool:
    """Tell whether some path could match both patterns."""
    return _meet(_parts(one), _parts(other), "**", folder_overlap)


def folder_matches(pattern: str, folder: str) -> bool:
    """Tell whether a mail folder matches: `*` spans folders below as well; INBOX has no case (RFC 9051 §5.1)."""
    return fnmatchcase(_inbox(folder), _inbox(pattern))


def folder_overlap(one: str, other: str) -> bool:
    """Tell whether some name could match both patterns; a set of characters counts as any character."""
    return _meet(_characters(one), _characters(other), "*", lambda a, b: a == b or "?" in {a, b})


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[str, ...]:
    spread = f"{pattern}**" if pattern.endswith("/") else pattern
    return tuple(normalize("NFC", spread.removeprefix("./")).split("/"))


def _matches(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if not pattern or not path:
        return not path and all(part == "**" for part in pattern)
    if pattern[0] == "**":
        return _matches(pattern[1:], path) or _matches(pattern, path[1:])
    return fnmatchcase(path[0], pattern[0]) and _matches(pattern[1:], path[1:])


def _meet(one: tuple[str, ...], other: tuple[str, ...], star: str, same: Callable[[str, str], bool]) -> bool:
    """Walk both patterns at once, keeping every pair of places that some text could have led to."""
    places, seen = [(0, 0)], {(0, 0)}
    while places:
        i, j = places.pop()
        if (i, j) == (len(one), len(other)):
            return True
        a, b = one[i] if i < len(one) else "", other[j] if j < len(other) else ""
        steps = [(i + 1, j)] * (a == star) + [(i, j + 1)] * (b == star)
        if a and b and star not in {a, b} and same(a, b):
            steps.append((i + 1, j + 1))
        elif a and b and a != b and star in {a, b}:
            steps.append((i, j + 1) if a == star else (i + 1, j))
        places.extend(step for step in steps if step not in seen)
        seen.update(steps)
    return False


def _characters(pattern: str) -> tuple[str, ...]:
    return tuple("?" if each.startswith("[") and each != "[" else each for each in _CHARACTER.findall(_inbox(pattern)))


def _inbox(folder: str) -> str:
    top, slash, rest = normalize("NFC", folder).partition("/")
    return f"{'INBOX' if top.upper() == 'INBOX' else top}{slash}{rest}"
