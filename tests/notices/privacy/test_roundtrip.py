"""What a notice says is what the policy states: read back from text and page, in four languages, nothing lost and nothing added."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bench.policies import Maker
from bench.roundtrip import RoundTrip
from ombud.errors import MisconfiguredError
from ombud.execute.languages import checked, language_pack, phrasebook
from ombud.notices.citation import Named, Section, cited, read_cited, section
from ombud.notices.privacy import plain, web
from ombud.notices.privacy.layout import notice
from ombud.notices.readback.document import UnreadableError, read_page, read_text
from ombud.notices.readback.sentence import Reader
from ombud.notices.saying.phrasebook import Phrasebook, Voice
from ombud.notices.saying.told import Teller, Told
from ombud.notices.saying.write import Said, write
from ombud.policy.model import Language, Policy
from ombud.policy.statements import statements
from tests.notices.privacy.conftest import HOMES, LANGUAGES, policy_of

Telling = Callable[[Policy, Language], Teller]


@pytest.mark.parametrize("home", HOMES)
def test_a_home_is_read_back_from_text_and_from_the_page(home: str, language: Language, telling: Telling) -> None:
    teller = telling(policy_of(home), language)
    reader = Reader(teller.voice)  # knows the organisation's own words
    said = statements(teller.policy)
    made, meant = notice(teller, said), Counter(map(teller.told, said))
    assert Counter(read_text(plain.text(made), reader)) == meant
    assert Counter(read_page(web.render(made, teller.voice), reader)) == meant


@settings(max_examples=300, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**63))
def test_any_policy_is_read_back_in_four_languages(trip: RoundTrip, maker: Maker, seed: int) -> None:
    policy = maker.policy(Random(seed))
    said = statements(policy)
    assert {language: trip.differences(policy, language, said) for language in LANGUAGES} == {language: Counter() for language in LANGUAGES}


def test_every_kind_is_among_the_policies_made_by_chance(maker: Maker) -> None:
    made = {said.kind for seed in range(400) for said in statements(maker.policy(Random(seed)))}
    assert made == set(phrasebook("en").templates)


# ------------------------------------------------------------------ what is ambiguous is found


def test_no_sentence_has_two_readings_and_none_means_two_things(
    language: Language, telling: Telling, maker: Maker, trip: RoundTrip
) -> None:
    means: dict[Said, Told] = {}
    for seed in range(40):
        teller = telling(maker.policy(Random(seed)), language)
        for one in statements(teller.policy):
            told = replace(teller.told(one), activity="")
            said = write(told, teller.voice)
            assert means.setdefault(said, told) == told, said
            assert trip.readers[language].readings(said) == (told,), said


def test_no_two_words_of_a_section_read_the_same(language: Language) -> None:
    voice = Voice(language_pack(language), phrasebook(language))
    sections = [*voice.book.words, "purposes", "activities", "systems", "events", "parties", "countries", "bases"]
    for name in sections:
        twice = [said for said, count in Counter(voice.words(name).values()).items() if count > 1]
        assert twice == [], name


def with_template(kind: str, text: str) -> Voice:
    book = phrasebook("en")
    return Voice(language_pack("en"), Phrasebook("en", {**book.templates, kind: text}, book.words, book.headings))


def test_two_kinds_that_read_the_same_are_told_apart_by_nobody() -> None:
    voice = with_template("free", "Cookies are set by us alone.")
    readings = Reader(voice).readings(Said("Cookies are set by us alone."))
    assert {told.kind for told in readings} == {"free", "cookies.ours_only"}


def test_a_sentence_nobody_said_is_refused(trip: RoundTrip) -> None:
    with pytest.raises(UnreadableError, match="0 readings"):
        read_text("Title\n=====\n\nWe sell all of it to whoever pays.\n", trip.readers["en"])


def test_every_template_that_lacks_or_is_ill_made_is_told_at_once() -> None:
    book = phrasebook("da")
    broken = {kind: text for kind, text in book.templates.items() if kind != "free"} | {"purposes": "Vi [bruger", "tango": "Vi danser."}
    with pytest.raises(MisconfiguredError) as told:
        checked(Phrasebook("da", broken, book.words, book.headings), "da")
    assert {"free has no template", "tango is no kind of statement"} <= set(
        told.value.message.removesuffix(".").split(": ", 1)[1].split("; ")
    )
    assert "purposes is not well formed" in told.value.message


# ------------------------------------------------------------------ laws


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("§ 11, stk. 2", ("§ 11, stk. 2 i L", "11 § 2 st. i L", "L § 11 andre ledd", "Section 11(2) of L")),
        ("11.2", ("§ 11, stk. 2 i L", "11 § 2 st. i L", "L § 11 andre ledd", "Section 11(2) of L")),
        ("§§ 2-3", ("§§ 2-3 i L", "2-3 §§ i L", "L §§ 2-3", "Sections 2-3 of L")),
        ("§ 4 c", ("§ 4 c i L", "4 c § i L", "L § 4 c", "Section 4 c of L")),
        ("§ 3-15", ("§ 3-15 i L", "3-15 § i L", "L § 3-15", "Section 3-15 of L")),
        ("9 kap. 28 §", ("kapitel 9, § 28 i L", "9 kap. 28 § i L", "L kapittel 9 § 28", "Chapter 9, Section 28 of L")),
        ("see the annex", ("L see the annex",) * 4),
    ],
)
def test_each_language_cites_a_law_in_its_own_form(written: str, said: tuple[str, ...]) -> None:
    law = Named("L", section(written)) if section(written) else Named(f"L {written}")
    assert tuple(cited(law, language_pack(language).citing) for language in LANGUAGES) == said


NUMBERS = st.from_regex(r"[1-9][0-9]{0,2}( ?[a-z])?", fullmatch=True)
PARTS = st.integers(1, 30).map(str) | st.just("")
SECTIONS = st.builds(Section, NUMBERS, st.just(""), PARTS, NUMBERS | st.just("")) | st.builds(Section, NUMBERS, NUMBERS, PARTS)


@given(
    SECTIONS,
    st.sampled_from(
        ("bogføringsloven", "den danska kakförordningen", "the Danish Act of 2018", "Lov i Norden", "foreldelsesloven (Danmark)")
    ),
)
def test_a_law_is_read_back_as_it_was_cited(place: Section, name: str) -> None:
    for language in LANGUAGES:
        citing = language_pack(language).citing
        assert read_cited(cited(Named(name, place), citing), citing) == Named(name, place)


# ------------------------------------------------------------------ a person's name in a sentence


def test_a_kind_of_recipient_has_a_capital_letter_only_where_a_sentence_begins(firm: Policy, telling: Telling) -> None:
    teller = telling(firm, "da")
    said = plain.text(notice(teller, statements(firm)))
    assert "I EØS ligger det, der er hos kundens banker og rådgivere." in said
    assert "\nKundens banker og rådgivere får disse oplysninger" in said
