"""Keys lie in files that only their owner can read, are never overwritten, and are gone when destroyed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ombud.errors import MisconfiguredError, RefusedError
from ombud.evidence import keyfile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "key"


def test_only_the_owner_can_read_a_key(path: Path) -> None:
    keyfile.create(path, b"secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keyfile.load(path) == b"secret"


def test_a_key_is_never_overwritten(path: Path) -> None:
    keyfile.create(path, b"first")
    with pytest.raises(RefusedError, match="evidence-key-exists"):
        keyfile.create(path, b"second")
    assert keyfile.load(path) == b"first"


def test_a_key_is_not_written_through_a_link(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RefusedError, match="evidence-key-exists"):
        keyfile.create(path, b"secret")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o777])
def test_a_key_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    keyfile.create(path, b"secret")
    path.chmod(mode)
    with pytest.raises(MisconfiguredError, match="evidence-key-open") as refused:
        keyfile.load(path)
    assert "secret" not in str(refused.value)


def test_a_key_may_be_read_only_to_its_owner(path: Path) -> None:
    keyfile.create(path, b"secret")
    path.chmod(0o400)
    assert keyfile.load(path) == b"secret"


def test_a_missing_key_is_told_where_it_should_be(path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="evidence-key-read") as refused:
        keyfile.load(path)
    assert refused.value.where == str(path)


def test_a_key_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="evidence-key-write"):
        keyfile.create(tmp_path / "nowhere" / "key", b"secret")


def test_a_destroyed_key_is_gone_and_destroying_it_again_is_well(path: Path) -> None:
    keyfile.create(path, b"secret")
    keyfile.destroy(path)
    keyfile.destroy(path)
    assert not path.exists()


def test_what_is_not_a_file_is_not_destroyed(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="evidence-key-destroy"):
        keyfile.destroy(tmp_path)
