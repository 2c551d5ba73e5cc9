"""The tables of the API: tokens as digests, and answers that are given again for the same key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class TokenRow(models.Model):
    """A token: its name, what it may do, until when, and on which day it was last used; of the secret only a digest."""

    objects: ClassVar[models.Manager[TokenRow]]

    name = models.CharField(max_length=100, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)


class OnceRow(models.Model):
    """What was answered under an idempotency key; the answer is sealed, and gone after a day."""

    objects: ClassVar[models.Manager[OnceRow]]

    token = models.ForeignKey(TokenRow, on_delete=models.CASCADE)
    key = models.CharField(max_length=64)
    request = models.CharField(max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once")]
