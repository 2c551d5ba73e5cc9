"""By what else a person is known in our own tables: the keyed hashes of their address, which no system could look for by the address."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.evidence.pseudonym import link
from ombud.policy.spelling import spelled
from ombud.store.home import Home

Identified = tuple[str, str]


def also_known(home: Home, person: tuple[Identified, ...]) -> tuple[Identified, ...]:
    """Add the hashes of a person's addresses, where the policy declares such identifiers."""
    return (*person, *(hashed for kind, value in person if kind == "email" for hashed in _hashes(home, spelled(value, casefold=True))))


def _hashes(home: Home, address: str) -> Iterator[Identified]:
    keys, kinds = home.state.keys, home.policy.identifiers
    if "choice_key" in kinds:
        yield "choice_key", link(keys.links(), "email", address)
    if "suppressed_key" in kinds:
        yield from (("suppressed_key", link(key, "email", address)) for _, key in keys.suppression())
