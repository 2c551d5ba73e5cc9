"""A flood of refusals is counted to the last one and costs a handful of writes, also where the home is stopped in the middle of it."""

import re
import sqlite3
import struct
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.web.conftest import served
from tests.web.consent.conftest import home_of
from tests.web.consent.test_choices import CHOICE
from tests.web.site import Site, ombud
from tests.web.visits import sql

HEAD, FRAME = 32, 24
"""Bytes before the frames of a write-ahead log, and before the page of each."""


def commits(log: Path) -> int:
    """Count the transactions in a write-ahead log of SQLite: the last frame of each says how large the database became."""
    written = log.read_bytes()
    page = struct.unpack(">I", written[8:12])[0]
    return sum(struct.unpack(">I", written[at + 4 : at + 8])[0] > 0 for at in range(HEAD, len(written), FRAME + page))


def flooded(site: Site, times: int) -> Counter[str]:
    """Send so many forged choices from one network, and count the words they are refused with."""
    client = site.visitor().client
    return Counter(client.post(CHOICE, data={"token": "forged", "how": "all"}).text.strip() for _ in range(times))


def test_a_flood_is_counted_to_the_last_and_hardly_written(tmp_path: Path) -> None:
    with contextmanager(served)(home_of(tmp_path / "home")) as site:
        store = site.home / "var" / "ombud.sqlite"
        with closing(sqlite3.connect(store, timeout=60)) as reader:
            reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM consent_refusedrow").fetchone()  # from here on the log only grows
            told = flooded(site, 500)
            told += flooded(site, 1)  # the last is not a second old when the home is stopped
            written = commits(store.with_name("ombud.sqlite-wal"))
        site.leave()
    assert set(told) == {"token-forged", "too-often"}
    assert 0 < written < 100
    counted(site, told)


def counted(site: Site, told: Counter[str]) -> None:
    """See that each refusal was counted, and where it stands."""
    refusals = ombud(site.home, "consent", "refusals").stdout
    assert {why: int(count) for count, why in re.findall(r"(\d+)  banner: (\S+)", refusals)} == told
    kinds = sql(site, 'SELECT sum("count") FROM limits_stoppedrow WHERE place = ? GROUP BY kind ORDER BY kind', "public")
    assert kinds == [told["too-often"], told["token-forged"]]


WROTE = "SELECT sum(n_tup_ins + n_tup_upd)::int FROM pg_stat_user_tables WHERE NOT starts_with(relname, 'procrastinate')"
"""Rows written by anybody since the database was made, but for those of the queue; told when a session has ended."""


def test_so_it_is_on_postgresql(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = home_of(tmp_path / "home") / "ombud.toml"
    settings.write_text(f'database = "env:OMBUD_DATABASE"\n{settings.read_text("utf-8")}', "utf-8")
    monkeypatch.setenv("OMBUD_DATABASE", empty_url)
    assert ombud(settings.parent, "migrate").returncode == 0
    with contextmanager(served)(settings.parent) as site:
        pass  # what the first start writes is not the flood's
    (before,) = sql(site, WROTE)
    with contextmanager(served)(settings.parent) as site:
        told = flooded(site, 500)
        site.leave()
    (after,) = sql(site, WROTE)
    assert set(told) == {"token-forged", "too-often"}
    assert 0 < after - before < 100
    counted(site, told)
