"""The one spelling in which identifiers compare, so that what one system finds is equal in every other."""

from __future__ import annotations

import re
from unicodedata import normalize

_ADDRESS = re.compile(r"[^@]*@[^\s@]+", re.DOTALL)


def folded(text: str) -> str:
    """Make spellings of one identifier equal: NFC, casefold, the domain of an address in letters rather than ASCII (RFC 5891 §4)."""
    plain = text.lower() if text.isascii() else _letters_only(text)
    if plain.isascii() and "xn--" not in plain:
        return plain.rstrip(".") if plain.endswith(".") and _ADDRESS.fullmatch(plain) else plain
    if not _ADDRESS.fullmatch(plain):
        return plain
    local, _, domain = plain.rpartition("@")
    return _letters_only(f"{local}@{'.'.join(map(_in_letters, domain.rstrip('.').split('.')))}")


def spelled(text: str, *, casefold: bool) -> str:
    """Bring an identifier to the spelling that is followed and linked: no white space around it, folded where its kind says so."""
    bare = (text if text.isascii() else normalize("NFC", text)).strip()
    return folded(bare).strip() if casefold else bare


def in_ascii(text: str) -> str:
    """Write a folded address with its domain in ASCII, as some systems store it; anything else as it is (RFC 5891 §4)."""
    local, at, domain = text.rpartition("@")
    return f"{local}@{'.'.join(map(_in_ascii, domain.split('.')))}" if at and not domain.isascii() else text


def _letters_only(text: str) -> str:
    return normalize("NFC", normalize("NFC", text).casefold())


def _in_letters(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def _in_ascii(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return label
