"""The limits as a Django app: what was tried lately."""

from __future__ import annotations

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """What was tried."""

    name = "ombud.web.limits"
    label = "limits"
