"""The facts of a policy as an export takes them: what was taken is carried, and the rest is the loss report."""

from __future__ import annotations

from ombud.policy.finding import Path
from ombud.policy.model import Policy
from ombud.policy.versions.facts import facts


class Facts:
    """Every fact by its path; whatever shape the model grows, what no export takes is reported as lost."""

    def __init__(self, policy: Policy) -> None:
        """Take the policy apart."""
        self._facts = dict(facts(policy))
        self._taken: set[Path] = set()
        self._inside: dict[Path, dict[str, None]] = {}
        for path in self._facts:
            for at in range(len(path)):
                self._inside.setdefault(path[:at], {})[path[at]] = None

    def take(self, *path: str) -> str | None:
        """Take one single fact; None where there is none, or where a gap stands in its place."""
        if path not in self._facts:
            return None
        self._taken.add(path)
        return self._facts[path] or None

    def names(self, *path: str) -> tuple[str, ...]:
        """Name what stands right below a path; the names come along with whatever is taken below them."""
        return tuple(self._inside.get(path, ()))

    def words(self, *path: str) -> list[str]:
        """Take a list of words."""
        return [word for name in self.names(*path) if (word := self.take(*path, name))]

    def peek(self, *path: str) -> str | None:
        """Look at a fact without carrying it."""
        return self._facts.get(path)

    @property
    def carried(self) -> int:
        """Count the facts that were taken."""
        return len(self._taken)

    def lost(self) -> tuple[Path, ...]:
        """List the facts that were not."""
        return tuple(path for path in self._facts if path not in self._taken)
