"""Letters to the staff: of a change of their own way in, and to officers of what is unusual (OWASP ASVS 2.2.3, 2.5.5, 11.1.8)."""

from __future__ import annotations

from typing import Literal, get_args

from django.contrib.auth.models import User

from ombud.execute.languages import language_pack
from ombud.jobs import defer
from ombud.messages.mail import Mail
from ombud.messages.outbox import DELIVER, post
from ombud.notices.language import LanguagePack
from ombud.policy.model import Language
from ombud.staff.models import StaffRow
from ombud.store.home import Home

Change = Literal[
    "password",
    "first_password",
    "email",
    "provider",  # the organisation's own sign-in opens the account
    "app_added",
    "app_removed",
    "passkey_added",
    "passkey_removed",
    "codes",
    "forgotten",  # every second proof, by an officer
    "code_again",  # a code that was used already
]


def tell(home: Home, user: User, change: Change, to: str = "") -> None:
    """Write to the owner of an account, in their language, that its way in was changed; nothing goes to who has no address."""
    if address := to or user.email:
        pack, at = _pack(home, user), home.now().astimezone(home.zone)
        _post(home, user, address, pack, "staff", what=pack.say(f"staff_{change}"), day=pack.day(at.date()), time=f"{at:%H.%M}")


def alert(home: Home, officer: User, count: int) -> None:
    """Write to an officer that unusually many requests were stopped today; from whom is in no letter (OWASP ASVS 8.1.4)."""
    pack = _pack(home, officer)
    _post(home, officer, officer.email, pack, "alert", count=pack.number(count))


def officers() -> list[User]:
    """List the officers who can be written to."""
    return [row.user for row in StaffRow.objects.filter(role="officer", user__is_active=True).select_related("user") if row.user.email]


def _post(home: Home, user: User, address: str, pack: LanguagePack, kind: str, **values: str) -> None:
    told = pack.mail(kind, name=user.get_username(), company=home.policy.controller.name, **values)
    text = "\n\n".join((*told.text, home.policy.controller.name))
    defer(DELIVER, key=DELIVER)
    post(Mail(to=address, subject=told.subject, text=text, language=pack.language), home.now())


def _pack(home: Home, user: User) -> LanguagePack:
    """Give the words of the language that somebody reads: the one they chose, else the policy's own."""
    chosen = StaffRow.objects.filter(user=user).values_list("language", flat=True).first()
    return language_pack(next((one for one in get_args(Language) if one == chosen), home.policy.policy.languages.source))
