"""A flood of refusals is counted to the last one and costs a handful of writes, also where the home is stopped in the middle of it."""

import re
import sqlite3
import struct
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

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
    refusals = ombud(tmp_path / "home", "consent", "refusals").stdout
    assert {why: int(count) for count, why in re.findall(r"(\d+)  banner: (\S+)", refusals)} == told
    kinds = sql(site, 'SELECT sum("count") FROM limits_stoppedrow WHERE place = ? GROUP BY kind ORDER BY kind', "public")
    assert kinds == [told["too-often"], told["token-forged"]]
