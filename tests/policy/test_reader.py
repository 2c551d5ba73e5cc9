"""Text to values: every scalar a string until its field types it, every fault with its place, and nothing that ends the process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from time import process_time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.policy.finding import Mark
from ombud.policy.parse import Parsed, parse, parse_as
from ombud.policy.period import Period
from tests.policy.small import SMALL, in_english


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value nobody has given."""

    gap: str


@dataclass(frozen=True, slots=True)
class Page:
    """A shape with one field of every kind."""

    country: str
    article: str | None = None
    where: str | None = field(default=None, metadata={"key": "on"})
    count: int = 0
    said: bool = False
    day: date | None = None
    length: Period | Unknown | None = None
    kind: Literal["one", "two"] = "one"
    words: tuple[str, ...] = ()
    either: str | tuple[str, ...] | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


def page(text: str) -> Parsed[Page]:
    """Read a page."""
    return parse_as(Page, text, "page.yaml")


def faults(text: str) -> list[str]:
    """List the codes of a page's faults."""
    return [fault.code for fault in page(text).faults]


def test_norway_stays_norway() -> None:
    assert page("country: NO").value == Page("NO")


def test_an_article_is_no_number() -> None:
    assert page("country: DK\narticle: 5.20").value == Page("DK", article="5.20")


def test_on_is_a_key_and_yes_a_word() -> None:
    assert page("country: yes\non: off").value == Page("yes", where="off")


@pytest.mark.parametrize(("text", "value"), [("true", True), ("yes", True), ("No", False), ("FALSE", False)])
def test_a_boolean_is_typed_by_its_field(text: str, value: bool) -> None:
    assert page(f"country: DK\nsaid: {text}").value == Page("DK", said=value)


def test_dates_numbers_and_periods_are_typed_by_their_fields() -> None:
    read = page("country: DK\ncount: 12\nday: 2026-02-28\nlength: P1Y6M\nkind: two")
    assert read.value == Page("DK", count=12, day=date(2026, 2, 28), length=Period(18), kind="two")


def test_a_gap_may_stand_for_a_period() -> None:
    assert page("country: DK\nlength: {gap: G3}").value == Page("DK", length=Unknown("G3"))


def test_one_word_or_a_list_of_words() -> None:
    assert page("country: DK\neither: one").value == Page("DK", either="one")
    assert page("country: DK\neither: [one, two]").value == Page("DK", either=("one", "two"))


@pytest.mark.parametrize(
    "line", ["count: many", "day: 2026-02-30", "length: 1 year", "kind: three", "said: perhaps", 'country: ""', "count: 1.0"]
)
def test_a_value_of_the_wrong_kind_is_refused_where_it_stands(line: str) -> None:
    (fault,) = in_english(page(f"article: x\n{line}\n" + ("" if line.startswith("country") else "country: DK")).faults)
    assert (fault.code, fault.line, fault.column) == ("bad-value", 2, line.index(":") + 3)
    assert "Expected" in fault.hint


def test_a_key_that_stands_twice_is_refused() -> None:
    assert faults("country: DK\ncountry: SE") == ["duplicate-key"]
    assert faults("country: DK\nnotes: {a: x, a: y}") == ["duplicate-key"]


def test_an_unknown_key_says_which_was_meant() -> None:
    (fault,) = in_english(page("country: DK\nartikle: x").faults)
    assert (fault.code, fault.line, fault.hint) == ("unknown-key", 2, "Did you mean `article`?")


def test_a_missing_key_says_how_to_leave_a_gap() -> None:
    (fault,) = in_english(page("article: x").faults)
    assert fault.code == "missing-key"
    assert "gap" in fault.hint


@pytest.mark.parametrize(
    "text", ["country: &a DK\narticle: *a", "country: DK\nwords: &a [x]\neither: *a", "country: DK\nnotes: &a {x: y}\nwords: *a"]
)
def test_an_alias_is_refused(text: str) -> None:
    assert faults(text) == ["yaml-alias"]


def test_an_alias_of_aliases_is_refused_in_no_time() -> None:
    bomb = "words: &w0 [x]\n" + "\n".join(f"k{n}: &w{n} [{', '.join([f'*w{n - 1}'] * 9)}]" for n in range(1, 30))
    before = process_time()
    assert set(faults(bomb)) == {"missing-key", "unknown-key"}
    assert process_time() - before < 1


def test_all_faults_are_told_at_once() -> None:
    assert faults("contry: DK\ncount: x\nkind: y\nday: z\nwords: w") == ["unknown-key", *["bad-value"] * 3, "not-a-list", "missing-key"]


@pytest.mark.parametrize(
    "text", ["country: [DK]", "country: {a: b}", "country: DK\nwords: {a: b}", "country: DK\nnotes: [a]", "[a, b]", "plain"]
)
def test_a_value_of_the_wrong_shape_is_a_fault(text: str) -> None:
    assert page(text).value is None
    assert page(text).faults


def test_places_of_values_are_known() -> None:
    marks = page("country: DK\nnotes:\n  first: yes\nwords: [a, b]").marks
    assert marks["notes", "first"] == Mark(3, 10)
    assert marks["words", "1"] == Mark(4, 12)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n"])
def test_an_empty_file_is_a_fault(text: str) -> None:
    assert page(text).value is None
    assert page(text).faults


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "a: \x00", "\x7f\x01", "a: 1\n---\nb: 2", "a: *b", "\tx: 1", "a: \ud800", "x: '"])
def test_what_is_not_yaml_is_a_finding(text: str) -> None:
    assert faults(text) == ["yaml-unreadable"]


def test_a_stray_byte_is_found_where_it_stands() -> None:
    (fault,) = page(b"country: DK\narticle: \xff".decode("utf-8", "surrogateescape")).faults
    assert (fault.code, fault.line, fault.column) == ("yaml-unreadable", 2, 10)


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP,
        "{a: " * DEEP,
        "[" * DEEP + "]" * DEEP,
        "- " * DEEP + "x",
        "? " * DEEP + "x",
        "\n".join(f"{' ' * n}a:" for n in range(2000)),
    ],
    ids=["open lists", "open mappings", "lists", "dashes", "questions", "indents"],
)
def test_nesting_without_end_is_a_finding_and_no_crash(text: str) -> None:
    assert faults(text) == ["yaml-unreadable"]


def test_many_shallow_brackets_are_no_nesting() -> None:
    words = ", ".join("a" for _ in range(3))
    read = page("country: DK\nnotes:\n" + "\n".join(f"  n{n}: '[{words}]'" for n in range(2000)))
    assert read.value


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    read = page(text)
    assert (read.value is None) == bool(read.faults)


@given(st.integers(0, len(SMALL) - 1), st.characters())
def test_any_slip_in_a_policy_is_read_or_refused(place: int, slip: str) -> None:
    read = parse(SMALL[:place] + slip + SMALL[place + 1 :])
    assert (read.value is None) == bool(read.faults)


def test_five_megabytes_are_read_in_reasonable_time() -> None:
    line = "  note-{}: some words that nobody needs to read but that fill the line of a file well enough\n"
    text = "country: DK\nnotes:\n" + "".join(line.format(n) for n in range(53_000))
    assert len(text) > 5_000_000
    before = process_time()
    assert page(text).value
    assert process_time() - before < 10
