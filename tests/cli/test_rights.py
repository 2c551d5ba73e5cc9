"""Withdrawing, correcting, restricting and objecting do what they say, everywhere, and nothing more (GDPR Art. 7(3), 16, 18, 21)."""

import json
from typing import get_args, get_type_hints

import pytest

from ombud.execute.languages import language_pack
from ombud.rights.wishes.wish import ByHand
from tests.cast import AASE, GOERAN, SOEREN
from tests.cli.homes import TODAY, Made, ago, everywhere

ASK = f"email:{SOEREN.email}"
TABLES = ("customers", "orders", "notes", "subscribers", "contacts")


def test_a_withdrawn_consent_leaves_only_its_keyed_proof(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    told = home.carry_out("withdraw", ASK)
    assert (told.code, told.json["outcome"], [step["dataset"] for step in told.json["steps"]]) == (0, "done", ["subscribers"])
    assert home.rows("subscribers", "email") == [AASE.email]
    query = "SELECT rule, data, form, length(value), left_on FROM store_proofrow"
    assert home.state_of(query) == [("news", "email", "keyed_hash", 64, TODAY.isoformat())]
    assert SOEREN.email.encode() not in home.state()


@pytest.mark.parametrize("written", [SOEREN.email, SOEREN.email.upper()])
def test_the_proof_of_a_withdrawal_is_told_to_whoever_has_the_address_however_it_was_written(home: Made, written: str) -> None:
    home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": written})
    home.carry_out("withdraw", ASK)
    out = home.folder / "answer"
    told = home.run("request", "access", "--subject", "-", "-o", out, stdin=ASK)
    assert told.code == 0, told.out + told.err
    (item,) = json.loads((out / "data.json").read_text("utf-8"))["copy"]
    [(kept,)] = home.state_of("SELECT value FROM store_proofrow")
    assert (item["system"], item["dataset"], item["activity"]) == ("ombud", "proof", "news")
    assert [field["value"] for field in item["fields"]] == [kept, TODAY.isoformat()]
    nobody = home.run("request", "access", "--subject", "-", stdin=f"email:{AASE.email}")
    assert (nobody.code, "nobody" in nobody.out) == (1, True)


def test_a_sweep_leaves_a_proof_that_is_found_by_the_address_however_it_was_written(home: Made) -> None:
    home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email.upper(), "left_on": ago(days=1)})
    home.sweep(TODAY.isoformat())
    assert home.ask("access", ASK).json["outcome"] == "planned"


def test_withdrawing_touches_nothing_that_rests_on_a_contract(home: Made) -> None:
    everywhere(home, SOEREN)
    home.carry_out("withdraw", ASK)
    assert [home.rows(table) for table in TABLES] == [["K-1001"], [1001], [1001], [], [1001]]
    assert (home.letters(), home.rows("customers", "email")) == (["K-1001"], [SOEREN.email])


def test_withdrawing_for_another_purpose_leaves_the_list_alone(home: Made) -> None:
    everywhere(home, SOEREN)
    home.carry_out("withdraw", ASK, "--purpose", "improve")
    assert home.rows("subscribers") == [1001]
    home.carry_out("withdraw", ASK, "--purpose", "send")
    assert home.rows("subscribers") == []


def test_a_withdrawal_that_the_row_goes_on_denying_is_not_called_done(any_home: Made) -> None:
    """One row serves the contract and the newsletter, and says so itself: nothing here can end one of the two."""
    kinds = "{customer: {when: {kind: [buys, both]}}, news: {when: {kind: [reads, both]}}}"
    columns = "{id: none, kind: none, email: {is: email, identifies: email}}"
    any_home.dataset(
        "members", "CREATE TABLE members (id INTEGER PRIMARY KEY, kind TEXT, email TEXT)", f"{{activities: {kinds}, columns: {columns}}}"
    )
    any_home.datasets()["members"]["key"] = ["id"]
    any_home.write()
    for number, kind in enumerate(("both", "reads", "buys")):
        any_home.put("members", {"id": number, "kind": kind, "email": f"{kind}@elv.example"})
    told = {kind: any_home.carry_out("withdraw", f"email:{kind}@elv.example") for kind in ("both", "reads", "buys")}
    assert {kind: (one.code, one.json["outcome"]) for kind, one in told.items()} == {
        "both": (1, "partial"),
        "reads": (0, "done"),
        "buys": (0, "done"),
    }
    assert [(task["dataset"], task["why"]) for task in told["both"].json["by_hand"] if task["count"]] == [("members", "unsupported")]
    assert any_home.rows("members", "kind") == ["both", "buys"]


def test_an_objection_ends_what_rests_on_interest_and_all_marketing(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    told = home.carry_out("object", ASK)
    assert (told.code, told.json["outcome"]) == (0, "done")
    assert [home.rows(table) for table in ("customers", "subscribers", "contacts")] == [["K-1001", "K-1003"], [1003], [1003]]
    assert home.read("meetings/m.csv") == f"email,name,met_on,topic\n{AASE.email},{AASE.name},{ago(months=2)},roof\n"


def test_an_objection_ends_what_rests_on_a_task_in_the_public_interest(home: Made) -> None:  # GDPR Art. 21(1)
    home.policy["activities"]["network"]["basis"] = [{"gdpr": "6.1.e"}]
    home.write()
    everywhere(home, SOEREN, AASE)
    home.carry_out("object", ASK)
    assert home.rows("contacts") == [1003]


def test_a_corrected_name_reaches_every_system(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    told = home.carry_out("rectify", ASK, "--set", "name=Søren Ærtebjerg Holm")
    assert (told.code, told.json["outcome"]) == (0, "done")
    new = ["Søren Ærtebjerg Holm", AASE.name]
    assert [home.rows(table, "id", "name") for table in ("subscribers", "contacts")] == [list(zip((1001, 1003), new, strict=True))] * 2
    assert [row[1] for row in home.rows("customers", "id", "name")] == new
    assert f"{SOEREN.email},Søren Ærtebjerg Holm," in home.read("meetings/m.csv")


def test_a_corrected_address_reaches_every_system(any_home: Made) -> None:
    everywhere(any_home, SOEREN, AASE)
    told = any_home.carry_out("rectify", ASK, "--set", "email=ny@havnebageriet.example")
    assert (told.code, told.json["outcome"]) == (0, "done")
    found = [row[1] for table in ("customers", "subscribers", "contacts") for row in any_home.rows(table, "id", "email")]
    assert found == ["ny@havnebageriet.example", AASE.email] * 3
    assert SOEREN.email not in any_home.read("meetings/m.csv")


def test_what_is_known_by_a_corrected_address_and_cannot_be_corrected_is_handed_to_a_person(home: Made) -> None:
    home.dataset(
        "logins",
        "CREATE TABLE logins (id INTEGER PRIMARY KEY, who TEXT, topic TEXT)",
        "{key: [id], activities: {customer: all}, columns: {id: none, who: {identifies: email}, topic: {is: note}}}",
    )
    everywhere(home, SOEREN, AASE)
    home.put("logins", {"id": 1, "who": SOEREN.email, "topic": "bread"}, {"id": 2, "who": AASE.email, "topic": "wool"})
    for change, by_hand in (("phone=+45 00 99 88 77", set()), ("email=ny@havnebageriet.example", {("logins", 1), ("letters", 1)})):
        told = home.carry_out("rectify", ASK, "--set", change)
        assert (told.code, told.json["outcome"]) == (0, "done")
        assert {(task["dataset"], task["count"]) for task in told.json["by_hand"] if task["why"] == "unsupported"} == by_hand
    assert home.rows("logins", "id", "who") == [(1, SOEREN.email), (2, AASE.email)]


@pytest.mark.parametrize(
    ("language", "words"), [("da", "hvad det gemmes til"), ("sv", "vad det sparas för"), ("nb", "hva det er lagret for")]
)
def test_a_row_of_which_nobody_knows_what_it_is_for_is_told_in_the_persons_language(home: Made, language: str, words: str) -> None:
    home.datasets()["subscribers"]["activities"] = {"news": {"when": {"name": "nobody"}}}
    home.write()
    home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": SOEREN.email})
    folder = home.folder.parent / "answer"
    told = home.ask("erase", ASK, "--lang", language, "-o", folder)
    assert [task["count"] for task in told.json["by_hand"] if task["why"] == "unclassified"] == [1]
    page = (folder / "answer.html").read_text(encoding="utf-8")
    assert (words in page, "nclassified" in page) == (True, False)


def test_every_reason_for_work_by_hand_has_its_words_in_every_language() -> None:
    whys = set(get_args(get_type_hints(ByHand)["why"]))
    assert whys
    for code in ("da", "sv", "nb", "en"):
        assert whys <= set(language_pack(code).by_hand)


def test_a_correction_carried_out_names_no_value(home: Made) -> None:
    home.customer(SOEREN)
    told = home.carry_out("rectify", ASK, "--set", "phone=+45 00 99 88 77")
    assert home.rows("customers", "phone") == ["+45 00 99 88 77"]
    assert "99 88 77" not in told.out + told.err
    assert b"99 88 77" not in home.state()


def test_a_restricted_row_is_marked_and_no_sweep_takes_it(any_home: Made) -> None:
    any_home.customer(SOEREN, left="2010-01-01")
    any_home.customer(AASE, left="2010-01-01")
    any_home.letter("old", SOEREN.email, "2010-01-01")
    told = any_home.carry_out("restrict", ASK)
    assert (told.code, any_home.rows("customers", "id", "blocked")) == (0, [("K-1001", 1), ("K-1003", None)])
    any_home.sweep(TODAY.isoformat())
    assert (any_home.rows("customers"), any_home.letters()) == (["K-1001"], ["old"])


def test_what_cannot_be_marked_is_left_to_people(home: Made) -> None:
    everywhere(home, SOEREN)
    told = home.ask("restrict", ASK).json
    unsupported = {task["dataset"] for task in told["by_hand"] if task["why"] == "unsupported"}
    assert unsupported == {"orders", "notes", "subscribers", "contacts", "letters", "meetings", "scans"}


def test_a_restriction_ends_when_it_is_released(home: Made) -> None:
    home.customer(SOEREN, left="2010-01-01")
    home.carry_out("restrict", ASK)
    hold = home.run("hold", "list").out.splitlines()[1].split()[0]
    assert home.run("hold", "release", hold).code == 0
    home.sweep(TODAY.isoformat())
    assert home.rows("customers") == []


@pytest.mark.parametrize("right", ["erase", "withdraw", "object", "restrict", "rectify"])
def test_no_right_of_one_person_changes_a_row_of_another(home: Made, right: str) -> None:
    everywhere(home, SOEREN, AASE, GOERAN)
    before = {table: [row for row in home.rows(table, "*") if row[0] not in ("K-1001", 1001)] for table in TABLES}
    home.carry_out(right, ASK, *(("--set", "name=New") if right == "rectify" else ()))
    assert {table: [row for row in home.rows(table, "*") if row[0] not in ("K-1001", 1001)] for table in TABLES} == before
    assert {"K-1003", "K-1004"} <= set(home.letters())
