"""CSV files, a line a row: what is not changed survives byte for byte, whatever happens meanwhile."""

import csv
import dataclasses
import fcntl
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import MisconfiguredError, RefusedError, UnavailableError
from ombud.inventory.model import Column, Dataset, DateType, System
from ombud.plan.model import UNKNOWN_START, Col, EraseRows, Everything, Is, IsNot, Matching, Own, Passed, SetFields, Term, Where, Within
from ombud.systems.files.connector import FilesConnector
from ombud.systems.files.replace import replace
from ombud.systems.files.table import MalformedError, fields, form_of, records, value, without_end
from ombud.systems.refusal import Refusal

LEADS = Dataset(
    activities={"network": "all"},
    columns={"email": Column(is_="email", identifies="email"), "name": Column(is_="name"), "met_on": Column(event="contact.met")},
    csv="leads/*.csv",
)
EVERYTHING = Everything()
THREE = b'email,name,met_on\r\nbo@elv.example,"Elv, Bo",2024-04-30\r\nib@elv.example,Ib,\r\njo@elv.example,"Jo ""J"" Bakke",20240501\r\n'
IB = Matching(("email",), (("IB@elv.example",),), fold=True)
NOBODY = Matching(("email",), (("nobody@elv.example",),))


def lay(root: Path, data: bytes = THREE, name: str = "leads/2024.csv") -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def opened(root: Path, dataset: Dataset = LEADS) -> FilesConnector:
    return FilesConnector(System("files", "systems/files", {"leads": dataset}), "files", root, ZoneInfo("Europe/Oslo"), read_only=False)


def rows(root: Path, *columns: str, within: Within = EVERYTHING) -> list[tuple[object, ...]]:
    return list(opened(root).read("leads", [Col(each) for each in columns], within))


def erased(root: Path, within: Where | Matching = IB) -> int:
    return opened(root).apply([EraseRows("leads", within)])[0]


def set_(root: Path, column: str, new: str | None, within: Where | Matching = IB) -> int:
    return opened(root).apply([SetFields("leads", ((column, new),), within)])[0]


def test_a_line_is_a_row_and_an_empty_field_is_empty(tmp_path: Path) -> None:
    lay(tmp_path)
    assert rows(tmp_path, "email", "name") == [("bo@elv.example", "Elv, Bo"), ("ib@elv.example", "Ib"), ("jo@elv.example", 'Jo "J" Bakke')]
    terms: list[Term] = [Own("met_on"), Col("met_on")]
    days = list(opened(tmp_path).read("leads", terms, EVERYTHING))
    assert days == [(date(2024, 4, 30), "2024-04-30"), (None, None), (date(2024, 5, 1), "20240501")]


@pytest.mark.parametrize(
    ("kind", "text", "day"),
    [
        ("timestamp", "2024-05-01T22:30:00Z", date(2024, 5, 2)),
        ("epoch", "1714602600", date(2024, 5, 2)),
        ("date", "01.05.2024", UNKNOWN_START),
        ("epoch", "soon", UNKNOWN_START),
        ("epoch", "", None),
    ],
)
def test_a_clock_is_read_as_its_column_says(tmp_path: Path, kind: DateType, text: str, day: date | None) -> None:
    lay(tmp_path, f"at,x\n{text},\n".encode())
    dataset = Dataset({}, {"at": Column(event="contact.met", type=kind)}, csv="leads/*")
    assert list(opened(tmp_path, dataset).read("leads", [Own("at")], EVERYTHING)) == [(day,)]


def test_a_line_is_named_by_its_file_and_content(tmp_path: Path) -> None:
    lay(tmp_path)
    lay(tmp_path, name="leads/2025.csv")
    keys = rows(tmp_path, "path", "line")
    assert len(set(keys)) == 6
    assert erased(tmp_path, Matching(("path", "line"), tuple(keys[1:3]))) == 2
    assert rows(tmp_path, "path", "line") == [keys[0], *keys[3:]]


def test_a_declared_key_names_the_line(tmp_path: Path) -> None:
    keyed = Dataset({}, LEADS.columns, key=("email",), csv="leads/*.csv")
    lay(tmp_path)
    assert opened(tmp_path, keyed).describe()[0].key == ("path", "email")
    assert opened(tmp_path).describe()[0].key == ("path", "line")


def test_erasing_a_line_leaves_every_other_byte(tmp_path: Path) -> None:
    file = lay(tmp_path)
    assert erased(tmp_path) == 1
    assert file.read_bytes() == THREE.replace(b"ib@elv.example,Ib,\r\n", b"")


def test_erasing_the_last_line_leaves_the_header(tmp_path: Path) -> None:
    file = lay(tmp_path)
    assert erased(tmp_path, Where(IsNot("email", ("nobody",)))) == 3
    assert file.read_bytes() == b"email,name,met_on\r\n"
    assert rows(tmp_path, "email") == []


def test_time_that_has_passed_erases_the_line_on_its_day(tmp_path: Path) -> None:
    lay(tmp_path)
    assert erased(tmp_path, Where(Passed(Own("met_on"), date(2024, 4, 29)))) == 0
    assert erased(tmp_path, Where(Passed(Own("met_on"), date(2024, 4, 30)))) == 1


@pytest.mark.parametrize(
    ("column", "new", "line"),
    [
        ("name", None, b"ib@elv.example,,\r\n"),
        ("name", "Bakke, Ib", b'ib@elv.example,"Bakke, Ib",\r\n'),
        ("name", 'Ib "I"\n', b'ib@elv.example,"Ib ""I""\n",\r\n'),
        ("met_on", "2024-01-01", b"ib@elv.example,Ib,2024-01-01\r\n"),
    ],
)
def test_a_field_is_written_and_every_other_byte_stays(tmp_path: Path, column: str, new: str | None, line: bytes) -> None:
    file = lay(tmp_path)
    assert set_(tmp_path, column, new) == 1
    assert file.read_bytes() == THREE.replace(b"ib@elv.example,Ib,\r\n", line)


def test_a_quoted_field_stays_quoted(tmp_path: Path) -> None:
    file = lay(tmp_path)
    set_(tmp_path, "name", "Bo", Where(Is("name", ("Elv, Bo",))))
    assert file.read_bytes() == THREE.replace(b'"Elv, Bo"', b'"Bo"')


def test_a_line_that_is_too_short_is_filled_up(tmp_path: Path) -> None:
    file = lay(tmp_path, b"email,name,met_on\nib@elv.example\n")
    assert rows(tmp_path, "name") == [(None,)]
    set_(tmp_path, "met_on", "2024-01-01")
    assert file.read_bytes() == b"email,name,met_on\nib@elv.example,,2024-01-01\n"


def test_mode_is_kept_and_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    file = lay(tmp_path)
    file.chmod(0o640)
    erased(tmp_path)
    assert file.stat().st_mode & 0o7777 == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_a_file_in_which_nothing_changes_is_not_written(tmp_path: Path) -> None:
    file = lay(tmp_path)
    before = file.stat()
    assert erased(tmp_path, NOBODY) == 0
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "name",
    ["email;name;met_on", "email\tname\tmet_on", "name;email;met_on;note, free", "\ufeffemail;name;met_on", '"email";"name";"met_on"'],
)
def test_the_delimiter_is_told_by_the_header(tmp_path: Path, name: str) -> None:
    lay(tmp_path, f"{name}\n".encode())
    assert rows(tmp_path, "email") == []


def test_old_windows_letters_are_read_and_kept(tmp_path: Path) -> None:
    data = "email;name;met_on\nbo@elv.example;Børge;\nib@elv.example;Åse;\n".encode("cp1252")
    file = lay(tmp_path, data)
    assert set_(tmp_path, "name", "Ærlig") == 1
    assert file.read_bytes() == data.replace("Åse".encode("cp1252"), "Ærlig".encode("cp1252"))
    with pytest.raises(RefusedError, match="UTF-8"):
        set_(tmp_path, "name", "Łukasz")


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    lay(tmp_path, b"")
    assert rows(tmp_path, "email") == []


@pytest.mark.parametrize(
    "data",
    [
        b"email,name\na,b\n",
        b"\nx\n",
        b"email,name,met_on,path\n",
        b"email,name,met_on,email\n",
        b'email,name,met_on\nx,"Skovm\n',
        b"\xff\xfee\0m\0",
    ],
    ids=["a column lacks", "no header", "a taken name", "twice", "no closing quote", "UTF-16"],
)
def test_a_file_that_is_not_as_declared_is_misconfigured_and_unchanged(tmp_path: Path, data: bytes) -> None:
    file = lay(tmp_path, data)
    for ask in (lambda: rows(tmp_path, "email"), lambda: erased(tmp_path)):
        with pytest.raises(MisconfiguredError) as told:
            ask()
        assert "Skovm" not in f"{told.value}{told.value.__cause__}"
    assert file.read_bytes() == data


def test_a_column_nobody_declared_is_told(tmp_path: Path) -> None:
    lay(tmp_path, b"email,name,met_on,cpr\n")
    lay(tmp_path, b"email,name,met_on,phone\n", "leads/b.csv")
    assert [each.name for each in opened(tmp_path).describe()[0].columns] == ["email", "name", "met_on", "cpr", "phone"]


@pytest.mark.parametrize("column", ["path", "line", "cpr"])
def test_a_column_that_is_not_there_to_write_is_refused(tmp_path: Path, column: str) -> None:
    assert opened(tmp_path).refuse(SetFields("leads", ((column, None),), IB))
    assert not opened(tmp_path).refuse(SetFields("leads", (("name", None),), IB))


def test_abilities_are_those_of_the_datasets(tmp_path: Path) -> None:
    assert opened(tmp_path).abilities == {"erase", "set"}
    assert opened(tmp_path, Dataset({}, {}, glob="*")).abilities == {"erase"}


def test_a_locked_file_is_unavailable_and_unchanged(tmp_path: Path) -> None:
    file = lay(tmp_path)
    with file.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(UnavailableError, match="system-locked"):
            erased(tmp_path)
    assert file.read_bytes() == THREE
    assert erased(tmp_path) == 1


def test_what_an_interrupted_replacement_left_is_no_row_and_goes(tmp_path: Path) -> None:
    file = lay(tmp_path)
    left = lay(tmp_path, THREE[:40], "leads/.2024.csv.ombud-new")
    old = lay(tmp_path, b"x", "other/.gone.csv.ombud-new")
    assert len(rows(tmp_path, "email")) == 3
    assert [each.name for each in opened(tmp_path).describe()] == ["leads/*.csv"]
    assert erased(tmp_path, NOBODY) == 0
    assert [file.exists(), left.exists(), old.exists()] == [True, False, False]


def test_what_another_ombud_is_writing_just_now_stays(tmp_path: Path) -> None:
    lay(tmp_path)
    beside = lay(tmp_path, b"x", "leads/.2025.csv.ombud-new")
    with beside.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        erased(tmp_path)
    assert beside.exists()


def test_the_only_field_of_a_line_is_emptied_without_losing_the_line(tmp_path: Path) -> None:
    one = Dataset({}, {"email": Column(identifies="email")}, csv="leads/*")
    file = lay(tmp_path, b"email\nbo@elv.example\nib@elv.example\n")
    assert opened(tmp_path, one).apply([SetFields("leads", (("email", None),), IB)]) == (1,)
    assert file.read_bytes() == b'email\nbo@elv.example\n""\n'
    assert opened(tmp_path, one).count("leads", EVERYTHING) == 2


def test_a_line_that_came_while_the_file_was_written_is_kept(tmp_path: Path) -> None:
    file = lay(tmp_path, b"a\nb\n")
    came = iter([b"c\n", b"d\n"])

    def without_a(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
        yield from ((b"", 1) if line == b"a\n" else (line, 0) for line in stream)
        with file.open("ab") as other:
            other.write(next(came, b""))

    assert replace(tmp_path, "leads/2024.csv", "files", without_a) == 1
    assert file.read_bytes() == b"b\nc\nd\n"


def test_a_file_that_is_written_all_the_time_is_unavailable(tmp_path: Path) -> None:
    file = lay(tmp_path, b"a\n")

    def while_growing(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
        with file.open("ab") as other:
            other.write(b"b\n")
        yield stream.read(), 1

    with pytest.raises(UnavailableError, match="system-locked"):
        replace(tmp_path, "leads/2024.csv", "files", while_growing)
    assert list(file.parent.iterdir()) == [file]


Drawn = tuple[list[tuple[str, str, str]], tuple[bool, str, str]]
CELLS = st.text(st.sampled_from(list('ab"\n\r,; \tæ\u2028')), max_size=6)
TIDY_CELLS = CELLS.map(lambda cell: cell.replace("\r", ""))


def tables(cells: st.SearchStrategy[str], *ends: str, quoted: bool) -> st.SearchStrategy[Drawn]:
    """Draw rows and how to write them."""
    style = st.tuples(st.just(quoted), st.sampled_from(ends), st.sampled_from(",;\t"))
    return st.tuples(st.lists(st.tuples(cells, cells, cells), max_size=5), style)


# Python 3.11 forgets to quote line ends other than its own unless it quotes everything
TABLES = tables(TIDY_CELLS, "\n", "\r\n", quoted=False) | tables(CELLS, "\n", "\r\n", "\r", quoted=True)


def table(cells: list[tuple[str, str, str]], style: tuple[bool, str, str]) -> bytes:
    """Write a table as the standard library does: an oracle that knows nothing of ours."""
    text = io.StringIO()
    quoted, end, delimiter = style
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator=end, delimiter=delimiter)
    writer.writerows([("email", "name", "met_on"), *cells])
    return text.getvalue().encode()


@given(TABLES)
def test_every_table_is_read_as_the_standard_library_reads_it(drawn: Drawn) -> None:
    cells, style = drawn
    stream = io.BytesIO(table(cells, style))
    form = form_of(stream, ["email", "name"])
    assert form
    stream.seek(0)
    found = [
        [value(cell, form.encoding) or "" for cell in fields(without_end(each)[0], form.delimiter)]
        for each in records(stream, form.delimiter)
    ]
    assert found[1:] == [list(row) for row in cells]


@given(TABLES, st.integers(1, 7))
def test_it_is_the_same_however_little_is_read_at_once(drawn: Drawn, size: int) -> None:
    data, delimiter = table(*drawn), drawn[1][2]
    expected = list(records(io.BytesIO(data), delimiter))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("ombud.systems.files.table.CHUNK", size)
        assert list(records(io.BytesIO(data), delimiter)) == expected


@given(st.binary(max_size=300) | st.text(st.sampled_from(list('a",;\n\r')), max_size=60).map(str.encode), st.sampled_from(",;\t"))
def test_records_joined_are_the_file_and_fields_joined_the_record(data: bytes, delimiter: str) -> None:
    cut: list[bytes] = []
    with suppress(MalformedError):
        cut.extend(records(io.BytesIO(data), delimiter))
        assert b"".join(cut) == data
    assert data.startswith(b"".join(cut))
    for each in (without_end(record)[0] for record in cut):
        assert delimiter.encode().join(fields(each, delimiter)) == each


@given(TABLES, st.sampled_from(["", "a", "æ", '"', ",;\t"]))
def test_what_is_not_erased_survives_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, drawn: Drawn, name: str) -> None:
    cells, style = drawn
    root = tmp_path_factory.mktemp("survives")
    file = lay(root, table(cells, style))
    goes = [row for row in cells if row[1] == name]
    assert erased(root, Where(Is("name", (name or None,)))) == len(goes)
    assert file.read_bytes() == table([row for row in cells if row not in goes], style)


@given(TABLES, CELLS)
def test_setting_a_field_changes_that_field_alone(tmp_path_factory: pytest.TempPathFactory, drawn: Drawn, new: str) -> None:
    cells, style = drawn
    root = tmp_path_factory.mktemp("alone")
    lay(root, table(cells, style))
    assert set_(root, "name", new, Where(Is("email", ("a",)))) == sum(row[0] == "a" for row in cells)
    expected = [(email, new if email == "a" else name, met) for email, name, met in cells]
    assert rows(root, "email", "name", "met_on") == [tuple(cell or None for cell in row) for row in expected]


def test_a_record_longer_than_what_is_read_at_once_is_one_row(tmp_path: Path) -> None:
    long = "x\n" * 200_000
    file = lay(tmp_path, f'email,name,met_on\r\nbo@elv.example,"{long}",\r\nib@elv.example,Ib,\r\n'.encode())
    assert rows(tmp_path, "name") == [(long,), ("Ib",)]
    assert erased(tmp_path) == 1
    assert file.stat().st_size == len(long) + len('email,name,met_on\r\nbo@elv.example,"",\r\n')


def test_lines_of_several_people_under_one_key_are_not_taken_for_each_other(tmp_path: Path) -> None:
    both = b"email,name,met_on\nbo@elv.example,Hansen,\nib@elv.example,Hansen,\nib@elv.example,Holm,\nib@elv.example,Holm,\n"
    lay(tmp_path, both)
    system = opened(tmp_path, dataclasses.replace(LEADS, key=("name",)))
    named = {name: Matching(("path", "name"), (("leads/2024.csv", name),)) for name in ("Hansen", "Holm")}
    assert system.refuse(EraseRows("leads", named["Hansen"])) == Refusal("line-key-shared")
    with pytest.raises(RefusedError):
        system.apply([EraseRows("leads", named["Hansen"])])
    with pytest.raises(MisconfiguredError) as refused:
        system.read("leads", [Col("email")], named["Hansen"])
    assert refused.value.code == "rows-not-told-apart"
    assert system.apply([EraseRows("leads", named["Holm"])]) == (2,)
    assert rows(tmp_path, "name") == [("Hansen",), ("Hansen",)]
