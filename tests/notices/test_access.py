"""An access answer tells what Art. 15 wants, in the reader's language, and nothing of anybody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.notices.language import LanguagePack, capital
from ombud.notices.letters import ByHandTask, Collected, Field, Item, Letter, Review, access_answer, answer
from ombud.notices.letters.model import Definitions, Heading, Table
from ombud.policy.model import Address, Gap, Policy, Replaced
from tests.cast import MAERTA
from tests.notices.conftest import TODAY, read_pack, whole

ROW = Item("crm", "customers", "customer", (Field("name", "name", MAERTA.name), Field("email", "email", MAERTA.email)))
ALL = ("customer", "newsletter", "survey", "network", "access_request")
FOUND = Collected((ROW,), (Review("mail", "letters", "mail", "0001.eml", 1), Review("mail", "letters", "mail", "0002.eml", 1)))
ENGLISH = read_pack("en")


def letter(policy: Policy, pack: LanguagePack, collected: Collected = FOUND, activities: tuple[str, ...] = ALL) -> Letter:
    return access_answer(policy, pack, TODAY, collected, activities)


def with_authority_moved(policy: Policy) -> Policy:
    old = Address("Gammel Gade 1", "1000", "København", valid_to=date(2025, 12, 31))
    new = Address("Ny Gade 2", "2000", "København", valid_from=date(2026, 1, 1))
    moved = replace(policy.authorities["datatilsynet-dk"], addresses=(old, new))
    return replace(policy, authorities={**policy.authorities, "datatilsynet-dk": moved})


@pytest.mark.parametrize("item", ["15.1.a", "15.1.b", "15.1.c", "15.1.d", "15.1.e", "15.1.f", "15.1.g", "15.1.h", "15.2", "15.3", "15.4"])
def test_every_item_of_article_15_has_its_section(policy: Policy, pack: LanguagePack, item: str) -> None:
    cited = [block.law for block in letter(policy, pack).blocks if isinstance(block, Heading)]
    assert cited.count(capital(pack.article(item))) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "slettes senest 10 år efter din seneste ydelse fra os, på grund af §§ 2-3 i forældelsesloven."),
        ("nb", "slettes senest 10 år etter den siste tjenesten du fikk fra oss, på grunn av foreldelsesloven (Danmark) §§ 2-3."),
        ("sv", "raderas senast 10 år efter den senaste tjänsten du fick av oss, på grund av 2-3 §§ i den danska preskriptionslagen."),
        ("en", "erased at the latest 10 years after your last service from us, because of Sections 2-3 of the Danish Limitation Act."),
    ],
)
def test_a_period_is_told_in_words(policy: Policy, packs: dict[str, LanguagePack], language: str, said: str) -> None:
    assert said in whole(letter(policy, packs[language]))


def test_purposes_recipients_and_transfers_are_named(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    told = whole(letter(policy, packs["en"]))
    assert "Sending you the newsletter" in told
    assert "Sikker Kopi Norden AB" in told
    assert "the United Kingdom" in told


def test_no_sentence_of_ours_is_longer_than_thirty_words(policy: Policy, pack: LanguagePack, too_long: Callable[[str], list[str]]) -> None:
    own = {sentence for texts in policy.texts.values() for text in texts.values() for sentence in too_long(text)}
    blocks = [block for block in letter(policy, pack).blocks if not isinstance(block, Table)]
    texts = replace(letter(policy, pack), blocks=tuple(blocks)).texts()
    assert {sentence for text in texts for sentence in too_long(text)} - own == set()


def test_the_readers_own_authority_comes_first(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    told = answer(policy, TODAY, packs["nb"].country, ALL).authorities
    assert [one.authority.country for one in told] == ["NO", "DK"]


def test_a_reader_without_an_authority_in_the_policy_gets_all(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    assert [one.authority.country for one in answer(policy, TODAY, packs["sv"].country, ALL).authorities] == ["DK", "NO"]


@pytest.mark.parametrize(("today", "street"), [(date(2025, 12, 31), "Gammel Gade 1"), (date(2026, 1, 1), "Ny Gade 2")])
def test_an_authority_has_the_address_of_the_day(policy: Policy, packs: dict[str, LanguagePack], today: date, street: str) -> None:
    told = whole(access_answer(with_authority_moved(policy), packs["da"], today, FOUND, ALL))
    assert ("Gammel Gade 1" in told, "Ny Gade 2" in told) == (street == "Gammel Gade 1", street == "Ny Gade 2")


def test_rights_follow_from_the_bases(policy: Policy) -> None:
    assert "withdraw" in answer(policy, TODAY, "DK", ("newsletter",)).rights
    assert "object" not in answer(policy, TODAY, "DK", ("newsletter",)).rights
    assert "port" not in answer(policy, TODAY, "DK", ("network",)).rights
    assert "object" in answer(policy, TODAY, "DK", ("network",)).rights


def test_recipients_are_only_those_of_the_activities(policy: Policy) -> None:
    told = {one.id for one in answer(policy, TODAY, "DK", ("newsletter",)).recipients}
    assert "crm-host" in told
    assert "survey-host" not in told


def test_a_replaced_law_is_cited_as_it_stands_today(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    law = replace(policy.laws["foraeldelsesloven"], replaced=Replaced(TODAY, "LOV 1/2026", "§ 9"))
    newer = replace(policy, laws={**policy.laws, "foraeldelsesloven": law})
    assert "§ 9 i forældelsesloven, nu LOV 1/2026" in whole(letter(newer, packs["da"]))
    assert "LOV 1/2026" not in whole(access_answer(newer, packs["da"], date(2026, 2, 1), FOUND, ALL))


def test_what_is_not_decided_is_said_to_be_so(policy: Policy, pack: LanguagePack) -> None:
    vague = replace(policy.activities["survey"], retention=(Gap("G2"),), automated_decisions=None)
    told = whole(letter(replace(policy, activities={**policy.activities, "survey": vague}), pack, activities=("survey",)))
    assert pack.say("not_stated") in told
    assert pack.say("automated_unstated") in told


def test_nobody_found_is_an_answer_of_its_own(policy: Policy, pack: LanguagePack) -> None:
    told = whole(letter(policy, pack, Collected(), ()))
    assert pack.say("access_none") in told
    assert pack.say("access_yes") not in told


def test_what_is_set_apart_is_counted_and_not_shown(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    tables = [block for block in letter(policy, packs["da"]).blocks if isinstance(block, Table)]
    assert ("E-mails i vores postkasse", "E-mails sammen med andre", "2") in tables[-1].rows
    assert "0001.eml" not in whole(letter(policy, packs["da"]))


def test_what_is_done_by_hand_is_told(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    tasks = (ByHandTask("files", "visits", "no_identifier", 1),)
    told = whole(access_answer(policy, packs["en"], TODAY, FOUND, ALL, tasks))
    assert "The system knows none of the details you gave us" in told


def test_a_wide_row_is_told_field_by_field(policy: Policy, pack: LanguagePack) -> None:
    wide = Item("crm", "customers", "customer", tuple(Field("name", f"c{n}", f"v{n}") for n in range(7)))
    blocks = letter(policy, pack, Collected((wide, wide))).blocks
    lists = [block for block in blocks if isinstance(block, Definitions) and block.items[0][1] == ("v0",)]
    assert len(lists) == 2
    assert len({term for term, _ in lists[0].items}) == 7


def test_an_unknown_activity_or_datum_is_told_by_its_id(policy: Policy, pack: LanguagePack) -> None:
    odd = Item("lab", "dark_matter", "odd_activity", (Field("odd_datum", "x", "value"),))
    assert "Odd datum" in whole(letter(policy, pack, Collected((odd,)), ()))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
items = st.builds(
    Item,
    st.sampled_from(["crm", "mail"]),
    st.sampled_from(["customers", "orders"]),
    st.sampled_from(ALL),
    st.lists(st.builds(Field, st.sampled_from(["name", "email"]), st.sampled_from(["a", "b"]), texts), max_size=3).map(tuple),
)


def masked(item: Item) -> Item:
    return replace(item, fields=tuple(replace(field, value="MASK") for field in item.fields))


@given(st.lists(items, min_size=1, max_size=4).map(tuple))
def test_a_letter_holds_no_value_but_those_passed_in(policy: Policy, found: tuple[Item, ...]) -> None:
    plain = set(letter(policy, ENGLISH, Collected(tuple(map(masked, found)))).texts())
    shown = set(letter(policy, ENGLISH, Collected(found)).texts())
    assert shown - plain <= {field.value for item in found for field in item.fields} | {"–"}
