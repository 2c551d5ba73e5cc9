"""What a web server serves of one home: choices about cookies, which come by the thousand, and behind them everything else."""

from __future__ import annotations

from ombud.store.home import Home
from ombud.web.serving import Application, application_for
from ombud.web.settings import Space


def front(place: Home, space: Space = "all", *, working: bool = True) -> Application:
    """Make the application that a web server loads."""
    application = application_for(place, space, working=working)
    from ombud.web.public.consent.taking import taking  # its tables can be loaded now

    return taking(application) if space in ("all", "public") else application
