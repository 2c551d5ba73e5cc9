"""The folder a person gets: whole or not at all, readable by its owner only, a real PDF whatever the values hold."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from ombud.errors import BadInputError
from ombud.execute.languages import language_pack
from ombud.execute.package import ReviewFile, json_text, pdf, write_package
from ombud.notices.letters import Letter
from ombud.notices.letters.model import Bullets, Definitions, Heading, Paragraph, Table

DANISH = language_pack("da")
HOSTILE = ['<script>alert("1")</script>', '#import "evil.typ"', '"] #panic() $x$ \\', "*b* _i_ `c` @ref <label>", "Åse Bjørnøy"]
LETTER = Letter(("Fjordraad", "Gade 1"), date(2026, 2, 2), "Dine oplysninger", (Heading("Del"), Paragraph("Hej.")), ("Hilsen",))


def letter_of(values: list[str]) -> Letter:
    rows = tuple((value, value) for value in values)
    blocks = (Heading("Del"), Bullets(tuple(values)), Table("Rækker", ("a", "b"), rows), Definitions(tuple((v, (v,)) for v in values)))
    return Letter(("Fjordraad",), date(2026, 2, 2), "Dine oplysninger", blocks, ("Hilsen",))


def read_pdf(content: bytes, tmp_path: Path) -> str:
    """Read a PDF with a program that is not ours."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    file = tmp_path / "read.pdf"
    file.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout


def test_the_folder_holds_page_pdf_and_data_for_its_owner_only(tmp_path: Path) -> None:
    write_package(tmp_path / "out", LETTER, {"b": 1, "a": "æ"}, DANISH)
    files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()}
    assert files == {"answer.html": 0o600, "answer.pdf": 0o600, "data.json": 0o600}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "out/data.json").read_text("utf-8") == '{\n  "a": "æ",\n  "b": 1\n}\n'


def test_review_files_are_copied_byte_for_byte(tmp_path: Path) -> None:
    mail = b"From: a@b.example\r\n\r\n\xff\x00body"
    write_package(tmp_path / "out", LETTER, {}, DANISH, (ReviewFile("0001.eml", mail),))
    assert (tmp_path / "out/review/0001.eml").read_bytes() == mail
    assert DANISH.say("review_note") in (tmp_path / "out/review/README.txt").read_text("utf-8")


def test_tables_stand_beside_the_data(tmp_path: Path) -> None:
    write_package(tmp_path / "out", LETTER, {}, DANISH, tables={"crm.customers.csv": '"a"\r\n"1"\r\n'})
    assert (tmp_path / "out/crm.customers.csv").read_bytes() == b'"a"\r\n"1"\r\n'


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_package(tmp_path / "out", LETTER, {}, DANISH)
    assert (tmp_path / "out/answer.pdf").exists()


@pytest.mark.parametrize("kind", ["full", "file", "link"])
def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path, kind: str) -> None:
    occupy(tmp_path / "out", kind)
    with pytest.raises(BadInputError, match="package-exists"):
        write_package(tmp_path / "out", LETTER, {}, DANISH)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".ombud")] == []
    assert not (tmp_path / "out/answer.pdf").exists()


def occupy(path: Path, kind: str) -> None:
    if kind == "full":
        path.mkdir()
        (path / "old.txt").write_text("old")
    elif kind == "file":
        path.write_text("old")
    else:
        (path.parent / "elsewhere").mkdir()
        path.symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize("name", ["../x.eml", "/etc/x", "a/b.eml", ".hidden", "", "a\\b", "a\0b", "README.txt"])
def test_a_review_file_cannot_leave_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInputError, match="package-name"):
        write_package(tmp_path / "out", LETTER, {}, DANISH, (ReviewFile(name, b""),))
    assert list(tmp_path.iterdir()) == []


def test_two_review_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="same name"):
        write_package(tmp_path / "out", LETTER, {}, DANISH, (ReviewFile("a.eml", b"1"), ReviewFile("A.eml", b"2")))


def test_nothing_is_left_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_package(tmp_path / "out", LETTER, {"x": object()}, DANISH)
    assert list(tmp_path.iterdir()) == []


def test_the_pdf_is_accessible_and_the_same_every_time() -> None:
    made = pdf(LETTER, DANISH)
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made
    assert made == pdf(LETTER, DANISH)


def test_hostile_values_stand_as_text_in_the_pdf(tmp_path: Path) -> None:
    text = read_pdf(pdf(letter_of(HOSTILE), DANISH), tmp_path)
    assert [value for value in HOSTILE if text.count(value) < 3] == []


def test_a_character_without_a_font_stands_with_its_number(tmp_path: Path) -> None:
    text = read_pdf(pdf(letter_of(["中 😀 שלום \u202eabc \x00 \ud800"]), DANISH), tmp_path)
    assert "[U+4E2D]" in text
    assert "[U+1F600]" in text
    assert "Dette dokument kan ikke vise alle tegn." in text


def test_a_long_word_stays_on_the_paper_and_whole(tmp_path: Path) -> None:
    word = "".join(f"{number}-" for number in range(100))
    text = read_pdf(pdf(letter_of([word]), DANISH), tmp_path)
    assert "".join(text.split()).count(word[:40]) >= 1


def test_json_is_utf8_even_where_the_system_had_none() -> None:
    text = json_text({"x": "\ud800 æ"})
    assert json.loads(text.encode("utf-8")) == {"x": "\ud800 æ"}


def under(node: object) -> Iterator[DictionaryObject]:
    """Walk the tags of a PDF."""
    found = node.get_object() if isinstance(node, PdfObject) else None
    if isinstance(found, ArrayObject):
        for each in found:
            yield from under(each)
    elif isinstance(found, DictionaryObject):
        yield found
        yield from under(found.get("/K"))


def test_the_pdf_tells_a_screen_reader_its_language_title_and_what_each_part_is() -> None:
    read = PdfReader(BytesIO(pdf(LETTER, DANISH)))
    root: Any = read.root_object
    assert (root["/Lang"][:2], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("da", True, True)
    assert read.metadata
    assert read.metadata.title == LETTER.title
    tags = list(under(root["/StructTreeRoot"]))
    kinds = {str(tag["/S"]) for tag in tags if "/S" in tag}
    assert kinds >= {"/Document", "/P"}, kinds
    assert any(kind.startswith("/H") for kind in kinds), kinds
    assert [tag for tag in tags if tag.get("/S") == "/Figure" and not tag.get("/Alt")] == []
