"""What the log tells of a request: its status, the name of its view, what went wrong and where in the code (OWASP ASVS 7.1).

An address may hold the secret of a link, and the text of an error may quote a person: neither is told.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from types import TracebackType

_DJANGO, _OURS = logging.getLogger("django"), logging.getLogger("ombud")


class Little(logging.Formatter):
    """Tell a record with its time in UTC; of what is not ours without its words."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        at = datetime.fromtimestamp(record.created, UTC)
        return f"{at:%Y-%m-%dT%H:%M:%SZ} {record.levelname.lower()} {self._said(record)}"

    @staticmethod
    def _said(record: logging.LogRecord) -> str:
        if record.name.startswith("ombud"):
            return f"{record.name}: {record.getMessage()}"
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        name = match.view_name if match else record.name
        return f"{getattr(record, 'status_code', '')} {name}{_why(record)}"


def _why(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    return f": {record.exc_info[0].__name__} at {_innermost(record.exc_info[2])}"


def _innermost(at: TracebackType | None) -> str:
    while at and at.tb_next:
        at = at.tb_next
    return f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else "an unknown place"


def say_little() -> None:
    """Let Django and Ombud write to the log in one form, on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Little())
    for logger, level in ((_DJANGO, logging.WARNING), (_OURS, logging.INFO)):
        logger.handlers[:] = [handler]
        logger.setLevel(level)
    _DJANGO.propagate = False
