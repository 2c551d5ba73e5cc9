"""A home: the folder with a policy, an inventory, settings and state, opened as far as a command needs."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from zoneinfo import ZoneInfo

from ombud.errors import BadInputError, MisconfiguredError, OmbudError
from ombud.policy.model import Policy
from ombud.policy.overlay import base_of, parse_over
from ombud.policy.parse import Parsed, parse
from ombud.policy.telling import Words, read_words, told

if TYPE_CHECKING:  # what only some commands use is loaded by them: `ombud check` and `ombud notice` must not wait for it
    from ombud.inventory.model import Inventory
    from ombud.plan.clocks import Scene
    from ombud.policy.statements import Statement
    from ombud.store.engine.place import Place
    from ombud.store.state import State
    from ombud.systems.connector import Connector

T = TypeVar("T")


class Systems(Mapping[str, "Connector"]):
    """The systems of a home, each opened when it is first asked for."""

    def __init__(self, home: Home, *, read_only: bool) -> None:
        """Open nothing yet."""
        self._home, self._read_only = home, read_only
        self._open: dict[str, Connector] = {}

    def __getitem__(self, name: str) -> Connector:
        """Open a system, or give the one that is open."""
        if name not in self._open:
            from ombud.systems.registry import open_system

            system, zone = self._home.inventory.systems[name], self._home.zone
            self._open[name] = open_system(name, system, zone=zone, home=self._home.folder, environ=os.environ, read_only=self._read_only)
        return self._open[name]

    def __iter__(self) -> Iterator[str]:
        """Name the systems."""
        return iter(self._home.inventory.systems)

    def __len__(self) -> int:
        """Count the systems."""
        return len(self._home.inventory.systems)

    def close(self) -> None:
        """Let go of all that are open."""
        while self._open:
            self._open.popitem()[1].close()

    def __enter__(self) -> Self:
        """Use the systems for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of them."""
        self.close()


@dataclass
class Home:
    """One home, read from its folder as it is asked for."""

    folder: Path
    settings: Mapping[str, object] = field(default_factory=dict)
    stamp: Stamp = ()
    """How the files stood on disk when this was opened."""
    fault: OmbudError | None = None
    """What is wrong with the files as they stand now, so that the earlier ones stay in force."""
    _scene: Scene | None = field(default=None, init=False, repr=False)

    @classmethod
    def at(cls, folder: str | Path) -> Home:
        """Open a home; a folder without a policy is none."""
        path = Path(folder).resolve()
        if not (path / "policy.yaml").is_file():
            raise BadInputError(
                "no-home",
                "There is no policy.yaml here.",
                where=str(folder),
                hint="Make a home with `ombud init`, or name one with --home.",
            )
        stamp = _stamp(path)
        return cls(path, _settings(path / "ombud.toml"), stamp)

    def renewed(self) -> Home:
        """Give the home as its policy and inventory stand on disk now; while they have faults, the earlier ones stay in force.

        The settings and the state are those with which the process was started.
        """
        stamp = _stamp(self.folder)
        if stamp == self.stamp:
            return self
        new = Home(self.folder, self.settings, stamp)
        try:
            _ = new.policy, new.inventory, new._sound
        except OmbudError as fault:
            self.stamp, self.fault = stamp, fault
            return self
        vars(new).update({name: vars(self)[name] for name in ("database", "state") if name in vars(self)})
        return new

    @classmethod
    def opened(cls, folder: str | Path) -> Home:
        """Open a home together with its state."""
        home = cls.at(folder)
        home.state.log.fingerprint()
        return home

    @property
    def settings_changed(self) -> bool:
        """Tell whether ombud.toml says something else by now than when this was opened."""
        try:
            return _settings(self.folder / "ombud.toml") != self.settings
        except OmbudError:
            return True

    @property
    def url(self) -> str:
        """Give the address under which people reach the home's pages, without a slash at its end."""
        return str(self.settings.get("url", "http://localhost")).rstrip("/")

    @property
    def demo(self) -> bool:
        """Tell whether everybody in this home is invented."""
        return self.settings.get("demo") is True

    @cached_property
    def parsed_policy(self) -> Parsed[Policy]:
        """Read policy.yaml, and the policy it extends where it is an overlay."""
        text = read_text(self.folder / "policy.yaml")
        below = base_of(text)
        return parse_over(text, "policy.yaml", read_text(self.folder / below), below) if below else parse(text, "policy.yaml")

    @cached_property
    def parsed_inventory(self) -> Parsed[Inventory]:
        """Read inventory.yaml, with our own tables beside what it declares."""
        from ombud.inventory.parse import parse_inventory
        from ombud.store.own.tables import with_own

        parsed = parse_inventory(read_text(self.folder / "inventory.yaml"), "inventory.yaml")
        at = str(self.settings.get("database", OWN))
        return replace(parsed, value=with_own(parsed.value, self.settings, at)) if parsed.value else parsed

    @property
    def policy(self) -> Policy:
        """Give the policy, or refuse when it has faults."""
        return _value(self.parsed_policy, "policy.yaml")

    @property
    def inventory(self) -> Inventory:
        """Give the inventory, or refuse when it has faults."""
        return _value(self.parsed_inventory, "inventory.yaml")

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """State what the policy promises, once for as long as its files stand."""
        from ombud.policy.statements import statements

        return statements(self.policy)

    @property
    def zone(self) -> ZoneInfo:
        """Give the zone in which the policy's days are counted."""
        return ZoneInfo(self.policy.policy.timezone)

    def now(self) -> datetime:
        """Tell the moment."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Tell the day in the policy's zone."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """Tell the day of a moment in the policy's zone."""
        return moment.astimezone(self.zone).date()

    def scene(self, as_of: date | None = None) -> Scene:
        """Give what every plan is made from; refuse an inventory that does not tell which rows are whose."""
        today = as_of or self.today()
        if self._scene is None or self._scene.today != today:
            from ombud.plan.clocks import Scene

            _ = self._sound
            self._scene = Scene(self.policy, self.inventory, today)
        return self._scene

    @cached_property
    def _sound(self) -> bool:
        """Refuse an inventory that contradicts itself or the policy; looked at once, like the two files."""
        from ombud.inventory.check import UNSOUND, check_inventory

        for finding in check_inventory(self.parsed_inventory, self.policy):
            if finding.severity == "error" and finding.code in UNSOUND:
                said, where = told(finding, words("en")), f"{finding.file}:{finding.line}"
                hint = f"{said.hint} `ombud check` lists all that is wrong."
                raise BadInputError("inventory-unsound", said.message, where=where, hint=hint)
        return True

    def systems(self, *, read_only: bool) -> Systems:
        """Give the systems; for looking they are opened read-only."""
        return Systems(self, read_only=read_only)

    def held(self, scene: Scene) -> dict[str, frozenset[tuple[object, ...]]]:
        """Find the rows that standing holds freeze; a hold that cannot be looked up freezes whatever asks."""
        subjects = self.state.held()
        if not subjects:
            return {}
        from ombud.execute.discover import frozen

        with self.systems(read_only=True) as systems:
            return frozen(subjects, scene, systems)

    def fingerprints(self) -> tuple[str, str]:
        """Digest the policy and the inventory as they stand, so that a plan knows what it was made from."""
        texts = (self.folder / name for name in ("policy.yaml", "inventory.yaml"))
        policy, inventory = (hashlib.sha256(path.read_bytes()).hexdigest() for path in texts)
        return policy, inventory

    @cached_property
    def database(self) -> Place:
        """Tell where the state of this home is."""
        from ombud.store.engine.place import place_of

        return place_of(self.settings, self.folder, os.environ)

    @cached_property
    def state(self) -> State:
        """Open the home's state: its database, its keys and its log."""
        from ombud.store.database import ready

        ready()
        from ombud.store.state import open_state

        origin = str(self.settings.get("origin", f"{self.policy.policy.id}/evidence"))
        return open_state(self.database, self.folder / "var", origin, self.now)


OWN = "sqlite:var/ombud.sqlite"
"""Where our own tables are, as the inventory says it, unless the settings name a server."""

LARGEST = 4_000_000
"""Bytes of a file that people write; the largest policy known has a fiftieth of it."""


def read_text(path: Path) -> str:
    """Read a text file as UTF-8, or say what is wrong with it."""
    try:
        if path.stat().st_size > LARGEST:
            hint = "Look whether it is the file you mean."
            raise BadInputError("file-too-large", f"The file has more than {LARGEST:,} bytes.", where=path.name, hint=hint)
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        hint = "Look at its name; `ombud init` starts a home."
        raise BadInputError("file-missing", "The file is not there.", where=path.name, hint=hint) from None
    except UnicodeDecodeError:
        reason = "The file cannot be read: it is not UTF-8 text."
        raise BadInputError("file-unreadable", reason, where=path.name, hint="Save it as UTF-8.") from None
    except OSError as error:
        hint = "Look whether it is a file, and who may read it."
        raise BadInputError("file-unreadable", f"The file cannot be read: {error.strerror}.", where=path.name, hint=hint) from None


@cache
def words(language: str) -> Words:
    """Read the sentences in which one language tells findings."""
    file = f"{language}.yaml"
    return read_words((files("ombud.policy") / "languages" / file).read_text("utf-8"), file)


def sound(parsed: Parsed[T], file: str) -> T:
    """Give what was read from a file that is no part of a home, or tell its first fault and how many follow."""
    if parsed.value is None:
        first, *more = (told(fault, words("en")) for fault in parsed.faults)
        also = f" {len(more)} more follow." if more else ""
        raise BadInputError("faulty-file", f"{first.message}{also}", where=f"{file}:{first.line}:{first.column}", hint=first.hint)
    return parsed.value


Stamp = tuple[tuple[str, int, int, int], ...]


def _stamp(folder: Path) -> Stamp:
    """Tell how the files that people write stand on disk; an overlay may rest on another, so every one counts."""
    found: list[tuple[str, int, int, int]] = []
    with os.scandir(folder) as entries:  # asked before every request: globbing takes five times as long
        for entry in entries:
            if entry.name.endswith(".yaml"):
                with suppress(FileNotFoundError):  # an editor that writes a new file in place of the old one
                    at = entry.stat()
                    found.append((entry.name, at.st_mtime_ns, at.st_size, at.st_ino))
    return tuple(sorted(found))


def _settings(path: Path) -> Mapping[str, object]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise MisconfiguredError("settings-unreadable", f"The settings are not TOML: {error}.", where=path.name) from None


def _value(parsed: Parsed[T], file: str) -> T:
    if parsed.value is None or parsed.faults:
        raise BadInputError("faulty-file", f"The file has {len(parsed.faults)} faults.", where=file, hint="`ombud check` lists them.")
    return parsed.value
