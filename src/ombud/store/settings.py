"""Django's settings for a home's store; the home is chosen when the store is opened."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The tables every desk and command shares, as a Django app."""

    name = "ombud.store"
    label = "store"


class QueueConfig(AppConfig):
    """The tables of the queue on PostgreSQL, installed for such a home alone; its own configuration can only be loaded once a process."""

    name = "procrastinate.contrib.django"
    label = "procrastinate"


INSTALLED_APPS = [
    "ombud.store.settings.StoreConfig",
    "ombud.rights.cases.app.RightsConfig",
    "ombud.consent.app.ConsentConfig",
    "ombud.messages.app.MessagesConfig",
    "ombud.jobs.app.JobsConfig",
]
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""Until a home is opened there is none."""
SECRET_KEY = ""
"""Nothing is signed with it: the command line has no sessions."""
