"""What the architecture tests share: our source read once, and invented source to prove that the checks bite."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.source import SRC, Module, read

Plant = Callable[[dict[str, str]], dict[str, Module]]


@pytest.fixture(scope="session")
def source() -> dict[str, Module]:
    """Every module of src."""
    return read(SRC)


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write invented modules, as {path: text}, and read them."""

    def write(files: dict[str, str]) -> dict[str, Module]:
        for name, text in files.items():
            place = tmp_path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return read(tmp_path)

    return write
