"""A look keeps what to do, who answers for it until when, and which policy and inventory it looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.AddField(model_name="checkrow", name="action", field=models.TextField(default="")),
        migrations.AddField(model_name="checkrow", name="owner", field=models.CharField(default="", max_length=100)),
        migrations.AddField(model_name="checkrow", name="until", field=models.DateField(null=True)),
        migrations.AddField(model_name="checkrow", name="looked_at", field=models.CharField(default="", max_length=64)),
    ]
