"""What was sent, to what people agreed and what was looked at, as our own tables hold it: whoever looks at promises judges it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ombud.consent.ledger.reading import counting
from ombud.consent.ledger.record import read
from ombud.consent.ledger.recording import subject_of
from ombud.consent.models import BehaviourRow, CampaignRow, ChoiceRow
from ombud.promises.looking import Agreed, Letters, Went
from ombud.store.home import Home


def told(home: Home, activity: str) -> Letters:
    """Tell it of one activity."""
    purposes = {activity, *home.policy.activities[activity].purposes}
    sent = tuple(_went(row) for row in CampaignRow.objects.filter(purpose__in=purposes).iterator() if row.counts.get("sent"))
    looked = list(_looked(home, activity)) if _looks(home, activity) else []
    unasked = sum(not asked for asked, _ in looked)
    return Letters(sent, tuple(_agreed(home, purposes)), len(looked), unasked, tuple(sorted({one for _, held in looked for one in held})))


def _went(row: CampaignRow) -> Went:
    return Went(row.topic, row.channel, row.sender, int(row.counts["sent"]))


def _agreed(home: Home, purposes: set[str]) -> Iterator[Agreed]:
    """Count each proven yes to today's edition by country and by the senders frozen into it."""
    rows = counting("yes").filter(purpose__in=purposes).values_list("record", flat=True).iterator()
    yes = (read(record) for record in rows)
    edition = home.policy.policy.edition
    counts = Counter((one.country, one.scope.senders) for one in yes if one.proven and one.policy == edition)
    yield from (Agreed(country, frozenset(senders), count) for (country, senders), count in counts.items())


def _looks(home: Home, activity: str) -> bool:
    sending = home.policy.activities[activity].sending
    return sending is not None and bool(sending.tracks)


def _looked(home: Home, activity: str) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """Tell of each reader and letter whether it could be looked at on its last day, and what is held of it."""
    key = home.state.keys.links()
    for row in BehaviourRow.objects.iterator():
        held = {
            "opened_at": row.open_times,
            "clicked": row.clicks,
            "place_of_opening": row.place,
            "device_of_opening": row.device,
            "opened": row.opens,
        }
        yes = ChoiceRow.objects.filter(subject=subject_of(key, "email", row.email), purpose=activity, kind__in=("given", "renewed"))
        days = yes.values_list("at", "ended_on")
        asked = any(home.day_of(at) <= row.opened_on and (ended is None or row.opened_on <= ended) for at, ended in days)
        yield asked, tuple(name for name, value in held.items() if value)
