"""One attempt at a job, in this process, whichever queue it came from."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Mapping

from ombud.errors import OmbudError
from ombud.jobs.registry import find

_LOG = logging.getLogger("ombud.jobs")


def attempt(name: str, ids: Mapping[str, int | str]) -> str:
    """Do a job; give the code of what went wrong, or nothing. What an error says stays out of rows and logs: it may quote a person."""
    call = find(name)
    if call is None:
        return "job-unknown"
    try:
        call(**ids)
    except Exception as error:  # noqa: BLE001 - a job may fail in any way, and the runner goes on
        reason = error.code if isinstance(error, OmbudError) else type(error).__name__
        _LOG.warning("job %s failed: %s", name, reason)
        return reason
    return ""


def give_back() -> None:
    """Give the memory of a job back to the system, which the C library keeps otherwise: a night's look needs more than all day's pages."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc; other libraries do so by themselves
    if trim is not None:
        trim(0)
