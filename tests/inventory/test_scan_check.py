"""`ombud inventory check`: a draft agrees with its system, what changes afterwards is told, a system that is down hides nothing."""

from pathlib import Path

import pytest

from tests.front import run
from tests.inventory.front import filled
from tests.policy.small import SMALL

PEOPLE = "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(80), left_on VARCHAR(40))"
ORDERS = "CREATE TABLE orders (id INTEGER, person INTEGER NOT NULL, paid_on DATE, FOREIGN KEY (person) REFERENCES people (id))"
ROWS = ("INSERT INTO people VALUES (1, 'a@x.example', '2026-01-31')", "INSERT INTO orders VALUES (7, 1, '2026-01-31')")
DECLARED = """\
systems:
  shop:
    kind: sql
    at: env:SHOP
    datasets:
      people:
        activities: {customer: all}
        columns: {id: none, email: {is: email, identifies: email}, left_on: {event: customer.left}}
      orders:
        key: [id]
        activities: {customer: all}
        links: [{to: shop.people, on: {person: id}, as: owner}]
        columns: {id: none, person: none, paid_on: {event: order.paid}}
"""
Told = dict[tuple[str, str | None, str], str]


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A shop as the inventory declares it, in a home whose folder is the test's."""
    fixtures = {"postgresql": "postgres_url", "mariadb": "mariadb_url"}
    address = request.getfixturevalue(fixtures[request.param]) if request.param in fixtures else f"sqlite:///{tmp_path / 'shop.db'}"
    (tmp_path / "policy.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "inventory.yaml").write_text(DECLARED, encoding="utf-8")
    monkeypatch.setenv("SHOP", address)
    return filled(address, PEOPLE, ORDERS, *ROWS)


def checked(home: Path) -> tuple[int, Told]:
    """Check a home's systems; tell each difference by its place and code."""
    said = run("inventory", "check", "--home", home, "--json")
    found = said.json
    told = {(each["dataset"], each["column"], each["code"]): each["severity"] for each in found["differences"]}
    return said.code, told | {(each["system"], None, each["code"]): "unavailable" for each in found["unavailable"]}


def without_notes(told: Told) -> set[tuple[str, str | None, str]]:
    """Leave out what is only a word of advice."""
    return {place for place, severity in told.items() if severity != "note"}


def test_a_system_as_declared_has_no_differences(url: str, tmp_path: Path) -> None:
    code, told = checked(tmp_path)
    assert (code, without_notes(told)) == (0, set())
    # MariaDB makes an index for every reference, the others make none
    assert bool(told) == (not url.startswith("mysql"))


def test_a_draft_agrees_with_the_system_it_was_made_of(url: str, tmp_path: Path) -> None:
    assert url
    (tmp_path / "inventory.yaml").unlink()
    assert run("inventory", "scan", "env:SHOP", "--name", "shop", "--home", tmp_path, "-o", tmp_path / "inventory.yaml").code == 0
    code, told = checked(tmp_path)
    assert (code, without_notes(told)) == (0, set())
    said = run("check", "--home", tmp_path)
    assert said.code == 1
    assert "activity-missing" in said.out


def test_what_was_added_and_what_is_gone_is_told(url: str, tmp_path: Path) -> None:
    filled(url, "ALTER TABLE people ADD COLUMN shoe_size INTEGER", "CREATE TABLE leads (id INTEGER)", "DROP TABLE orders")
    code, told = checked(tmp_path)
    assert code == 1
    assert told == {
        ("people", "shoe_size", "undeclared-column"): "error",
        ("leads", None, "undeclared-dataset"): "error",
        ("orders", None, "gone-dataset"): "error",
    }


def test_an_event_that_is_no_date_is_told(url: str, tmp_path: Path) -> None:
    filled(url, "INSERT INTO people VALUES (2, 'b@x.example', 'next spring'), (3, 'c@x.example', NULL)")
    code, told = checked(tmp_path)
    assert (code, without_notes(told)) == (1, {("people", "left_on", "event-no-date")})


def test_a_key_that_two_rows_share_is_told(url: str, tmp_path: Path) -> None:
    filled(url, "INSERT INTO orders VALUES (7, 1, '2026-02-28')")
    assert without_notes(checked(tmp_path)[1]) == {("orders", "id", "key-not-unique")}


def test_an_index_ends_the_advice_to_add_one(tmp_path: Path, url: str) -> None:
    filled(url, "CREATE INDEX by_person ON orders (person, paid_on)")
    assert checked(tmp_path) == (0, {})


def test_a_person_reads_where_what_and_what_to_do_but_no_value(url: str, tmp_path: Path) -> None:
    filled(url, "INSERT INTO people VALUES (2, 'marker@x.example', 'Marker')")
    told = run("inventory", "check", "--home", tmp_path)
    said = told.out + told.err
    assert told.code == 1
    assert "shop.people.left_on: error It shows customer.left, but 1 of 2 values looked at are no date" in said
    assert "`type:`" in said
    assert "marker" not in said.casefold()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("da", ("fejl Inventaret nævner ikke denne kolonne.", "Nævn den under `columns:`", "1 af 1 systemer set efter: 1 forskelle.")),
        ("sv", ("fel Inventariet nämner inte den här kolumnen.", "Nämn den under `columns:`", "1 av 1 system granskade: 1 skillnader.")),
        ("nb", ("feil Inventaret nevner ikke denne kolonnen.", "Nevn den under `columns:`", "1 av 1 systemer sett etter: 1 forskjeller.")),
        ("en", ("error The inventory does not name this column.", "Name it under `columns:`", "1 of 1 systems looked at: 1 differences.")),
    ],
)
def test_what_differs_is_told_in_the_language_asked_for(tmp_path: Path, url: str, language: str, expected: tuple[str, str, str]) -> None:
    filled(url, "ALTER TABLE people ADD COLUMN shoe_size INTEGER")
    told = run("inventory", "check", "--home", tmp_path, "--lang", language)
    assert told.code == 1
    assert f"shop.people.shoe_size: {expected[0]} [undeclared-column]" in told.out
    assert [said for said in expected if said not in told.out] == []


# ------------------------------------------------------------------ several systems


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a shop in SQLite, a mailbox and a folder."""
    filled(f"sqlite:///{tmp_path / 'shop.db'}", PEOPLE, ORDERS, *ROWS)
    for part in ("mail/cur", "mail/new", "mail/tmp", "mail/.Leads/cur", "files/lists"):
        (tmp_path / part).mkdir(parents=True)
    (tmp_path / "files/lists/a.csv").write_text("email,met_on\na@x.example,2026-01-31\n", encoding="utf-8")
    mail = (
        "{kind: mailbox, at: 'maildir:mail', own_domains: [bager.example], datasets: {letters: {folders: [INBOX], activities: {news: all},"
    )
    columns = "{received: {event: news.left}, correspondents: {is: email, identifies: email}, names: none, subject: none, body: none,"
    lists = '{lists: {csv: "lists/*.csv", activities: {news: all}, columns: {email: {is: email, identifies: email}, met_on: {event: x.y}}}}'
    more = f"  mail: {mail} columns: {columns} message: none, size: none}}}}}}}}\n  files: {{kind: files, at: files, datasets: {lists}}}\n"
    (tmp_path / "inventory.yaml").write_text(DECLARED.replace("env:SHOP", "sqlite:shop.db") + more, encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def test_folders_and_headers_are_compared_too(home: Path) -> None:
    (home / "files/lists/a.csv").write_text("email,met_on,shoe_size\na@x.example,31/1,44\n", encoding="utf-8")
    (home / "files/loose.txt").write_text("x", encoding="utf-8")
    assert without_notes(checked(home)[1]) == {
        ("Leads", None, "undeclared-dataset"),
        ("lists", "shoe_size", "undeclared-column"),
        ("lists", "met_on", "event-no-date"),
        ("./", None, "undeclared-dataset"),
    }


def test_a_folder_whose_files_are_all_erased_is_no_drift(home: Path) -> None:
    (home / "files/lists/a.csv").unlink()
    assert checked(home)[1]["lists", None, "dataset-empty"] == "note"


def test_a_system_that_is_down_is_told_after_the_rest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (home / "inventory.yaml").read_text(encoding="utf-8").replace("sqlite:shop.db", "env:SHOP")
    (home / "inventory.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("SHOP", "postgresql://127.0.0.1:1/shop")
    code, told = checked(home)
    assert code == 69
    assert without_notes(told) == {("shop", None, "system-unavailable"), ("Leads", None, "undeclared-dataset")}


def test_a_system_that_cannot_be_reached_as_written_is_misconfigured(home: Path) -> None:
    (home / "shop.db").unlink()
    assert checked(home)[0] == 78
    said = run("inventory", "check", "--home", home)
    assert said.code == 78
    assert "shop: not looked at" in said.out


def test_without_a_home_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert run("inventory", "check", "--home", tmp_path).code == 2
