"""Where accounts differ from what allauth would do: nobody signs up, a session knows when it began, secrets are kept encrypted."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from ombud.evidence.pseudonym import open_sealed, seal
from ombud.staff import letters
from ombud.staff.accounts import first_password_over, password_chosen
from ombud.web.console.staff import session
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred, say

ABOUT = b"staff second factor"
_TOLD: Mapping[str, letters.Change] = {
    "account/email/password_changed": "password",
    "account/email/password_set": "password",
    "socialaccount/email/account_connected": "provider",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "codes",
}
"""What allauth tells, by the names that it has for it."""


class Accounts(DefaultAccountAdapter):
    """Accounts are made by `ombud staff add` or by an officer, and by nobody else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody makes an account for themselves."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, in a session that is new and knows when it began."""
        super().login(request, user)
        session.begin(request, home().now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:  # noqa: ANN401 - allauth's signature
        """Let nobody in by a first password that has had its time; who knows it learns so."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None and first_password_over(user.pk, home().now()):
            raise ValidationError(say(preferred(request, LANGUAGES), "staff.first_over"))
        return user

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Write to somebody of what they changed, or somebody else did in their name; in our words and through our outbox."""
        del context, email
        if isinstance(user, User):
            letters.tell(home(), user, _TOLD[template_prefix])

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """Refuse, beside what is weak, the password somebody has now: it may be known to whoever set it."""
        if user is not None and user.has_usable_password() and user.check_password(password):
            raise ValidationError(say(preferred(context.request, LANGUAGES), "staff.same_password"))
        return str(super().clean_password(password, user))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep a password that its owner chose."""
        super().set_password(user, password)
        password_chosen(user.pk)

    def is_reauthentication_required(self, *, app: str, **more: object) -> bool:
        """Ask again before a second proof is changed, but not of who has just signed in."""
        return not session.young(context.request, home().now()) and bool(super().is_reauthentication_required(app=app, **more))


class Factors(DefaultMFAAdapter):
    """The secrets of authenticator apps and recovery codes are encrypted under a key outside the database (OWASP ASVS 2.8.2)."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return base64.b64encode(seal(home().state.keys.desk(), text.encode(), ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return open_sealed(home().state.keys.desk(), base64.b64decode(encrypted_text), ABOUT).decode()
