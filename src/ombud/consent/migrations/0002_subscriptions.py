"""The tables of letters that people ask for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=100)),
                ("topic", models.CharField(blank=True, max_length=100)),
                ("channel", models.CharField(max_length=10)),
                ("sender", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                ("counts", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="PendingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("email", models.CharField(max_length=254)),
                ("purpose", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=2)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("topics", models.JSONField(default=list)),
                ("tracking", models.JSONField(default=list)),
                ("given", models.JSONField(default=dict)),
                ("notice", models.CharField(max_length=64)),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="RefusedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("where", models.CharField(max_length=40)),
                ("why", models.CharField(max_length=40)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("day", "where", "why"), name="refused_once")],
            },
        ),
        migrations.CreateModel(
            name="SubscriberRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254)),
                ("purpose", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=2)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("given", models.JSONField(default=dict)),
                ("joined_on", models.DateField()),
                ("left_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("email", "purpose"), name="subscriber_once")],
            },
        ),
        migrations.CreateModel(
            name="BehaviourRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254)),
                ("opens", models.PositiveIntegerField(default=0)),
                ("open_times", models.JSONField(default=list)),
                ("clicks", models.JSONField(default=list)),
                ("place", models.CharField(blank=True, max_length=100)),
                ("device", models.CharField(blank=True, max_length=10)),
                ("opened_on", models.DateField()),
                ("campaign", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="consent.campaignrow")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("email", "campaign"), name="behaviour_once")],
            },
        ),
    ]
