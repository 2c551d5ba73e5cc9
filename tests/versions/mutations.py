"""Policies with one fact changed: planted in the text as plain YAML, so that neither our facts nor our diff take part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ombud.policy.model import Policy
from ombud.policy.parse import parse
from tests.policy.small import SMALL

ROOT = Path(__file__).parents[2]
FJORDRAAD = (ROOT / "examples/fjordraad/policy.yaml").read_text("utf-8")
CHOICES = "any_time casefold exact notify_people new_date new_version_number national_id art9 CVR ORGNR_NO 6.1.c da sv"
OTHERS = (
    *("2031-01-01", "P77Y", "true", "false", "7", "another"),
    *CHOICES.split(),
    *[
        "controller",
        "6.1.e",
        "ask_consent_if_needed",
        "authority",
        "bcr",
        "adequacy",
        "allowed",
        "email",
        "post",
        "phone",
        "contract",
        "law",
        "none",
        "form",
        "erase_all",
        "remove_from_list",
        "plain",
        "keyed_hash",
    ],
    *[
        "gdpr-13",
        "gdpr-14",
        "at_most",
        "at_least",
        "exactly",
        "once",
        "several",
        "optional",
        "third_party",
        "observed",
        "legal_duty",
        "legal_claims",
        "written",
    ],
    *["structured", "commonly_used", "data_held", "purpose", "source", "DK"],
)
Steps = tuple[str | int, ...]


def plain(text: str) -> Any:  # noqa: ANN401 - YAML holds anything
    """Read YAML with every scalar a string."""
    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes strings only


def leaves(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """List every scalar with the steps that lead to it."""
    match value:
        case dict():
            for name, item in value.items():
                yield from leaves(item, (*steps, name))
        case list():
            for at, item in enumerate(value):
                yield from leaves(item, (*steps, at))
        case _:
            yield steps, str(value)


@cache
def read(text: str) -> Policy:
    """Read a policy that has no fault."""
    parsed = parse(text)
    assert parsed.faults == ()
    assert parsed.value is not None
    return parsed.value


@cache
def other(text: str, steps: Steps, value: str) -> Policy | None:
    """Give the policy with another value at a place, if any fits there."""
    tree = plain(text)
    inner = tree
    for step in steps[:-1]:
        inner = inner[step]
    for candidate in (c for c in OTHERS if c != value):
        inner[steps[-1]] = candidate
        parsed = parse(json.dumps(tree, ensure_ascii=False))
        if parsed.value is not None and parsed.value != read(text):
            return parsed.value
    return None


SMALL_LEAVES = tuple(leaves(plain(SMALL)))
