"""Who read the reason of a hold, and what for; a released hold forgets its reason."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Let the holds that were released earlier forget why they stood."""
    apps.get_model("store", "HoldRow").objects.exclude(released_at=None).update(reason="")


class Migration(migrations.Migration):
    dependencies = [("store", "0005_what_is_public")]

    operations = [
        migrations.CreateModel(
            name="HoldReadRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("note", models.TextField(blank=True)),
                (
                    "hold",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reads", to="store.holdrow"),
                ),
            ],
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
