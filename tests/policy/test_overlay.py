"""An overlay says what differs from another policy; what it does not say is the other's."""

from pathlib import Path

from ombud.policy.model import Policy
from ombud.policy.overlay import base_of, parse_over
from ombud.policy.parse import Parsed, parse
from tests.front import run
from tests.policy.small import SMALL


def over(text: str, below: str = SMALL) -> Parsed[Policy]:
    return parse_over("extends: found.yaml\n" + text, "policy.yaml", below, "found.yaml")


def value(parsed: Parsed[Policy]) -> Policy:
    assert parsed.value, parsed.faults
    return parsed.value


def test_an_overlay_that_says_nothing_is_the_policy_below() -> None:
    assert base_of("extends: found.yaml") == "found.yaml"
    assert base_of(SMALL) is None
    assert value(over("")) == parse(SMALL).value


def test_what_it_says_takes_the_place_of_what_stood_there_and_the_rest_stays() -> None:
    found, repaired = value(parse(SMALL)), value(over('controller: {name: Ny Bager ApS}\npolicy: {version: "3", readers: [SE]}'))
    assert repaired.controller.name == "Ny Bager ApS"
    assert repaired.controller.email == found.controller.email
    assert repaired.policy.readers == ("SE",)
    assert repaired.activities == found.activities


def test_an_answer_takes_the_place_of_a_gap() -> None:
    holed = SMALL.replace("officer: {required: false, contact: controller, reason: {text: aim}}", "officer: {gap: G}")
    assert holed != SMALL
    answered = value(over("officer: {required: false, contact: controller, reason: {text: aim}}", holed))
    assert answered.officer == value(parse(SMALL)).officer


def test_a_key_is_taken_away_and_a_mapping_replaced_only_when_that_is_said() -> None:
    assert "tax" not in value(over("recipients: {tax: !removed }")).recipients
    only = value(over("recipients: !replaced {tax: {role: authority, for: [tax]}}")).recipients
    assert list(only) == ["tax"]


def test_taking_away_what_is_not_there_is_a_fault_of_the_overlay() -> None:
    (fault,) = over("recipients: {nobody: !removed }").faults
    assert (fault.code, fault.file, fault.line) == ("removed-nothing", "policy.yaml", 2)


def test_a_fault_names_the_file_it_stands_in() -> None:
    (below,) = over("", SMALL.replace("  timezone:", "  timezoen:")).faults[:1]
    (above,) = over("policy: {effective: soon}").faults
    assert (below.file, below.line) == ("found.yaml", 6)
    assert (above.file, above.line) == ("policy.yaml", 2)


def test_an_overlay_of_an_overlay_is_refused() -> None:
    assert [fault.code for fault in over("", "extends: other.yaml\n" + SMALL).faults][:1] == ["extends-twice"]


def test_the_check_of_a_home_reads_both_files(tmp_path: Path) -> None:
    (tmp_path / "found.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "policy.yaml").write_text("extends: found.yaml\nrights: {complaint: {to: [nobody]}}\n", "utf-8")
    told = run("check", "--home", tmp_path, "--as-of", "2026-06-01")
    assert "policy.yaml:2:" in told.out
    assert "unknown-authority" in told.out
