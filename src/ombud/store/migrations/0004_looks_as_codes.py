"""What a look says is kept as its code and facts, told in the reader's language; what was kept as a sentence stands as it was told."""

import json
from typing import Any

from django.db import migrations, models

TOLD = ("figure", "cause", "action")


def wrap(apps: Any, _schema: Any) -> None:  # noqa: ANN401 - Django's own registry of models
    """Write each sentence as a phrase that is told as it stands; none at all is no phrase."""
    rows = list(apps.get_model("store", "CheckRow").objects.all())
    for row in rows:
        for name in TOLD:
            text = getattr(row, name)
            setattr(row, name, json.dumps({"code": "as-told", "slots": {"text": text}} if text else None, ensure_ascii=False))
    apps.get_model("store", "CheckRow").objects.bulk_update(rows, TOLD, batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("store", "0003_days_and_finding_entries")]

    operations = [
        migrations.RunPython(wrap, migrations.RunPython.noop, elidable=True),
        *(migrations.AlterField("checkrow", name, models.JSONField(null=True)) for name in TOLD),
    ]
