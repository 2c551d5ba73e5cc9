"""Where accounts differ from what allauth would do: nobody signs up, a session knows when it began, secrets are kept encrypted."""

from __future__ import annotations

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from ombud.evidence.pseudonym import open_sealed, seal
from ombud.staff.accounts import password_chosen
from ombud.web.console.staff import session
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred, say

_ABOUT = b"staff second factor"


class Accounts(DefaultAccountAdapter):
    """Accounts are made by `ombud staff add` or by an officer, and by nobody else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody makes an account for themselves."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, in a session that is new and knows when it began."""
        super().login(request, user)
        session.begin(request, home().now())

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
        return base64.b64encode(seal(home().state.keys.desk(), text.encode(), _ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return open_sealed(home().state.keys.desk(), base64.b64decode(encrypted_text), _ABOUT).decode()
