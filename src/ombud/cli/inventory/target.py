"""Which system is meant: one of the home's inventory, or a reference to one that no inventory names yet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from ombud.errors import BadInputError
from ombud.inventory.guess.seen import Known, known
from ombud.inventory.model import Dataset, Kind, System
from ombud.policy.model import Policy
from ombud.store.home import Home
from ombud.systems.connector import Connector
from ombud.systems.registry import open_system, resolve

_SCHEMES: Mapping[str, Kind] = {
    "sqlite": "sql",
    "postgres": "sql",
    "postgresql": "sql",
    "postgresql+psycopg": "sql",
    "mysql": "sql",
    "mysql+pymysql": "sql",
    "mariadb": "sql",
    "mariadb+pymysql": "sql",
    "maildir": "mailbox",
    "imap": "mailbox",
    "imaps": "mailbox",
}
_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Target:
    """A system to look at, where its relative path starts, and the policy it is drafted for."""

    name: str
    system: System
    folder: Path
    policy: Policy | None

    @property
    def known(self) -> Known:
        """The words of the policy that this system may use."""
        return known(self.policy, self.name)

    @contextmanager
    def opened(self, datasets: Mapping[str, Dataset] | None = None) -> Iterator[Connector]:
        """Open the system for looking, as it is declared or with other datasets."""
        system = self.system if datasets is None else replace(self.system, datasets=datasets)
        zone = ZoneInfo(self.policy.policy.timezone if self.policy else _ZONE)
        connector = open_system(self.name, system, zone=zone, home=self.folder, environ=os.environ, read_only=True)
        try:
            yield connector
        finally:
            connector.close()


def target(given: str, home: str, name: str | None) -> Target:
    """Find the system: by its name in the home's inventory, else as a reference under a name to be said."""
    folder = Path(home).resolve()
    policy, systems = _home(folder)
    if given in systems and name is None:
        return Target(given, systems[given], folder, policy)
    kind = kind_of(given, folder, os.environ)
    if kind is None:
        hint = f"It is {_listed(systems)}env:NAME, sqlite:PATH, postgresql://…, mariadb://…, maildir:FOLDER, imaps://… or a folder."
        raise BadInputError("unknown-system", "No system is called so, and it is no reference to one.", where=given, hint=hint)
    if not name or "." in name or "/" in name:
        hint = "Say how the inventory shall call it: `--name crm`; without dots."
        raise BadInputError("name-missing", "A reference needs a name for its system.", where=given, hint=hint)
    return Target(
        name, System(kind, given, {}, zone=policy.policy.timezone if policy else _ZONE, own_domains=_domains(policy)), folder, policy
    )


def _home(folder: Path) -> tuple[Policy | None, Mapping[str, System]]:
    """Read what there is of a home: a draft may come before either file."""
    if not (folder / "policy.yaml").is_file():
        return None, {}
    home = Home.at(folder)
    inventory = home.parsed_inventory.value if (folder / "inventory.yaml").is_file() else None
    return home.parsed_policy.value, inventory.systems if inventory else {}


def kind_of(at: str, folder: Path, environ: Mapping[str, str]) -> Kind | None:
    """Tell of which kind a system is by its address; None when the address is none."""
    address = resolve("", at, environ)
    scheme, found, _ = address.partition(":")
    if found and scheme in _SCHEMES:
        return _SCHEMES[scheme]
    return "files" if (folder / address).is_dir() else None


def _domains(policy: Policy | None) -> tuple[str, ...]:
    """Take the domain of the controller's own address for the domain of its mail."""
    email = policy.controller.email if policy else None
    return (email.rpartition("@")[2],) if isinstance(email, str) else ()


def _listed(systems: Mapping[str, System]) -> str:
    return "".join(f"{name}, " for name in systems)
