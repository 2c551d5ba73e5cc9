"""An entry has one form in bytes, and no room for a person's data."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError
from ombud.evidence.entry import MAX_BYTES, Entry, Fact, decode, encode, glance, legible
from ombud.evidence.vocabulary import BRACKETS, FACTS, FORMS, KINDS, REFERENCE, Form, Kind
from tests.evidence.made import LINES, LOG, SUBJECT

AT = "2027-03-01T12:00:00Z"
MARKER = "astrid.marker@fjordraad.example"
LINE = b'{"at":"2027-03-01T12:00:00Z","facts":{"count":17,"fields":["name"]},"kind":"looked","run":"","step":"","subjects":[]}'

texts = {form: st.from_regex(pattern, fullmatch=True) for form, pattern in FORMS.items()}


def facts_of(form: Form) -> st.SearchStrategy[Fact]:
    """Draw any fact of one form."""
    match form:
        case "count":
            return st.integers(0, 10**15 - 1)
        case "names":
            return st.lists(texts["name"], max_size=3).map(tuple)
        case "day":
            return st.dates().map(lambda day: day.isoformat())
        case "moment":
            return st.datetimes().map(lambda moment: moment.strftime("%Y").zfill(4) + moment.strftime("-%m-%dT%H:%M:%SZ"))
        case _:
            return texts[form]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Draw any entry that the vocabulary has words for."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    reference = st.from_regex(REFERENCE, fullmatch=True)
    run, step = (draw(reference if kind in BRACKETS else reference | st.just("")) for _ in range(2))
    keys = draw(st.lists(st.sampled_from(sorted(FACTS)), unique=True, max_size=5))
    facts = {key: draw(facts_of(FACTS[key])) for key in keys}
    subjects = draw(st.lists(st.binary(min_size=16, max_size=16).map(bytes.hex), max_size=3))
    return Entry(cast("Kind", kind), str(draw(facts_of("moment"))), run, step, facts, tuple(subjects))


@given(entries())
def test_decoding_is_the_exact_inverse_of_encoding(entry: Entry) -> None:
    line = encode(entry)
    assert decode(line) == entry
    assert encode(decode(line)) == line


@given(entries())
def test_the_bytes_are_what_the_json_module_writes_with_sorted_keys(entry: Entry) -> None:
    line = encode(entry)
    assert json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == line
    assert b"\n" not in line


@given(st.sampled_from(LINES), st.data())
def test_whatever_bytes_are_let_through_are_canonical(line: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 3)))
    altered = line[:start] + data.draw(st.binary(max_size=3) | st.text('{}[]",:\\@ea10é', max_size=3).map(str.encode)) + line[end:]
    try:
        glance(altered)
    except BadInputError:
        return
    assert json.dumps(json.loads(altered), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == altered


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"count":17', b'"count": 17'),
        (b'"count":17', b'"count":17.0'),
        (b'"count":17', b'"count":1e1'),
        (b'"count":17', b'"count":017'),
        (b'"count":17', b'"count":-17'),
        (b'"count":17', b'"count":1000000000000000'),
        (b'"count":17', b'"count":true'),
        (b'"count":17', b'"count":null'),
        (b'"count":17', b'"count":{}'),
        (b'"count":17', b'"count":17,"count":17'),
        (b'"count":17,"fields":["name"]', b'"fields":["name"],"count":17'),
        (b'"fields":["name"]', b'"fields":["name",]'),
        (b'["name"]', b'["n\\u0061me"]'),
        (b'["name"]', b'[["name"]]'),
        (b'["name"]', b'["\xff"]'),
        (b'["name"]', b'["\x00"]'),
        (b'"run":"",', b""),
        (b'"kind":"looked"', b'"kind":"looked","more":""'),
        (b'"subjects":[]', b'"subjects":["astrid"]'),
        (b"]}", b"]}\n"),
        (b'{"at"', b'\xef\xbb\xbf{"at"'),
        (b"T12", b"t12"),
    ],
)
def test_any_other_spelling_of_the_same_facts_is_refused(old: bytes, new: bytes) -> None:
    altered = LINE.replace(old, new, 1)
    assert altered != LINE
    assert decode(LINE).facts["count"] == 17
    assert (legible(LINE), legible(altered)) == (decode(LINE), None)
    with pytest.raises(BadInputError, match="evidence-entry-form"):
        decode(altered)


def test_words_of_a_later_ombud_still_verify_but_are_not_understood() -> None:
    later = LINE.replace(b"looked", b"foreseen")
    assert glance(later)[0] == b"foreseen"
    with pytest.raises(BadInputError, match="evidence-kind"):
        decode(later)


@pytest.mark.parametrize(
    "facts",
    [
        {"email": MARKER},
        {"system": MARKER},
        {"fields": ("name", MARKER)},
        {"article": MARKER},
        {"plan": MARKER},
        {"until": MARKER},
        {"count": MARKER},
    ],
)
def test_an_email_address_fits_nowhere_and_is_not_repeated(facts: dict[str, Fact]) -> None:
    with pytest.raises(BadInputError, match="evidence-fact") as refused:
        Entry("looked", AT, facts=facts)
    assert "astrid" not in str(refused.value)


def test_no_fact_of_text_has_room_for_an_email_address() -> None:
    for form in FACTS.values():
        with pytest.raises(BadInputError):
            Entry("looked", AT, facts={next(key for key in FACTS if FACTS[key] == form): MARKER})


@pytest.mark.parametrize("number", ["+45 12 34 56 78", "010190-1234", "19900101-1234", "12345678"])
@pytest.mark.parametrize("key", sorted(key for key in FACTS if FACTS[key] in {"name", "law"}))
def test_a_telephone_or_national_number_is_no_name(key: str, number: str) -> None:
    with pytest.raises(BadInputError, match="evidence-fact") as refused:
        Entry("looked", AT, facts={key: number})
    assert number not in str(refused.value)


@pytest.mark.parametrize(
    ("key", "fact"), [("count", True), ("count", -1), ("count", 1.5), ("fields", "name"), ("fields", ["name"]), ("system", 7)]
)
def test_a_fact_of_the_wrong_type_is_refused(key: str, fact: Any) -> None:  # noqa: ANN401 - what a caller without mypy could pass
    with pytest.raises(BadInputError, match="evidence-fact"):
        Entry("looked", AT, facts={key: fact})


@pytest.mark.parametrize(
    "at", ["2027-02-29T12:00:00Z", "2027-03-01 12:00:00Z", "2027-03-01T12:00:00+01:00", "2027-03-01T12:00:00.5Z", MARKER]
)
def test_a_moment_is_a_real_utc_second(at: str) -> None:
    with pytest.raises(BadInputError, match="evidence-moment"):
        Entry("looked", at)


@pytest.mark.parametrize("subject", [MARKER, "", SUBJECT[1:], SUBJECT.upper()])
def test_a_subject_is_a_pseudonym(subject: str) -> None:
    with pytest.raises(BadInputError, match="evidence-subject"):
        Entry("looked", AT, subjects=(SUBJECT, subject))


@pytest.mark.parametrize("kind", ["intended", "repeated", "done"])
@pytest.mark.parametrize(("run", "step"), [("", ""), ("run-7", ""), ("", "crm"), (MARKER, "crm"), ("run-7", MARKER)])
def test_an_act_names_its_run_and_step(kind: Kind, run: str, step: str) -> None:
    with pytest.raises(BadInputError, match="evidence-reference"):
        Entry(kind, AT, run, step)


def test_what_an_entry_was_made_from_can_change_without_changing_it() -> None:
    facts: dict[str, Fact] = {"count": 1}
    entry = Entry("looked", AT, facts=facts)
    facts["count"] = 2
    assert entry.facts["count"] == 1
    assert len({entry, decode(encode(entry))}) == 1


def test_an_entry_too_long_to_read_back_is_not_written() -> None:
    with pytest.raises(BadInputError, match="evidence-entry-long"):
        encode(Entry("looked", AT, subjects=(SUBJECT,) * (MAX_BYTES // 34)))
    with pytest.raises(BadInputError, match="evidence-entry-form"):
        glance(LINE.replace(b"name", b"n" * MAX_BYTES))


@pytest.mark.parametrize("entry", LOG)
def test_letters_beyond_ascii_are_written_as_themselves(entry: Entry) -> None:
    assert b"\\u" not in encode(entry)


def test_hostile_lines_are_refused_in_one_pass() -> None:
    for hostile in (b"[" * MAX_BYTES, b'{"at":"2027-03-01T12:00:00Z","facts":{' + b'"a":1,' * 150_000, LINE[:-3] + b'"' * 900_000):
        with pytest.raises(BadInputError):
            glance(hostile)
