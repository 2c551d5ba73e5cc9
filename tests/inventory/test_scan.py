"""`ombud inventory scan` on real databases, a Maildir and a folder: all of it named, every guess marked, no value told."""

import hashlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from ombud.inventory.model import Column
from tests.cast import CAST, GOERAN
from tests.front import run
from tests.inventory.front import filled, meaning, scanned
from tests.inventory.invented import norwegian
from tests.policy.small import SMALL

MARKER = "Qwertymarkør"
KUNDER = """CREATE TABLE kunder (tenant INTEGER NOT NULL, nr INTEGER NOT NULL, navn VARCHAR(80), e_post VARCHAR(80) UNIQUE,
    tlf VARCHAR(40), reference VARCHAR(40), country CHAR(2), oprettet_den DATE, sidst_set TIMESTAMP NULL, aktiv BOOLEAN,
    PRIMARY KEY (tenant, nr), FOREIGN KEY (country) REFERENCES country (code))"""
ORDRER = """CREATE TABLE ordrer (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, kunde INTEGER NOT NULL, erstatter INTEGER,
    bemaerkning VARCHAR(500), FOREIGN KEY (tenant, kunde) REFERENCES kunder (tenant, nr), FOREIGN KEY (erstatter) REFERENCES ordrer (id))"""
SHOP = (
    "CREATE TABLE country (code CHAR(2) PRIMARY KEY, name VARCHAR(80))",
    KUNDER,
    ORDRER,
    "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app VARCHAR(80))",
    "CREATE TABLE loose (a INTEGER, b VARCHAR(10))",
    "INSERT INTO country VALUES ('DK', 'Danmark')",
    *(
        f"INSERT INTO kunder VALUES (1, {nr}, '{MARKER} {nr}', '{MARKER}{nr}@havn.example', '+45 00 10 20 {nr:02}', '{number}', 'DK',"
        " '2026-01-31', '2026-01-31 12:00:00', true)"
        for nr, number in enumerate(norwegian(30))
    ),
    *(f"INSERT INTO ordrer VALUES ({nr}, 1, {nr}, NULL, '{MARKER} called')" for nr in range(30)),
)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and a shop's database behind the variable SHOP."""
    fixtures = {"postgresql": "postgres_url", "mariadb": "mariadb_url"}
    url = request.getfixturevalue(fixtures[request.param]) if request.param in fixtures else f"sqlite:///{tmp_path / 'shop.db'}"
    monkeypatch.setenv("SHOP", filled(url, *SHOP))
    return tmp_path


def test_every_table_and_column_of_a_database_is_drafted(shop: Path) -> None:
    _, datasets = scanned("env:SHOP", shop, "--name", "shop")
    assert {name: len(dataset.columns) for name, dataset in datasets.items()} == {"country": 2, "kunder": 10, "loose": 2, "ordrer": 5}
    assert datasets["kunder"].key == ("tenant", "nr")
    assert datasets["loose"].key == ()


def test_names_and_values_tell_what_columns_are(shop: Path) -> None:
    _, datasets = scanned("env:SHOP", shop, "--name", "shop")
    kunder = datasets["kunder"]
    assert meaning(kunder, "e_post") == Column(is_="email", identifies="email")
    assert [meaning(kunder, name).is_ for name in ("navn", "tlf", "reference", "aktiv")] == ["name", "phone", "national_id", None]
    assert meaning(kunder, "oprettet_den") == Column(event="kunder.oprettet", type="date")
    assert meaning(kunder, "sidst_set").type == "timestamp"
    assert meaning(datasets["ordrer"], "bemaerkning").is_ == "free_text"


def test_references_become_links_and_those_to_nobody_do_not(shop: Path) -> None:
    text, datasets = scanned("env:SHOP", shop, "--name", "shop")
    links = {tuple(link.on.items()): (link.to, link.as_) for link in datasets["ordrer"].links}
    assert links[("tenant", "tenant"), ("kunde", "nr")] == ("shop.kunder", "owner")
    assert links[(("erstatter", "id"),)] == ("shop.ordrer", "mention")
    assert datasets["kunder"].links == ()
    assert "# no link by country: country shows nobody" in text


def test_no_value_stands_in_a_draft_or_on_the_terminal(shop: Path) -> None:
    told = run("inventory", "scan", "env:SHOP", "--name", "shop", "--home", shop)
    said = told.out + told.err
    assert told.code == 0
    assert "30 of 30 sampled values look like Norwegian birth numbers" in said
    assert not any(secret.casefold() in said.casefold() for secret in (MARKER, "havn.example", "00 10 20", *norwegian(30)))


def test_every_line_says_what_it_rests_on(shop: Path) -> None:
    text, _ = scanned("env:SHOP", shop, "--name", "shop")
    bare = [line for line in text.splitlines() if ": {is:" in line or line.endswith(": none") or ": {event" in line]
    assert [line for line in bare if "# " not in line] == []


def test_a_programs_own_tables_are_left_out_and_that_is_said(shop: Path) -> None:
    assert "ignore: [django_migrations]" in scanned("env:SHOP", shop, "--name", "shop")[0]


def test_names_alone_will_do_when_no_value_may_be_looked_at(shop: Path) -> None:
    text, datasets = scanned("env:SHOP", shop, "--name", "shop", "--sample", "0")
    assert "sampled" not in text
    assert meaning(datasets["kunder"], "e_post").is_ == "email"
    assert meaning(datasets["kunder"], "reference").is_ is None


def test_nothing_is_changed_by_looking(tmp_path: Path) -> None:
    filled(f"sqlite:///{tmp_path / 'shop.db'}", *SHOP)
    before = hashlib.sha256((tmp_path / "shop.db").read_bytes()).digest()
    scanned("sqlite:shop.db", tmp_path, "--name", "shop")
    assert hashlib.sha256((tmp_path / "shop.db").read_bytes()).digest() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft0.yaml", "shop.db"]


# ------------------------------------------------------------------ mail and files


def maildir(root: Path, *folders: str) -> None:
    """Make a Maildir with a letter in each folder."""
    for folder in folders:
        place = root if folder == "INBOX" else root / folder
        for part in ("cur", "new", "tmp"):
            (place / part).mkdir(parents=True, exist_ok=True)
        letter = EmailMessage()
        letter["From"], letter["Subject"] = f"{MARKER} <{MARKER}@havn.example>", MARKER
        letter.set_content(MARKER)
        (place / "cur" / "1.a.host:2,S").write_bytes(letter.as_bytes())


def test_the_folders_of_a_mailbox_are_listed_with_the_columns_of_every_letter(tmp_path: Path) -> None:
    maildir(tmp_path / "mail", "INBOX", "Sent", "Customers", f"Customers/{MARKER}")
    text, datasets = scanned("maildir:mail", tmp_path, "--name", "mail")
    assert datasets["letters"].folders == ("Customers", "Customers/*", "INBOX", "Sent")
    assert [*datasets["letters"].columns] == ["received", "correspondents", "names", "subject", "body", "message"]
    assert MARKER not in text
    assert "own_domains: []" in text


def test_files_are_drafted_by_folder_and_lists_by_their_header(tmp_path: Path) -> None:
    for path, content in {
        "files/identity/case-11-pass.pdf": MARKER,
        "files/identity/case-12-pass.pdf": MARKER,
        "files/identity/case-14-pass.pdf": MARKER,
        "files/lists/2025/a.csv": f"navn;epost\n{MARKER};{GOERAN.email}\n",
        "files/lists/b.csv": f"navn;epost\n{MARKER};{GOERAN.email}\n",
        "files/lists/readme.txt": MARKER,
        "files/people.csv": "name,born\nX,2000-01-01\n",
        "files/goods.csv": "name,price\nX,1\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    text, datasets = scanned("files", tmp_path, "--name", "files")
    assert datasets["identity"].glob == "identity/*"
    assert datasets["identity"].name == r"case-(?P<case_no>\d+)"
    assert datasets["lists"].csv == "lists/**/*.csv"
    assert [datasets[name].csv for name in ("people", "goods")] == ["people.csv", "goods.csv"]
    assert datasets["lists_txt"].glob == "lists/*.txt"
    assert meaning(datasets["lists"], "epost").identifies == "email"
    assert MARKER not in text


# ------------------------------------------------------------------ homes, references, refusals


def test_a_system_of_the_home_is_drafted_in_the_words_of_its_policy(tmp_path: Path) -> None:
    people = "CREATE TABLE people (id INTEGER PRIMARY KEY, state TEXT, name TEXT, email TEXT, tlf TEXT, left_on DATE)"
    filled(f"sqlite:///{tmp_path / 'shop.db'}", people, "INSERT INTO people VALUES (1, 'x', 'X', 'x@x.example', '1', '2026-01-31')")
    (tmp_path / "policy.yaml").write_text(SMALL, encoding="utf-8")
    inventory = "systems: {shop: {kind: sql, at: sqlite:shop.db, recipient: host, zone: Europe/Oslo, datasets: {}}}"
    (tmp_path / "inventory.yaml").write_text(inventory, encoding="utf-8")
    text, datasets = scanned("shop", tmp_path)
    assert meaning(datasets["people"], "left_on").event == "customer.left"
    assert "perhaps customer, whose clocks start here" in text
    assert "the policy has no such datum" in next(line for line in text.splitlines() if "tlf:" in line)
    assert "zone: Europe/Oslo" in text
    assert "recipient: host" in text


def test_only_what_nobody_declared_is_drafted_when_asked_so(tmp_path: Path) -> None:
    filled(f"sqlite:///{tmp_path / 'shop.db'}", "CREATE TABLE people (id INTEGER)", "CREATE TABLE leads (id INTEGER)")
    (tmp_path / "policy.yaml").write_text(SMALL, encoding="utf-8")
    declared = "systems: {shop: {kind: sql, at: sqlite:shop.db, datasets: {folk: {table: people, activities: {}, columns: {id: none}}}}}"
    (tmp_path / "inventory.yaml").write_text(declared, encoding="utf-8")
    assert [*scanned("shop", tmp_path)[1]] == ["leads", "folk"]
    assert [*scanned("shop", tmp_path, "--undeclared")[1]] == ["leads"]


def test_a_table_that_may_not_be_read_is_drafted_from_its_names(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    user = f"CREATE ROLE looker_{hashlib.sha256(postgres_url.encode()).hexdigest()[:8]} LOGIN PASSWORD 'x'"
    role = user.split()[2]
    filled(postgres_url, user, "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT)", f"GRANT USAGE ON SCHEMA public TO {role}")
    monkeypatch.setenv("SHOP", f"postgresql://{role}:x@{postgres_url.partition('@')[2]}")
    text, datasets = scanned("env:SHOP", tmp_path, "--name", "shop")
    assert "no values were looked at: system-grants" in text
    assert meaning(datasets["people"], "email").is_ == "email"


@pytest.mark.parametrize(
    ("system", "options", "code", "exit_code"),
    [
        ("nothing", (), "unknown-system", 2),
        ("env:NOT_SET", ("--name", "shop"), "missing-variable", 78),
        ("postgresql://a:geheim@127.0.0.1/x", ("--name", "shop"), "literal-password", 2),
        ("sqlite:gone.db", ("--name", "shop"), "system-credentials", 78),
        ("postgresql://127.0.0.1:1/x", ("--name", "shop"), "system-unavailable", 69),
        ("sqlite:gone.db", (), "name-missing", 2),
        ("sqlite:gone.db", ("--name", "shop", "-o", "/nowhere/draft.yaml"), "output-taken", 2),
    ],
)
def test_what_cannot_be_scanned_is_told_with_its_code(
    tmp_path: Path, system: str, options: tuple[str, ...], code: str, exit_code: int
) -> None:
    told = run("inventory", "scan", system, "--home", tmp_path, *options)
    assert told.code == exit_code
    assert f"code: {code}" in told.out + told.err
    assert "geheim" not in told.out + told.err


def test_a_draft_overwrites_nothing(tmp_path: Path) -> None:
    filled(f"sqlite:///{tmp_path / 'shop.db'}", "CREATE TABLE people (id INTEGER)")
    (tmp_path / "inventory.yaml").write_text("mine", encoding="utf-8")
    output = tmp_path / "inventory.yaml"
    assert run("inventory", "scan", "sqlite:shop.db", "--name", "shop", "--home", tmp_path, "-o", output).code == 2
    assert (tmp_path / "inventory.yaml").read_text(encoding="utf-8") == "mine"


def test_people_of_the_cast_are_recognised_by_what_they_have(tmp_path: Path) -> None:
    rows = [f"INSERT INTO t VALUES ('{p.name}', '{p.email}', '{p.phone}', '{p.city}')" for p in CAST]
    filled(f"sqlite:///{tmp_path / 'shop.db'}", "CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)", *rows)
    text, datasets = scanned("sqlite:shop.db", tmp_path, "--name", "shop")
    assert [meaning(datasets["t"], column).is_ for column in "abcd"] == [None, "email", "phone", None]
    assert not any(word in text for p in CAST for word in (p.name, p.email, p.phone, p.city))
