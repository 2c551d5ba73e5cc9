"""Whatever a policy says becomes statements: one id each, a backing that is never too good, and what is missing said aloud."""

import csv
import random
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from io import StringIO
from itertools import count
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ombud.errors import BadInputError
from ombud.policy.model import Activity, Gap, Policy, RetentionRule, Says, Unless, covered
from ombud.policy.parse import parse
from ombud.policy.period import Period
from ombud.policy.statements import BACKINGS, Source, Statement, read_sources, statements
from ombud.policy.statements.slots import Events, Lengths, Words

HOMES = Path(__file__).parents[2]
FILES = [HOMES / "examples/fjordraad/policy.yaml", HOMES / "tests/seeds/conscensia/policy.yaml"]


@cache
def text_of(file: Path) -> str:
    return file.read_text()


def read(text: str) -> Policy:
    parsed = parse(text)
    assert parsed.faults == ()
    assert parsed.value is not None
    return parsed.value


@pytest.fixture(scope="module")
def firm() -> Policy:
    return read(text_of(FILES[0]))


def said_by(policy: Policy) -> dict[str, Statement]:
    return {said.id: said for said in statements(policy)}


# ------------------------------------------------------------------ any policy at all

ANOTHER = count()


def own_name(item: object) -> object:
    """Rules, cookies and versions need a name of their own; anything else may stand twice in a list."""
    return next((getattr(item, name) for name in ("rule", "id", "version") if hasattr(item, name)), next(ANOTHER))


SLUGS = st.text("abcdefgh_", min_size=1, max_size=6)
PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: SLUGS,
    bool: st.booleans(),
    int: st.integers(0, 30),
    date: st.dates(),
    Period: st.builds(Period, st.integers(0, 200), st.integers(0, 60)),
    type(None): st.none(),
}


@cache
def anything(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - the type is a value here
    """Make values of a type of the model, every field of every record filled."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of(*map(anything, inner))
    if origin is tuple:
        return st.lists(anything(inner[0]), max_size=2, unique_by=own_name).map(tuple)
    if origin is Mapping:
        return st.dictionaries(anything(inner[0]), anything(inner[1]), max_size=2)
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{f.name: anything(hints[f.name]) for f in fields(kind)})  # type: ignore[arg-type] # a record is made like any callable


POLICIES = anything(Policy)
SOME = settings(
    max_examples=30,
    phases=[Phase.explicit, Phase.generate],  # a whole policy takes minutes to shrink
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@SOME
@given(POLICIES)
def test_whatever_a_policy_says_has_an_id_of_its_own(policy: Policy) -> None:
    ids = [said.id for said in statements(policy)]
    assert len(ids) == len(set(ids))


@SOME
@given(POLICIES)
def test_nothing_is_looked_at_without_a_look_and_nothing_printed_needs_one(policy: Policy) -> None:
    for said in statements(policy):
        assert (said.probe == "") == (said.backing == "stated")
        assert (said.probe == "signature") == (said.backing == "attested")
        assert said.missing or said.probe != "none"


@SOME
@given(POLICIES)
def test_every_statement_stands_on_a_path_that_its_id_follows(policy: Policy) -> None:
    for said in statements(policy):
        if said.id not in ("policy.fulfils", "storage.longer_if"):  # which stand on the whole file, and on all activities
            assert said.id.split(".")[0] == said.path[0]


@SOME
@given(POLICIES)
def test_every_rule_is_a_clock_that_somebody_watches(policy: Policy) -> None:
    said = said_by(policy)
    for name, rule in policy.rules():
        clock = said[f"activities.{name}.retention.{rule.rule}"]
        assert (clock.backing, clock.probe) == ("enforced", "floor" if rule.limit == "at_least" else "retention")
        assert clock.missing.startswith("gap ") == (isinstance(rule.after, Gap) or isinstance(rule.period, Gap))


def test_a_policy_with_the_least_it_may_say_still_makes_statements(firm: Policy) -> None:
    bare = replace(firm, recipients={}, laws={}, data={}, systems={}, events={}, activities={}, authorities={})
    assert {said.id.split(".")[0] for said in statements(bare)} >= {"policy", "controller", "officer", "transfers", "rights", "changes"}


# ------------------------------------------------------------------ the order of a file means nothing


def shuffled(value: object, chance: random.Random) -> object:
    if isinstance(value, dict):
        pairs = [(key, shuffled(part, chance)) for key, part in value.items()]
        return dict(chance.sample(pairs, len(pairs)))
    if isinstance(value, list):
        return [shuffled(part, chance) for part in chance.sample(value, len(value))]
    return value


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(chance=st.randoms(use_true_random=False))
def test_another_order_of_lists_and_maps_says_the_same(file: Path, chance: random.Random) -> None:
    tree = shuffled(yaml.load(text_of(file), yaml.CBaseLoader), chance)  # noqa: S506 - it makes nothing but text, lists and maps
    assert set(statements(read(yaml.safe_dump(tree, sort_keys=False)))) == set(statements(read(text_of(file))))


# ------------------------------------------------------------------ facts become statements, and go with them


def test_a_fact_that_goes_takes_its_statements_along(firm: Policy) -> None:
    formless = replace(firm, activities={**firm.activities, "enquiry": replace(firm.activities["enquiry"], form=None)})
    assert set(said_by(firm)) - set(said_by(formless)) == {"activities.enquiry.form.asks", "activities.enquiry.form.delivers_to"}


def test_an_activity_that_is_added_speaks_for_itself(firm: Policy) -> None:
    grown = replace(firm, activities={**firm.activities, "courses": firm.activities["newsletter"]})
    added = set(said_by(grown)) - set(said_by(firm))
    assert added == {said.replace("newsletter.", "courses.", 1) for said in said_by(firm) if said.startswith("activities.newsletter.")} | {
        "activities.courses"
    }


def with_rule(firm: Policy, **changes: Any) -> dict[str, Statement]:  # noqa: ANN401 - fields of a rule, whatever their type
    activity = firm.activities["enquiry"]
    rule = activity.retention[0]
    assert isinstance(rule, RetentionRule)
    changed = replace(activity, retention=(replace(rule, **changes),))
    return said_by(replace(firm, activities={**firm.activities, "enquiry": changed}))


def test_a_rule_whose_start_is_open_says_which_gap_it_waits_for(firm: Policy) -> None:
    said = with_rule(firm, after=Gap("G4"))["activities.enquiry.retention.enquiry-mail"]
    assert (said.backing, said.probe, said.missing) == ("enforced", "retention", "gap G4")


def test_a_rule_tells_its_clock(firm: Policy) -> None:
    said = with_rule(firm, period=Period(14, 1), limit="at_most")["activities.enquiry.retention.enquiry-mail"]
    assert (said.kind, said.slot("period"), said.slot("after")) == (
        "retention.at_most",
        Lengths((Period(14, 1),)),
        Events(("enquiry.received",)),
    )


def test_a_rule_without_a_length_tells_the_day(firm: Policy) -> None:
    said = with_rule(firm, period=Period())["activities.enquiry.retention.enquiry-mail"]
    assert (said.kind, said.slot("period"), said.slot("after")) == ("retention.at_once", None, Events(("enquiry.received",)))


def test_a_rule_tells_exactly_the_data_it_covers(firm: Policy) -> None:
    for name, rule in firm.rules():
        told = said_by(firm)[f"activities.{name}.retention.{rule.rule}"].slot("data")
        assert (set(told.ids) if isinstance(told, Words) else set(firm.activities[name].data)) == covered(firm.activities[name], rule)


def test_each_reason_to_keep_longer_is_looked_at_by_itself(firm: Policy) -> None:
    said = with_rule(firm, unless=(Unless("a", "lead", extend=Period(6)), Unless("b"), Unless("c", extend=Gap("G9"))))
    looked = [said[f"activities.enquiry.retention.enquiry-mail.unless.{name}"] for name in "abc"]
    assert [one.probe for one in looked] == ["exceptions"] * 3
    assert [one.missing for one in looked] == ["", "", "gap G9"]


def test_a_reason_that_is_written_twice_is_said_once(firm: Policy) -> None:
    said = statements(replace(firm, activities={"enquiry": twice_why(firm)}))
    assert [one.probe for one in said if one.id.endswith(".why.habit")] == ["signature"]


def twice_why(firm: Policy) -> Activity:
    activity = firm.activities["enquiry"]
    (rule,) = activity.retention
    assert isinstance(rule, RetentionRule)
    return replace(activity, retention=(replace(rule, why=(Says("habit"), Says("habit"))),))


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("systems.mail.location", "region probe"),
        ("changes.new_use.notify_people", "word to people before a new version takes effect"),
    ],
)
def test_what_no_code_does_yet_says_what_is_missing(firm: Policy, statement: str, missing: str) -> None:
    said = said_by(firm)[statement]
    assert (said.probe, said.missing) == ("none", missing)
    assert said.backing in ("probed", "enforced")


def test_marketing_is_more_than_printed(firm: Policy) -> None:
    said = said_by(firm)
    assert said["activities.enquiry.purposes.follow_up"].backing == "enforced"
    assert said["activities.enquiry.purposes.answer_enquiry"].backing == "stated"


def test_the_path_of_a_statement_is_one_the_file_has() -> None:
    for file in FILES:
        parsed = parse(text_of(file))
        assert parsed.value is not None
        assert {said.path for said in statements(parsed.value)} - set(parsed.marks) <= {("rights", "access", "tells")}


# ------------------------------------------------------------------ which row a statement carries

FIELD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


def written(rows: list[list[str]]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@given(st.lists(st.tuples(FIELD, FIELD, st.sampled_from(BACKINGS))))
def test_sources_are_read_as_they_were_written(rows: list[tuple[str, str, Any]]) -> None:
    text = written([["row", "statement", "least_backing"], *map(list, rows)])
    assert read_sources(text) == tuple(Source(*row) for row in rows)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("row,statement\n", 1),
        ("row,statement,least_backing\nA-1,policy.aim,stated\nA-2,policy.aim\n", 3),
        ("row,statement,least_backing\nA-1,,stated\n", 2),
        ("row,statement,least_backing\nA-1,policy.aim,certain\n", 2),
        ('row,statement,least_backing\nA-1,"policy.aim,stated\n', 2),
        ('row,statement,least_backing\nA-1,"policy".aim,stated\n', 2),
        ("row,statement,least_backing\n\n", 2),
    ],
)
def test_a_line_that_is_no_source_is_refused_where_it_stands(text: str, line: int) -> None:
    with pytest.raises(BadInputError) as refused:
        read_sources(text)
    assert refused.value.code == "sources-unreadable"
    assert refused.value.where == f"sources, line {line}"
