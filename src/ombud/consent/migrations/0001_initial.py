"""The first tables of the ledger of choices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CheckpointRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.PositiveBigIntegerField(unique=True)),
                ("text", models.TextField()),
                ("peaks", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LeafRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("index", models.PositiveBigIntegerField(null=True, unique=True)),
                ("leaf", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="ShownRow",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=2)),
                ("layout", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("policy", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WishRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254)),
                ("kind", models.CharField(max_length=20)),
                ("wish", models.TextField(blank=True)),
                ("received_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="ChoiceRow",
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
                ("subject", models.CharField(db_index=True, max_length=64)),
                ("purpose", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("salt", models.CharField(max_length=32)),
                ("record", models.TextField()),
                ("ended_on", models.DateField(null=True)),
                ("sent_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StandingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=64)),
                ("purpose", models.CharField(max_length=100)),
                ("slot", models.CharField(max_length=12)),
                ("rank", models.BigIntegerField()),
                ("leaf", models.PositiveBigIntegerField(db_index=True)),
                ("record", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject", "purpose", "slot"), name="standing_once")],
            },
        ),
        migrations.CreateModel(
            name="SuppressedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("lifted_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "digest"), name="suppressed_once")],
            },
        ),
    ]
