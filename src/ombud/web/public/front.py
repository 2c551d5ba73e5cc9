"""What a web server serves of one home: what people press by the thousand is taken at once, and behind it stands everything else."""

from __future__ import annotations

from ombud.store.home import Home
from ombud.web.serving import Application, application_for
from ombud.web.settings import Space


def front(place: Home, space: Space = "all", *, working: bool = True) -> Application:
    """Make the application that a web server loads."""
    application = application_for(place, space, working=working)
    from ombud.web.public.consent import taking  # its tables can be loaded now
    from ombud.web.public.consent.ahead import ahead
    from ombud.web.public.consent.letters import pressing

    if space not in ("all", "public"):
        return application
    return ahead(ahead(application, pressing.is_pressed, pressing.take), taking.is_choice, taking.take)
