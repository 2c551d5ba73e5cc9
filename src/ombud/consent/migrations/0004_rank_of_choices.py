"""What counts of a person is told by their choices themselves: each has its rank, and the table beside them goes."""

from typing import Any

from django.db import migrations, models

from ombud.consent.ledger.record import read

AT_ONCE = 5000
COUNTING = (
    "UPDATE consent_choicerow SET rank = (SELECT s.rank FROM consent_standingrow s WHERE s.leaf = consent_choicerow.leaf_id)"
    " WHERE leaf_id IN (SELECT leaf FROM consent_standingrow)"
)
OTHER = "UPDATE consent_choicerow SET rank = %s WHERE leaf_id = %s"


def rank(apps: Any, schema: Any) -> None:  # noqa: ANN401 - Django's own registry of models, and its editor
    """Rank the choices that were recorded before; a record tells milliseconds, so that none comes above one that counts."""
    rows, last = apps.get_model("consent", "ChoiceRow").objects.filter(rank=0).order_by("leaf_id").values_list("leaf_id", "record"), 0
    with schema.connection.cursor() as cursor:
        cursor.execute(COUNTING)
        while some := list(rows.filter(leaf_id__gt=last)[:AT_ONCE]):
            cursor.executemany(OTHER, [(read(record).rank, leaf) for leaf, record in some])
            last = some[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0003_pictures"),
    ]

    operations = [
        migrations.AddField("choicerow", "rank", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunPython(rank, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel("StandingRow"),
    ]
