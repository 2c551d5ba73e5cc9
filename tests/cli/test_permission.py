"""A system that our account may not read or change is told as such, with exit 78, and nothing of it is changed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.store.database import close_database
from tests.cast import SOEREN
from tests.cli.homes import Made, ago, build
from tests.servers.program import NOBODY, folder, is_root


@pytest.fixture
def nobodys(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """Give a home that an account without rights owns, in a folder that it may enter."""
    with folder("nobody") as place:
        made = build(place / "firm", state, f"sqlite:///{place / 'firm/systems/shop.sqlite'}", monkeypatch)
        made.customer(SOEREN, left=ago(years=9), invoiced=ago(years=9))
        made.letter("old", "old@fjern.example", ago(years=2))
        made.file("visits/v.csv", "cookie,seen_on\nabc,2010-01-01\n")
        made.run("sweep", "--json")  # an account without rights may not even read the modules that are not loaded yet
        if is_root():
            for path in (place, *place.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        assert asked(made) == 0, (made.folder / "told").read_text()
        yield made
        close_database()


def asked(home: Made, *args: str) -> int:
    """Run a command in a process of its own without any rights but its owner's, and give its exit code."""
    close_database()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            if is_root():
                os.setgroups([])
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)
            told = home.run(*(args or ("sweep", "--json")))
            (home.folder / "told").write_text(told.out + told.err, encoding="utf-8")
            code = told.code
        except BaseException as error:
            (home.folder / "told").write_text(repr(error), encoding="utf-8")
            raise
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(
    ("place", "system"),
    [
        ("systems/mail/cur", "mail"),
        ("systems/mail/cur/old:2,S", "mail"),
        ("systems/files/visits", "files"),
        ("systems/files/visits/v.csv", "files"),
        ("systems/shop.sqlite", "shop"),
    ],
)
def test_what_may_not_be_read_is_told_and_nothing_is_changed(nobodys: Made, place: str, system: str) -> None:
    path, before = nobodys.folder / place, nobodys.picture()
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        code = asked(nobodys, "sweep", "--json")
    finally:
        path.chmod(mode)
    told = (nobodys.folder / "told").read_text(encoding="utf-8")
    assert (code, system in told) == (78, True), told
    assert nobodys.picture() == before
