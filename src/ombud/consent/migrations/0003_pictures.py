"""The tables of pictures of what was shown."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_subscriptions"),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureRow",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("png", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="PicturedRow",
            fields=[
                (
                    "leaf",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="consent.leafrow",
                    ),
                ),
                ("salt", models.CharField(max_length=32)),
                ("record", models.TextField()),
                ("shown", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="consent.shownrow")),
            ],
        ),
    ]
