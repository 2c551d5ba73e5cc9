"""A password that somebody else set is changed at the first sign-in."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column of an account."""

    dependencies = [("staff", "0001_initial")]

    operations = [migrations.AddField("staffrow", "first_password", models.BooleanField(default=False))]
