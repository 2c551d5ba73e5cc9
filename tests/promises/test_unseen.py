"""What cannot be seen is never kept: silent systems, rows without a clock, rows that no activity claims, gaps, signatures for show."""

from datetime import timedelta

import pytest

from ombud.cli.demo import sql
from tests.promises.homes import TODAY, Copy

NETWORK = "activities.network.retention.network"
SURVEY = "activities.survey.retention.survey-answers"
VISITS = "activities.website.retention.website-visits"
PRINCIPLE = "storage.no_longer_than"


def test_a_database_that_is_gone_leaves_its_promises_unproven_and_the_others_as_they_were(home: Copy) -> None:
    (home.folder / "systems/crm.sqlite").unlink()
    promises = home.look()
    assert promises[VISITS]["status"] == "kept"
    for name in (SURVEY, NETWORK, PRINCIPLE, "rights.access", "rights.erasure", "activities.survey.data", "activities.enquiry.confined_to"):
        assert promises[name]["status"] == "unproven"
        assert promises[name]["cause"]


def test_a_table_that_is_gone_leaves_its_promises_unproven(home: Copy) -> None:
    with home.crm() as crm:
        crm.execute("DROP TABLE survey_answers")
    promises = home.look()
    for name in (SURVEY, PRINCIPLE, "rights.access", "activities.survey.data"):
        assert promises[name]["status"] == "unproven"
    assert promises["activities.do_not_contact.retention.optout"]["status"] == "kept"


def test_a_folder_that_was_emptied_is_kept_for_it_was_looked_at(home: Copy) -> None:
    for path in (home.drive / "visits").iterdir():
        path.unlink()
    seen = home.look(VISITS)[VISITS]
    assert (seen["status"], seen["figure"]) == ("kept", "0 rows looked at, none of them under it")


@pytest.mark.parametrize("start", ["", "1970-01-01", (TODAY + timedelta(400)).isoformat()], ids=["empty", "default", "to come"])
def test_a_row_whose_start_says_nothing_keeps_its_promise_from_being_kept(home: Copy, start: str) -> None:
    with home.crm() as crm:
        sql.add(crm, "wishes", email="nej@nowhere.example", wish="nej tak", received_on=start)
    seen = home.look("activities.do_not_contact.retention.optout")["activities.do_not_contact.retention.optout"]
    assert seen["status"] == "unproven"
    assert seen["figure"].endswith("rows overdue, 1 without a clock")


def test_rows_that_a_broken_when_leaves_out_are_not_kept(home: Copy) -> None:
    with home.datasets() as crm:
        crm["survey_answers"]["activities"] = {"survey": {"when": {"answers": "nothing at all"}}}
    seen = home.look(SURVEY)[SURVEY]
    assert seen["status"] == "unproven"
    assert "serve no activity" in seen["figure"]


def gap(home: Copy, **note: object) -> None:
    with home.policy() as policy:
        home.rule(policy, "survey", "survey-answers")["for"] = {"gap": "G7"}
        policy["gaps"] = {"G7": {"what": "how long answers stay", "law": ["gdpr 13.2.a"], **note}}


def accepted(days: int) -> dict[str, str]:
    return {"by": "board", "reason": "a new survey comes", "on": (TODAY - timedelta(days)).isoformat()}


def test_a_gap_that_was_accepted_is_waived_with_its_owner_and_its_end(home: Copy) -> None:
    gap(home, owner="survey lead", accepted=accepted(80))
    seen = home.look(SURVEY)[SURVEY]
    assert (seen["status"], seen["owner"], seen["until"]) == ("waived", "survey lead", (TODAY + timedelta(10)).isoformat())


def test_a_gap_that_nobody_accepted_breaks_what_a_rule_should_enforce(home: Copy) -> None:
    gap(home)
    assert home.look(SURVEY)[SURVEY]["status"] == "broken"


def test_an_acceptance_lasts_ninety_days(home: Copy) -> None:
    gap(home, owner="survey lead", accepted=accepted(91))
    seen = home.look(SURVEY)[SURVEY]
    assert seen["status"] == "broken"
    assert "its acceptance has ended" in seen["figure"]


def test_a_gap_that_nobody_owns_cannot_be_waived(home: Copy) -> None:
    gap(home, accepted=accepted(1))
    assert home.look(SURVEY)[SURVEY]["status"] == "broken"


def test_a_signature_in_a_demo_home_never_counts(home: Copy) -> None:
    paper = home.folder / "paper.txt"
    paper.write_text("We review it every spring.")
    until = TODAY + timedelta(90)
    assert home.run("promises", "sign", "changes.review", "--role", "board", "--document", paper, "--until", until).code == 0
    seen = home.look("changes.review")["changes.review"]
    assert (seen["status"], seen["cause"]) == ("unproven", "Signed by board for a demonstration only.")


def test_a_signature_in_earnest_keeps_its_promise_until_it_ends(home: Copy) -> None:
    (home.folder / "ombud.toml").write_text("demo = false\n")
    paper = home.folder / "paper.txt"
    paper.write_text("We review it every spring.")
    assert home.run("promises", "sign", "changes.review", "--role", "board", "--document", paper, "--until", TODAY + timedelta(1)).code == 0
    assert home.look("changes.review")["changes.review"]["status"] == "kept"


def test_an_empty_log_proves_nothing(home: Copy) -> None:
    with home.state() as state:
        state.execute("DELETE FROM store_entryrow")
        state.execute("DELETE FROM store_checkpointrow")
    assert home.look("rights.proof")["rights.proof"]["status"] == "unproven"


def test_leaving_is_broken_where_the_row_stays_and_goes_on_saying_that_one_is_on_the_list(home: Copy) -> None:
    inventory = home.folder / "inventory.yaml"
    text = inventory.read_text("utf-8")
    assert text.count("activities: {newsletter: all}") == 1
    inventory.write_text(text.replace("activities: {newsletter: all}", "activities: {newsletter: all, customer: all}"), "utf-8")
    names = ("activities.newsletter.leave.remove_from_list", "rights.withdrawal")
    promises = home.look(*names)
    assert [promises[name]["status"] for name in names] == ["broken", "broken"]
    assert all("go on saying that they serve" in promises[name]["figure"] for name in names)
