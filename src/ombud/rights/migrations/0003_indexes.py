"""What pages and looks ask of many cases is found by an index."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """The order of the list holds all that it needs; an address is found however it is spelled."""

    dependencies = [("rights", "0002_own_address")]

    operations = [
        migrations.RemoveIndex("caserow", "case_by_deadline"),
        migrations.AddIndex("caserow", models.Index(fields=["state", "answer_by", "number"], name="case_by_deadline")),
        migrations.AddIndex("caserow", models.Index(Lower("asked_by"), name="case_asked_by_folded")),
    ]
