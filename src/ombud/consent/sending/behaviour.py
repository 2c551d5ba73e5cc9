"""What readers do with a letter: noted only while they allow it, and only as the policy declares it (GDPR Art. 5(1)(c))."""

from __future__ import annotations

import re
from typing import Final, Literal

from django.db import transaction

from ombud.consent.gate.asking import may
from ombud.consent.subscribing.choosing import allows
from ombud.consent.subscribing.models import BehaviourRow, CampaignRow
from ombud.consent.subscribing.tokens import Token
from ombud.plan.consent.gate import Question
from ombud.plan.consent.terms import activity_of, tracking_of
from ombud.store.home import Home

Device = Literal["phone", "tablet", "computer", "unknown"]
_KINDS: Final[tuple[tuple[Device, re.Pattern[str]], ...]] = (
    ("tablet", re.compile(r"iPad|Tablet|Android(?!.*Mobile)", re.IGNORECASE)),
    ("phone", re.compile(r"iPhone|Mobile|Phone", re.IGNORECASE)),
    ("computer", re.compile(r"Windows|Macintosh|X11|Linux", re.IGNORECASE)),
)
_MOST: Final = 100
"""Openings and clicks of one letter that are told one by one."""


def device(agent: str) -> Device:
    """Tell the kind of device by what a program says of itself; nothing finer is kept."""
    return next((kind for kind, pattern in _KINDS if pattern.search(agent)), "unknown")


def allowed(home: Home, token: Token) -> frozenset[str]:
    """Tell what may be noted of a reader now: nothing once they said no to looking or to the letters themselves."""
    name, _ = activity_of(home.policy, token.purpose)
    if not may(home, Question(token.purpose, home.today(), "email"), [(("email", token.address),)])[0].allowed:
        return frozenset()
    looking = [home.policy.activities[one].sending for one in tracking_of(home.policy, name) if allows(home, one, token.address)]
    return frozenset(track for one in looking if one for track in one.tracks)


def opened(home: Home, token: Token, agent: str, place: str) -> bool:
    """Note that a letter was opened; tell whether that was noted."""
    tracks = allowed(home, token)
    if not tracks & {"opened", "opened_at", "opened_times"}:
        return False
    with transaction.atomic():
        row = _row(home, token)
        row.opens += 1
        row.opened_on = home.today()
        if "opened_at" in tracks:
            row.open_times = [*row.open_times, home.now().isoformat(timespec="minutes")][-_MOST:]
        row.place = place if "place_of_opening" in tracks else ""
        row.device = device(agent) if "device_of_opening" in tracks else ""
        row.save()
    return True


def clicked(home: Home, token: Token) -> bool:
    """Note which link was followed; tell whether that was noted."""
    if "clicked" not in allowed(home, token):
        return False
    with transaction.atomic():
        row = _row(home, token)
        row.clicks = [*row.clicks, token.to][-_MOST:]
        row.save()
    return True


def _row(home: Home, token: Token) -> BehaviourRow:
    CampaignRow.objects.get(pk=token.campaign)
    made = {"opened_on": home.today()}
    row, _ = BehaviourRow.objects.select_for_update().get_or_create(email=token.address, campaign_id=token.campaign, defaults=made)
    return row
