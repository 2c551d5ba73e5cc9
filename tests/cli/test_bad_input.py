"""Whatever is wrong with what is given, it is said with a code, the exit code fits, and nothing is changed."""

import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cast import AASE, SOEREN
from tests.cli.homes import Made, ago, everywhere, locked
from tests.servers.postgres import PostgreSQL

ASK = f"email:{SOEREN.email}"
OLD = "2010-01-01"


def refused(home: Made, code: int, word: str, *args: object, stdin: str = "") -> None:
    """Run a command that must fail so, in a clear word, and change nothing."""
    before = home.picture()
    told = home.run(*args, stdin=stdin)
    assert (told.code, f"code: {word}" in told.err) == (code, True), told.out + told.err
    assert "Traceback" not in told.err
    assert home.picture() == before


@pytest.mark.parametrize("file", ["policy.yaml", "inventory.yaml"])
@pytest.mark.parametrize(
    ("text", "code", "checked"),
    [("a: [1\n", "faulty-file", 2), ("", "faulty-file", 2), ("a: &x 1\nb: *x\n", "faulty-file", 1), ("\udcff", "file-unreadable", 2)],
)
def test_a_file_that_cannot_be_read_is_named(home: Made, file: str, text: str, code: str, checked: int) -> None:
    home.customer(SOEREN, left=OLD)
    (home.folder / file).write_bytes(text.encode("utf-8", "surrogateescape"))
    refused(home, 2, code, "sweep")
    assert home.run("check").code == checked


def test_a_folder_without_a_policy_is_no_home(home: Made) -> None:
    (home.folder / "policy.yaml").unlink()
    refused(home, 2, "no-home", "sweep")


def test_a_home_without_an_inventory_is_told_so(home: Made) -> None:
    (home.folder / "inventory.yaml").unlink()
    refused(home, 2, "file-missing", "sweep")


def test_settings_that_are_no_settings_are_misconfigured(home: Made) -> None:
    (home.folder / "ombud.toml").write_text("demo = maybe\n")
    refused(home, 78, "settings-unreadable", "sweep")


def test_a_contradiction_is_found_with_its_place(home: Made) -> None:
    home.datasets()["orders"]["links"][0]["to"] = "shop.clients"
    home.write()
    told = home.run("check", "--json")
    finding = next(f for f in told.json["findings"] if f["code"] == "unknown-dataset")
    assert (told.code, finding["severity"], finding["file"]) == (1, "error", "inventory.yaml")
    assert "shop.clients" in (home.folder / "inventory.yaml").read_text(encoding="utf-8").splitlines()[finding["line"] - 1]


@pytest.mark.parametrize("command", [("sweep",), ("request", "access", "--subject", "-")])
def test_an_inventory_that_contradicts_itself_carries_nothing_out(home: Made, command: tuple[str, ...]) -> None:
    home.customer(SOEREN, left=OLD)
    home.datasets()["orders"]["links"][0]["to"] = "shop.clients"
    home.write()
    told = home.run(*command, stdin=ASK)
    assert (told.code, "code: inventory-unsound" in told.err, home.rows("customers")) == (2, True, ["K-1001"])


@pytest.mark.parametrize("place", ["activity", "event", "datum", "identifier"])
def test_an_inventory_that_contradicts_the_policy_carries_nothing_out(home: Made, place: str) -> None:
    customers = home.datasets()["customers"]
    match place:
        case "activity":
            customers["activities"] = {"clients": "all"}
        case "event":
            customers["columns"]["left_on"]["event"] = "customer.gone"
        case "datum":
            customers["columns"]["phone"]["is"] = "telephone"
        case _:
            customers["columns"]["id"]["identifies"] = "number"
    home.write()
    told = home.run("sweep")
    assert (told.code, "code: inventory-unsound" in told.err, "inventory.yaml:" in told.err) == (2, True, True)


def test_a_kind_of_system_that_is_unknown_is_refused(home: Made) -> None:
    home.inventory["systems"]["shop"]["kind"] = "oracle"
    home.write()
    refused(home, 2, "faulty-file", "sweep")


def test_a_password_in_the_inventory_is_refused(home: Made) -> None:
    home.inventory["systems"]["shop"]["at"] = "postgresql://ombud:hunter2@localhost/shop"
    home.write()
    told = home.run("sweep")
    assert (told.code, "literal-password" in told.err, "hunter2" in told.out + told.err) == (2, True, False)
    assert "password-in-file" in home.run("check").out


def test_a_variable_that_is_not_set_is_misconfigured(home: Made) -> None:
    home.inventory["systems"]["shop"]["at"] = "env:OMBUD_TEST_UNSET"
    home.write()
    refused(home, 78, "missing-variable", "sweep")


def test_wrong_credentials_are_misconfigured_and_not_repeated(server_home: Made, postgres: PostgreSQL) -> None:
    database = server_home.database.rpartition("/")[2]
    wrong = f"postgresql://ombud:wrong-word@{postgres.host}:{postgres.port}/{database}"
    server_home.monkeypatch.setitem(os.environ, "SHOP_AT", wrong)
    told = server_home.run("sweep")
    assert (told.code, "code: system-credentials" in told.err, "wrong-word" in told.out + told.err) == (78, True, False)


@pytest.mark.parametrize("change", ["ALTER TABLE subscribers DROP COLUMN left_on", "DROP TABLE subscribers"])
@pytest.mark.parametrize("command", [("sweep",), ("request", "erase", "--subject", "-")])
def test_a_column_or_table_that_is_gone_is_misconfigured(any_home: Made, change: str, command: tuple[str, ...]) -> None:
    any_home.customer(SOEREN, left=OLD)
    any_home.say(change)
    told = any_home.run(*command, stdin=ASK)
    assert (told.code, "code: system-shape" in told.err, any_home.rows("customers")) == (78, True, ["K-1001"])


def test_a_database_that_is_not_there_is_not_made(home: Made) -> None:
    home.inventory["systems"]["shop"]["at"] = "sqlite:systems/other.sqlite"
    home.write()
    refused(home, 78, "system-credentials", "sweep")
    assert not (home.folder / "systems/other.sqlite").exists()


def test_a_malformed_letter_is_kept_and_does_not_stop_a_sweep(home: Made) -> None:
    home.customer(SOEREN, left=OLD)
    (home.folder / "systems/mail/cur/broken:2,S").write_bytes(b"\xff\xfeFrom: \x00\nDate: the day before\n\n\xff")
    assert home.sweep("2024-01-01").code == 0
    assert (home.rows("customers"), home.letters()) == ([], ["broken"])


def test_a_table_of_lines_that_is_malformed_is_named_and_left(home: Made) -> None:
    before = home.file("meetings/m.csv", f'email,name,met_on,topic\n"{SOEREN.email},x,{OLD},y\n').read_bytes()
    told = home.run("request", "erase", "--subject", "-", stdin=ASK)
    assert (told.code in (1, 2, 78), "code: " in told.err, SOEREN.email in told.err) == (True, True, False)
    assert (home.folder / "systems/files/meetings/m.csv").read_bytes() == before


# ------------------------------------------------------------------ locks


def test_a_locked_database_is_unavailable_and_the_same_plan_continues(home: Made) -> None:
    home.customer(SOEREN)
    plan = home.ask("erase", ASK).json["plan"]
    other = locked(home.database)
    told = home.run("request", "erase", "--carry-out", plan)
    other.close()
    assert (told.code, "code: system-locked" in told.err, home.rows("customers")) == (69, True, ["K-1001"])
    assert home.run("request", "erase", "--carry-out", plan, "--json").json["outcome"] == "done"
    assert home.rows("customers") == []


def test_a_locked_file_is_unavailable_and_the_same_plan_continues(home: Made) -> None:
    everywhere(home, SOEREN)
    home.say("DELETE FROM orders")
    plan = home.ask("erase", ASK).json["plan"]
    with (home.folder / "systems/files/meetings/m.csv").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        told = home.run("request", "erase", "--carry-out", plan)
    assert (told.code, "code: system-locked" in told.err, SOEREN.email in home.read("meetings/m.csv")) == (69, True, True)
    assert home.run("request", "erase", "--carry-out", plan, "--json").json["outcome"] == "done"
    assert home.read("meetings/m.csv") == "email,name,met_on,topic\n"


# ------------------------------------------------------------------ the home's own state


def test_garbage_in_place_of_the_state_is_misconfigured(home: Made) -> None:
    home.customer(SOEREN, left=OLD)
    home.run("hold", "list")
    for path in (home.folder / "var").glob("ombud.sqlite*"):
        path.write_bytes(b"no database at all " * 300)
    refused(home, 78, "state-unreadable", "sweep")


def test_a_state_cut_off_half_way_is_misconfigured(home: Made) -> None:
    home.customer(SOEREN, left=OLD)
    home.sweep("2009-01-01")
    database = home.folder / "var/ombud.sqlite"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 3])
    refused(home, 78, "state-unreadable", "sweep")


@pytest.mark.parametrize("key", ["evidence.pem", "links.key"])
def test_a_key_that_others_can_read_is_misconfigured(home: Made, key: str) -> None:
    home.customer(SOEREN)
    home.ask("access", ASK)
    (home.folder / "var/keys" / key).chmod(0o644)
    refused(home, 78, "evidence-key-open", "request", "access", "--subject", "-", stdin=ASK)


@pytest.mark.parametrize("key", ["evidence.pem", "links.key"])
def test_a_key_that_holds_no_key_is_misconfigured(home: Made, key: str) -> None:
    home.customer(SOEREN)
    home.ask("access", ASK)
    (home.folder / "var/keys" / key).write_bytes(b"half")
    refused(home, 78, "evidence-key-form", "request", "access", "--subject", "-", stdin=ASK)


@pytest.mark.parametrize("key", ["evidence.pem", "links.key"])
def test_a_lost_key_is_never_replaced_in_silence(home: Made, key: str) -> None:
    home.customer(SOEREN)
    home.carry_out("erase", ASK)
    (home.folder / "var/keys" / key).unlink()
    told = home.run("request", "access", "--subject", "-", stdin=ASK)
    assert (told.code, "code: " in told.err, (home.folder / "var/keys" / key).exists()) == (78, True, False), told.err


def test_keys_are_made_for_their_owner_only(home: Made) -> None:
    home.customer(SOEREN)
    home.ask("access", ASK)
    keys = [path for path in (home.folder / "var/keys").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}
    assert stat.S_IMODE((home.folder / "var").stat().st_mode) == 0o700


# ------------------------------------------------------------------ what is typed


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("request", "access", "--subject", ASK), "subject-in-shell"),
        (("request", "rectify", "--subject", "-"), "nothing-to-rectify"),
        (("request", "rectify", "--subject", "-", "--set", "shoes=42"), "unknown-datum"),
        (("request", "rectify", "--subject", "-", "--set", "name"), "bad-set"),
        (("request", "withdraw", "--subject", "-", "--purpose", "fame"), "unknown-purpose"),
        (("sweep", "--as-of", "soon"), "bad-date"),
        (("hold", "add", "--subject", ASK, "--reason", "r", "--owner", "o", "--review", "2199-01-01"), "subject-in-shell"),
        (("hold", "add", "--reason", "r", "--owner", "o", "--review", OLD), "hold-ended"),
        (("hold", "add", "--reason", "r", "--owner", "o", "--review", "2199-01-01", "--rule", "x"), "unknown-rule"),
        (("hold", "release", "0000"), "hold-unknown"),
    ],
)
def test_what_is_typed_wrong_is_refused_with_a_code(home: Made, args: tuple[str, ...], code: str) -> None:
    home.customer(SOEREN, left=OLD)
    refused(home, 2, code, *args, stdin=ASK)


@pytest.mark.parametrize(
    ("subject", "code"), [("", "no-subject"), ("Søren", "bad-subject"), ("shoe:42", "bad-subject"), ("email:", "bad-subject")]
)
def test_a_subject_that_is_none_is_refused_and_not_repeated(home: Made, subject: str, code: str) -> None:
    told = home.run("request", "access", "--subject", "-", stdin=subject)
    assert (told.code, f"code: {code}" in told.err, "Søren" in told.err) == (2, True, False)


@pytest.mark.parametrize("args", [("request", "forget"), ("swep",), ("sweep", "--now")])
def test_an_unknown_word_is_bad_input(home: Made, args: tuple[str, ...]) -> None:
    told = home.run(*args)
    assert (told.code, told.err != "", "Traceback" in told.err) == (2, True, False)


def test_a_demo_home_takes_a_subject_on_the_command_line(home: Made) -> None:
    home.demo()
    home.customer(SOEREN)
    assert home.run("request", "access", "--subject", ASK).code == 0


def test_an_address_cannot_smuggle_a_pattern(any_home: Made) -> None:
    any_home.customer(SOEREN)
    for value in ("%", "_%", "' OR 1=1 --", "*", f"{SOEREN.email[:-1]}_"):
        assert any_home.ask("erase", f"email:{value}").json["outcome"] == "nobody"


def test_the_installed_command_speaks_the_same_codes(home: Made, tmp_path: Path) -> None:
    home.customer(AASE, left=ago(years=20))
    for place, code in ((home.folder, 0), (tmp_path, 2)):
        command = [sys.executable, "-c", "from ombud.cli.main import main; main()", "sweep", "--home", str(place)]
        told = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        assert (told.returncode, "Traceback" in told.stderr) == (code, False)
