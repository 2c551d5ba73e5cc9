"""The tables of letters that people ask for: who has asked and not confirmed, who is on a list, what was sent, what readers did."""

from __future__ import annotations

from django.db import models


class PendingRow(models.Model):
    """Somebody asked for letters and has not confirmed: kept until the link ends, a day at the most; only the digest of its secret is."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254)
    purpose = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    country = models.CharField(max_length=2, blank=True)
    topics = models.JSONField(default=list)
    tracking = models.JSONField(default=list)
    given = models.JSONField(default=dict)
    notice = models.CharField(max_length=64)
    expires = models.DateTimeField(db_index=True)


class SubscriberRow(models.Model):
    """Somebody on a list of ours; what they agreed to stands in the ledger, and `left_on` is the clock of what they gave."""

    email = models.CharField(max_length=254)
    purpose = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    country = models.CharField(max_length=2, blank=True)
    given = models.JSONField(default=dict)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "purpose"], name="subscriber_once")]


class CampaignRow(models.Model):
    """A letter to many: for what, about what, from whom, and how many got it or why not; nobody is named."""

    purpose = models.CharField(max_length=100)
    topic = models.CharField(max_length=100, blank=True)
    channel = models.CharField(max_length=10)
    sender = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)


class BehaviourRow(models.Model):
    """What a reader who allowed it did with one letter, at the precision that the policy declares."""

    email = models.CharField(max_length=254)
    campaign = models.ForeignKey(CampaignRow, on_delete=models.PROTECT)
    opens = models.PositiveIntegerField(default=0)
    open_times = models.JSONField(default=list)
    clicks = models.JSONField(default=list)
    place = models.CharField(max_length=100, blank=True)
    device = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "campaign"], name="behaviour_once")]


class RefusedRow(models.Model):
    """How often something was refused on a day and why, of nobody in particular."""

    day = models.DateField()
    where = models.CharField(max_length=40)
    why = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "where", "why"], name="refused_once")]
