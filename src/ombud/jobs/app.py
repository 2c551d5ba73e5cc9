"""The durable work of a home as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The tables of work that waits, and of work that failed."""

    name = "ombud.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
