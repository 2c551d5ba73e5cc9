"""The web as a Django app: its templates, tags and words."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, forms and the API."""

    name = "ombud.web"
    label = "web"
