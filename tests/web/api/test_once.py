"""The same key and body is done once, however often and however fast it is sent."""

from concurrent.futures import ThreadPoolExecutor

from tests.web.api.program import Program, token
from tests.web.site import Site
from tests.web.visits import sql

ASKED = {"right": "access", "language": "en", "email": "again@somewhere.example"}


def test_a_repeated_request_gets_the_answer_of_the_first(program: Program) -> None:
    first, again = (program.ask("POST", "/cases", ASKED, Idempotency_Key="again") for _ in range(2))
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    assert first.status_code == again.status_code == 201


def test_the_same_key_with_another_body_is_refused(program: Program) -> None:
    program.post("/cases", ASKED, Idempotency_Key="other")
    assert program.refused("POST", "/cases", {**ASKED, "language": "sv"}, Idempotency_Key="other") == (422, "key-other")


def test_a_refused_request_frees_its_key(program: Program) -> None:
    wrong = {**ASKED, "purpose": "world peace"}
    assert program.refused("POST", "/cases", wrong, Idempotency_Key="freed") == (422, "unknown-purpose")
    assert program.post("/cases", ASKED, Idempotency_Key="freed")["state"] == "open"


def test_asked_many_times_at_once_one_case_is_opened(site: Site, program: Program) -> None:
    def send(_: int) -> tuple[int, str]:
        answer = program.ask("POST", "/cases", {**ASKED, "email": "racing@somewhere.example"}, Idempotency_Key="racing")
        return answer.status_code, answer.text

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(16)))
    assert {status for status, _ in answers} <= {201, 409}
    assert len([text for status, text in answers if status == 201]) == 1
    assert sql(site, "SELECT count(*) FROM rights_caserow WHERE email = 'racing@somewhere.example'") == [1]


def test_keys_of_two_programs_have_nothing_to_do_with_each_other(site: Site, program: Program) -> None:
    other = Program(site.url, token(site, "neighbour", "cases:open"))
    numbers = {one.post("/cases", ASKED, Idempotency_Key="shared")["number"] for one in (program, other)}
    assert len(numbers) == 2
    other.client.close()


def test_stored_answers_are_sealed_and_gone_after_a_day(site: Site, program: Program) -> None:
    number = program.post("/cases", ASKED, Idempotency_Key="sealed")["number"]
    kept = sql(site, "SELECT sealed FROM api_oncerow")
    assert kept
    assert not [sealed for sealed in kept if number.encode() in bytes(sealed)]
    sql(site, "UPDATE api_oncerow SET begun_at = '2020-01-01 00:00:00'")
    assert program.post("/cases", ASKED, Idempotency_Key="sealed")["number"] != number
