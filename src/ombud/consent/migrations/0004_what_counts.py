"""What counts of a person is told by their choices themselves, each with its slot and rank; the table beside them goes."""

from typing import Any

from django.db import migrations, models

from ombud.consent.ledger.record import read
from ombud.plan.consent.choice import SLOTS

AT_ONCE = 5000
COUNTING = (
    "UPDATE consent_choicerow SET counts = true, rank = (SELECT s.rank FROM consent_standingrow s WHERE s.leaf = consent_choicerow.leaf_id)"
    " WHERE leaf_id IN (SELECT leaf FROM consent_standingrow)"
)
RANK = "UPDATE consent_choicerow SET rank = %s WHERE leaf_id = %s"


def move(apps: Any, schema: Any) -> None:  # noqa: ANN401 - Django's own registry of models, and its editor
    """Let those count that did, and rank the others; a record tells milliseconds, so that none comes above one that counts."""
    rows = apps.get_model("consent", "ChoiceRow").objects
    for kind, slot in SLOTS.items():
        rows.filter(kind=kind).update(slot=slot)
    others, last = rows.filter(counts=False).order_by("leaf_id").values_list("leaf_id", "record"), 0
    with schema.connection.cursor() as cursor:
        cursor.execute(COUNTING)
        while some := list(others.filter(leaf_id__gt=last)[:AT_ONCE]):
            cursor.executemany(RANK, [(read(record).rank, leaf) for leaf, record in some])
            last = some[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0003_pictures"),
    ]

    operations = [
        migrations.AddField("choicerow", "slot", models.CharField(max_length=12, default=""), preserve_default=False),
        migrations.AddField("choicerow", "rank", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("choicerow", "counts", models.BooleanField(default=False)),
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("choicerow", "counts", models.BooleanField(default=True)),
        migrations.DeleteModel("StandingRow"),
    ]
