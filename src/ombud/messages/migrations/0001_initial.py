"""The first tables of letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ThreadRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=400, unique=True)),
                ("thread", models.CharField(db_index=True, max_length=64)),
                ("until", models.DateField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="LetterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=40, unique=True)),
                ("thread", models.CharField(blank=True, db_index=True, max_length=64)),
                ("references", models.TextField(default="")),
                ("recipient", models.TextField()),
                ("body", models.BinaryField()),
                ("emptied", models.BooleanField(default=False)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("reason", models.CharField(default="", max_length=40)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("posted_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("until", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="letter_due"), models.Index(fields=["until"], name="letter_until")],
            },
        ),
        migrations.CreateModel(
            name="SeenRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mailbox", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["mailbox", "digest"], name="seen_digest")],
                "constraints": [models.UniqueConstraint(fields=("mailbox", "place"), name="seen_once")],
            },
        ),
    ]
