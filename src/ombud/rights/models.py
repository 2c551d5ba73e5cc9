"""A case of the rights desk: what was asked, how far it has come, and all that was said and done (GDPR Art. 12, 15–22, 77)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower


class CaseRow(models.Model):
    """One request of one person; its contact details go by the policy's own rule for such cases."""

    id = models.CharField(max_length=32, primary_key=True)
    number = models.CharField(max_length=16, unique=True)
    right = models.CharField(max_length=16)
    guess = models.CharField(max_length=16, blank=True)
    purpose = models.CharField(max_length=100, blank=True)
    changes = models.JSONField(default=dict)
    identifiers = models.JSONField(default=dict)
    wish = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True, db_index=True)
    asked_by = models.CharField(max_length=254, blank=True, db_index=True)
    state = models.CharField(max_length=16, db_index=True)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    answer_by = models.DateField(db_index=True)
    extended = models.BooleanField(default=False)
    waited_days = models.PositiveIntegerField(default=0)
    handler = models.CharField(max_length=150, blank=True)
    plan = models.CharField(max_length=16, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    evidence = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    direct = models.BooleanField(default=False)
    waits_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True)
    news = models.BooleanField(default=False)
    """Whether something came that nobody has opened the case for since: a letter, or one of ours that did not arrive."""

    class Meta:
        indexes = [
            models.Index(fields=["answer_by", "number"], condition=models.Q(news=True), name="case_with_news"),
            models.Index(fields=["state", "answer_by", "number"], name="case_by_deadline"),
            models.Index(Lower("asked_by"), name="case_asked_by_folded"),
        ]


class EventRow(models.Model):
    """One line of a case's diary: when, who, what; never the words of the person."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    what = models.CharField(max_length=32)
    note = models.TextField(blank=True)


class LetterRow(models.Model):
    """What was written to or by the person in a case."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="letters")
    at = models.DateTimeField()
    inbound = models.BooleanField()
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    message = models.CharField(max_length=200, blank=True, db_index=True)


class ProofRow(models.Model):
    """How a person's identity was looked at: only the method, the time and the result stay (GDPR Art. 12(6), 5(1)(c))."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="proofs")
    method = models.CharField(max_length=16, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, blank=True)
    by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)


class Secret(models.Model):
    """A secret that was given to a person, as a digest: single-use, short-lived."""

    digest = models.CharField(max_length=64, unique=True)
    use = models.CharField(max_length=8)
    expires = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class KeyRow(Secret):
    """A link, a code or a session that is bound to one case."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="keys")
    tries = models.PositiveSmallIntegerField(default=0)


class DoorRow(Secret):
    """A link or a session that is bound to one address, whether it is known or not; gone within a day."""

    email = models.CharField(max_length=254)


class DocumentRow(models.Model):
    """A document of identity, encrypted, seen only by the case's handler, erased at the decision."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="documents")
    proof = models.ForeignKey(ProofRow, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=32)
    sealed = models.BinaryField()
    came_at = models.DateTimeField()


class ItemRow(models.Model):
    """One item of the decision: what the plan proposes for some data in one place, and what was decided, with the reason if it differs."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="items")
    place = models.CharField(max_length=200)
    data = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    proposed = models.CharField(max_length=16)
    ground = models.CharField(max_length=64, blank=True)
    article = models.CharField(max_length=64, blank=True)
    law = models.CharField(max_length=100, blank=True)
    until = models.DateField(null=True)
    decided = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)


class TaskRow(models.Model):
    """What a person must do by hand before a case can be closed: where, why, whose task, until when."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="tasks")
    place = models.CharField(max_length=200)
    why = models.CharField(max_length=32)
    count = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=150)
    due = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)


class ToldRow(models.Model):
    """A recipient who must be told of a correction, an erasure or a restriction, and what came back (GDPR Art. 19)."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="told")
    recipient = models.CharField(max_length=100)
    told_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=200, blank=True)
    came_back_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(blank=True)


class ReviewRow(models.Model):
    """A mail, a file or a free text of the answer that may name others: sealed until somebody has decided on it (GDPR Art. 15(4))."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="review")
    place = models.CharField(max_length=200)
    why = models.CharField(max_length=32)
    file = models.CharField(max_length=220)
    sealed = models.BinaryField()
    read_at = models.DateTimeField(null=True)
    decided = models.CharField(max_length=8, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)


class PackageRow(models.Model):
    """The answer that a person fetches behind proof of identity, encrypted; gone when the time to fetch it is over."""

    case = models.OneToOneField(CaseRow, on_delete=models.CASCADE, related_name="package")
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    until = models.DateField()
    fetched_at = models.DateTimeField(null=True)
