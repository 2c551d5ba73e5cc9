"""The ledger's tables: leaves that stay and say nothing, and the personal part of each choice, which goes by the policy's own rule."""

from __future__ import annotations

from django.db import models

from ombud.consent.subscribing.models import BehaviourRow, CampaignRow, PendingRow, RefusedRow, SubscriberRow

__all__ = [  # Django finds tables in this module alone
    "BehaviourRow",
    "CampaignRow",
    "CheckpointRow",
    "ChoiceRow",
    "LeafRow",
    "PendingRow",
    "PictureRow",
    "PicturedRow",
    "RefusedRow",
    "ShownRow",
    "SubscriberRow",
    "SuppressedRow",
    "WishRow",
]


class LeafRow(models.Model):
    """What is signed of one choice: its salted commitment; `index` is its place in the tree, given by the sequencer (RFC 9162 §2.1)."""

    index = models.PositiveBigIntegerField(null=True, unique=True)
    leaf = models.BinaryField()


class CheckpointRow(models.Model):
    """A signed checkpoint of the ledger, with the frontier that the next one starts from."""

    size = models.PositiveBigIntegerField(unique=True)
    text = models.TextField()
    peaks = models.BinaryField()
    at = models.DateTimeField()


class ChoiceRow(models.Model):
    """The personal part of one choice: whose by pseudonym, what, when, and the salted record that opens its leaf.

    It counts until another of the same person, purpose and slot outranks it, and does not count again when that one has gone.
    """

    leaf = models.OneToOneField(LeafRow, on_delete=models.PROTECT, primary_key=True, db_constraint=False)
    subject = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=100)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    slot = models.CharField(max_length=12)
    rank = models.BigIntegerField()
    counts = models.BooleanField(default=True)
    salt = models.CharField(max_length=32)
    record = models.TextField()
    ended_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)


class ShownRow(models.Model):
    """What was shown to those who chose, by the digest of its text, language and layout."""

    digest = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    layout = models.CharField(max_length=40)
    text = models.TextField()
    policy = models.CharField(max_length=100)
    at = models.DateTimeField()


class PictureRow(models.Model):
    """A picture of something shown, by the digest of its bytes."""

    digest = models.CharField(max_length=64, primary_key=True)
    png = models.BinaryField()


class PicturedRow(models.Model):
    """The entry of the ledger that names the pictures of something shown, with the salt that opens its leaf; it is about nobody."""

    leaf = models.OneToOneField(LeafRow, on_delete=models.PROTECT, primary_key=True, db_constraint=False)
    shown = models.OneToOneField(ShownRow, on_delete=models.PROTECT)
    salt = models.CharField(max_length=32)
    record = models.TextField()


class SuppressedRow(models.Model):
    """The keyed hash of an address that is not to be contacted, under the version of the key it was made with; never the address."""

    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    lifted_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "digest"], name="suppressed_once")]


class WishRow(models.Model):
    """The copy of a wish not to be contacted, with a clock of its own: whoever made it can be shown that it was heard."""

    address = models.CharField(max_length=254)
    kind = models.CharField(max_length=20)
    wish = models.TextField(blank=True)
    received_on = models.DateField()
