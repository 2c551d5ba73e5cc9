"""A code of an authenticator app works once, over all processes and restarts, and its owner is told of a second try (ASVS 2.8.4, 2.8.5)."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from ombud.staff import letters
from ombud.web.limits import tries
from ombud.web.serving import home

_USED = "code used"


class _Once(forms.Form):
    """A form with a code of somebody that has not been used yet; the limits remember it for an hour, and it holds for two minutes."""

    user: User

    def clean_code(self) -> str:
        """Take a code that holds and is new."""
        used = f"{self.user.pk}:{_plain(self.data.get('code', ''))}"
        if tries.known(_USED, used):
            raise self._again()
        code = str(super().clean_code())  # type: ignore[misc] # of the form of allauth beside which this stands
        chosen = getattr(self, "authenticator", None)
        if (chosen is None or chosen.type == Authenticator.Type.TOTP) and not tries.allowed(_USED, used, 1):
            raise self._again()
        return code

    def _again(self) -> ValidationError:
        """Refuse as any wrong code is refused, and write to the owner: who has their password has seen their code, too."""
        if self.user.email and tries.allowed("letter", self.user.email, tries.LETTERS):
            letters.tell(home(), self.user, "code_again")
        return get_adapter().validation_error("incorrect_code")


class Authenticate(_Once, base.AuthenticateForm):
    """The code at the door."""


class Reauthenticate(_Once, base.ReauthenticateForm):
    """The code before something that matters is changed."""


class Activate(_Once, totp.ActivateTOTPForm):
    """The first code of a new app."""


def _plain(code: str) -> str:
    """Give a code as it counts: figures may be written in groups."""
    return "".join(sign for sign in code if sign.isalnum())
