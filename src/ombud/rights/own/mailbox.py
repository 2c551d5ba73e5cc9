"""Mailboxes that are nobody's own: what stands in them is read by whoever works there (RFC 2142, and the Nordic names beside it)."""

from __future__ import annotations

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


def is_role(email: str) -> bool:
    """Tell whether an address is a role's or a house's rather than one person's."""
    local, _, _ = email.casefold().partition("@")
    return local.partition("+")[0] in ROLES
