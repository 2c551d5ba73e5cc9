"""What changed between two policies: each difference at its path, whatever shape it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Any, Literal

from ombud.policy.finding import Path
from ombud.policy.model import Policy
from ombud.policy.versions.facts import is_scalar, parts

How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is new, gone or another: where it stands and what it was and is; None where it is not."""

    path: Path
    before: object | None
    after: object | None

    @property
    def how(self) -> How:
        """Tell whether the part came, went or became another."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """Find every difference; a part that came or went as a whole is one. The order of a list says nothing."""
    return tuple(_compare(old, new, ()))


def _compare(old: object, new: object, path: Path) -> Iterator[Difference]:
    if _alike(old, new):
        before, after = _named(old, new)
        for name in dict.fromkeys([*before, *after]):
            yield from _compare_part(before.get(name), after.get(name), (*path, name))
    elif old != new:
        yield Difference(path, old, new)


def _compare_part(old: object | None, new: object | None, path: Path) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(path, old, new)
    else:
        yield from _compare(old, new, path)


def _alike(old: object, new: object) -> bool:
    """Tell two things whose parts can be compared one by one: both lists, both mappings, or records of one kind."""
    if is_scalar(old) or is_scalar(new):
        return False
    return type(old) is type(new) or not (is_dataclass(old) or is_dataclass(new) or isinstance(old, tuple) != isinstance(new, tuple))


def _named(old: object, new: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the parts of both by name; records of a list that have no name are paired as well as they can be."""
    before, after = parts(old), parts(new)
    if isinstance(old, tuple) and isinstance(new, tuple) and not (_has_names(old) and _has_names(new)):
        return _paired(old, new)
    return dict(before), dict(after)


def _has_names(items: tuple[object, ...]) -> bool:
    names = [name for name, _ in parts(items)]
    return all(is_scalar(item) for item in items) or (len(set(names)) == len(names) and not any(name.isdigit() for name in names))


def _paired(old: tuple[object, ...], new: tuple[object, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Leave out records that stand in both lists; pair the rest in their order, by the place in the new list."""
    left = list(new)
    gone = [item for item in old if not _taken(item, left)]
    places = [str(at) for at, item in _places(new, left)]
    beyond = [str(len(new) + at) for at in range(len(gone))]
    names = [*places, *beyond]
    return dict(zip(names, gone, strict=False)), dict(zip(names, left, strict=False))


def _taken(item: object, left: list[object]) -> bool:
    if item in left:
        left.remove(item)
        return True
    return False


def _places(new: tuple[object, ...], left: list[object]) -> Iterator[tuple[int, object]]:
    """Find where the items that are left stand in the new list, the last of equal ones first."""
    waiting = list(left)
    found = []
    for at in range(len(new) - 1, -1, -1):
        if new[at] in waiting:
            waiting.remove(new[at])
            found.append((at, new[at]))
    yield from reversed(found)
