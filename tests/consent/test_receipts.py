"""Ten thousand consents drawn at random, of every policy that is shipped, each with its receipts in both forms."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import get_args

import pytest

from ombud.consent.receipts import jsonld, kantara
from ombud.consent.receipts.jsonld import Proof, is_consent
from ombud.consent.receipts.kantara import is_yes
from ombud.plan.consent.choice import KINDS, Choice, Kind, Scope
from ombud.plan.consent.terms import basis_of, names, senders
from ombud.policy.model import Language, Policy
from ombud.store.home import Home
from tests.consent.test_kantara import FORM, unlike
from tests.consent.test_lists import MANDATORY, PUBLISHED, terms, there

EXAMPLES = Path(__file__).parents[2] / "examples"
EACH, BEGIN = 2500, datetime(2018, 5, 25, tzinfo=UTC)
COUNTRIES = ("SE", "DK", "NO", "US", "AE", "")
OURS = frozenset({"dpv", "pd", "eu-gdpr"})
METHODS = ("phone", "form", "banner", "console", "clock", "post")


@cache
def policy_of(example: str) -> Policy:
    return Home.at(EXAMPLES / example).policy


def drawn(policy: Policy, count: int, chance: Random) -> Iterator[tuple[Choice, Proof, tuple[str, ...]]]:
    """Draw choices about whatever rests on consent: what was said, when, how, to whom, until when; and the companies that are named."""
    asked = [name for name, one in policy.activities.items() if basis_of(one, name) == "6.1.a"]
    kinds: list[Kind] = [kind for kind in KINDS if is_consent(Choice(kind, "", BEGIN))]
    for _ in range(count):
        name, country = chance.choice(asked), chance.choice(COUNTRIES)
        sending = policy.activities[name].sending
        topics = sending.content if sending else ()
        at = BEGIN + timedelta(milliseconds=chance.randrange(20 * 365 * 86_400_000))
        said = Choice(
            chance.choice(kinds),
            name,
            at,
            Scope(tuple(chance.sample(topics, chance.randint(0, len(topics)))), senders=senders(policy, name, country)),
            claimed=chance.choice((None, at - timedelta(seconds=chance.randint(-9000, 9000)))),
            policy=policy.policy.edition,
            notice=chance.choice(("", chance.randbytes(32).hex())),
            method=chance.choice(METHODS),
            country=country,
            until=chance.choice((None, (at + timedelta(days=chance.randint(1, 4000))).date())),
        )
        language = chance.choice(("", *get_args(Language)))
        proof = Proof(chance.randint(1, 10**7), chance.randbytes(32).hex(), chance.randbytes(32).hex(), language, "https://firma.example/")
        yield said, proof, names(policy, said.scope.senders)


@pytest.mark.parametrize("example", ["maalerhus", "koeleteknik", "fjordraad", "webstue"])
def test_every_receipt_has_all_that_the_standard_wants_in_published_words(example: str) -> None:
    policy, made = policy_of(example), 0
    for said, proof, named in drawn(policy, EACH, Random(example)):
        one = jsonld.receipt(policy, proof, said, named)
        alone = not named and not policy.activities[said.purpose].recipients  # nobody else gets the data: there is nobody to name
        assert [what for what, path in MANDATORY.items() if not there(one, path)] == (["recipients"] if alone else [])
        said_in = (word.partition(":") for word in terms({key: value for key, value in one.items() if key != "@context"}))
        assert {f"{jsonld.CONTEXT[prefix]}{word}" for prefix, colon, word in said_in if colon and prefix in OURS} <= PUBLISHED
        made += 1
    assert made == EACH


@pytest.mark.parametrize("example", ["maalerhus", "koeleteknik", "fjordraad", "webstue"])
def test_every_receipt_of_a_yes_has_the_form_that_kantara_published(example: str) -> None:
    policy, made = policy_of(example), 0
    for said, proof, named in drawn(policy, EACH * 3, Random(example)):
        if is_yes(said) and made < EACH:
            assert unlike(kantara.receipt(policy, proof, said, named), FORM) == []
            made += 1
    assert made == EACH
