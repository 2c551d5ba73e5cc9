"""The tables of a home; what belongs to a person is sealed, keyed or a pseudonym, and swept by Ombud's own rules."""

from __future__ import annotations

from django.db import models


class PlanRow(models.Model):
    """A plan that was shown: what it asks for, when, and how far it has come."""

    id = models.CharField(max_length=16, primary_key=True)
    kind = models.CharField(max_length=16)
    as_of = models.DateField()
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=16, default="shown")
    body = models.JSONField()
    sealed = models.BinaryField(default=b"")


class StepRow(models.Model):
    """How far one step of a plan has come: intended, then done."""

    plan = models.ForeignKey(PlanRow, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=200)
    state = models.CharField(max_length=16)
    figures = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "step"], name="step_once")]


class EntryRow(models.Model):
    """One entry of the evidence log; `index` is its leaf, given by the sequencer (RFC 9162 §2.1)."""

    index = models.PositiveBigIntegerField(null=True, unique=True)
    body = models.BinaryField()
    kind = models.CharField(max_length=32, default="")
    run = models.CharField(max_length=128, default="")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "id"], name="entry_by_kind"),
            models.Index(fields=["run", "id"], name="entry_by_run"),
        ]


class CheckpointRow(models.Model):
    """A signed checkpoint, with the frontier that the next one starts from."""

    size = models.PositiveBigIntegerField(unique=True)
    text = models.TextField()
    peaks = models.BinaryField()
    at = models.DateTimeField()


class LinkRow(models.Model):
    """A keyed link from an identifier to a pseudonym; deleting it and the key forgets the person."""

    link = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=32, db_index=True)


class ProofRow(models.Model):
    """What a rule leaves as proof of an erasure, with its own clock."""

    digest = models.CharField(max_length=64, unique=True)
    rule = models.CharField(max_length=100)
    data = models.CharField(max_length=200)
    form = models.CharField(max_length=16)
    value = models.TextField()
    left_on = models.DateField()


class HoldRow(models.Model):
    """A legal hold or a weighed exception: whom it freezes is sealed; who decided, why, until when it is reviewed."""

    id = models.CharField(max_length=16, primary_key=True)
    kind = models.CharField(max_length=16)
    rule = models.CharField(max_length=100, default="")
    reason = models.TextField()
    owner = models.CharField(max_length=100)
    review_on = models.DateField()
    placed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    sealed = models.BinaryField()


class HoldReadRow(models.Model):
    """Who read the reason of a hold, when, and what for: the reason may name people."""

    what = "read"
    """What a line of a diary would call it."""

    hold = models.ForeignKey(HoldRow, on_delete=models.CASCADE, related_name="reads")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    note = models.TextField(blank=True)


class AttestationRow(models.Model):
    """A role's signature under a promise that only people can vouch for."""

    statement = models.CharField(max_length=200, db_index=True)
    role = models.CharField(max_length=100)
    document = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    until = models.DateField()
    demo = models.BooleanField(default=False)


class PublicRow(models.Model):
    """A promise whose standing an officer lets the public read, and since when; how it stands is asked each time it is read."""

    statement = models.CharField(max_length=200, unique=True)
    by = models.CharField(max_length=100)
    published_at = models.DateTimeField()


class CheckRow(models.Model):
    """The last look at a promise: what it found, as codes and facts, when, and the digest of the policy and inventory it looked at."""

    statement = models.CharField(max_length=200, unique=True)
    status = models.CharField(max_length=16)
    figure = models.JSONField(null=True)
    cause = models.JSONField(null=True)
    action = models.JSONField(null=True)
    owner = models.CharField(max_length=100, default="")
    until = models.DateField(null=True)
    looked_at = models.CharField(max_length=64, default="")
    checked_at = models.DateTimeField()


class DayRow(models.Model):
    """How the promises stood at the last look of a day, as counts; `overdue` is empty where a system did not answer."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    overdue = models.PositiveBigIntegerField(null=True)
    counts = models.JSONField(default=dict)
