"""A profile holds what the policy says of those who allow it, and nothing else: looked at in the systems, with the gate (GDPR Art. 21)."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from ombud.cli.demo.build import invent
from ombud.store.database import close_database, ready
from ombud.store.home import Home
from tests.front import run
from tests.promises.homes import TODAY

ready()
from ombud.consent.ledger.expiring import expired  # noqa: E402 - its tables need Django
from ombud.consent.models import BehaviourRow, CampaignRow  # noqa: E402 - its tables need Django

INPUTS, RESULTS = (f"activities.mail_profile.profiling.{part}" for part in ("inputs", "results"))
READERS = ("anna@laeser.example", "bo@laeser.example", "cilla@laeser.example")


@dataclass(frozen=True)
class Maker:
    """The home of a maker of meters who makes profiles of three readers."""

    folder: Path

    @contextmanager
    def crm(self) -> Iterator[sqlite3.Connection]:
        """Write into the customer system."""
        with closing(sqlite3.connect(self.folder / "systems/crm.sqlite")) as connection, connection:
            yield connection

    def chose(self, verb: str, *readers: str) -> None:
        """Record what readers choose about being looked at."""
        for reader in readers:
            subject = ("--subject", f"email:{reader}", "--purpose", "mail_profile")
            assert run("consent", verb, *subject, "--home", self.folder).code == 0

    def look(self) -> tuple[str, str]:
        """Tell how both promises of the profile stand."""
        told = {
            one["id"]: one
            for one in run("promises", "--run", "--json", "--only", INPUTS, "--only", RESULTS, "--home", self.folder).json["promises"]
        }
        assert all(one["figure"] or one["cause"] for one in told.values())
        return told[INPUTS]["status"], told[RESULTS]["status"]

    def change(self, file: str, before: str, after: str) -> None:
        """Change what the policy or the inventory says, in one place."""
        path = self.folder / file
        assert path.read_text("utf-8").count(before) == 1
        path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home, built once."""
    folder = tmp_path_factory.mktemp("profiles") / "home"
    invent(folder, "maalerhus", today=TODAY)
    return folder


@pytest.fixture
def maker(built: Path, tmp_path: Path) -> Iterator[Maker]:
    """A copy of the home in which three readers are profiled, each known by a number that leads to an address."""
    maker = Maker(Path(shutil.copytree(built, tmp_path / "home")))
    with maker.crm() as crm:
        crm.execute("DELETE FROM mail_behaviour")
        for number, reader in enumerate(READERS, start=900_001):
            crm.execute(
                "INSERT INTO subscribers (id, name, email, joined_on) VALUES (?, 'Læser', ?, ?)", (number, reader, TODAY.isoformat())
            )
            profile(crm, number, opens="3", maturity="near", segment="utilities")
    yield maker
    close_database()


def profile(crm: sqlite3.Connection, reader: int, **held: str) -> None:
    """Put a line into the profile of a reader."""
    row = {"subscriber_no": str(reader), "opened_on": TODAY.isoformat(), **held}
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    crm.execute(f"INSERT INTO mail_behaviour ({names}) VALUES ({marks})", list(row.values()))


def test_profiles_of_people_whose_choice_nobody_recorded_are_unproven(maker: Maker) -> None:
    assert maker.look() == ("unproven", "unproven")


def test_profiles_as_told_of_people_who_allow_them_are_kept(maker: Maker) -> None:
    maker.chose("give", *READERS)
    assert maker.look() == ("kept", "kept")


@pytest.mark.parametrize("verb", ["withdraw", "refuse", "object"])
def test_a_no_breaks_the_promise_until_the_profile_is_erased(maker: Maker, verb: str) -> None:
    maker.chose("give", *READERS)
    maker.chose(verb, READERS[0])
    assert maker.look() == ("broken", "broken")
    with maker.crm() as crm:
        crm.execute("DELETE FROM mail_behaviour WHERE subscriber_no = 900001")
    assert maker.look() == ("kept", "kept")


def test_a_profile_of_somebody_who_never_said_yes_breaks_it(maker: Maker) -> None:
    maker.chose("give", *READERS[1:])
    assert maker.look() == ("broken", "broken")


def test_results_alone_of_somebody_who_said_no_break_what_is_said_of_results(maker: Maker) -> None:
    maker.chose("give", *READERS)
    maker.chose("withdraw", READERS[0])
    with maker.crm() as crm:
        crm.execute("UPDATE mail_behaviour SET opens = NULL WHERE subscriber_no = 900001")
    assert maker.look() == ("kept", "broken")


def test_a_result_made_from_nothing_that_was_told_breaks_it_and_one_made_from_elsewhere_does_not(maker: Maker) -> None:
    maker.chose("give", *READERS)
    with maker.crm() as crm:
        crm.execute("UPDATE mail_behaviour SET opens = NULL WHERE subscriber_no = 900001")
    assert maker.look() == ("kept", "broken")
    with maker.crm() as crm:
        crm.execute("UPDATE subscribers SET interests = 'heat' WHERE id = 900001")
    assert maker.look() == ("kept", "kept")


def test_what_was_seen_and_is_not_told_as_an_input_breaks_it(maker: Maker) -> None:
    maker.chose("give", *READERS)
    maker.change("policy.yaml", "inputs: [signup_time, interests, meter_info, opens,", "inputs: [signup_time, interests, meter_info,")
    assert maker.look()[0] == "broken"


def test_what_was_made_and_is_not_told_as_a_result_breaks_it(maker: Maker) -> None:
    maker.chose("give", *READERS)
    maker.change("policy.yaml", "leads, maturity, sales_targets]", "leads, sales_targets]")
    assert maker.look() == ("kept", "broken")


def test_what_our_own_letters_saw_goes_when_the_yes_ends_by_itself(maker: Maker) -> None:
    settings = maker.folder / "ombud.toml"
    settings.write_text(settings.read_text("utf-8") + 'behaviour = "mail_profile"\n', "utf-8")
    subject = ("--subject", f"email:{READERS[0]}", "--purpose", "mail_profile", "--until", str(TODAY))
    assert run("consent", "give", *subject, "--home", maker.folder).code == 0
    maker.chose("give", READERS[1])
    home = Home.opened(maker.folder)
    letter = CampaignRow.objects.create(purpose="marketing", channel="email", at=home.now())
    for reader in READERS[:2]:
        BehaviourRow.objects.create(email=reader, campaign=letter, opens=1, opened_on=TODAY)
    expired(home, TODAY + timedelta(1))
    assert list(BehaviourRow.objects.values_list("email", flat=True)) == [READERS[1]]


def test_a_column_that_nobody_declared_may_hold_either(maker: Maker) -> None:
    maker.chose("give", *READERS)
    with maker.crm() as crm:
        crm.execute("ALTER TABLE mail_behaviour ADD COLUMN mood TEXT")
    assert maker.look() == ("broken", "broken")


def test_a_table_that_is_gone_proves_nothing(maker: Maker) -> None:
    with maker.crm() as crm:
        crm.execute("DROP TABLE mail_behaviour")
    assert maker.look() == ("unproven", "unproven")
