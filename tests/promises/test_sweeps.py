"""A look does not believe the sweep: it counts by itself, and a sweep that was told the wrong thing leaves the promise red."""

from collections import Counter

from ombud.cli.demo.build import plant
from tests.promises.homes import TODAY, Copy
from tests.promises.plantings import a_subscriber_who_left, a_survey_answer_past_a_year

SURVEY = "activities.survey.retention.survey-answers"


def test_a_sweep_mends_what_the_look_found(home: Copy) -> None:
    a_survey_answer_past_a_year(home)
    assert home.look(SURVEY)[SURVEY]["status"] == "broken"
    assert home.sweep()
    assert home.look(SURVEY)[SURVEY]["status"] == "kept"


def test_a_sweep_with_a_wrong_period_leaves_the_promise_broken(home: Copy) -> None:
    a_survey_answer_past_a_year(home)
    with home.policy() as policy:
        home.rule(policy, "survey", "survey-answers")["for"] = "P30Y"
    home.sweep()
    with home.policy() as policy:
        home.rule(policy, "survey", "survey-answers")["for"] = "P1Y"
    seen = home.look(SURVEY)[SURVEY]
    assert (seen["status"], seen["figure"]) == ("broken", "1 of 27 rows overdue")


def test_every_planted_violation_is_counted_under_its_rule(home: Copy) -> None:
    planted = plant(home.folder, TODAY, home.built)
    rules = Counter[str]()
    for violation in planted:
        rules[violation.rule] += violation.count + sum(count for _, count in violation.along)
    promises = home.look()
    found = {
        name.rpartition(".")[2]: promise["figure"].partition(" of ")[0]
        for name, promise in promises.items()
        if promise["probe"] == "retention"
    }
    assert {rule: found[rule] for rule in rules} == {rule: str(count) for rule, count in rules.items()}


def test_what_a_hold_freezes_is_counted_apart_and_not_as_overdue(home: Copy) -> None:
    a_survey_answer_past_a_year(home)
    who = (
        "--subject",
        "email:a@nowhere.example",
        "--reason",
        "a claim",
        "--owner",
        "lawyer",
        "--review",
        TODAY.replace(year=TODAY.year + 1, day=1),
    )
    assert home.run("hold", "add", *who).code == 0
    seen = home.look(SURVEY)[SURVEY]
    assert (seen["status"], seen["figure"]) == ("kept", "0 of 27 rows overdue, 1 under hold")


def test_an_erasure_under_the_rule_leaves_the_proof_that_was_promised(home: Copy) -> None:
    a_subscriber_who_left(home)
    home.sweep()
    leaves = "activities.newsletter.retention.newsletter-subscriber.leaves"
    seen = home.look(leaves, f"{leaves}.fields", f"{leaves}.for")
    assert {promise["status"] for promise in seen.values()} == {"kept"}
    assert seen[leaves]["figure"].endswith(" proofs, all as declared")
