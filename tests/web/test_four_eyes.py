"""Where the home asks for four eyes, a second person releases what the first has decided."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ombud.cli.demo.build import build
from tests.web.conftest import served
from tests.web.site import Site
from tests.web.test_console import do, opened
from tests.web.test_deciding import customer, row


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served home that asks for four eyes."""
    folder = tmp_path_factory.mktemp("careful") / "home"
    build(folder, today=datetime.now(UTC).date())
    settings = folder / "ombud.toml"
    settings.write_text(f"four_eyes = true\n{settings.read_text('utf-8')}", "utf-8")
    yield from served(folder)


def test_who_decided_does_not_carry_out_and_a_colleague_who_disagrees_opens_it_again(careful: Site) -> None:
    email, first, second = customer(careful, 940001), careful.officer("first"), careful.worker("second", "handler")
    case = opened(first, "erase", email, language="en")
    do(first, case, "identity", method="officer", result="proved", reason="signed in to our shop")
    do(first, case, "preview")
    page = do(first, case, "decide")
    assert "Somebody else than who decided must carry it out" in page.text
    alone = do(first, case, "carry-out")
    assert alone.status == 409
    assert "Somebody else must release this decision" in alone.text
    assert row(careful, email, "name") == ["Somebody Invented"]
    do(second, case, "reopen", reason="the note is about somebody else")
    do(second, case, "decide")
    assert do(second, case, "carry-out").status == 409  # now the colleague is who decided
    assert do(first, case, "carry-out").status == 200
    assert row(careful, email, "name") == []
    careful.leave()
