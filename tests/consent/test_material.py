"""A yes holds while what it was said to stays the same thing; another word asks nobody, another purpose asks everybody (GDPR Art. 7(1))."""

from collections.abc import Callable
from pathlib import Path

from tests.consent.test_ledger import chose, told
from tests.consent.test_pictures import home_of
from tests.front import run

MAIL = "send_chosen_marketing: {how: email, times: several, marketing: true}\n"


def edition(place: Path, version: str, *changes: tuple[str, str]) -> None:
    """Write and publish another version of the policy."""
    path = place / "policy.yaml"
    text = path.read_text("utf-8")
    for old, new in (*changes, (f'version: "{int(version) - 1}.0"', f'version: "{version}.0"')):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    done = run("publish", "--home", place, "--despite-errors", "--chromium", "/nowhere/chromium")
    assert done.code == 0, done.err


def test_a_yes_to_another_thing_is_none_until_it_is_said_again(tmp_path: Path, somebody: Callable[[], str]) -> None:
    place, reader = home_of("maalerhus", tmp_path / "home"), somebody()
    assert run("publish", "--home", place, "--despite-errors", "--chromium", "/nowhere/chromium").code == 0
    chose(place, "give", reader)
    edition(place, "5", ('"+45 00 11 22 44"', '"+45 00 11 22 45"'))
    assert told(place, reader) == (0, "yes (basis 6.1.a)")
    edition(place, "6", (MAIL, f"{MAIL}      judge_maturity: {{}}\n"))
    assert told(place, reader) == (1, "no: outdated (basis 6.1.a)")
    chose(place, "give", reader)
    assert told(place, reader) == (0, "yes (basis 6.1.a)")
