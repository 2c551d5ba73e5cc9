"""The letters of a home as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The tables of letters out and in."""

    name = "ombud.messages"
    label = "messages"
    default_auto_field = "django.db.models.BigAutoField"
