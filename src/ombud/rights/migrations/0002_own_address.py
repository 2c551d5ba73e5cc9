"""A case may concern one address alone, and may wait for an earlier address to answer."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns of a case."""

    dependencies = [("rights", "0001_initial")]

    operations = [
        migrations.AddField("caserow", "direct", models.BooleanField(default=False)),
        migrations.AddField("caserow", "waits_until", models.DateTimeField(null=True)),
    ]
