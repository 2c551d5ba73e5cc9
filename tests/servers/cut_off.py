"""A place without a road: `python tests/servers/cut_off.py COMMAND` runs it where only the loopback answers (network_namespaces(7))."""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

_SIOCSIFFLAGS, _IFF_UP = 0x8914, 0x1
_WAYS = (("--net",), ("--user", "--map-current-user", "--net"))
"""As root; as anybody whom the kernel allows a namespace of their own."""


def way() -> list[str]:
    """Give what stands before a command to run it in such a place; nothing where the kernel or the machine does not let us."""
    unshare = shutil.which("unshare")
    ways = [[unshare, *how, "--", sys.executable, __file__, "--inside"] for how in _WAYS] if unshare else []
    return next((one for one in ways if subprocess.run([*one, "true"], capture_output=True, check=False).returncode == 0), [])


def tried() -> int:
    """Count how often somebody in this place has tried to leave it: the kernel counts what it has no route for."""
    lines = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:")]
    newer = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(dict(zip(*lines, strict=True))["OutNoRoutes"]) + int(newer["Ip6OutNoRoutes"])


def main(arguments: list[str]) -> None:
    """Go in, bring the loopback up, and become the command; where no such place can be made, say so and run it as it is."""
    if arguments[0] != "--inside":
        if not (before := way()):
            sys.stderr.write("no network namespace of our own is to be had here; the network is as it is\n")
        command = [*before, *arguments]
    else:
        command = arguments[1:]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            fcntl.ioctl(asking, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _IFF_UP))
    os.execvp(command[0], command)  # noqa: S606 - the command is the caller's own


if __name__ == "__main__":
    main(sys.argv[1:])
