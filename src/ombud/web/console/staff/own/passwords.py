"""How long a password may be: what nobody types only keeps the server busy (OWASP ASVS 2.1.2)."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from ombud.policy.model import Language
from ombud.web.words import say

LONGEST = 128


class LongestValidator:
    """Refuse a password of more characters."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        """Refuse what is too long."""
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """Tell what holds."""
        return say(cast("Language", get_language() or "en"), "staff.longest", longest=LONGEST)
