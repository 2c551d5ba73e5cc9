"""The first tables of work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ScheduleRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="JobRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("ids", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=200, null=True)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("due_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("reason", models.CharField(default="", max_length=100)),
                ("failed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "due_at"], name="job_due")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state", "waiting")), fields=("key",), name="one_waits_per_key")
                ],
            },
        ),
    ]
