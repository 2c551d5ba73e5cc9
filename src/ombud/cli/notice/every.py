"""Every notice of a version that is about to be published, written once so that it never has to be written again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ombud.cli.notice.command import FORMATS, proved, written
from ombud.execute.languages import speaking
from ombud.notices.privacy.composing import composed
from ombud.notices.saying.told import Teller
from ombud.policy.model import Language, Policy
from ombud.policy.versions.facts import parts
from ombud.store.versions.notices import Issued


def every(policy: Policy, since: date, languages: tuple[Language, ...] = (), *, prove: bool = True) -> Iterator[Issued]:
    """Say a policy in each language it is published in and each format; anew from each day on which it reads otherwise."""
    for language in languages or policy.policy.languages.publish:
        before, voice = None, speaking(language, policy)
        for day in (since, *_later(policy, since)):
            teller = Teller(policy, voice, day)
            made = composed(teller, None)
            if made != before:
                before = proved(made, teller) if prove else made
                yield from (Issued(language, form, day, written(made, teller, form)) for form in FORMATS)


def _later(policy: Policy, since: date) -> list[date]:
    """List the days on which a notice may begin to read otherwise: each day the policy names, and the day after."""
    known = (day for day in _days(policy) if since - timedelta(1) <= day < date.max)
    return sorted({later for day in known for later in (day, day + timedelta(1)) if later > since})


def _days(value: object) -> Iterator[date]:
    """Find every day in a part of the policy, whatever its shape."""
    if isinstance(value, date):
        yield value
    else:
        for _, item in parts(value):
            yield from _days(item)
