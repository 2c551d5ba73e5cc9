"""The desk of requests as the probes ask it, and its mailbox as it is now."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from typing import Final

from ombud.errors import MisconfiguredError, UnavailableError
from ombud.messages.inbox import lying
from ombud.messages.settings import open_inbox
from ombud.promises.desks.facts import Desk, Mailbox
from ombud.rights.telling import asked
from ombud.store.home import Home

PROMPT: Final = timedelta(hours=1)
"""How long a message may lie in the mailbox before somebody should ask why nobody takes it in; it is read each minute."""


def told(home: Home) -> Desk:
    """Give the desk of a home."""
    return Desk(asked.proved, asked.asked, partial(mailbox, home), partial(asked.objections, home), partial(asked.judged, home))


def mailbox(home: Home) -> Mailbox | None:
    """Look into the mailbox for requests; None where the home names none."""
    try:
        inbox = open_inbox(home.settings, home.folder, os.environ)
        return Mailbox("", *lying(inbox, home.now() - PROMPT)) if inbox else None
    except (UnavailableError, MisconfiguredError) as error:
        return Mailbox(error.code, 0, 0)
