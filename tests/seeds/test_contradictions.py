"""What the five policies promise about consent and break themselves: the check finds each of the eight contradictions."""

from pathlib import Path

import pytest

from tests.front import run

SEEDS = Path(__file__).parent
CONTRADICTIONS = {
    "one signs up by a click and leaves by writing a letter": ("kamstrup-en", "unsubscribe-missing", "activities.marketing.leave.channels"),
    "readers are watched for a legitimate interest": ("kamstrup-en", "tracking-without-consent", "activities.marketing.sending.tracks"),
    "the section on storage and deletion is empty": ("kamstrup-en", "retention-missing", "activities.marketing.retention.0"),
    "cookies serve purposes and nobody lists them": ("advansor", "cookie-list-missing", "activities.website.cookies.list"),
    "a wish for the future is forgotten after a year": ("conscensia", "wish-expires", "activities.do_not_contact.retention.optout"),
    "whoever uses the site is said to agree": ("webbureau", "consent-by-use", "activities.website.basis.0.given"),
    "a yes is one click and is taken back in the browser": (
        "webbureau",
        "cookie-withdrawal-hard",
        "activities.cookies.cookies.asked.withdraw",
    ),
    "proof is kept longer than others have reason to": (
        "kamstrup-sv",
        "consent-proof-figures",
        "activities.marketing.retention.consent-proof.for",
    ),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_the_check_finds_each_contradiction(what: str) -> None:
    seed, code, path = CONTRADICTIONS[what]
    told = run("check", "--home", SEEDS / seed, "--as-of", "2026-11-22", "--json")
    assert told.code == 1
    assert (code, path) in {(one["code"], one["path"]) for one in told.json["findings"]}


@pytest.mark.parametrize("example", ["maalerhus", "koeleteknik", "fjordraad", "webstue"])
def test_the_repaired_policies_have_none_of_them(example: str) -> None:
    told = run("check", "--home", SEEDS.parents[1] / "examples" / example, "--as-of", "2026-11-22", "--json")
    codes = {code for _, code, _ in CONTRADICTIONS.values()}
    assert not codes & {one["code"] for one in told.json["findings"]}
