"""The record against the policy: every file is read back and compared, cell by cell, with the YAML read by another way."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from openpyxl import load_workbook

from tests.front import run

ROOT = Path(__file__).parents[2]
HOMES = {"repaired": ROOT / "examples/fjordraad", "as_found": ROOT / "tests/seeds/conscensia"}
LANGUAGES = ("da", "sv", "nb", "en")
BOTH = pytest.mark.parametrize(("name", "language"), list(product(HOMES, LANGUAGES)))


def plain(path: Path) -> Any:  # noqa: ANN401 - YAML holds anything
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - it makes strings only


def words(language: str) -> Any:  # noqa: ANN401 - YAML holds anything
    """The words a record has: the language's, in the third person where it has two."""
    known = plain(ROOT / f"src/ombud/notices/languages/{language}.yaml")
    return known | {section: known[section] | told for section, told in known["third_person"].items()}


def written(tmp_path: Path, home: Path, form: str, language: str) -> Path:
    """Write a record and give its file."""
    file = tmp_path / f"record.{form}"
    assert run("record", "--home", home, "--format", form, "--lang", language, "-o", str(file)).code == 0
    return file


def told(names: dict[str, str], name: str) -> str:
    text = names.get(name) or name.replace("_", " ").replace(".", " ")
    return text[:1].upper() + text[1:]


def hosts(policy: Any, act: Any) -> list[str]:  # noqa: ANN401 - YAML holds anything
    places = [policy["systems"].get(system, {}) for system in act.get("systems", [])]
    return [place["hosted_by"] for place in places if "hosted_by" in place]


def reached(policy: Any, act: Any) -> list[str]:  # noqa: ANN401 - YAML holds anything
    return list(dict.fromkeys([*act.get("recipients", []), *hosts(policy, act)]))


def gaps_in(value: object) -> set[str]:
    """Name every gap anywhere in a part of the policy."""
    if isinstance(value, dict):
        own = {value["gap"]} if set(value) == {"gap"} else set()
        return own.union(*(gaps_in(item) for item in value.values()))
    return set().union(*(gaps_in(item) for item in value)) if isinstance(value, list) else set()


def expected(policy: Any, pack: Any) -> dict[str, dict[str, list[str]]]:  # noqa: ANN401 - YAML holds anything
    """Tell for every activity what its plain columns must say, line by line, from the two YAML files alone."""
    lines: dict[str, dict[str, list[str]]] = {}
    for name, act in policy["activities"].items():
        purposes = [one for p, facts in act.get("purposes", {}).items() for one in (p, *facts.get("includes", []))]
        parties = [policy["recipients"][one] for one in reached(policy, act)]
        lines[name] = {
            "joint_controllers": [one.get("name") or told(pack["parties"], one.get("category", "")) for one in joint(policy, act)],
            "purposes": [told(pack["purposes"], one) for one in purposes],
            "people": [told(pack["people"], one) for one in act["people"]],
            "data": [told(pack["data"], one) for one in act.get("data", {})],
            "recipients": [one.get("name") or told(pack["parties"], one.get("category", "")) for one in parties],
        }
    return lines


def joint(policy: Any, act: Any) -> list[Any]:  # noqa: ANN401 - YAML holds anything
    """List those with whom one activity is decided jointly."""
    named = dict.fromkeys([*act.get("joint", {}).get("with", []), *reached(policy, act)])
    return [policy["recipients"][one] for one in named if policy["recipients"].get(one, {}).get("role") == "joint_controller"]


def agree(says: dict[str, str], wanted: dict[str, list[str]], pack: Any, name: str) -> None:  # noqa: ANN401 - YAML holds anything
    """Compare the cells of one activity with what they must say; a line may go on after the word."""
    for column, lines in wanted.items():
        got = says[column].split("\n")
        if lines:
            assert [line[: len(want)] for line, want in zip(got, lines, strict=True)] == lines, (name, column)
        else:
            assert got[0] in (pack["record"]["none"], f"{pack['record']['open']}: {pack['record']['unsaid']}")


WHO = ["controller", "representative", "officer"]
COLUMNS = [*WHO, "joint_controllers", "purposes", "basis", "people", "data", "recipients", "transfers", "periods", "security"]


def headings(pack: Any) -> list[str]:  # noqa: ANN401 - YAML holds anything
    return [pack["record"][name] for name in COLUMNS]


def sheet_of(file: Path) -> list[list[str]]:
    sheet = load_workbook(file).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def lines_of(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


@BOTH
@pytest.mark.parametrize(("form", "read"), [("xlsx", sheet_of), ("csv", lines_of)])
def test_every_cell_of_the_tables_is_the_policys(tmp_path: Path, name: str, language: str, form: str, read: Any) -> None:  # noqa: ANN401 - one of two readers
    policy, pack = plain(HOMES[name] / "policy.yaml"), words(language)
    heads, *rows = read(written(tmp_path, HOMES[name], form, language))
    assert [head.split(" (")[0] for head in heads[1:]] == headings(pack)
    assert len(rows) == len(policy["activities"])
    for row, (activity, wanted) in zip(rows, expected(policy, pack).items(), strict=True):
        assert row[0] == pack["processing"].get(activity, activity.replace("_", " "))
        assert "" not in row
        assert policy["controller"]["name"] in row[1]
        assert policy["controller"]["email"] in row[1]
        agree(dict(zip(COLUMNS, row[1:], strict=True)), wanted, pack, activity)


@BOTH
def test_every_cell_of_the_document_is_the_policys(tmp_path: Path, name: str, language: str) -> None:
    policy, pack = plain(HOMES[name] / "policy.yaml"), words(language)
    docx = Document(str(written(tmp_path, HOMES[name], "docx", language)))
    who, *tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.tables]
    assert [line[0].split(" (")[0] for line in who] == headings(pack)[: len(WHO)]
    for table, (activity, wanted) in zip(tables, expected(policy, pack).items(), strict=False):
        assert [line[0].split(" (")[0] for line in table] == headings(pack)[len(WHO) :]
        agree({column: line[1] for column, line in zip(COLUMNS[len(WHO) :], table, strict=True)}, wanted, pack, activity)
    assert len(tables) == len(policy["activities"]) + bool(policy.get("gaps"))


@pytest.mark.parametrize("name", HOMES)
def test_the_data_name_every_fact_by_its_id(tmp_path: Path, name: str) -> None:
    policy = plain(HOMES[name] / "policy.yaml")
    made = json.loads(written(tmp_path, HOMES[name], "json", "en").read_text("utf-8"))
    rows = {row["id"]: {c: [said["id"] for said in says] for c, says in row["cells"].items()} for row in made["parts"][0]["rows"]}
    assert list(rows) == list(policy["activities"])
    for activity, act in policy["activities"].items():
        cells = rows[activity]
        assert [one for one in cells["people"] if one] == act["people"]
        assert [one for one in cells["data"] if one] == list(act.get("data", {}))
        assert [one for one in cells["recipients"] if one] == reached(policy, act)
        rules = [rule.get("rule", rule.get("gap")) for rule in act["retention"]]
        assert [one for one in cells["periods"] if one] == rules
        known = [t["recipient"] for t in policy["transfers"].get("known", []) if t["recipient"] in reached(policy, act)]
        assert [one for one in cells["transfers"] if one] == known


def test_what_is_missing_is_shown_as_open_and_never_as_empty(tmp_path: Path) -> None:
    policy = plain(HOMES["as_found"] / "policy.yaml")
    made = json.loads(written(tmp_path, HOMES["as_found"], "json", "en").read_text("utf-8"))
    for row in made["parts"][0]["rows"]:
        assert all(says for says in row["cells"].values())
        act = policy["activities"][row["id"]]
        wanted = gaps_in(act["retention"]) | gaps_in(act["basis"])
        text = "\n".join(said["text"] for name in ("periods", "basis") for said in row["cells"][name] if said["open"])
        assert {gap for gap in wanted if f"OPEN ({gap})" in text} == wanted
    assert {gap["id"]: gap["what"] for gap in made["gaps"]} == {name: note["what"] for name, note in policy["gaps"].items()}


ACTS_FOR = """
acts_for:
  harbour:
    name: Havn Invent AS
    contact: personvern@havn.example
    does: [perform_agreed_task, backup]
    recipients: [survey-host]
  hills:
    name: Fjeld Invent A/S
    contact: {gap: G7}
    does: []
"""


def acting(tmp_path: Path) -> Path:
    """A home that also processes for two others; of one it does not know enough."""
    home = tmp_path / "home"
    shutil.copytree(HOMES["repaired"], home)
    with (home / "policy.yaml").open("a", encoding="utf-8") as file:
        file.write(ACTS_FOR)
    return home


def test_a_processor_has_a_second_record(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, acting(tmp_path), "xlsx", "nb"))
    assert book.sheetnames == ["Art. 30(1)", "Art. 30(2)"]
    heads, harbour, hills = ([str(cell.value) for cell in row] for row in book["Art. 30(2)"].iter_rows())
    assert [head.split(" (")[0] for head in heads[1:2]] == ["Databehandler"]
    assert "artikkel 30 nr. 2 bokstav b" in " ".join(heads)
    said = dict(zip((head.split(" (")[0] for head in heads[4:]), harbour[4:], strict=True))
    assert said["Behandlingsansvarlig det behandles for"] == "Havn Invent AS\npersonvern@havn.example"
    pack = words("nb")
    assert said["Kategorier av behandling"].split("\n") == [told(pack["purposes"], one) for one in ("perform_agreed_task", "backup")]
    assert "Storbritannia" in said["Overføringer til tredjeland og garantier"]
    assert sum("ÅPENT" in cell for cell in hills) >= 3


MEASURES = """
measures:
  tls: {against: [disclosure], probe: tls, in: [mail]}
  vault: {against: [access]}
"""


def test_the_measures_stand_where_they_protect(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(HOMES["repaired"], home)
    text = (home / "policy.yaml").read_text("utf-8").replace("\ntexts:", "\ntexts:\n  measures.vault: {en: papers stand in a vault}", 1)
    (home / "policy.yaml").write_text(text + MEASURES + ACTS_FOR, "utf-8")
    ours, others = json.loads(written(tmp_path, home, "json", "en").read_text("utf-8"))["parts"]
    says = {row["id"]: [said["text"] for said in row["cells"]["security"]] for row in ours["rows"]}
    mailing = {name for name, act in plain(home / "policy.yaml")["activities"].items() if "mail" in act.get("systems", [])}
    assert {name for name, said in says.items() if "Connections are encrypted (TLS)" in said} == mailing
    assert all("Papers stand in a vault" in said for said in says.values())
    assert [[said["text"] for said in row["cells"]["security"]] for row in others["rows"]] == [["Papers stand in a vault"]] * 2


def test_every_row_of_the_workbook_is_high_enough_for_its_lines(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path, ROOT / "examples/webstue", "xlsx", "da")).worksheets[0]
    for number, row in enumerate(sheet.iter_rows(), 1):
        needed = max(str(cell.value or "").count("\n") + 1 for cell in row)
        assert (sheet.row_dimensions[number].height or 0) >= needed * 15
    assert all(column.width <= 30 for column in sheet.column_dimensions.values())  # thirteen of them, on one sheet of A3


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(HOMES["repaired"], home)
    text = (home / "policy.yaml").read_text("utf-8").replace("name: Besøgstal Norden ApS", "name: '=1+2'")
    (home / "policy.yaml").write_text(text, "utf-8")
    sheet = load_workbook(written(tmp_path, home, "xlsx", "da")).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=1+2"))
    assert cell.data_type == "s"


TO_THE_READER = {
    "da": r"\b(du|dig|din|dit|dine)\b",
    "sv": r"\b(du|dig|din|ditt|dina)\b",
    "nb": r"\b(du|deg|din|ditt|dine)\b",
    "en": r"\b(you|your|yours|yourself)\b",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("home", sorted((ROOT / "examples").iterdir()), ids=lambda home: home.name)
def test_a_record_speaks_of_people_and_never_to_them(tmp_path: Path, home: Path, language: str) -> None:
    """Everything but the organisation's own texts, which stand as they were written."""
    texts = plain(home / "policy.yaml")["texts"].values()
    own = sorted({" ".join(said.split()) for each in texts for name, said in each.items() if name in LANGUAGES}, key=len, reverse=True)
    left = written(tmp_path, home, "csv", language).read_text("utf-8-sig")
    for text in own:
        left = left.replace(text, "")
    assert [line for line in left.splitlines() if re.search(TO_THE_READER[language], line, re.IGNORECASE)] == []


def publish_two(tmp_path: Path) -> Path:
    """A home with two published versions, and a policy that has moved on since."""
    home = tmp_path / "home"
    shutil.copytree(HOMES["repaired"], home)
    text = (
        (home / "policy.yaml")
        .read_text("utf-8")
        .replace("publish: [da, sv, nb, en], required: [da, sv, nb, en]", "publish: [da], required: [da]")
    )
    (home / "policy.yaml").write_text(text, "utf-8")
    assert run("publish", "--home", home).code == 0
    second = text.replace('version: "3.0"', 'version: "3.1"').replace("effective: 2026-02-01", "effective: 2026-06-01")
    (home / "policy.yaml").write_text(second.replace("website.visited, for: P12M", "website.visited, for: P6M"), "utf-8")
    assert run("publish", "--home", home).code == 0
    (home / "policy.yaml").write_text(second.replace("website.visited, for: P12M", "website.visited, for: P2Y"), "utf-8")
    return home


@pytest.mark.parametrize("form", ["xlsx", "docx", "pdf", "csv", "json"])
def test_a_past_day_is_rendered_byte_by_byte_the_same(tmp_path: Path, form: str) -> None:
    home = publish_two(tmp_path)

    def on(day: str, number: int) -> bytes:
        file = tmp_path / f"{number}.{form}"
        assert run("record", "--home", home, "--format", form, "--lang", "en", "--as-of", day, "-o", str(file)).code == 0
        return file.read_bytes()

    first, again, second = on("2026-02-01", 1), on("2026-05-31", 2), on("2026-06-01", 3)
    assert first == again
    assert first != second


def test_a_day_before_the_first_version_has_no_record(tmp_path: Path) -> None:
    home, file = publish_two(tmp_path), tmp_path / "r.csv"
    told = run("record", "--home", home, "--format", "csv", "--as-of", "2026-01-31", "-o", str(file))
    assert (told.code, "nothing-published" in told.err) == (1, True)
    assert not file.exists()


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    told = run("record", "--home", HOMES["repaired"], "--format", "csv", "-o", str(tmp_path / "no/such/r.csv"))
    assert (told.code, "file-unwritable" in told.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_the_pdf_is_marked_as_accessible(tmp_path: Path) -> None:
    content = written(tmp_path, HOMES["repaired"], "pdf", "sv").read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"pdfuaid" in content
    assert b"(sv)" in content


def test_no_database_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom ombud.cli.main import main\ntry:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    print(end.code, 'django' in sys.modules)\n"
    )
    args = ["record", "--home", str(HOMES["repaired"]), "--format", "csv", "-o", str(tmp_path / "r.csv")]
    said = subprocess.run([sys.executable, "-c", program, *args], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "0 False"
