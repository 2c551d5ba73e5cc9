"""The sweep that comes round: what an officer let go once goes by itself from then on; what is new, changed or unusual waits."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ombud.errors import MisconfiguredError
from ombud.retention import standing
from ombud.store.home import Home
from tests.cli.homes import Made, ago

PATIENCE = 60.0
LEFT = ago(years=4)


def subscribers(home: Made, first: int, count: int, left: object = None) -> None:
    """Let some people subscribe, of whom all left on a day or none did."""
    home.put(
        "subscribers",
        *({"id": n, "name": f"Person {n}", "email": f"p{n}@elv.example", "left_on": left} for n in range(first, first + count)),
    )


def there(home: Made) -> list[int]:
    """Tell which of those who left are still there."""
    return [number for number, left in home.rows("subscribers", "id", "left_on") if left is not None]


def night(home: Made) -> None:
    """Let the sweep come round."""
    standing.come_round(Home.opened(home.folder))


def let_go(home: Made) -> None:
    """Let an officer read what is due and carry it out."""
    assert home.run("sweep", "--carry-out", home.run("sweep", "--json").json["plan"]).code == 0


@pytest.fixture
def swept(any_home: Made) -> Made:
    """A home of many subscribers in which an officer let the first two go."""
    any_home.write()
    subscribers(any_home, 1, 400)
    subscribers(any_home, 1001, 2, LEFT)
    let_go(any_home)
    assert there(any_home) == []
    return any_home


def test_what_nobody_let_go_before_waits_and_is_shown(any_home: Made) -> None:
    any_home.write()
    subscribers(any_home, 1, 400)
    subscribers(any_home, 1001, 2, LEFT)
    night(any_home)
    assert there(any_home) == [1001, 1002]
    assert any_home.state_of("SELECT kind, state FROM store_planrow") == [("sweep", "shown")]


def test_what_was_let_go_once_goes_by_itself(swept: Made) -> None:
    subscribers(swept, 1003, 3, LEFT)
    night(swept)
    assert there(swept) == []
    assert set(swept.state_of("SELECT count(*) FROM store_steprow WHERE state <> 'done'")) == {(0,)}


def test_more_than_a_share_of_all_rows_waits_until_the_settings_allow_it(swept: Made) -> None:
    settings = swept.folder / "ombud.toml"
    before = settings.read_text("utf-8") if settings.exists() else ""
    settings.write_text(f"{before}\n[sweep]\ntimes = 100\n", "utf-8")
    subscribers(swept, 1003, 5, LEFT)
    night(swept)
    assert len(there(swept)) == 5
    settings.write_text(f"{before}\n[sweep]\ntimes = 100\nshare = 0.02\n", "utf-8")
    night(swept)
    assert there(swept) == []


def test_more_than_twice_the_usual_waits(swept: Made) -> None:
    subscribers(swept, 2001, 400)
    subscribers(swept, 1003, 5, LEFT)
    night(swept)
    assert len(there(swept)) == 5


def test_a_rule_that_changed_waits_for_an_officer_again(swept: Made) -> None:
    swept.rules("news")[0]["for"] = "P2Y"
    swept.write()
    subscribers(swept, 1003, 1, LEFT)
    night(swept)
    assert there(swept) == [1003]
    let_go(swept)
    subscribers(swept, 1004, 1, LEFT)
    night(swept)
    assert there(swept) == []


def test_what_waits_does_not_hold_up_the_rest(swept: Made) -> None:
    swept.rules("network")[0]["for"] = "P2Y"
    swept.write()
    swept.put("contacts", {"id": 1, "name": "Ib", "email": "ib@elv.example", "met_on": LEFT})
    subscribers(swept, 1003, 1, LEFT)
    night(swept)
    assert (there(swept), swept.rows("contacts")) == ([], [1])
    assert ("sweep", "shown") in swept.state_of("SELECT kind, state FROM store_planrow")


def test_limits_that_are_none_are_refused(swept: Made) -> None:
    settings = swept.folder / "ombud.toml"
    settings.write_text((settings.read_text("utf-8") if settings.exists() else "") + '\n[sweep]\nshare = "all"\n', "utf-8")
    with pytest.raises(MisconfiguredError, match="settings-sweep"):
        night(swept)


def test_a_worker_sweeps_when_the_time_has_come(home: Made) -> None:
    home.write()
    subscribers(home, 1, 400)
    subscribers(home, 1001, 2, LEFT)
    let_go(home)
    subscribers(home, 1003, 1, LEFT)
    worker = subprocess.Popen([sys.executable, "-m", "ombud", "worker", "--home", home.folder], env=os.environ)
    patient_until = time.monotonic() + PATIENCE
    while there(home) and time.monotonic() < patient_until:
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert there(home) == []
