"""Four languages say the same things, each in its own form."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from string import Formatter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.notices.language import GroundWords, LanguagePack, RightWords, label, missing_labels, of_people, parse_language
from ombud.notices.letters import Ground, Right
from ombud.notices.letters.facts import Told
from ombud.notices.letters.model import Why
from ombud.policy.model import Letter as BasisLetter
from ombud.policy.model import Policy, Recipient, Transfer, Use
from ombud.policy.period import Period

SECTIONS = [field.name for field in fields(LanguagePack) if str(field.type).startswith("Mapping")]


def words_of(record: object) -> list[str]:
    assert isinstance(record, GroundWords | RightWords)
    return [str(getattr(record, field.name)) for field in fields(record)]


def sentences_of(pack: LanguagePack) -> Iterable[str]:
    yield from pack.phrases.values()
    for record in (*pack.grounds.values(), *pack.rights.values()):
        yield from words_of(record)


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_language_has_the_same_entries(pack: LanguagePack, packs: dict[str, LanguagePack], section: str) -> None:
    assert set(getattr(pack, section)) == set(getattr(packs["en"], section))


SECOND_PERSON = re.compile(r"\b(du|dig|deg|din|dit|ditt|dine|dina|you|your|yours|yourself)\b", re.IGNORECASE)


def test_every_word_of_the_pack_that_a_record_may_use_has_a_third_person(pack: LanguagePack, packs: dict[str, LanguagePack]) -> None:
    for section in ("bases", "conditions", "events", "measures", "parties", "people", "processing", "purposes", "roles", "tools", "record"):
        said = getattr(of_people(pack), section)
        assert {name: text for name, text in said.items() if SECOND_PERSON.search(text)} == {}, section
    assert {name: set(words) for name, words in pack.third_person.items()} == {n: set(w) for n, w in packs["en"].third_person.items()}
    assert all(set(words) <= set(getattr(pack, section)) for section, words in pack.third_person.items())


def test_every_phrase_has_the_same_places_in_every_language(pack: LanguagePack, packs: dict[str, LanguagePack]) -> None:
    english: Mapping[str, str] = {**packs["en"].phrases, **packs["en"].sources}
    assert {k: places(v) for k, v in {**pack.phrases, **pack.sources}.items()} == {k: places(v) for k, v in english.items()}


def test_every_alternative_of_a_letter_has_words(pack: LanguagePack) -> None:
    assert set(get_args(Ground)) == set(pack.grounds)
    assert set(get_args(Right)) == set(pack.rights)
    assert set(get_args(Why)) == set(pack.review)
    assert {f"right_{told}" for told in get_args(Told)} <= set(pack.phrases)


def literals(kind: type, field: str) -> set[str]:
    """Read the alternatives of a field off its annotation, by the values it lets through."""
    from typing import get_type_hints

    hint = get_type_hints(kind)[field]
    options = [hint, *get_args(hint)]
    return {value for option in options for value in get_args(option) if isinstance(value, str)} | {
        v for v in get_args(hint) if isinstance(v, str)
    }


def test_every_alternative_of_the_policy_has_words(pack: LanguagePack) -> None:
    assert set(get_args(BasisLetter)) <= set(pack.bases)
    assert literals(Recipient, "role") <= set(pack.roles)
    assert literals(Transfer, "tool") <= set(pack.tools)
    assert literals(Use, "source") <= set(pack.sources)


@pytest.mark.parametrize(
    ("language", "cited"),
    [
        ("da", "artikel 17, stk. 3, litra b i databeskyttelsesforordningen"),
        ("nb", "personvernforordningen artikkel 17 nr. 3 bokstav b"),
        ("sv", "artikel 17.3 b i dataskyddsförordningen"),
        ("en", "Article 17(3)(b) of the General Data Protection Regulation"),
    ],
)
def test_each_language_cites_in_its_own_form(packs: dict[str, LanguagePack], language: str, cited: str) -> None:
    assert packs[language].regulation("GDPR Art. 17(3)(b)") == cited


@pytest.mark.parametrize(
    ("reference", "cited"), [("GDPR Art. 15", "artikel 15"), ("6.1.f", "artikel 6.1 f"), ("gdpr 82.1-3", "artikel 82.1-3")]
)
def test_every_form_of_a_reference_is_read(packs: dict[str, LanguagePack], reference: str, cited: str) -> None:
    assert packs["sv"].article(reference) == cited


@pytest.mark.parametrize(
    ("language", "written"), [("da", "2. februar 2026"), ("nb", "2. februar 2026"), ("sv", "2 februari 2026"), ("en", "2 February 2026")]
)
def test_dates_are_written_as_in_a_letter(packs: dict[str, LanguagePack], language: str, written: str) -> None:
    assert packs[language].day(date(2026, 2, 2)) == written


@pytest.mark.parametrize(
    ("language", "one", "many", "days"),
    [
        ("da", "1 måned", "10 år", "30 dage"),
        ("nb", "1 måned", "10 år", "30 dager"),
        ("sv", "1 månad", "10 år", "30 dagar"),
        ("en", "1 month", "10 years", "30 days"),
    ],
)
def test_periods_have_their_number(packs: dict[str, LanguagePack], language: str, one: str, many: str, days: str) -> None:
    said = [packs[language].duration(Period.parse(text)) for text in ("P1M", "P10Y", "P30D")]
    assert said == [one, many, days]


def test_mixed_periods_name_every_unit(packs: dict[str, LanguagePack]) -> None:
    assert packs["en"].duration(Period.parse("P1Y6M2W")) == "1 year, 6 months and 2 weeks"
    assert packs["da"].duration(Period()) == "0 dage"


@pytest.mark.parametrize(("language", "joined"), [("da", "a, b og c"), ("nb", "a, b og c"), ("sv", "a, b och c"), ("en", "a, b and c")])
def test_lists_are_joined(packs: dict[str, LanguagePack], language: str, joined: str) -> None:
    assert packs[language].listed("abc") == joined
    assert packs[language].listed("a") == "a"
    assert packs[language].listed("") == ""


@pytest.mark.parametrize(("language", "written"), [("da", "12.431"), ("nb", "12\u00a0431"), ("sv", "12\u00a0431"), ("en", "12,431")])
def test_thousands_are_marked(packs: dict[str, LanguagePack], language: str, written: str) -> None:
    assert packs[language].number(12431) == written


def test_no_sentence_is_longer_than_thirty_words(pack: LanguagePack, too_long: Callable[[str], list[str]]) -> None:
    assert [sentence for text in sentences_of(pack) for sentence in too_long(text)] == []


@given(st.text())
def test_an_unknown_label_is_its_id_in_words(name: str) -> None:
    assert label({}, name) == name.replace("_", " ").replace(".", " ")


def test_values_are_never_read_as_templates(pack: LanguagePack) -> None:
    assert "{phone} {0}" in pack.say("access_title", controller="{phone} {0}")


def test_the_example_lacks_no_label(pack: LanguagePack, policy: Policy) -> None:
    assert missing_labels(policy, pack) == ()


def test_a_missing_label_is_listed(pack: LanguagePack, policy: Policy) -> None:
    from dataclasses import replace

    assert missing_labels(policy, replace(pack, data={**pack.data, "x": "x"}, activities={}))[0] == "activities.website"


def test_a_fault_in_a_pack_has_its_place() -> None:
    parsed = parse_language("language: da\nmonth: [januar]\n", "da.yaml")
    assert parsed.value is None
    assert (parsed.faults[0].code, parsed.faults[0].line) == ("unknown-key", 2)
