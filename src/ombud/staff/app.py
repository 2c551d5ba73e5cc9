"""The staff as a Django app; it is installed only where accounts are, beside the web."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The roles and languages of those who work in the console."""

    name = "ombud.staff"
    label = "staff"
