"""Django's settings for a home's store; the home is chosen when the store is opened."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The tables every desk and command shares, as a Django app."""

    name = "ombud.store"
    label = "store"


INSTALLED_APPS = [
    "ombud.store.settings.StoreConfig",
    "ombud.rights.cases.app.RightsConfig",
    "ombud.messages.app.MessagesConfig",
    "ombud.jobs.app.JobsConfig",
]
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
        },
    }
}
SECRET_KEY = ""
"""Nothing is signed with it: the command line has no sessions."""
