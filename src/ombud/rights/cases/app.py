"""The rights desk as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """The cases of people who use their rights."""

    name = "ombud.rights"
    label = "rights"

    def ready(self) -> None:
        """Let other desks ask what stands in our cases, and the board of promises what our tables tell."""
        from ombud.rights.handling.standing import standing
        from ombud.rights.telling.told import told
        from ombud.store.own.desks import answers
        from ombud.store.own.wishes import stands

        stands(standing)
        answers(told)
