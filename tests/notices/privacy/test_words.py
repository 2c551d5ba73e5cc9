"""Notices read easily: short sentences, a low LIX, one language; and they say every fact."""

import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from ombud.execute.languages import language_pack, phrasebook
from ombud.notices.privacy.layout import notice
from ombud.notices.privacy.plain import text
from ombud.notices.saying.phrasebook import Voice, voice
from ombud.notices.saying.told import Teller
from ombud.policy.model import Language, Policy, RetentionRule
from ombud.policy.parse import parse
from ombud.policy.period import Period
from ombud.policy.statements import statements
from tests.notices.privacy.conftest import HOMES, LANGUAGES, policy_of
from tests.policy.test_format import grown_text

Telling = Callable[[Policy, Language], Teller]


def written(policy: Policy, language: Language, telling: Telling) -> str:
    teller = telling(policy, language)
    return text(notice(teller, statements(policy)))


def sentences(said: str) -> list[list[str]]:
    """Take a text apart: a colon, a semicolon or a line ends a sentence, as LIX counts them; a point in a number or a name does not."""
    parts = re.split(r"(?<!nr)[.!?:;](?=\s|$)|\n", re.sub(r"(?m)^[-=]+$", "", said))
    return [words for part in parts if (words := re.findall(r"[^\W\d_][\w-]*|\d[\d.]*", part))]


def lix(said: str) -> float:
    """Björnsson's LIX: words a sentence, plus the share of words of more than six letters."""
    found = sentences(said)
    words = [word for sentence in found for word in sentence]
    return len(words) / len(found) + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_lix_is_counted_as_its_maker_did() -> None:
    assert lix("Katten sover. Hunden springer omkring ude.") == 3 + 100 * 2 / 6


@pytest.mark.parametrize("which", ["firm", "grown"])
def test_a_notice_is_easy_to_read(which: str, request: pytest.FixtureRequest, language: Language, telling: Telling) -> None:
    said = written(request.getfixturevalue(which), language, telling)
    assert lix(said) <= 45
    assert [" ".join(words) for words in sentences(said) if len(words) > 30] == []


FOREIGN = {
    "da": r"\b(och|att|inte|uppgifter|etter|opplysninger|hvem som|the|and)\b",
    "sv": r"\b(og|ikke|oplysninger|opplysninger|efterlevelse|the|and|eller ikke)\b",
    "nb": r"\b(och|att|inte|uppgifter|oplysninger|efter|the|and)\b",
    "en": r"\b(og|och|att|ikke|inte|eller|efter|etter)\b",
}


def test_a_document_has_one_language(firm: Policy, language: Language, telling: Telling) -> None:
    names = {one.name for one in firm.recipients.values() if one.name}
    said = written(firm, language, telling)
    for name in names:
        said = said.replace(name, "")
    assert re.findall(FOREIGN[language], said) == []


# ------------------------------------------------------------------ every fact

UNSAID = {
    "people": "names groups; they are said where an activity has them",
    "policy.id": "names the file",
    "policy.timezone": "how deadlines are counted, not what is promised",
    "policy.calendar": "how deadlines are counted, not what is promised",
    "policy.languages.source": "where translations start",
    "policy.languages.required": "what the officer must finish",
    "policy.readers": "which authorities must be named; those are said",
    "ombud": "the form of the file",
    "acts_for.*.name": "who our clients are stands in the record (GDPR Art. 30(2)), not on a public page",
    "acts_for.*.contact": "who our clients are stands in the record (GDPR Art. 30(2)), not on a public page",
    "acts_for.*.officer": "who our clients are stands in the record (GDPR Art. 30(2)), not on a public page",
    "acts_for.*.recipients": "who our clients are stands in the record (GDPR Art. 30(2)), not on a public page",
    "measures.*.probe": "what a look at it looks at, told by the list of promises",
    "identifiers": "how records are matched",
    "translated": "the translator's marks",
    "gaps": "the officer's list of open questions",
    "events.*.systems": "how a clock is read",
    "events.*.latest_of_person": "how a clock is read",
    "events.*.assumed": "the officer's mark",
    "data.*.dpv": "a term for exchange",
    "data.*.fides": "a term for exchange",
    "data.*.note": "a note of the officer's",
    "data.*.free_text": "how an answer is reviewed",
    "data.*.special": "said where it is so",
    "activities.*.basis.*.note": "a note of the officer's",
    "activities.*.purposes.*.basis.*.note": "a note of the officer's",
}
"""Facts that no notice says, each with the reason."""


def unsaid(path: tuple[str, ...]) -> bool:
    return any(_fits(pattern.split("."), path) for pattern in UNSAID)


def _fits(pattern: list[str], path: tuple[str, ...]) -> bool:
    return len(pattern) <= len(path) and all(want in ("*", got) for want, got in zip(pattern, path, strict=False))


Leaf = tuple[tuple[str, ...], object]


def leaves(value: object, hint: Any = None, path: tuple[str, ...] = ()) -> Iterator[Leaf]:  # noqa: ANN401 - any type of the model
    """List every leaf fact with its path, and another that could stand in its place; a closed word without another is no choice."""
    if is_dataclass(value) and not isinstance(value, Period | type):
        hints = get_type_hints(type(value))
        for one in fields(value):
            yield from leaves(getattr(value, one.name), hints[one.name], (*path, one.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, get_args(hint)[-1], (*path, key))
    elif isinstance(value, tuple):
        for at, inner in enumerate(value):
            yield from leaves(inner, get_args(hint)[0] if get_origin(hint) is tuple else hint, (*path, str(at)))
    elif value is not None:
        yield from ((path, another) for another in others(value, hint))


def closed(hint: Any) -> tuple[object, ...]:  # noqa: ANN401 - any type of the model
    """List the words of a closed choice; an alternative that is open has none."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(word for inner in get_args(hint) for word in closed(inner)) if get_origin(hint) in (Union, UnionType) else ()


def others(value: object, hint: Any) -> Iterator[object]:  # noqa: ANN401 - any type of the model
    """Make another fact of the same shape, if there is one."""
    if words := closed(hint):
        yield from [word for word in words if word != value][:1] or ([None] if type(None) in get_args(hint) else [])
        return
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
        case date():
            yield date(2090, 1, 1)
        case Period():
            yield Period(value.months + 1, value.days)
        case str():
            yield f"{value} zz"
        case _:
            raise AssertionError(value)


def changed(value: Any, path: tuple[str, ...], to: object) -> Any:  # noqa: ANN401 - any part of a policy
    """Give the value with one leaf changed."""
    if not path:
        return to
    name, rest = path[0], path[1:]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{name: changed(getattr(value, name), rest, to)})
    if isinstance(value, dict):
        return {**value, name: changed(value[name], rest, to)}
    at = int(name)
    return (*value[:at], changed(value[at], rest, to), *value[at + 1 :])


@pytest.fixture(scope="module")
def grown() -> Policy:
    """A policy that has every part there is."""
    policy = parse(grown_text()).value
    assert policy
    return policy


@pytest.mark.parametrize("which", ["firm", "grown"])
def test_every_fact_is_said(which: str, request: pytest.FixtureRequest, telling: Telling) -> None:
    """Change any leaf of the policy: what is said, in one of its languages, changes too."""
    firm: Policy = request.getfixturevalue(which)
    before = {language: told(firm, language, telling) for language in LANGUAGES}
    said = [(path, another) for path, another in leaves(firm) if not unsaid(path) and not at_once(firm, path)]
    assert [".".join(path) for path, another in said if not heard(firm, path, another, before, telling)] == []


PARTS = {"fair", "entities", "measures", "breach", "children", "versions"}
"""Where the parts stand whose every field says something of its own; elsewhere leaving out may mean the same."""


def optional(value: object, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """List every part that may be left out and is not, with what stands in its place then."""
    if is_dataclass(value) and not isinstance(value, Period | type):
        for one in fields(value):
            here, inside = (*path, one.name), getattr(value, one.name)
            blank = one.default_factory() if one.default_factory is not MISSING else one.default
            if blank is not MISSING and inside != blank:
                yield here, blank
            yield from optional(inside, here)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from optional(inner, (*path, key))
    elif isinstance(value, tuple):
        for at, inner in enumerate(value):
            yield from optional(inner, (*path, str(at)))


def test_what_is_left_out_is_not_said(grown: Policy, telling: Telling) -> None:
    before = {language: told(grown, language, telling) for language in LANGUAGES}
    parts = [(path, blank) for path, blank in optional(grown) if PARTS & set(path) and "retention" not in path and not unsaid(path)]
    assert len(parts) > len(PARTS)
    assert [".".join(path) for path, blank in parts if not heard(grown, path, blank, before, telling)] == []


def at_once(firm: Policy, path: tuple[str, ...]) -> bool:
    """Tell whether a rule has no length: then `exactly` and `at_most` are the same day."""
    if path[-1] != "limit" or path[0] != "activities":
        return False
    rule = firm.activities[path[1]].retention[int(path[3])]
    return isinstance(rule, RetentionRule) and rule.period == Period()


def heard(firm: Policy, path: tuple[str, ...], another: object, before: dict[Language, frozenset[object]], telling: Telling) -> bool:
    language: Language = path[-1] if path[-1] in before else "da"
    try:
        return told(changed(firm, path, another), language, telling) != before[language]
    except (KeyError, ValueError, AttributeError):
        return True  # the statements cannot be made from a word that is none: the fact is used


def told(policy: Policy, language: Language, telling: Telling) -> frozenset[object]:
    teller = telling(policy, language)
    return frozenset((said.id, teller.told(said)) for said in statements(policy))


def test_nothing_is_said_twice(firm: Policy, language: Language, telling: Telling) -> None:
    ids = [line.id for line in notice(telling(firm, language), statements(firm)).lines()]
    assert sorted(ids) == sorted({said.id for said in statements(firm)})


@pytest.mark.parametrize("own", ["aim", "no_answer"])
def test_an_own_text_stands_as_it_was_written(firm: Policy, language: Language, telling: Telling, own: str) -> None:
    assert firm.texts[own][language] in written(firm, language, telling)


@pytest.mark.parametrize("home", HOMES)
def test_no_home_says_for_itself_what_the_language_says_already(home: str, language: Language) -> None:
    pack, book = language_pack(language), phrasebook(language)
    theirs, own = Voice(pack, book), voice(pack, book, policy_of(home)).own
    assert [f"{part}.{name}" for part, words in own.items() for name, said in words.items() if theirs.words(part).get(name) == said] == []
