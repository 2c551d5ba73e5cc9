"""The table of what was tried: no name and no address stands in it; what counts no more goes at the next attempt, or within the hour."""

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
