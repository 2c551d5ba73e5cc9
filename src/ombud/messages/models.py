"""Letters that wait or went, the message ids of each thread, and which messages of the mailbox were taken in; each row has its last day."""

from __future__ import annotations

from django.db import models


class LetterRow(models.Model):
    """A letter in the outbox: everything of it but the fields that only the moment of sending knows."""

    message_id = models.CharField(max_length=40, unique=True)
    thread = models.CharField(max_length=64, db_index=True, blank=True)
    references = models.TextField(default="")
    recipient = models.TextField()
    body = models.BinaryField()
    emptied = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="waiting")
    reason = models.CharField(max_length=40, default="")
    attempts = models.PositiveIntegerField(default=0)
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    until = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="letter_due"),
            models.Index(fields=["until"], name="letter_until"),
            models.Index(fields=["state"], name="letter_state"),
        ]


class ThreadRow(models.Model):
    """A message that belongs to a thread: ours by the left half of its id, another's by all of it (RFC 5322 §3.6.4)."""

    message_id = models.CharField(max_length=400, unique=True)
    thread = models.CharField(max_length=64, db_index=True)
    until = models.DateField(db_index=True)


class SeenRow(models.Model):
    """A message of the mailbox that was taken in, by its place and by the digest of what it says."""

    mailbox = models.CharField(max_length=64)
    place = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "place"], name="seen_once")]
        indexes = [models.Index(fields=["mailbox", "digest"], name="seen_digest")]
