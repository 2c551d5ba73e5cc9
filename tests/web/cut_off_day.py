"""A day in a home without a road to the world, run by `test_cut_off`: the demo, a person who asks, an officer who answers."""

import contextlib
import json
import socket
import subprocess
import sys
from pathlib import Path

from tests.servers.cut_off import tried
from tests.web.conftest import served
from tests.web.site import Site
from tests.web.test_asking import ask, handled, number, opened, somebody, task

PAGES = ("", "cases/", "holds/", "sweeps/", "systems/", "findings/", "evidence/", "map/", "people/")


def day(site: Site) -> dict[str, object]:
    """Let a person ask, an officer answer, and read every page."""
    email = somebody(site, "subscribers", 1)
    person, officer = ask(site, "access", email), site.officer()
    case = number(person)
    handled(officer, case)
    officer.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/task", task=task(site, case), note="looked through")
    pages = {path: officer.see(f"/console/{path}").status for path in PAGES}
    held = json.dumps(opened(person.see("/my/da/answer.zip").raw))
    site.leave()
    return {"answered": email in held, "pages": sorted(set(pages.values()))}


def leaving() -> int:
    """Try to leave, so that it is known that this would be counted."""
    before = tried()
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):  # RFC 5737 §3, RFC 3849 §2
        with socket.socket(family, socket.SOCK_DGRAM) as leaver, contextlib.suppress(OSError):
            leaver.connect((address, 53))
    return tried() - before


def main(folder: Path) -> None:
    """Live the day and tell of it."""
    demo = subprocess.run([sys.executable, "-m", "ombud", "demo", folder], capture_output=True, text=True, check=False)
    told: dict[str, object] = {"demo": demo.returncode}
    for site in served(folder):
        told |= day(site)
    sys.stdout.write(json.dumps(told | {"tried": tried(), "counted": leaving()}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
