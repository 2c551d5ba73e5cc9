"""The API as a Django app: its tokens and the answers it may have to give again."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens and stored answers."""

    name = "ombud.web.api"
    label = "api"
