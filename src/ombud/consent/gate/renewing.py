"""Whether a consent was to what is done today: versions of the policy that asked for the same thing (GDPR Art. 7(1), 6(4))."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ombud.policy.model import Policy
from ombud.policy.versions.meaning import Change, changes, concerned
from ombud.store.home import Home
from ombud.store.versions.published import heads, published


def current(home: Home, activity: str) -> frozenset[str]:
    """Name the versions under which somebody agreed to what the activity is today; a version that was never published is only its own."""
    versions = (head.version for head in heads(home) if head.version != home.policy.policy.edition)
    return frozenset({home.policy.policy.edition, *(one for one in versions if _same(home, one, activity))})


def _same(home: Home, version: str, activity: str) -> bool:
    return not _changed(home.folder, version, home.fingerprints()[0], activity)


@lru_cache(maxsize=256)
def _changed(folder: Path, version: str, today: str, activity: str) -> bool:  # noqa: ARG001 - what was told of one text of the policy is not told of another
    home = Home.at(folder)
    old = published(home, version)
    return old is None or _asks_again(old.policy, home.policy, activity)


def _asks_again(old: Policy, new: Policy, activity: str) -> bool:
    found = (change for change in changes(old, new) if "ask again" in change.follows)
    return any(_touches(change, policy, activity) for change in found for policy in (old, new))


def _touches(change: Change, policy: Policy, activity: str) -> bool:
    return activity in policy.activities and policy.activities[activity] in concerned(change.difference.path, policy)
