"""Mailboxes that are not one person's own: a role's (RFC 2142, and the Nordic names beside it), and those that an employer gives out."""

from __future__ import annotations

from ombud.errors import MisconfiguredError
from ombud.policy.spelling import folded
from ombud.store.home import Home
from ombud.systems.mailbox.message import is_own

ROLES = frozenset(
    [
        "abuse",
        "admin",
        "administration",
        "billing",
        "bogholderi",
        "booking",
        "bokforing",
        "butik",
        "contact",
        "ekonomi",
        "events",
        "faktura",
        "firma",
        "finance",
        "hello",
        "hej",
        "help",
        "helpdesk",
        "hr",
        "info",
        "information",
        "jobs",
        "job",
        "kontakt",
        "kontor",
        "kundeservice",
        "kundservice",
        "legal",
        "lager",
        "mail",
        "marked",
        "marketing",
        "marknad",
        "office",
        "okonomi",
        "order",
        "ordre",
        "orders",
        "personal",
        "post",
        "postmaster",
        "press",
        "presse",
        "privacy",
        "reception",
        "regnskap",
        "regnskab",
        "resepsjon",
        "salg",
        "sales",
        "security",
        "service",
        "shop",
        "support",
        "team",
        "teknik",
        "webmaster",
    ]
)


def is_personal(home: Home, email: str) -> bool:
    """Tell whether whoever reads an address can be taken for the one person whose it is: no colleague, and no employer, reads it too."""
    return not is_role(email) and not is_own(folded(email), employers(home))


def is_role(email: str) -> bool:
    """Tell whether an address is a role's or a house's rather than one person's."""
    local, _, _ = email.casefold().partition("@")
    return local.partition("+")[0] in ROLES


def employers(home: Home) -> frozenset[str]:
    """Tell in which domains an employer gives out the mailboxes: those of `employer_domains`, or else the house's own.

    Raises `MisconfiguredError` where the setting is no list of domains.
    """
    named = home.settings.get("employer_domains", sorted(_own(home)))
    if not isinstance(named, list) or not all(isinstance(one, str) and one and "@" not in one for one in named):
        hint = 'Write employer_domains = ["firm.example"].'
        raise MisconfiguredError("settings-employers", "`employer_domains` is a list of domains.", where="ombud.toml", hint=hint)
    return frozenset(folded(f"@{domain}").removeprefix("@") for domain in named)


def _own(home: Home) -> set[str]:
    """Name the domains that the inventory calls the house's own, and that of the controller's address."""
    email = home.policy.controller.email
    own = {domain for system in home.inventory.systems.values() for domain in system.own_domains}
    return own | ({email.rpartition("@")[2]} if isinstance(email, str) else set())
