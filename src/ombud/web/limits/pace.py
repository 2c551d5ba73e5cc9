"""How fast a program may ask: counted in the memory of each process, since it protects that process and guesses nothing."""

from __future__ import annotations

import time
from collections import deque
from hashlib import sha256
from threading import Lock

_SEEN: dict[bytes, deque[float]] = {}
_LOCK = Lock()
_MOST_KEYS = 100_000
MINUTE = 60.0


def allowed(what: str, who: str, most: int) -> bool:
    """Count one more request of this minute, and tell whether it is within the limit."""
    now, key = time.monotonic(), sha256(f"{what}:{who}".encode()).digest()
    with _LOCK:
        if len(_SEEN) >= _MOST_KEYS:
            _forget(now - MINUTE)
        times = _SEEN.setdefault(key, deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if len(times) >= most:
            return False
        times.append(now)
        return True


def _forget(before: float) -> None:
    for key in [key for key, times in _SEEN.items() if not times or times[-1] <= before]:
        del _SEEN[key]
