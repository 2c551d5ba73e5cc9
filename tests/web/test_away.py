"""A system that is down in the middle: nothing is lost, the person is told, and the case goes on when it answers."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.web.site import Site
from tests.web.test_address import store
from tests.web.test_asking import ask, somebody
from tests.web.test_own import asked, rows
from tests.web.visits import sql, waited


@contextmanager
def away(site: Site) -> Iterator[None]:
    """Take the customer system away for a while."""
    there, gone = site.home / "systems" / "crm.sqlite", site.home / "systems" / "crm.away"
    there.rename(gone)
    try:
        yield
    finally:
        gone.rename(there)


def test_a_withdrawal_waits_for_the_system_and_then_takes_effect(site: Site) -> None:
    email = somebody(site, "subscribers", 70)
    with away(site):
        person = ask(site, "withdraw", email, "en")
        page = person.see("/my/en/case")
        assert page.status == 200
        assert "goes on by itself" in page.text
        for _ in range(2):
            tried_again(site)
        lines = "SELECT what FROM rights_eventrow e JOIN rights_caserow c ON c.id = e.case_id WHERE c.email = ?"
        told = sql(site, f"{lines} AND what IN ('released', 'unavailable')", email)
        assert sorted(told) == sorted({*told, "unavailable"})  # once each, however often it is tried
    assert rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(1,)]
    tried_again(site)
    waited(lambda: rows(site, "SELECT count(*) FROM subscribers WHERE email = ?", email) == [(0,)], "the withdrawal never took effect")


def tried_again(site: Site) -> None:
    """Let what should have taken effect be tried again, and wait until it was."""
    store(site, "UPDATE jobs_schedulerow SET at = '2026-01-01 00:00:00' WHERE name = 'rights.at-once'")
    waited(lambda: sql(site, "SELECT at FROM jobs_schedulerow WHERE name = 'rights.at-once'") != ["2026-01-01 00:00:00"])
    waited(lambda: sql(site, "SELECT id FROM jobs_jobrow WHERE name = 'rights.at-once'") == [], "it was not tried again")


def test_whoever_looks_at_their_own_data_is_told_that_something_is_missing(site: Site) -> None:
    person = asked(site, somebody(site, "subscribers", 71), "en")
    with away(site):
        page = person.see("/my/en/")
    assert "One of our systems does not answer" in page.text
    assert "We hold nothing" not in page.text
