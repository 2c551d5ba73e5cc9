"""Whether the links that a policy prints lead anywhere: what answered when somebody followed them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ombud.policy.model import Policy, known
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, unproven
from ombud.promises.saying.phrase import phrase

AGAIN: Final = phrase("follow-links")
_GONE: Final = frozenset({404, 410})


def nobody_followed() -> Check:
    """Say what a promise about a link is while nobody has followed it."""
    return unproven(phrase("link-unfollowed"), AGAIN)


def address_of(statement: Statement, policy: Policy) -> str:
    """Give the address that a statement prints."""
    if statement.kind == "link":
        return str(policy.links[statement.path[1]])
    page = policy.rights.own_page
    return (known(page.at) if page else None) or ""


def led(statement: Statement, answers: Mapping[str, int], policy: Policy) -> Check:
    """Tell how a promise stands after its link was followed; a page that is not shown to programs is not gone."""
    address = address_of(statement, policy)
    status = answers.get(address, 0)
    if status in _GONE:
        figure, cause = phrase("link-gone", status=status), phrase("link-leads-nowhere", url=address)
        return Check("broken", figure, cause, phrase("mend-link"))
    if not 200 <= status < 300:  # noqa: PLR2004 - the statuses of RFC 9110 §15.3
        return unproven(phrase("link-silent", url=address), AGAIN)
    return Check("kept", phrase("link-answers", status=status))
