"""Data are handed to others only as the policy and the person allow it, and what was handed over anyway breaks the promise."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ombud.store.database import close_database
from tests.front import Told, run
from tests.promises.conftest import Template
from tests.promises.homes import Copy

EXAMPLE = Path(__file__).parents[2] / "examples" / "webstue"
SHARING = "services.disclosures.partners"
CONSENT = "activities.services.disclosures.partners.consent"
DUTY = "activities.services.disclosures.public-authorities+third-parties.legal_duty"
SOMEBODY = "email:kunde@nowhere.example"


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Path]:
    """A home of the web bureau, which shares with partners only after a yes."""
    yield shutil.copytree(EXAMPLE, tmp_path / "home")
    close_database()


def hand(home: Path, to: str, why: str, *more: str, who: str = SOMEBODY) -> Told:
    """Hand data of a service over on the command line."""
    return run("disclose", "--subject", who, "--activity", "services", "--to", to, "--why", why, *more, "--home", home)


def say(home: Path, verb: str, purpose: str) -> None:
    """Record what somebody says."""
    done = run("consent", verb, "--subject", SOMEBODY, "--purpose", purpose, "--home", home)
    assert done.code == 0, done.err


def looked(home: Path) -> dict[str, Any]:
    """Look at both promises."""
    told = run("promises", "--run", "--only", CONSENT, "--only", DUTY, "--json", "--home", home).json["promises"]
    return {one["id"]: one for one in told}


def test_nothing_is_shared_without_consent_to_that_and_what_is_shared_is_on_record(bureau: Path) -> None:
    assert {one["status"] for one in looked(bureau).values()} == {"unproven"}
    refused = hand(bureau, "partners", "consent")
    assert (refused.code, "disclosure-refused" in refused.err) == (1, True)
    say(bureau, "give", "services")
    assert hand(bureau, "partners", "consent").code == 1, "a yes to the service is no yes to sharing"
    say(bureau, "give", SHARING)
    assert hand(bureau, "partners", "consent").code == 0
    both = f"{SOMEBODY}\nemail:anden@nowhere.example"
    assert hand(bureau, "partners", "consent", who=both).code == 1, "one of two has not agreed"
    (receipt,) = (
        one for one in run("consent", "receipt", "--subject", SOMEBODY, "--home", bureau).json if "partners" in str(one["dpv:hasPurpose"])
    )
    assert receipt["dpv:hasRecipient"][0]["dpv:hasName"] == "partners"
    seen = looked(bureau)
    assert (seen[CONSENT]["status"], seen[CONSENT]["backing"], seen[DUTY]["status"]) == ("kept", "enforced", "unproven")
    say(bureau, "withdraw", SHARING)
    assert hand(bureau, "partners", "consent").code == 1
    assert looked(bureau)[CONSENT]["status"] == "kept", "what was refused was not handed over"
    assert hand(bureau, "partners", "consent", "--already").code == 1
    seen = looked(bureau)
    assert (seen[CONSENT]["status"], seen[CONSENT]["figure"]) == ("broken", "1 of 2 times of handing over")
    assert "had not agreed" in seen[CONSENT]["cause"]


def test_a_legal_duty_needs_its_law_and_nothing_goes_to_whom_the_policy_does_not_name(bureau: Path) -> None:
    assert hand(bureau, "third-parties", "legal_duty").code == 1
    assert hand(bureau, "third-parties", "legal_duty", "--law", "bogforingsloven").code == 0
    assert looked(bureau)[DUTY]["status"] == "kept"
    assert hand(bureau, "partners", "service_asked_for").code == 1
    assert hand(bureau, "nobody", "consent").code == 2
    assert hand(bureau, "partners", "service_asked_for", "--already").code == 1
    assert {one["status"] for one in looked(bureau).values()} == {"broken"}


def test_a_referral_is_on_record(template: Template, home: Copy) -> None:
    assert template.promises["activities.network.shares"]["status"] == "unproven"
    about = ("--activity", "network", "--to", "network-members", "--why", "referral")
    home.done("disclose", "--subject", "email:nogen@nowhere.example", *about)
    names = ("activities.network.shares", "recipients.network-members.only_if", "recipients.public-authorities.only_if")
    assert [home.look(*names)[name]["status"] for name in names] == ["kept", "kept", "unproven"]
