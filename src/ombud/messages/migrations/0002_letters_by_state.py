"""Letters that failed are told on the first page of the console: found at once among many."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("messages", "0001_initial")]

    operations = [migrations.AddIndex("letterrow", models.Index(fields=["state"], name="letter_state"))]
