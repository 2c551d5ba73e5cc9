"""The state of a home as it is used: its keys, in files outside the database, its log, and the pseudonyms of its subjects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from django.db import transaction
from django.db.models import QuerySet

from ombud.errors import MisconfiguredError, RefusedError
from ombud.evidence import keyfile
from ombud.evidence.checkpoint import Signer, create_key, load_key
from ombud.evidence.pseudonym import LinkKey, RunKey, create_link_key, create_run_key, link, load_link_key, load_run_key, new_subject
from ombud.store import plans
from ombud.store.database import ask_among, open_database, tell_each
from ombud.store.engine.locks import in_turn
from ombud.store.engine.place import Place
from ombud.store.holds import Hold, current, frozen
from ombud.store.log import Log
from ombud.store.models import CheckpointRow, HoldRow, LinkRow, ProofRow

_K = TypeVar("_K", LinkKey, RunKey)
_NEWER = 1 << 63
"""The age of a link that is drawn now: above every row number."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The folder of key files of one home."""

    folder: Path

    def signer(self, origin: str) -> Signer:
        """Load the key that signs checkpoints, or make it on first use."""
        path = self._file("evidence.pem")
        return Signer(origin, load_key(path) if _there(path, CheckpointRow.objects.all()) else create_key(path))

    def links(self) -> LinkKey:
        """Load the key that ties identifiers to pseudonyms, or make it on first use."""
        path = self.folder / "links.key"
        if path.exists():
            return _unchanged(load_link_key, path)
        _there(path, *(rows.objects.all() for rows in (LinkRow, HoldRow, ProofRow)))
        return _made(self._file(path.name))

    def suppression(self) -> list[tuple[int, LinkKey]]:
        """Load the keys under which addresses not to be contacted are hashed, oldest first; the first is made on first use."""
        versions = sorted(int(path.stem.removeprefix("suppression-")) for path in self.folder.glob("suppression-*.key"))
        if not versions:
            return [(1, _made(self._file("suppression-1.key")))]
        return [(version, _unchanged(load_link_key, self.folder / f"suppression-{version}.key")) for version in versions]

    def renew_suppression(self) -> int:
        """Make a new version of that key: what is hashed from now on is hashed under it, and the rest when its address is next at hand."""
        version = self.suppression()[-1][0] + 1
        create_link_key(self._file(f"suppression-{version}.key"))
        return version

    def new_run(self, run: str) -> RunKey:
        """Make the key under which one run keeps what it resolved, unless a process that was killed has made it."""
        path = self._file(f"run-{run}.key")
        return load_run_key(path) if path.exists() else create_run_key(path)

    def desk(self) -> RunKey:
        """Load the key under which the desks keep answers and documents, or make it on first use; those before it open what they sealed."""
        newer = [f"desk-{version}.key" for version in sorted(self._renewed_desks(), reverse=True)]
        paths = [path for name in (*newer, "desk.key") if (path := self.folder / name).exists()]
        secrets = [_unchanged(load_run_key, path).secret for path in paths]
        return RunKey(secrets[0], tuple(secrets[1:])) if secrets else create_run_key(self._file("desk.key"))

    def renew_desk(self) -> None:
        """Make a new key for the desks: what is sealed from now on is sealed under it."""
        self.desk()
        create_run_key(self._file(f"desk-{max(self._renewed_desks(), default=1) + 1}.key"))

    def _renewed_desks(self) -> list[int]:
        return [int(path.stem.removeprefix("desk-")) for path in self.folder.glob("desk-*.key")]

    def has_run(self, run: str) -> bool:
        """Tell whether the key of a run is there."""
        return self._file(f"run-{run}.key").exists()

    def run(self, run: str) -> RunKey:
        """Load the key of a run that is not done."""
        return load_run_key(self._file(f"run-{run}.key"))

    def forget(self, run: str) -> None:
        """Destroy the key of a run that is done."""
        keyfile.destroy(self._file(f"run-{run}.key"))

    def runs(self) -> list[str]:
        """List the runs that have a key."""
        return [path.stem.removeprefix("run-") for path in self.folder.glob("run-*.key")]

    def _file(self, name: str) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder / name


def _unchanged(load: Callable[[Path], _K], path: Path) -> _K:
    """Give a key that stays as long as the home does; its file is read again when it is another, or others may read it now."""
    at = path.stat()
    stamp = (at.st_ino, at.st_mode, at.st_size, at.st_mtime_ns)
    return cast("_K", _loaded(load, path, stamp))


@lru_cache(maxsize=16)
def _loaded(load: Callable[[Path], LinkKey | RunKey], path: Path, _stamp: tuple[int, ...]) -> LinkKey | RunKey:
    return load(path)


def _made(path: Path) -> LinkKey:
    """Make a link key, or load the one that somebody else has made in this moment."""
    try:
        return create_link_key(path)
    except RefusedError:
        return load_link_key(path)


def _there(path: Path, *made_with: QuerySet[Any]) -> bool:
    """Tell whether a key is there; one that is gone while what was made with it is still here is never replaced in silence."""
    if not path.exists() and any(rows.exists() for rows in made_with):
        hint = "Restore it from where the keys are kept; what was made with it cannot be read or continued without it."
        raise MisconfiguredError("evidence-key-lost", "A key of this home is gone.", where=str(path), hint=hint)
    return path.exists()


@dataclass(frozen=True, slots=True)
class State:
    """A home's keys and log, with its database open."""

    keys: Keys
    log: Log
    now: Callable[[], datetime]

    def held(self) -> list[tuple[tuple[str, str], ...]]:
        """Open whom the standing holds freeze."""
        return frozen(self.keys.links())

    def holds(self) -> list[Hold]:
        """List the holds that stand."""
        return current()

    def pseudonym(self, identifiers: Iterable[tuple[str, str]]) -> str:
        """Tell the pseudonym of a person by any known identifier, or draw one; all identifiers given lead to it afterwards."""
        return self.pseudonyms([identifiers])[0]

    def known(self, identifiers: Iterable[tuple[str, str]]) -> frozenset[str]:
        """Tell the pseudonyms under which a person is known by any of some identifiers; none is drawn."""
        key = self.keys.links()
        return frozenset(subject for _, subject in _known({link(key, kind, value) for kind, value in identifiers}).values())

    def pseudonyms(self, persons: Iterable[Iterable[tuple[str, str]]]) -> tuple[str, ...]:
        """Tell the pseudonyms of many persons in a few statements, as if they were asked for one after the other."""
        key = self.keys.links()
        links = [[link(key, kind, value) for kind, value in identifiers] for identifiers in persons]
        with transaction.atomic(savepoint=False):
            in_turn("links")
            found = _known({one for mine in links for one in mine})
            known = dict(found)
            subjects = tuple(_subject(mine, known) for mine in links)
            drawn = [(one, subject) for one, (_, subject) in known.items() if one not in found]
            tell_each("INSERT INTO store_linkrow (link, subject) VALUES (%s, %s) ON CONFLICT DO NOTHING", drawn)
        return subjects


def _known(links: Collection[str]) -> dict[str, tuple[int, str]]:
    """Tell of each link that is known the number of its row and its subject."""
    rows = ask_among("SELECT link, id, subject FROM store_linkrow WHERE link {wanted}", links)
    return {one: (row, subject) for one, row, subject in rows}


def _subject(links: list[str], known: dict[str, tuple[int, str]]) -> str:
    """Tell the subject of the oldest link that is known, or draw one; the links that were not known are from now on."""
    subject = min((known[one] for one in links if one in known), default=(0, new_subject()))[1]
    for one in links:
        known.setdefault(one, (_NEWER + len(known), subject))
    return subject


def open_state(place: Place, folder: Path, origin: str, now: Callable[[], datetime]) -> State:
    """Open the state at its place, or begin it; the keys are files in the folder wherever the rest is."""
    folder.mkdir(mode=0o700, exist_ok=True)
    open_database(place)
    keys = Keys(folder / "keys")
    for run in plans.done(keys.runs()):
        keys.forget(run)  # the process was killed between the end of its run and this
    return State(keys, Log(keys.signer(origin), now), now)
