"""The state of a home as it is used: its keys, in files outside the database, its log, and the pseudonyms of its subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from ombud.evidence import keyfile
from ombud.evidence.checkpoint import Signer, create_key, load_key
from ombud.evidence.pseudonym import LinkKey, RunKey, create_link_key, create_run_key, link, load_link_key, load_run_key, new_subject
from ombud.store.database import open_database
from ombud.store.holds import Hold, current
from ombud.store.log import Log
from ombud.store.models import LinkRow


@dataclass(frozen=True, slots=True)
class Keys:
    """The folder of key files of one home."""

    folder: Path

    def signer(self, origin: str) -> Signer:
        """Load the key that signs checkpoints, or make it on first use."""
        path = self._file("evidence.pem")
        return Signer(origin, load_key(path) if path.exists() else create_key(path))

    def links(self) -> LinkKey:
        """Load the key that ties identifiers to pseudonyms, or make it on first use."""
        path = self._file("links.key")
        return load_link_key(path) if path.exists() else create_link_key(path)

    def new_run(self, run: str) -> RunKey:
        """Make the key under which one run keeps what it resolved."""
        return create_run_key(self._file(f"run-{run}.key"))

    def run(self, run: str) -> RunKey:
        """Load the key of a run that is not done."""
        return load_run_key(self._file(f"run-{run}.key"))

    def forget(self, run: str) -> None:
        """Destroy the key of a run that is done."""
        keyfile.destroy(self._file(f"run-{run}.key"))

    def _file(self, name: str) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder / name


@dataclass(frozen=True, slots=True)
class State:
    """A home's keys and log, with its database open."""

    keys: Keys
    log: Log
    now: Callable[[], datetime]

    def holds(self) -> list[Hold]:
        """List the holds that stand."""
        return current()

    def pseudonym(self, identifiers: Iterable[tuple[str, str]]) -> str:
        """Tell the pseudonym of a person by any known identifier, or draw one; all identifiers given lead to it afterwards."""
        key = self.keys.links()
        links = [link(key, kind, value) for kind, value in identifiers]
        with transaction.atomic():
            known = LinkRow.objects.filter(link__in=links).order_by("id").values_list("subject", flat=True).first()
            subject = known or new_subject()
            LinkRow.objects.bulk_create([LinkRow(link=one, subject=subject) for one in links], ignore_conflicts=True)
        return subject


def open_state(folder: Path, origin: str, now: Callable[[], datetime]) -> State:
    """Open the state in its folder, or begin it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    open_database(folder / "ombud.sqlite")
    keys = Keys(folder / "keys")
    return State(keys, Log(keys.signer(origin), now), now)
