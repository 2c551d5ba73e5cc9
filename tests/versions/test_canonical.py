"""The canonical text: a policy written and read again is the same policy, whatever it holds."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.policy.parse import parse
from ombud.policy.versions.canonical import canonical
from ombud.policy.versions.facts import facts
from tests.policy.small import SMALL
from tests.versions.mutations import FJORDRAAD, SMALL_LEAVES, other, read

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)


@pytest.mark.parametrize("text", [SMALL, FJORDRAAD], ids=["small", "fjordraad"])
def test_what_is_written_is_read_back(text: str) -> None:
    policy = read(text)
    assert parse(canonical(policy)).value == policy
    assert canonical(read(canonical(policy))) == canonical(policy)


@given(st.dictionaries(words, words, min_size=1, max_size=3))
def test_any_words_survive(own: dict[str, str]) -> None:
    policy = replace(read(SMALL), texts={name: {"da": said} for name, said in own.items()})
    parsed = parse(canonical(policy))
    assert (parsed.value, parsed.faults) == (policy, ())


@given(st.sampled_from(SMALL_LEAVES))
@settings(max_examples=40)
def test_another_fact_is_another_text(leaf: tuple[tuple[str | int, ...], str]) -> None:
    changed = other(SMALL, *leaf)
    if changed is not None:
        assert canonical(changed) != canonical(read(SMALL))
        assert parse(canonical(changed)).value == changed


def test_a_default_is_spelt_out_so_that_a_later_default_changes_nothing_published() -> None:
    assert ("activities", "news", "data", "email", "need") in dict(facts(read(SMALL)))
    assert "need: required" in canonical(read(SMALL))
