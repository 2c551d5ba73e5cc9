"""The published versions as the board looks at them."""

from __future__ import annotations

from ombud.errors import MisconfiguredError
from ombud.promises.editions import Edition, Editions
from ombud.store.home import Home
from ombud.store.versions.notices import content
from ombud.store.versions.published import FOLDER, Head, heads, published, unannounced


def editions(home: Home) -> Editions:
    """Read every published version; one that was altered since is told as what is wrong."""
    try:
        found = tuple(_edition(home, head) for head in heads(home))
        changed = unannounced(home)
    except MisconfiguredError as error:
        return Editions(problem=error.code, where=error.where)
    return Editions(found, len(changed[1]) if changed else 0)


def _edition(home: Home, head: Head) -> Edition:
    """Look at one version: the languages that its own facts promise, and in which of them a notice stands as it was published."""
    one, folder = published(home, head.version), home.folder / FOLDER / head.version
    languages = one.policy.policy.languages if one else home.policy.policy.languages
    said = {notice.language for notice in head.notices if content(notice, folder) is not None}
    return Edition(head.version, head.effective, frozenset(languages.publish), frozenset(said))
