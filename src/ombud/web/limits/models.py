"""The tables of what was tried and what was stopped: no name and no address stands in them, and what counts no more goes by itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class TriedRow(models.Model):
    """One attempt, under a digest of what was tried by whom that only this home's key can make."""

    objects: ClassVar[models.Manager[TriedRow]]

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="tried_lately")]


class StoppedRow(models.Model):
    """How many requests of one sort were stopped on one day (in UTC), and whether an officer was written to about it."""

    objects: ClassVar[models.Manager[StoppedRow]]

    day = models.DateField()
    place = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    count = models.IntegerField()
    told = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "place", "kind"], name="stopped_once")]
