"""The API keeps to its own description, whatever is sent (OpenAPI 3.1)."""

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api.program import Program, token
from tests.web.api.test_cases import opened
from tests.web.site import Site

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""What holds for every answer; that a body which is not as described is refused is looked at beside it."""


@pytest.fixture(scope="session")
def described(home_served: Site) -> schemathesis.schemas.BaseSchema:
    """The API as it describes itself."""
    return schemathesis.openapi.from_url(f"{home_served.url}/api/v1/openapi.json")


@pytest.fixture(scope="session")
def numbers(home_served: Site, everything: str) -> Iterator[list[str]]:
    """Some cases that are there."""
    program = Program(home_served.url, everything)
    yield [opened(program, f"described{number}@somewhere.example", right) for number, right in enumerate(("access", "erase", "complaint"))]
    program.client.close()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_is_described(
    described: schemathesis.schemas.BaseSchema, everything: str, numbers: list[str], mode: GenerationMode
) -> None:
    operations = [one.ok() for one in described.get_all_operations() if isinstance(one, Ok)]
    assert len(operations) == described.statistic.operations.total
    for operation in operations:
        if mode == GenerationMode.POSITIVE or operation.body or operation.query or operation.headers:
            send(operation, mode, everything, numbers)


def send(operation: schemathesis.schemas.APIOperation[Any, Any, Any, Any], mode: GenerationMode, secret: str, numbers: list[str]) -> None:
    """Send an operation many requests: such as it describes, or such as it does not."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    def examples(case: Any) -> None:  # noqa: ANN401 - the type of Schemathesis is generic in what it never says
        if len(given_number := str(case.path_parameters.get("number", ""))) == len("2026-000000"):
            case.path_parameters["number"] = numbers[sum(map(ord, given_number)) % len(numbers)]  # cases that are there
        mine = {} if "Authorization" in (case.headers or {}) else {"Authorization": f"Bearer {secret}"}
        case.call_and_validate(headers=mine, checks=[*CHECKS, negative_data_rejection] if operation.body else CHECKS)

    examples()


def operations(site: Site) -> Iterator[tuple[str, str, list[str]]]:
    """Give every operation with its scopes."""
    document = httpx.get(f"{site.url}/api/v1/openapi.json", trust_env=False, timeout=60).json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            (security,) = operation["security"]
            yield method.upper(), path.removeprefix("/api/v1").format_map(Places()), security["Token"]


class Places(dict[str, str]):
    """A value for every place in an address."""

    def __missing__(self, name: str) -> str:
        """Give a number of the right form."""
        return "2026-000000" if name == "number" else "1"


def test_nothing_is_done_without_a_token_or_with_a_scope_too_small(site: Site) -> None:
    small = {scope: Program(site.url, token(site, f"only-{scope}", scope)) for scope in ("may:ask", "policy:read")}
    nobody = Program(site.url, "")
    tried = list(operations(site))
    assert tried
    for method, path, scopes in tried:
        assert nobody.refused(method, path, {}) == (401, "token-missing")
        lacking = next(program for scope, program in small.items() if scope not in scopes)
        assert lacking.refused(method, path, {}) == (403, "scope-missing")
    for program in (nobody, *small.values()):
        program.client.close()


def test_every_operation_has_words_and_every_problem_is_described_as_one(site: Site) -> None:
    document = httpx.get(f"{site.url}/api/v1/openapi.json", trust_env=False, timeout=120).json()
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["description"]
            problems = {status: answer["content"] for status, answer in operation["responses"].items() if status >= "400"}
            assert {"401", "403", "422", "429"} <= problems.keys()
            assert all(list(content) == ["application/problem+json"] for content in problems.values())
