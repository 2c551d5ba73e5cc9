"""A small inventory without a fault, beside the small policy, and the way to plant one."""

from ombud.inventory.check import check_inventory
from ombud.inventory.model import Inventory
from ombud.inventory.parse import parse_inventory
from ombud.policy.model import Policy
from ombud.policy.parse import Parsed
from ombud.policy.telling import Told
from tests.policy.small import in_english
from tests.policy.small import planted as small_policy

SMALL = """\
systems:
  shop:
    kind: sql
    at: env:SHOP
    zone: Europe/Copenhagen
    recipient: host
    datasets:
      people:
        key: [id]
        activities: {customer: {when: {state: [new, old]}}}
        columns:
          id: none
          state: none
          name: {is: name}
          email: {is: email, identifies: email}
          blocked: none
          seen: {event: customer.seen}
          left: {event: customer.left}
          offer: {event: offer.ends}
        restrict: {column: blocked, value: 1}
      orders:
        key: [id]
        activities: {customer: all}
        links: [{to: shop.people, on: {person: id}, as: owner}]
        columns: {id: none, person: none, lines: {is: orders}, paid: {event: order.paid}}
  forms:
    kind: mailbox
    at: maildir:forms
    own_domains: [bager.example]
    datasets:
      letters:
        folders: [INBOX, News/*]
        activities: {news: {correspondent_in: shop.people}, no_contact: otherwise}
        columns:
          received: {event: [news.left, wish.received]}
          correspondents: {is: email, identifies: email}
          names: {is: name}
          body: {is: wish}
      cases:
        folders: [Cases]
        activities: {request: all}
        columns:
          received: {event: [case.closed, case.decided]}
          correspondents: {is: email, identifies: email}
          attachments: {is: passport}
  copies:
    kind: files
    at: copies
    datasets:
      lists:
        csv: "*.csv"
        activities: {news: all}
        columns: {email: {is: email, identifies: email}, name: {is: name}}
"""


def planted(*changes: tuple[str, str]) -> Parsed[Inventory]:
    """Read the small inventory with each first text replaced by the second; the first must stand there once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return parse_inventory(text)


def policy() -> Policy:
    """Read the small policy, whose newsletter has a copy in `copies`."""
    told, now = (
        "given: by_signing_up}]\n    recipients: [cloud]\n    systems: [forms]",
        "given: x}]\n    recipients: [cloud, host]\n    systems: [forms, copies]",
    )
    value = small_policy((told, now)).value
    assert value
    return value


def found(*changes: tuple[str, str], against: Policy | None = None) -> tuple[Told, ...]:
    """Check the small inventory after the changes."""
    return in_english(check_inventory(planted(*changes), against or policy()))
