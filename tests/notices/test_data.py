"""The same answers for programs, and what a person may take along."""

import csv
import io
import json
from dataclasses import replace
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.errors import BadInputError
from ombud.notices.letters import (
    ByHandTask,
    Collected,
    Field,
    Gone,
    Item,
    Review,
    access_data,
    decision_data,
    portable,
    portable_tables,
    read_portable,
)
from ombud.policy.model import Basis, Letter, Policy, Use
from tests.cast import AASE
from tests.notices.conftest import TODAY

Source = Literal["provided", "observed", "derived", "third_party"]


def row(activity: str, *data: str) -> Item:
    return Item("crm", "customers", activity, tuple(Field(datum, datum, AASE.name) for datum in data))


def policy_with(policy: Policy, use: Use, *bases: Basis) -> Policy:
    activity = replace(policy.activities["newsletter"], data={"name": use, "email": Use()}, basis=bases, purposes={})
    return replace(policy, activities={"newsletter": activity})


@pytest.mark.parametrize("letter", get_args(Letter))
@pytest.mark.parametrize("source", ["provided", "observed", "derived", "third_party"])
def test_only_given_data_under_consent_or_contract_moves(policy: Policy, source: Source, letter: Letter) -> None:
    given = policy_with(policy, Use(source=source), Basis(letter, data=("name",)), Basis("6.1.f"))
    moved = portable(Collected((row("newsletter", "name", "email"),)), given)["copy"]
    expected = ["name"] if source in ("provided", "observed") and letter in ("6.1.a", "6.1.b") else []
    assert [field["datum"] for item in moved for field in item["fields"]] == expected


def test_data_of_an_unknown_activity_do_not_move(policy: Policy) -> None:
    assert portable(Collected((row("unheard_of", "name"),)), policy)["copy"] == []


fields = st.lists(st.builds(Field, st.sampled_from(["name", "email"]), st.text(), st.text()), min_size=1, max_size=3).map(tuple)
rows = st.lists(st.builds(Item, st.text(), st.text(), st.just("newsletter"), fields), max_size=4).map(tuple)


@given(rows)
def test_a_portable_file_comes_back_whole(policy: Policy, found: tuple[Item, ...]) -> None:
    assert read_portable(json.dumps(portable(Collected(found), policy))) == found


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"copy": [1]}', '{"copy": [{"system": 1, "dataset": "d", "activity": "a", "fields": []}]}']
)
def test_what_is_no_portable_file_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="portable-unreadable"):
        read_portable(text)


def test_every_dataset_has_a_table(policy: Policy) -> None:
    found = (row("newsletter", "name", "email"), row("newsletter", "name"))
    tables = portable_tables(portable(Collected(found), policy))
    assert list(csv.reader(io.StringIO(tables["crm.customers.csv"]))) == [["name", "email"], [AASE.name, AASE.name], [AASE.name, ""]]


def test_data_set_apart_for_review_does_not_move(policy: Policy) -> None:
    assert portable(Collected((), (Review("mail", "letters", "mail", "1.eml", 1),)), policy)["copy"] == []


def test_an_access_answer_says_all_to_programs(policy: Policy) -> None:
    found = Collected((row("customer", "name"),), (Review("mail", "letters", "mail", "1.eml", 1),))
    data = access_data(policy, "NO", TODAY, found, ("newsletter",), (ByHandTask("files", "visits", "no_identifier", 1),))
    assert json.loads(json.dumps(data)) == data
    assert (data["kind"], data["date"], data["about"].keys()) == ("access", "2026-02-02", {"answer", "handed", "copy", "review", "by_hand"})
    assert [told["activity"] for told in data["answer"]["data"]] == ["newsletter", "customer"]
    assert data["copy"][0]["fields"] == [{"datum": "name", "column": "name", "value": AASE.name}]


def test_periods_are_written_for_programs(policy: Policy) -> None:
    told = access_data(policy, "DK", TODAY, Collected(), ("survey",))["answer"]["periods"]
    assert (told[0]["rule"]["for"], told[0]["rule"]["after"]) == ("P1Y", "survey.submitted")


def test_a_decision_says_all_to_programs(policy: Policy) -> None:
    data = decision_data(policy, TODAY, "erase", (Gone("crm", "orders", ("orders",), 2),), (), ())
    assert (data["kind"], data["gone"]) == ("erase", [{"system": "crm", "dataset": "orders", "data": ["orders"], "count": 2}])
