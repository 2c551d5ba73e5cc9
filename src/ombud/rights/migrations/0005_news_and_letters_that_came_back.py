"""A case tells that something came; a recipient's letter is known by its id, and tells that it came back."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A mark of a case with its index, and two columns of those who are told."""

    dependencies = [("rights", "0004_reviews_and_trying_again")]

    operations = [
        migrations.AddField("caserow", "news", models.BooleanField(default=False)),
        migrations.AddIndex("caserow", models.Index(fields=["answer_by", "number"], condition=models.Q(news=True), name="case_with_news")),
        migrations.AddField("toldrow", "message", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("toldrow", "came_back_at", models.DateTimeField(null=True)),
    ]
