"""The consent desk as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """The ledger of choices and the list of those who are not to be contacted."""

    name = "ombud.consent"
    label = "consent"

    def ready(self) -> None:
        """Let other desks tell us of wishes that take effect, and the board of promises ask what our tables tell."""
        from ombud.consent.heard import heard
        from ombud.store.own.wishes import keeps

        keeps(heard)
        from ombud.consent.sending.telling import told
        from ombud.store.own.letters import tells

        tells(told)
        from ombud.consent.told import choices
        from ombud.store.own.desks import remembers

        remembers(choices)
