"""Accounts of the staff: made, given a role, freed of a lost second factor, and taken away; each change leaves an entry."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.staff import letters
from ombud.staff.models import StaffRow
from ombud.staff.roles import ROLES
from ombud.store.home import Home

MACHINES = frozenset({"law", "mailbox", "ombud", "subject"})
"""Under which names a diary tells what the law, our programs and the person themselves did: nobody else is called so."""
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

FIRST = timedelta(days=7)
"""How long a first password opens the door."""
_LETTERS, _GROUP, _GROUPS = "abcdefghjkmnpqrstuvwxyz23456789", 5, 4
"""What a first password is drawn from: nothing that is mistaken for something else; twenty of them are 99 bits."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works in the console."""

    id: int
    name: str
    email: str
    role: str
    language: str
    second_factor: bool
    first_until: datetime | None
    """Until when a first password opens the door, as long as no own one was chosen."""


def workers() -> Iterator[Worker]:
    """Tell who may sign in, by name."""
    rows = StaffRow.objects.filter(user__is_active=True).select_related("user").order_by("user__username")
    proved = set(Authenticator.objects.filter(type__in=SECOND_FACTORS).values_list("user_id", flat=True))
    for row in rows:
        user = row.user
        yield Worker(user.pk, user.get_username(), user.email, row.role, row.language, user.pk in proved, row.first_until)


def add(home: Home, name: str, role: str, password: str = "", email: str = "") -> None:
    """Add somebody, or give them another role and password; who has no password signs in through the organisation's own provider."""
    _put(home, name, role, password, email)


def invite(home: Home, name: str, role: str, email: str = "") -> str:
    """Add somebody with a first password, which is drawn, given once and ends; it opens only the choice of one's own (OWASP ASVS 2.3.1)."""
    drawn = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    _put(home, name, role, drawn, email, home.now() + FIRST)
    return drawn


def add_by_provider(home: Home, name: str, role: str, email: str) -> None:
    """Add somebody who signs in through the organisation's own provider and has no password."""
    if not email:
        hint = "The address is what the provider tells of them."
        raise BadInputError("staff-no-email", "Who signs in through your own provider needs an e-mail address.", hint=hint)
    _put(home, name, role, "", email)


@transaction.atomic
def _put(home: Home, name: str, role: str, password: str, email: str, first_until: datetime | None = None) -> None:
    _known(role)
    _strong(password, required=not email)
    user = User.objects.filter(username__iexact=name).first() or User(username=_named(name))
    _keep_an_officer(user, role)
    known, before = user.pk is not None and user.is_active, user.email
    if email:
        _not_anothers(email, user)
        user.email = email
    if password or not user.pk:
        user.set_password(password or None)
    user.is_active = True
    user.save()
    if email:
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    StaffRow.objects.update_or_create(user=user, defaults={"role": role} | ({"first_until": first_until} if password else {}))
    home.state.log.append("recorded", {"action": "staff_added", "role": role, "by": f"staff-{user.pk}"})
    if known and before != user.email:
        letters.tell(home, user, "email", before)
    if first_until or (known and password):
        letters.tell(home, user, "first_password" if first_until else "password")


@transaction.atomic
def give_role(home: Home, user: User, role: str) -> None:
    """Give somebody another role; it holds from their next page on."""
    _known(role)
    _keep_an_officer(user, role)
    StaffRow.objects.filter(user=user).update(role=role)
    home.state.log.append("recorded", {"action": "staff_role", "role": role, "by": f"staff-{user.pk}"})


@transaction.atomic
def forget_second_factor(home: Home, user: User) -> None:
    """Forget the second factor of somebody who lost it; at the next sign-in they set up a new one."""
    Authenticator.objects.filter(user=user).delete()
    home.state.log.append("recorded", {"action": "staff_factor_forgotten", "by": f"staff-{user.pk}"})
    letters.tell(home, user, "forgotten")


@transaction.atomic
def remove(home: Home, user: User) -> None:
    """Take away an account: sessions end, nothing signs in again; the name stays, since cases and the diary tell who did what."""
    _keep_an_officer(user, "")
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.is_active = False
    user.save()
    home.state.log.append("recorded", {"action": "staff_removed", "by": f"staff-{user.pk}"})


def password_chosen(user_id: int) -> None:
    """Note that somebody has chosen their own password."""
    StaffRow.objects.filter(user_id=user_id).update(first_until=None)


def first_password_over(user_id: int, now: datetime) -> bool:
    """Tell whether the first password of somebody has had its time."""
    return StaffRow.objects.filter(user_id=user_id, first_until__lt=now).exists()


def named(name: str) -> User:
    """Find somebody who may sign in."""
    user = User.objects.filter(username__iexact=name, is_active=True).first()
    if user is None:
        raise BadInputError("staff-unknown", "Nobody of that name may sign in.", hint="`ombud staff list` tells who may.")
    return user


def has_second_factor(user_id: int) -> bool:
    """Tell whether somebody has an authenticator app or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS).exists())


def _named(name: str) -> str:
    try:
        User._meta.get_field("username").run_validators(name)  # noqa: SLF001 - Django's own name for it
    except ValidationError as wrong:
        raise BadInputError("staff-name", " ".join(wrong.messages), hint="Write a short name without spaces.") from None
    if name.casefold() in MACHINES:
        raise BadInputError("staff-name", "The diary of a case uses this name for what nobody here does.", hint="Choose another name.")
    return name


def _known(role: str) -> None:
    if role not in ROLES:
        raise BadInputError("staff-role", "There is no such role.", hint=f"It is one of {', '.join(ROLES)}.")


def _strong(password: str, *, required: bool) -> None:
    if not password and not required:
        return
    try:
        validate_password(password)
    except ValidationError as weak:
        raise BadInputError("password-weak", " ".join(weak.messages), hint="Choose a longer one that is used nowhere else.") from None


def _not_anothers(email: str, user: User) -> None:
    if EmailAddress.objects.filter(email__iexact=email).exclude(user_id=user.pk).exists():
        raise BadInputError(
            "staff-email", "Another account has that e-mail address.", hint="Give each their own, or remove the other first."
        )


def _keep_an_officer(user: User, role: str) -> None:
    """Whoever is the last officer stays one: else nobody could say who works here."""
    others = StaffRow.objects.filter(role="officer", user__is_active=True).exclude(user_id=user.pk)
    was = StaffRow.objects.filter(role="officer", user_id=user.pk, user__is_active=True).exists()
    if was and role != "officer" and not others.exists():
        raise RefusedError("staff-last-officer", "This is the only officer.", hint="Make somebody else officer first.")
