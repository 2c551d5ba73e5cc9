"""The standing work of the consent desk: a yes that was good until a day expires, what nobody confirmed goes, the ledger is signed."""

from __future__ import annotations

from datetime import date

from ombud.consent.ledger.reading import log_of
from ombud.consent.ledger.record import read
from ombud.consent.ledger.recording import prepared_for
from ombud.consent.ledger.together import write_together
from ombud.consent.models import StandingRow
from ombud.consent.subscribing.signing import tidy
from ombud.jobs import every, here, job
from ombud.plan.consent.choice import Choice
from ombud.store.home import Home


@job("consent.expire")
def expire() -> None:
    """Note what is good no longer, so that its proof's clock starts."""
    home = Home.at(here())
    home.state.log.fingerprint()
    expired(home, home.today())


@job("consent.tidy")
def let_go() -> None:
    """Delete what was asked for and not confirmed in time."""
    home = Home.at(here())
    home.state.log.fingerprint()
    tidy(home)


@job("consent.sign")
def sign() -> None:
    """Sign the ledger as it stands."""
    log_of(Home.at(here())).checkpoint()


def expired(home: Home, day: date) -> int:
    """Record as expired each yes whose last day has passed and that no later no has ended; tell how many."""
    ended = [row for row in StandingRow.objects.filter(slot="yes", record__contains='"until":') if _is_over(row, day)]
    write_together([prepared_for(home, row.subject, Choice("expired", row.purpose, home.now(), method="clock")) for row in ended])
    return len(ended)


def _is_over(row: StandingRow, day: date) -> bool:
    until = read(row.record).until
    since = StandingRow.objects.filter(subject=row.subject, purpose=row.purpose, slot="no", rank__gte=row.rank)
    return until is not None and until < day and not since.exists()


every("consent.tidy", minutes=60)
every("consent.expire", daily_at="00:20")
every("consent.sign", daily_at="00:40")
