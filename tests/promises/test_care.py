"""What the policy promises of its care is looked at where something can be seen: agreements, transfers, lines."""

from datetime import timedelta

import pytest

from tests.promises.homes import TODAY, Copy

TLS = {"measures": {"tls": {"against": ["disclosure"], "probe": "tls"}}}


def test_an_agreement_that_has_ended_is_broken_before_anybody_signs(home: Copy) -> None:
    with home.policy() as policy:
        name, held = next((n, r) for n, r in policy["recipients"].items() if "signed" in r.get("agreement", {}))
        held["agreement"]["until"] = str(TODAY - timedelta(1))
    seen = home.look(f"recipients.{name}.agreement")[f"recipients.{name}.agreement"]
    assert (seen["status"], seen["cause"]) == ("broken", "The agreement has ended.")


def test_an_agreement_that_runs_today_still_waits_for_its_signature(home: Copy) -> None:
    with home.policy() as policy:
        name, held = next((n, r) for n, r in policy["recipients"].items() if "signed" in r.get("agreement", {}))
        held["agreement"]["until"] = str(TODAY)
    seen = home.look(f"recipients.{name}.agreement")[f"recipients.{name}.agreement"]
    assert (seen["status"], seen["cause"]) == ("unproven", "Nobody has signed for it.")


@pytest.mark.parametrize(("days", "status"), [(1, "broken"), (0, "unproven")], ids=["begins tomorrow", "begins today"])
def test_a_transfer_needs_a_tool_that_has_begun(home: Copy, days: int, status: str) -> None:
    with home.policy() as policy:
        flow = policy["transfers"]["known"][0]
        flow["since"] = str(TODAY + timedelta(days))
    seen = home.look(f"transfers.known.{flow['recipient']}")[f"transfers.known.{flow['recipient']}"]
    assert seen["status"] == status


def test_lines_are_not_called_encrypted_where_nothing_leaves_the_machine(home: Copy) -> None:
    with home.policy() as policy:
        policy.update(TLS)
    seen = home.look("measures.tls")["measures.tls"]
    assert (seen["status"], seen["cause"]) == ("unproven", "No system it speaks of is reached over a network from here.")


def test_a_line_that_cannot_be_looked_at_is_unproven(home: Copy) -> None:
    (home.folder / "systems/crm.sqlite").unlink()
    with home.policy() as policy:
        policy.update(TLS)
    seen = home.look("measures.tls")["measures.tls"]
    assert seen["status"] == "unproven"
    assert seen["cause"].startswith("It could not be looked at in ")
