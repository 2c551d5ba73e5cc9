"""Which promises an officer lets the public read the standing of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0004_looks_as_codes")]

    operations = [
        migrations.CreateModel(
            name="PublicRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement", models.CharField(max_length=200, unique=True)),
                ("by", models.CharField(max_length=100)),
                ("published_at", models.DateTimeField()),
            ],
        ),
    ]
