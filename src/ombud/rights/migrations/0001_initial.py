"""The tables of cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DoorRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("use", models.CharField(max_length=8)),
                ("expires", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("email", models.CharField(max_length=254)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=16, unique=True)),
                ("right", models.CharField(max_length=16)),
                ("guess", models.CharField(blank=True, max_length=16)),
                ("purpose", models.CharField(blank=True, max_length=100)),
                ("changes", models.JSONField(default=dict)),
                ("identifiers", models.JSONField(default=dict)),
                ("wish", models.TextField(blank=True)),
                ("language", models.CharField(max_length=2)),
                ("channel", models.CharField(max_length=8)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, db_index=True, max_length=254)),
                ("asked_by", models.CharField(blank=True, db_index=True, max_length=254)),
                ("state", models.CharField(db_index=True, max_length=16)),
                ("received_at", models.DateTimeField()),
                ("received_on", models.DateField()),
                ("answer_by", models.DateField(db_index=True)),
                ("extended", models.BooleanField(default=False)),
                ("waited_days", models.PositiveIntegerField(default=0)),
                ("handler", models.CharField(blank=True, max_length=150)),
                ("plan", models.CharField(blank=True, max_length=16)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("evidence", models.TextField(blank=True)),
                ("decided_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "answer_by"], name="case_by_deadline")],
            },
        ),
        migrations.CreateModel(
            name="EventRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("what", models.CharField(max_length=32)),
                ("note", models.TextField(blank=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="rights.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="ItemRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=200)),
                ("data", models.JSONField(default=list)),
                ("count", models.PositiveIntegerField()),
                ("proposed", models.CharField(max_length=16)),
                ("ground", models.CharField(blank=True, max_length=64)),
                ("article", models.CharField(blank=True, max_length=64)),
                ("law", models.CharField(blank=True, max_length=100)),
                ("until", models.DateField(null=True)),
                ("decided", models.CharField(blank=True, max_length=16)),
                ("reason", models.TextField(blank=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="rights.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="KeyRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("use", models.CharField(max_length=8)),
                ("expires", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="rights.caserow")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LetterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("inbound", models.BooleanField()),
                ("kind", models.CharField(max_length=24)),
                ("subject", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("message", models.CharField(blank=True, db_index=True, max_length=200)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="rights.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="PackageRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("until", models.DateField()),
                ("fetched_at", models.DateTimeField(null=True)),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="package", to="rights.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="ProofRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(blank=True, max_length=16)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("result", models.CharField(blank=True, max_length=8)),
                ("by", models.CharField(blank=True, max_length=150)),
                ("reason", models.TextField(blank=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="proofs", to="rights.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="DocumentRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("sealed", models.BinaryField()),
                ("came_at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="rights.caserow")),
                ("proof", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="rights.proofrow")),
            ],
        ),
        migrations.CreateModel(
            name="TaskRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=32)),
                ("count", models.PositiveIntegerField(default=0)),
                ("owner", models.CharField(max_length=150)),
                ("due", models.DateField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=150)),
                ("note", models.TextField(blank=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="rights.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="ToldRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient", models.CharField(max_length=100)),
                ("told_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_reason", models.TextField(blank=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="told", to="rights.caserow")),
            ],
        ),
    ]
