"""A person is shown all that is held about them and nothing of anybody else (GDPR Art. 12, 15, 20)."""

import json
import subprocess
from pathlib import Path

import pytest

from ombud.notices.letters import read_portable
from tests.cast import AASE, GOERAN, INGRID, SOEREN, Person
from tests.cli.homes import OWN, TODAY, Facts, Made, ago, everywhere
from tests.servers.program import find

OTHERS = (AASE, GOERAN)


def answer(home: Made, right: str, subject: str, *args: object) -> Path:
    """Ask, and have the answer written."""
    told = home.ask(right, subject, "-o", home.folder.parent / "answer", *args)
    assert told.code == 0, told.err
    return home.folder.parent / "answer"


def text_of(folder: Path) -> str:
    """Read everything that a person would get, what a PDF shows included."""
    plain = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf"]
    command = [find("pdftotext", "poppler-utils"), "-layout", str(folder / "answer.pdf"), "-"]
    return "\n".join([*plain, subprocess.run(command, check=True, capture_output=True, text=True).stdout])


def about(person: Person) -> list[str]:
    """List what `everywhere` puts about a person into the systems."""
    number = person.customer_no.rpartition("-")[2]
    return [person.name, person.email, person.phone, *(f"{what}-{number}" for what in ("lines", "note", "letter", "scan"))]


@pytest.mark.parametrize("known", [f"email:{SOEREN.email}", f"email:{SOEREN.email.upper()}", f"customer_no:{SOEREN.customer_no}"])
def test_everything_about_a_person_is_found_from_any_identifier(home: Made, known: str) -> None:
    everywhere(home, SOEREN, *OTHERS)
    folder = answer(home, "access", known)
    apart = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "review").iterdir())
    handed = (folder / "data.json").read_text(encoding="utf-8") + apart
    assert [value for value in about(SOEREN) if value not in handed] == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_of_anybody_else_stands_anywhere_in_the_answer(home: Made, language: str) -> None:
    everywhere(home, SOEREN, *OTHERS)
    text = text_of(answer(home, "access", f"email:{SOEREN.email}", "--lang", language))
    assert SOEREN.email in text
    assert [value for other in OTHERS for value in about(other) if value in text] == []


def test_every_row_of_the_person_is_in_the_copy_with_its_activity(any_home: Made) -> None:
    everywhere(any_home, SOEREN, *OTHERS)
    copy = json.loads((answer(any_home, "access", f"email:{SOEREN.email}") / "data.json").read_text(encoding="utf-8"))["copy"]
    found = sorted((row["dataset"], row["activity"]) for row in copy)
    rows = [("contacts", "network"), ("customers", "customer"), ("meetings", "network"), ("orders", "customer")]
    assert found == sorted([*rows, ("scans", "customer"), ("subscribers", "news")])


def test_letters_files_and_free_text_are_set_apart(home: Made) -> None:
    everywhere(home, SOEREN)
    folder = answer(home, "access", f"email:{SOEREN.email}")
    told = json.loads((folder / "data.json").read_text(encoding="utf-8"))["review"]
    assert sorted((one["dataset"], one["why"]) for one in told) == [("letters", "mail"), ("notes", "free_text"), ("scans", "file")]
    assert all((folder / "review" / one["file"]).exists() for one in told)


def test_a_letter_from_two_people_is_set_apart(home: Made) -> None:
    everywhere(home, SOEREN)
    home.letter("both", SOEREN.email, TODAY.isoformat(), to=f"{AASE.email}, kontakt@{OWN}", text="for both of you")
    folder = answer(home, "access", f"email:{SOEREN.email}")
    assert AASE.email not in (folder / "data.json").read_text(encoding="utf-8") + (folder / "answer.html").read_text(encoding="utf-8")
    assert any("for both of you" in path.read_text(encoding="utf-8") for path in (folder / "review").iterdir())


def test_somebody_elses_letter_that_only_mentions_the_person_is_left_to_people(home: Made) -> None:
    home.customer(SOEREN)
    home.letter("mention", AASE.email, TODAY.isoformat(), text=f"Write to {SOEREN.email}, says Åse.")
    told = home.ask("access", f"email:{SOEREN.email}").json
    assert {"system": "mail", "dataset": "letters", "why": "body_mention", "count": 1} in told["by_hand"]
    assert "says Åse" not in text_of(answer(home, "access", f"email:{SOEREN.email}"))


def test_a_dataset_that_knows_none_of_the_identifiers_is_left_to_people(home: Made) -> None:
    home.customer(SOEREN)
    told = home.ask("access", f"email:{SOEREN.email}").json
    assert told["by_hand"] == [{"system": "files", "dataset": "visits", "why": "no_identifier", "count": 0}]


def test_nobody_is_an_answer_of_its_own(home: Made) -> None:
    home.customer(SOEREN)
    folder = home.folder.parent / "answer"
    told = home.ask("access", f"email:{AASE.email}", "-o", folder)
    assert (told.code, told.json["outcome"], folder.exists()) == (1, "nobody", False)
    said = home.run("request", "access", "--subject", "-", "-o", folder, stdin=f"email:{AASE.email}").out
    assert ("Nobody was found" in said, "The answer is in" in said) == (True, False)


@pytest.mark.parametrize("right", ["access", "erase"])
def test_two_customers_with_one_address_are_ambiguous_and_nothing_is_done(any_home: Made, right: str) -> None:
    for number in ("K-1", "K-2"):
        any_home.put("customers", {"id": number, "email": SOEREN.email})
    before, folder = any_home.picture(), any_home.folder.parent / "answer"
    told = any_home.ask(right, f"email:{SOEREN.email}", "-o", folder)
    assert (told.code, told.json["outcome"], told.json["steps"], folder.exists()) == (1, "ambiguous", [], False)
    assert any_home.picture() == before


def test_a_number_is_a_persons_only_one_unless_the_policy_says_otherwise(home: Made) -> None:
    for number in ("K-1", "K-2"):
        home.put("customers", {"id": number, "email": SOEREN.email})
    outcomes = []
    for said in ({}, {"single": "false"}, {"single": "true"}):
        home.policy["identifiers"]["customer_no"] = said
        home.write()
        outcomes.append(home.ask("access", "customer_no:K-1").json["outcome"])
    assert outcomes == ["ambiguous", "planned", "ambiguous"]


def test_several_people_get_a_folder_each(home: Made) -> None:
    everywhere(home, SOEREN, AASE, GOERAN)
    lines = "\n".join(f"email:{person.email}" for person in (SOEREN, AASE, GOERAN))
    folder = answer(home, "access", lines)
    for number, person in enumerate((SOEREN, AASE, GOERAN), 1):
        text = text_of(folder / str(number))
        assert [other.name for other in (SOEREN, AASE, GOERAN) if other.email in text] == [person.name]


def test_several_identifiers_of_one_person_stand_in_one_block(home: Made) -> None:
    home.customer(SOEREN)
    home.put("subscribers", {"id": 1, "name": SOEREN.name, "email": "another@havnebageriet.example"})
    home.customer(AASE)
    told = home.ask("access", f"email:{SOEREN.email}\nemail:another@havnebageriet.example\n\nemail:{AASE.email}")
    assert told.json["persons"] == {"planned": 2}


def test_who_is_not_found_is_told_beside_those_who_are(home: Made) -> None:
    home.customer(SOEREN)
    told = home.ask("access", f"email:{SOEREN.email}\nemail:{AASE.email}").json
    assert (told["outcome"], told["persons"]) == ("planned", {"planned": 1, "nobody": 1})


def test_an_answer_is_readable_by_its_owner_only_and_never_overwritten(home: Made) -> None:
    everywhere(home, SOEREN)
    folder = answer(home, "access", f"email:{SOEREN.email}")
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))} == {0}
    told = home.ask("access", f"email:{SOEREN.email}", "-o", folder)
    assert (told.code, "package-exists" in told.err) == (2, True)


def test_a_request_as_json_is_one_object_of_the_published_shape(home: Made) -> None:
    home.customer(SOEREN, invoiced=ago(months=2))
    told = home.ask("erase", f"email:{SOEREN.email}").json
    shape = {"plan", "outcome", "persons", "steps", "kept", "by_hand", "refused", "unavailable", "retained", "evidence"}
    assert (set(told), set(told["by_hand"][0])) == (shape, {"system", "dataset", "why", "count"})
    assert set(told["steps"][0]) == {"system", "dataset", "action", "rows", "columns", "done"}
    assert set(told["kept"][0]) == {"system", "dataset", "place", "data", "ground", "article", "law", "until", "count"}


# ------------------------------------------------------------------ what a person takes along


def test_only_what_was_given_under_consent_or_contract_is_portable(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    items = read_portable((answer(home, "port", f"email:{SOEREN.email}") / "data.json").read_text(encoding="utf-8"))
    found = {(item.dataset, field.datum, field.value) for item in items for field in item.fields}
    assert found == {
        *(("customers", datum, value) for datum, value in (("name", SOEREN.name), ("email", SOEREN.email), ("phone", SOEREN.phone))),
        *(("subscribers", datum, value) for datum, value in (("name", SOEREN.name), ("email", SOEREN.email))),
        ("orders", "orders", "lines-1001"),
    }


def test_mail_and_files_are_taken_along_after_a_look_through_and_the_rest_is_told_with_why_not(home: Made) -> None:
    everywhere(home, SOEREN, AASE)
    home.policy["activities"]["customer"]["data"]["letter"] = {"source": "provided"}
    home.policy["activities"]["network"]["data"]["name"] = {"source": "third_party"}
    home.write()
    folder = answer(home, "port", f"email:{SOEREN.email}", "--lang", "en")
    told = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    handed = b"".join(path.read_bytes() for path in (folder / "review").iterdir())
    seen = [part in handed for part in (b"letter-1001", b"scan-1001", b"note-1001", b"letter-1003", b"scan-1003")]
    assert seen == [True, True, False, False, False]
    assert {(one["dataset"], one["why"]) for one in told["review"]} == {("letters", "mail"), ("scans", "file")}
    left = {(one["dataset"], *one["data"], one["why"]) for one in told["left"]}
    assert left >= {("notes", "note", "not_provided"), ("contacts", "name", "not_provided")}
    page = (folder / "answer.html").read_text(encoding="utf-8")
    assert ("What you cannot take along" in page, "did not give it to us" in page) == (True, True)


def test_each_letter_tells_who_wrote_it_and_only_the_persons_own_are_taken_along(home: Made) -> None:
    home.policy["activities"]["customer"]["data"]["letter"] = {"source": "provided"}
    home.write()
    home.customer(SOEREN)
    home.letter("asked", f"{SOEREN.name} <{SOEREN.email.upper()}>", ago(months=2), text="I ask.")
    home.letter("answered", f"Kontoret <kontakt@{OWN}>", ago(months=2), to=SOEREN.email, text="We answer.")
    home.letter("told", AASE.email, ago(months=2), to=f"kontakt@{OWN}, {SOEREN.email}", text="She tells.")
    seen = answer(home, "access", f"email:{SOEREN.email}").rename(home.folder.parent / "seen")
    assert _letters(seen) == {SOEREN.email: "I ask.", f"kontakt@{OWN}": "We answer.", AASE.email: "She tells."}
    folder = answer(home, "port", f"email:{SOEREN.email}")
    assert _letters(folder) == {SOEREN.email: "I ask."}
    left = json.loads((folder / "data.json").read_text(encoding="utf-8"))["left"]
    assert [(one["why"], one["count"]) for one in left if one["dataset"] == "letters"] == [("not_provided", 2)]


def _letters(folder: Path) -> dict[str, str]:
    """Read who wrote each letter of an answer, and what."""
    texts = [path.read_text(encoding="utf-8") for path in (folder / "review").glob("mail-*")]
    parts = [dict(part.split(": ", 1) for part in text.split("\n\n")) for text in texts]
    return {part["sender"]: part["body"].strip() for part in parts}


def test_portable_data_are_tables_too(home: Made) -> None:
    home.customer(SOEREN)
    table = (answer(home, "port", f"email:{SOEREN.email}") / "shop.customers.csv").read_text(encoding="utf-8")
    assert SOEREN.email in table


def test_an_employee_is_shown_their_own_row_and_no_customers(home: Made) -> None:
    everywhere(home, SOEREN)
    home.put("employees", {"id": 1, "name": INGRID.name, "email": INGRID.email})
    home.put("notes", {"id": 1, "customer_id": SOEREN.customer_no, "written_by": 1, "note": "about Søren"})
    copy: list[Facts] = json.loads((answer(home, "access", f"email:{INGRID.email}") / "data.json").read_text(encoding="utf-8"))["copy"]
    assert [row["dataset"] for row in copy] == ["employees"]
