"""What was stopped is counted by day."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("limits", "0001_initial")]

    operations = [
        migrations.CreateModel(
            "StoppedRow",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("place", models.CharField(max_length=16)),
                ("kind", models.CharField(max_length=16)),
                ("count", models.IntegerField()),
                ("told", models.BooleanField(default=False)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["day", "place", "kind"], name="stopped_once")]},
        )
    ]
