"""How a system is reached: under TLS, in the open over a network, or on this machine."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Literal

Wire = Literal["encrypted", "plain", "here"]


def wire(*, encrypted: bool, host: str) -> Wire:
    """Tell how a connection runs, by what the live connection says of itself and where its other end is."""
    if encrypted:
        return "encrypted"
    return "here" if is_here(host) else "plain"


def is_here(host: str) -> bool:
    """Tell whether a host is this machine; no host at all is a socket in a folder."""
    try:
        return host in ("", "localhost") or ip_address(host).is_loopback
    except ValueError:
        return host.startswith("/")
