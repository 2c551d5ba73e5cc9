"""A letter as it left, read from its own bytes: whether somebody who got it can leave (RFC 2369 §3.2, RFC 8058 §2)."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

_LINK = re.compile(r"<(https?://[^>\s]+)>")


def leaving(message: bytes) -> bool:
    """Tell whether its head offers to leave by one press, and each of its texts holds the same link."""
    letter = message_from_bytes(message, policy=SMTP)
    found = _LINK.search(str(letter.get("List-Unsubscribe", "")).replace("\r\n", "").replace(" ", ""))
    by_one_press = str(letter.get("List-Unsubscribe-Post", "")) == "List-Unsubscribe=One-Click"
    return found is not None and by_one_press and all(found[1] in text for text in _texts(letter))


def _texts(letter: EmailMessage) -> list[str]:
    return [str(part.get_content()).replace("&amp;", "&") for part in letter.walk() if part.get_content_maintype() == "text"]
