"""A first password is drawn and ends; those that stand have the time that a new one has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import migrations, models
from django.db.migrations.state import StateApps


def ending(apps: StateApps, _schema: object) -> None:
    """Let the first passwords that stand end too."""
    row = apps.get_model("staff", "StaffRow")
    row.objects.filter(first_password=True).update(first_until=datetime.now(UTC) + timedelta(days=7))


class Migration(migrations.Migration):
    """One column of an account for another."""

    dependencies = [("staff", "0002_first_password")]

    operations = [
        migrations.AddField("staffrow", "first_until", models.DateTimeField(null=True)),
        migrations.RunPython(ending, migrations.RunPython.noop),
        migrations.RemoveField("staffrow", "first_password"),
    ]
