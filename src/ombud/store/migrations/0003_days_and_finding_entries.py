"""A day's look is kept as counts, and entries are found by kind and run without reading them all."""

import json
from typing import Any

from django.db import migrations, models

BATCH = 2000


def fill(apps: Any, _schema: Any) -> None:  # noqa: ANN401 - Django's own registry of models
    """Copy kind and run out of the entries that are there."""
    entries = apps.get_model("store", "EntryRow")
    waiting: list[Any] = []
    for row in entries.objects.iterator(BATCH):
        body = json.loads(bytes(row.body))
        row.kind, row.run = body["kind"], body["run"]
        waiting.append(row)
        if len(waiting) == BATCH:
            entries.objects.bulk_update(waiting, ["kind", "run"])
            waiting = []
    entries.objects.bulk_update(waiting, ["kind", "run"])


class Migration(migrations.Migration):
    dependencies = [("store", "0002_what_a_look_found")]

    operations = [
        migrations.CreateModel(
            name="DayRow",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("overdue", models.PositiveBigIntegerField(null=True)),
                ("counts", models.JSONField(default=dict)),
            ],
        ),
        migrations.AddField(model_name="entryrow", name="kind", field=models.CharField(default="", max_length=32)),
        migrations.AddField(model_name="entryrow", name="run", field=models.CharField(default="", max_length=128)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(model_name="entryrow", index=models.Index(fields=["kind", "id"], name="entry_by_kind")),
        migrations.AddIndex(model_name="entryrow", index=models.Index(fields=["run", "id"], name="entry_by_run")),
    ]
