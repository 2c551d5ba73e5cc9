"""What other policies promise of consent: printed matter, pictures of people, what a banner logs, the age of whoever agrees."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ombud.cli.demo.build import invent
from ombud.store.database import close_database
from tests.front import run
from tests.promises.homes import TODAY, Facts

Home = Callable[[str], Path]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """The home of an example, filled from its files alone."""

    def filled(example: str) -> Path:
        invent(tmp_path / example, example, today=TODAY)
        return tmp_path / example

    yield filled
    close_database()


def done(home: Path, *args: object) -> None:
    told = run(*args, "--home", home)
    assert told.code == 0, told.err


def looked(home: Path, *only: str) -> list[Facts]:
    """Look at some promises, and give each as it stands, in the order asked."""
    told = run("promises", "--run", "--json", *(part for one in only for part in ("--only", one)), "--home", home).json["promises"]
    by_id = {one["id"]: one for one in told}
    return [by_id[one] for one in only]


def statuses(home: Path, *only: str) -> list[str]:
    return [str(one["status"]) for one in looked(home, *only)]


def rows(path: Path, statement: str, *values: str) -> list[str]:
    with closing(sqlite3.connect(path)) as database, database:
        return [str(row[0]) for row in database.execute(statement, values)]


POSTED = ("activities.printed_marketing.posting", "activities.printed_marketing.purposes.send_printed_marketing")


def test_printed_matter_is_for_nobody_who_wants_none(home: Home) -> None:
    meters = home("maalerhus")
    assert statuses(meters, *POSTED) == ["kept", "kept"]
    address, *_ = rows(meters / "systems/crm.sqlite", "SELECT email FROM contacts WHERE address IS NOT NULL")
    done(meters, "consent", "suppress", "--subject", f"email:{address}")
    assert statuses(meters, *POSTED) == ["broken", "broken"]


def test_whoever_objected_to_printed_matter_before_today_still_stands_there(home: Home) -> None:
    meters = home("maalerhus")
    address, *_ = rows(meters / "systems/crm.sqlite", "SELECT email FROM contacts WHERE address IS NOT NULL")
    done(meters, "consent", "object", "--subject", f"email:{address}", "--purpose", "printed_marketing")
    assert statuses(meters, *POSTED) == ["kept", "kept"]  # the sweep of the day has not come yet
    made_earlier(meters)
    assert statuses(meters, *POSTED) == ["broken", "broken"]


def made_earlier(home: Path) -> None:
    """Let what was recorded today have been recorded two years ago."""
    year = str(TODAY.year)
    rows(
        home / "var/ombud.sqlite",
        "UPDATE consent_choicerow SET record = replace(record, ?, ?)",
        f'"at":"{year}',
        f'"at":"{TODAY.year - 2}',
    )


PICTURED = tuple(f"activities.event_photos.{part}" for part in ("recording", "recording.consent", "basis.6.1.a"))


def test_nobody_is_pictured_who_did_not_agree(home: Home) -> None:
    cooling = home("koeleteknik")
    assert statuses(cooling, *PICTURED) == ["unproven"] * 3
    first, *others = rows(cooling / "systems/crm.sqlite", "SELECT email FROM photo_consents")
    done(
        cooling,
        "consent",
        "give",
        "--subject",
        "\n".join(f"email:{one}" for one in others),
        "--purpose",
        "event_photos",
        "--method",
        "meeting",
    )
    assert statuses(cooling, *PICTURED) == ["broken"] * 3
    done(cooling, "consent", "give", "--subject", f"email:{first}", "--purpose", "event_photos", "--method", "meeting")
    assert statuses(cooling, *PICTURED) == ["kept"] * 3  # the pictures too: the number of one leads to its consent


LOGS = "activities.cookies.cookies.asked.logs"


def test_what_is_said_to_be_logged_of_a_choice_is_there(home: Home) -> None:
    web = home("webstue")
    assert statuses(web, LOGS) == ["kept"]
    rows(web / "systems/website.sqlite", "UPDATE cookie_choices SET ip = NULL WHERE id = (SELECT min(id) FROM cookie_choices)")
    (seen,) = looked(web, LOGS)
    assert (seen["status"], seen["cause"]) == ("broken", "They lack `ip`.")


AGE = ("children.consent_from.DK", "children.collected")


def test_a_consent_that_says_nothing_of_age_proves_nothing_and_one_of_a_child_breaks_it(home: Home) -> None:
    web, agreed = home("webstue"), ("--purpose", "newsletter", "--method", "phone", "--country", "DK")
    assert statuses(web, *AGE) == ["unproven"] * 2
    done(web, "consent", "give", "--subject", "email:barn@nowhere.example", *agreed)
    seen, _ = looked(web, *AGE)
    assert (seen["status"], seen["cause"]) == ("unproven", "Without an age: 1 of 1 consent.")
    done(web, "consent", "give", "--subject", "email:barn@nowhere.example", *agreed, "--age", 15)
    assert statuses(web, *AGE) == ["kept"] * 2
    done(web, "consent", "give", "--subject", "email:yngre@nowhere.example", *agreed, "--age", 14)
    assert statuses(web, *AGE) == ["broken"] * 2
