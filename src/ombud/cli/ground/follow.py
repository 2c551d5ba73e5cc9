"""Follow links: ask for a page as a reader's browser does, and tell only how it answered."""

from __future__ import annotations

from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

_PATIENCE = 15.0
_AS = "Mozilla/5.0 (compatible; Ombud looks whether a link leads anywhere)"


def followed(address: str) -> int:
    """Give the status that a page answers with in the end; 0 where nothing answers, or where it is no address of a page."""
    if urlsplit(address).scheme not in {"http", "https"}:
        return 0
    try:
        asked = Request(address, headers={"User-Agent": _AS})  # noqa: S310 - its scheme was looked at
        with urlopen(asked, timeout=_PATIENCE) as answer:  # noqa: S310 - its scheme was looked at
            return int(answer.status)
    except HTTPError as error:
        with error:
            return int(error.code)
    except (URLError, OSError, ValueError):
        return 0
