"""A promise shows kept only if something looked: lately, at this policy and inventory, and in the systems themselves."""

import pytest

from tests.promises.conftest import Template
from tests.promises.homes import TODAY, Copy, Facts

VISITS = "activities.website.retention.website-visits"


def kept(promises: dict[str, Facts]) -> set[str]:
    return {name for name, promise in promises.items() if promise["status"] == "kept"}


def test_the_last_look_is_told_without_looking_again(home: Copy, template: Template) -> None:
    assert home.told() == template.promises


def test_nothing_is_kept_before_anybody_has_looked(home: Copy) -> None:
    with home.state() as state:
        state.execute("DELETE FROM store_checkrow")
    assert kept(home.told()) == set()


def test_a_look_that_is_older_than_a_day_proves_nothing(home: Copy) -> None:
    with home.state() as state:
        state.execute("UPDATE store_checkrow SET checked_at = datetime(checked_at, '-25 hours')")
    promises = home.told()
    assert kept(promises) == set()
    assert "last looked at" in promises[VISITS]["cause"]


def test_a_look_that_is_nearly_a_day_old_still_counts(home: Copy, template: Template) -> None:
    with home.state() as state:
        state.execute("UPDATE store_checkrow SET checked_at = datetime(checked_at, '-23 hours')")
    assert kept(home.told()) == kept(template.promises)


def test_a_promise_that_was_changed_since_the_look_is_unproven(home: Copy) -> None:
    with home.policy() as policy:
        home.rule(policy, "website", "website-visits")["for"] = "P1D"
    promises = home.told()
    assert kept(promises) == set()
    assert "has changed" in promises[VISITS]["cause"]


def test_an_inventory_that_was_changed_since_the_look_proves_nothing(home: Copy) -> None:
    with home.datasets("files") as files:
        del files["visits"]
    assert kept(home.told()) == set()


def test_one_promise_can_be_looked_at_alone(home: Copy, template: Template) -> None:
    seen = home.look(VISITS)
    assert seen.keys() == {VISITS}
    assert seen[VISITS]["figure"] == template.promises[VISITS]["figure"]
    assert home.told().keys() == template.promises.keys()


@pytest.mark.parametrize("args", [("--run", "--only", "rights.acess"), ("--as-of", str(TODAY))])
def test_what_cannot_be_looked_at_is_refused(home: Copy, args: tuple[str, ...]) -> None:
    told = home.run("promises", *args)
    assert told.code == 2
    assert "rights.acess" in told.err or "--run" in told.err


def test_a_look_at_another_day_is_told_and_not_kept(home: Copy, template: Template) -> None:
    later = home.told("--run", "--only", VISITS, "--as-of", str(TODAY.replace(year=TODAY.year + 2, day=1)))
    assert later[VISITS]["status"] == "broken"
    assert home.told()[VISITS] == template.promises[VISITS]


def test_what_is_broken_is_told_with_its_cause_until_somebody_looks_again(home: Copy) -> None:
    with home.crm() as crm:
        crm.execute("ALTER TABLE subscribers ADD COLUMN birthday DATE")
    seen = home.look("activities.newsletter.data")
    said = home.run("promises", "--json", "--only", "activities.newsletter.data")
    (told,) = said.json["promises"]
    assert said.code == 1
    assert told == seen["activities.newsletter.data"]
    assert told["action"]


def test_a_look_tells_how_many_stand_how(home: Copy) -> None:
    told = home.run("promises", "--json").json
    assert sum(told["counts"].values()) == len(told["promises"])


def test_a_person_reads_what_is_red_first(home: Copy) -> None:
    with home.crm() as crm:
        crm.execute("ALTER TABLE subscribers ADD COLUMN birthday DATE")
    told = home.run("promises", "--run", "--only", "activities.newsletter.data", "--only", VISITS)
    assert told.code == 1
    assert told.out.index("broken (1)") < told.out.index("crm.subscribers.birthday") < told.out.index("kept (1)")
