"""What somebody who works in the console is there; passwords and second factors are kept by the accounts themselves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class StaffRow(models.Model):
    """The role of one account, the language its owner chose (none means the browser's), until when a password drawn for it holds."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16)
    language = models.CharField(max_length=2, blank=True)
    first_until = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[StaffRow]] = models.Manager()
