"""The standing work of the consent desk: a yes that was good until a day expires, what nobody confirmed goes, the ledger is signed."""

from __future__ import annotations

from ombud.consent.ledger.expiring import expired
from ombud.consent.ledger.reading import log_of
from ombud.consent.subscribing.signing import tidy
from ombud.jobs import every, here, job
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


every("consent.tidy", minutes=60)
every("consent.expire", daily_at="00:20")
every("consent.sign", daily_at="00:40")
