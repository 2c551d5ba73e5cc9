"""Policies, tellers and readers of all four languages."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from bench.policies import Maker
from bench.roundtrip import RoundTrip
from ombud.execute.languages import language_pack, phrasebook, speaking
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.told import Teller
from ombud.policy.model import Language, Policy
from ombud.policy.parse import parse

ROOT = Path(__file__).parents[3]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DAY = date(2026, 2, 2)
HOMES = {name: ROOT / name / "policy.yaml" for name in ("examples/fjordraad", "examples/maalerhus", "tests/seeds/conscensia")}


@cache
def policy_of(home: str) -> Policy:
    parsed = parse(HOMES[home].read_text("utf-8"))
    assert parsed.value, parsed.faults
    return parsed.value


@pytest.fixture(scope="session")
def firm() -> Policy:
    return policy_of("examples/fjordraad")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="session")
def telling() -> Callable[[Policy, Language], Teller]:
    return lambda policy, language: Teller(policy, speaking(language, policy), DAY)


@pytest.fixture(scope="session")
def trip() -> RoundTrip:
    return RoundTrip()


@pytest.fixture(scope="session")
def maker() -> Maker:
    return Maker(Voice(language_pack("en"), phrasebook("en")))
