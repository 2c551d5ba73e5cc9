"""What rests on consent is kept where people agreed, unproven where nobody was ever asked here, and broken where somebody was not."""

from datetime import UTC, datetime

from tests.promises.conftest import Template
from tests.promises.homes import TODAY, Copy

NEWSLETTER = "activities.newsletter.basis.6.1.a"
DELIVERY = "activities.newsletter.purposes.deliver_newsletter"
SUPPRESSES = "activities.do_not_contact.suppresses"


def test_a_home_that_keeps_no_ledger_is_told_what_to_do_and_not_accused(template: Template) -> None:
    seen = template.promises[NEWSLETTER]
    assert (seen["status"], seen["cause"]) == ("unproven", "The ledger holds nobody's consent to it.")
    assert "ombud consent give" in seen["action"]
    assert template.promises[DELIVERY]["status"] == "unproven"


def test_everybody_who_stands_there_agreed(home: Copy) -> None:
    readers = home.addresses("subscribers")
    home.agree("newsletter", *readers)
    home.done("letters", "sent", "--subject", f"email:{readers[0]}", "--purpose", "newsletter")
    seen = home.look(NEWSLETTER, DELIVERY)
    assert (seen[NEWSLETTER]["status"], seen[DELIVERY]["status"]) == ("kept", "kept")
    assert seen[NEWSLETTER]["figure"].startswith(f"{len(readers)} rows of people who agreed")


def test_what_is_sent_after_a_withdrawal_of_that_day_counts_where_its_moment_is_known(home: Copy) -> None:
    first, second, *_ = home.addresses("subscribers")
    before = datetime.now(UTC).isoformat()
    home.agree("newsletter", first, second)
    agreed = datetime.now(UTC).isoformat()
    home.done("consent", "withdraw", "--subject", f"email:{first}", "--purpose", "newsletter")
    after = datetime.now(UTC).isoformat()
    mailed = ("letters", "sent", "--purpose", "newsletter", "--subject")
    for when in ((), ("--day", str(TODAY)), ("--at", agreed)):
        home.done(*mailed, f"email:{first}", *when)
    home.done(*mailed, f"email:{second}", "--at", after)
    assert home.look(DELIVERY)[DELIVERY]["status"] == "kept"
    for who, wrongly in ((first, after), (second, before)):
        home.done(*mailed, f"email:{who}", "--at", wrongly)
    seen = home.look(DELIVERY)[DELIVERY]
    assert (seen["status"], seen["figure"][:1]) == ("broken", "2")
    assert home.run(*mailed, f"email:{second}", "--at", "2026-11-26T10:00:00").code == 2
    assert home.run(*mailed, f"email:{second}", "--at", f"{TODAY.year + 1}-01-01T00:00:00Z").code == 2


def test_a_list_that_was_taken_over_without_proof_is_no_consent(home: Copy) -> None:
    readers = home.addresses("subscribers")
    old = home.folder / "old.csv"
    old.write_text("email\n" + "\n".join(readers), "utf-8")
    home.done("consent", "import", old, "--purpose", "newsletter")
    assert home.look(NEWSLETTER)[NEWSLETTER]["status"] == "broken"


def test_whoever_withdrew_today_has_until_the_sweep_of_the_day(home: Copy) -> None:
    first, *others = home.addresses("subscribers")
    home.agree("newsletter", first, *others)
    home.done("consent", "withdraw", "--subject", f"email:{first}", "--purpose", "newsletter")
    seen = home.look(NEWSLETTER)[NEWSLETTER]
    assert (seen["status"], seen["figure"]) == ("kept", f"{len(others)} rows of people who agreed, 1 about to go")


def test_whoever_is_not_to_be_contacted_and_agrees_anew_may_stand_in_the_list(home: Copy) -> None:
    first, *_ = home.addresses("subscribers")
    home.done("consent", "suppress", "--subject", f"email:{first}")
    with home.state() as state:
        state.execute("UPDATE consent_suppressedrow SET since = datetime(since, '-2 days')")
        state.execute("DELETE FROM consent_wishrow")
    assert home.look(SUPPRESSES)[SUPPRESSES]["status"] == "broken"
    home.agree("newsletter", first)
    assert home.look(SUPPRESSES)[SUPPRESSES]["status"] == "kept"


def test_versions_that_say_the_same_under_their_own_numbers_are_kept(home: Copy) -> None:
    names = ("changes.each_change", "policy.languages", "changes.new_use.ask_consent_if_needed")
    assert {one["status"] for one in home.look(*names).values()} == {"unproven"}
    home.done("publish")
    seen = home.look(*names)
    assert [seen[name]["status"] for name in names] == ["kept", "kept", "unproven"]


def test_whoever_is_asked_anew_after_a_change_may_be_written_to(home: Copy) -> None:
    name, readers = "changes.new_use.ask_consent_if_needed", home.addresses("subscribers")
    home.done("publish")
    home.agree("newsletter", *readers)
    with home.policy() as policy:
        policy["policy"] |= {"version": "4.0", "effective": str(TODAY)}
        policy["activities"]["newsletter"]["purposes"]["know_recipient"] = {"marketing": "true"}
    home.done("publish")
    assert home.look(NEWSLETTER)[NEWSLETTER]["status"] == "unproven"  # they agreed to something else
    home.agree("newsletter", *readers)
    home.done("letters", "sent", "--subject", f"email:{readers[0]}", "--purpose", "newsletter")
    seen = home.look(name, NEWSLETTER)
    assert (seen[name]["status"], seen[NEWSLETTER]["status"]) == ("kept", "kept")
