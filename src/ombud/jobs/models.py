"""Work that waits, runs or is parked, and when each schedule last came round; ids only, never what they stand for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class JobRow(models.Model):
    """A job; on PostgreSQL only those that are parked stand here."""

    name = models.CharField(max_length=100)
    ids = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - jobs without a key are each their own
    state = models.CharField(max_length=8, default="waiting")
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=100, default="")
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], condition=Q(state="waiting"), name="one_waits_per_key")]
        indexes = [models.Index(fields=["state", "due_at"], name="job_due")]


class ScheduleRow(models.Model):
    """When a schedule last came round."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()
