"""What is set apart of an answer is looked through piece by piece; a case that could not be carried out is tried again."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of pieces and two columns of a case."""

    dependencies = [("rights", "0003_indexes")]

    operations = [
        migrations.AddField("caserow", "tries", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("caserow", "again_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="ReviewRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=32)),
                ("file", models.CharField(max_length=220)),
                ("sealed", models.BinaryField()),
                ("read_at", models.DateTimeField(null=True)),
                ("decided", models.CharField(blank=True, max_length=8)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("reason", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="review", to="rights.caserow"),
                ),
            ],
        ),
    ]
