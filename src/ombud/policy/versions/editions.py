"""Two editions of one policy, such as two languages, must tell the same facts (GDPR Art. 12(1))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass

from ombud.policy.check.look import Sheet, walk
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Gap, Policy
from ombud.policy.parse import Parsed
from ombud.policy.period import Period

_OWN = (("policy", "id"), ("policy", "languages"), ("policy", "readers"), ("texts",), ("gaps",), ("systems",), ("events",))
"""What each edition has for itself: its name, its languages and sentences, and where things are kept."""


def beside(parsed: Parsed[Policy], other: Policy, *, file: str = "policy.yaml") -> tuple[Finding, ...]:
    """Tell every fact that one edition gives and the other does not, or gives otherwise, in the order of the file."""
    if parsed.value is None:
        return ()
    here, there = _facts(parsed.value), _facts(other)
    sheet = Sheet(file, parsed.marks)
    return tuple(sorted(_differences(sheet, here, there), key=lambda f: (f.line, f.column, f.code, f.path)))


def _differences(sheet: Sheet, here: Mapping[Path, object], there: Mapping[Path, object]) -> Iterator[Finding]:
    for path in dict.fromkeys((*here, *there)):
        above = path[:-1]
        if above not in here or above not in there:
            continue  # told at the place above
        if path not in here:
            yield sheet.error("edition-lacks", path, "GDPR Art. 12(1)", fact=".".join(path))
        elif path not in there:
            yield sheet.error("edition-alone", path, "GDPR Art. 12(1)", fact=".".join(path))
        elif here[path] != there[path]:
            yield sheet.error("edition-differs", path, "GDPR Art. 12(1)", fact=".".join(path))


def _facts(policy: Policy) -> dict[Path, object]:
    """List what an edition tells: single values and plain lists as they are, None where there is more below; a gap tells nothing."""
    found: dict[Path, object] = {}
    hidden: set[Path] = set()
    for path, value in walk(policy):
        if value is None or isinstance(value, Gap) or path[:-1] in hidden or path[:1] in _OWN or path[:2] in _OWN or path[-1:] == ("text",):
            hidden.add(path)
        else:
            found[path] = _plain(value)
            if found[path] is not None:
                hidden.add(path)
    return found


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return None if any(is_dataclass(part) for part in value) else frozenset(value)
    return None if isinstance(value, Mapping) or (is_dataclass(value) and not isinstance(value, Period)) else value
