"""A decision says item by item what was done, what stays, on which ground, until when, and where to complain."""

from datetime import date
from typing import get_args

import pytest

from ombud.notices.language import LanguagePack
from ombud.notices.letters import ByHandTask, Gone, Ground, Right, Stays, decision
from ombud.policy.model import Policy
from tests.notices.conftest import TODAY, whole

GONE = (Gone("crm", "subscribers", ("name", "email"), 1),)
LEDGER = Stays("crm", "customers", ("name", "address"), "legal_duty", "GDPR Art. 17(3)(b)", "bogforingsloven", date(2031, 1, 1), 12)
RIGHTS: tuple[Right, ...] = get_args(Right)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "da",
            [
                "Kunder i kundesystemet (12 poster)",
                "Pligt efter loven, artikel 17, stk. 3, litra b i databeskyttelsesforordningen. En lov pålægger os at gemme dette.",
                "Lov: § 12 i bogføringsloven",
                "Det slettes den 1. januar 2031.",
            ],
        ),
        (
            "nb",
            [
                "Plikt etter loven, personvernforordningen artikkel 17 nr. 3 bokstav b. En lov pålegger oss å ta vare på dette.",
                "Det slettes 1. januar 2031.",
            ],
        ),
        ("sv", ["Skyldighet enligt lag, artikel 17.3 b i dataskyddsförordningen. En lag kräver att vi sparar detta."]),
        ("en", ["Law: Section 12 of the Danish Bookkeeping Act", "It goes on 1 January 2031."]),
    ],
)
def test_what_stays_has_its_ground_law_and_day(policy: Policy, packs: dict[str, LanguagePack], language: str, lines: list[str]) -> None:
    told = decision(policy, packs[language], TODAY, "erase", GONE, (LEDGER,), ()).texts()
    assert [line for line in lines if line not in told] == []


@pytest.mark.parametrize("ground", get_args(Ground))
def test_every_ground_says_why_and_when_it_ends(policy: Policy, pack: LanguagePack, ground: Ground) -> None:
    kept = Stays("crm", "orders", ("orders",), ground, "GDPR Art. 17(3)(e)", None, None, 1)
    told = whole(decision(policy, pack, TODAY, "erase", (), (kept,), ()))
    assert pack.grounds[ground].why in told
    assert pack.grounds[ground].until in told


@pytest.mark.parametrize("right", RIGHTS)
def test_every_right_has_its_own_letter(policy: Policy, pack: LanguagePack, right: Right) -> None:
    letter = decision(policy, pack, TODAY, right, GONE, (), ())
    assert letter.title == pack.rights[right].title
    assert pack.rights[right].items in whole(letter)


@pytest.mark.parametrize("right", RIGHTS)
def test_the_outcome_is_never_better_than_what_was_done(policy: Policy, pack: LanguagePack, right: Right) -> None:
    words, hand = pack.rights[right], (ByHandTask("files", "visits", "no_identifier", 1),)
    cases: list[tuple[tuple[Gone, ...], tuple[Stays, ...], tuple[ByHandTask, ...], str]]
    cases = [(GONE, (), (), words.done), (GONE, (LEDGER,), (), words.partly), (GONE, (), hand, words.partly)]
    cases += [((), (LEDGER,), (), words.nothing), ((), (), (), words.nobody)]
    cases += [((), (), hand, words.nobody if right in {"object", "withdraw"} else words.nothing)]
    cases += [((), (), (ByHandTask("crm", "letters", "unsupported", 1),), words.nothing)]
    told = [(decision(policy, pack, TODAY, right, gone, stays, by_hand).texts(), said) for gone, stays, by_hand, said in cases]
    assert [said for texts, said in told if not any(text.endswith(said) for text in texts)] == []


def test_the_remedy_names_authority_and_court(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    told = whole(decision(policy, packs["da"], TODAY, "erase", GONE, (LEDGER,), ()))
    assert "Carl Jacobsens Vej 35, 2500 Valby, Danmark" in told
    assert "Du kan også gå til domstolene." in told
    assert "Artikel 77 og artikel 79" in told


def test_by_hand_work_is_told_with_its_reason(policy: Policy, packs: dict[str, LanguagePack]) -> None:
    told = decision(policy, packs["sv"], TODAY, "erase", GONE, (), (ByHandTask("mail", "letters", "body_mention", 3),)).texts()
    assert "Ditt namn i andras e-post" in told
    assert "3" in told
