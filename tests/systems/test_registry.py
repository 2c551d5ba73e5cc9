"""From the inventory's `at:` to an open connector."""

from pathlib import Path

import pytest

from ombud.errors import BadInputError, MisconfiguredError
from ombud.inventory.model import Kind, System
from ombud.plan.model import Everything
from ombud.systems.connector import Connector
from ombud.systems.registry import open_system
from tests.systems.conftest import COPENHAGEN, DATASETS


def opened(kind: Kind, at: str, home: Path, environ: dict[str, str] | None = None) -> Connector:
    """Open a system of a home."""
    return open_system("crm", System(kind, at, DATASETS), zone=COPENHAGEN, home=home, environ=environ or {}, read_only=True)


@pytest.mark.parametrize("at", ["world.db", "sqlite:world.db", "sqlite:///world.db", "env:CRM"])
def test_a_sqlite_file_is_found_in_the_home(sqlite_path: Path, at: str) -> None:
    system = opened("sql", at, sqlite_path.parent, {"CRM": "sqlite:world.db"})
    assert system.count("people", Everything()) == 0
    system.close()


def test_an_absolute_path_stays_absolute(sqlite_path: Path, tmp_path: Path) -> None:
    system = opened("sql", f"sqlite:{sqlite_path}", tmp_path / "elsewhere")
    assert system.count("people", Everything()) == 0
    system.close()


@pytest.mark.parametrize(
    "at",
    [
        "postgresql://anna:hemmelig@db.birk.example/crm",
        "mysql://db.birk.example/crm?password=hemmelig",
        "imaps://a:hemmelig@mail.birk.example",
    ],
)
def test_an_address_with_a_password_is_refused(tmp_path: Path, at: str) -> None:
    with pytest.raises(BadInputError) as refused:
        opened("sql", at, tmp_path)
    assert refused.value.code == "literal-password"
    assert "hemmelig" not in str(refused.value)


def test_a_missing_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match=r"FJORDRAAD_CRM.*missing-variable"):
        opened("sql", "env:FJORDRAAD_CRM", tmp_path)


def test_an_unknown_zone_is_told(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="system-zone"):
        open_system("crm", System("memory", "", {}, zone="Mars/Olympus"), zone=COPENHAGEN, home=tmp_path, environ={}, read_only=True)


def test_memory_opens_empty(tmp_path: Path) -> None:
    assert opened("memory", "memory", tmp_path).count("people", Everything()) == 0
