"""Roles in a table of their own; until now they were groups."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.state import StateApps


def from_groups(apps: StateApps, _schema: object) -> None:
    row = apps.get_model("staff", "StaffRow")
    for user in apps.get_model("auth", "User").objects.filter(groups__isnull=False).distinct():
        row.objects.create(user=user, role=user.groups.order_by("id").first().name)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("auth", "0012_alter_user_first_name_max_length"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="StaffRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=16)),
                ("language", models.CharField(blank=True, max_length=2)),
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RunPython(from_groups, migrations.RunPython.noop),
    ]
