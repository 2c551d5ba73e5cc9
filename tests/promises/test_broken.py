"""Each violation turns the right promises red and no others, and there is a violation for every promise that a probe looks at."""

from collections.abc import Collection
from fnmatch import fnmatchcase

import pytest

from tests.promises.conftest import Template
from tests.promises.homes import Copy, Facts
from tests.promises.plantings import PLANTINGS


def broken(promises: dict[str, Facts]) -> set[str]:
    return {name for name, promise in promises.items() if promise["status"] == "broken"}


def expanded(patterns: Collection[str], promises: dict[str, Facts], probe: str) -> set[str]:
    """List the promises that patterns name: those that something looks at; for signatures, those signed for; each named in full."""
    looked = {name for name, promise in promises.items() if (promise["probe"] == "signature") == (probe == "signature") or name in patterns}
    return {name for name in looked if promises[name]["probe"] not in ("", "none") and any(fnmatchcase(name, p) for p in patterns)}


def kind(planting: str) -> str:
    return "signature" if planting == "signatures_that_have_ended" else ""


def test_nothing_is_broken_before_anything_is_planted(template: Template) -> None:
    assert broken(template.promises) == set()


@pytest.mark.parametrize("name", PLANTINGS)
def test_a_violation_breaks_the_promises_it_should_and_no_others(home: Copy, name: str) -> None:
    planting, patterns = PLANTINGS[name]
    planting(home)
    promises = home.look()
    assert broken(promises) == expanded(patterns, promises, kind(name))
    assert all(promises[one]["figure"] and promises[one]["cause"] and promises[one]["action"] for one in broken(promises))


ELSEWHERE = ("cookies", "forms", "links", "undecided", "by_need")
"""Probes that look at pages, broken by `tests/web/consent/test_scan.py`, `tests/web/letters/test_promises.py` and `test_links.py`; and
those that ask a server who reads, which no file can tell: `tests/cli/test_readers.py` breaks them."""


def test_there_is_a_violation_for_every_promise_that_is_looked_at(template: Template) -> None:
    planted = {one for name, (_, patterns) in PLANTINGS.items() for one in expanded(patterns, template.promises, kind(name))}
    assert planted == {name for name, promise in template.promises.items() if promise["probe"] not in ("", "none", *ELSEWHERE)}
