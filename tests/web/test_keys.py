"""The key of the desks is renewed while the home is served: all stays readable, also after an interruption, without the key before."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.web.site import PASSWORD, Site
from tests.web.test_asking import number
from tests.web.test_identity import PNG, doubted, own, upload
from tests.web.test_reading import opened

KILLED = """
import sys
from ombud.store.home import Home
Home.opened(sys.argv[1]).state.keys.renew_desk()
"""


@contextmanager
def without_older_keys(site: Site) -> Iterator[None]:
    """Take away every key of the desks but the newest, and bring them back: links in letters of other tests need them."""
    keys = site.home / "var" / "keys"
    newest = max(keys.glob("desk-*.key"), key=lambda path: int(path.stem.removeprefix("desk-")))
    older = [path for path in keys.glob("desk*.key") if path != newest]
    assert older
    for path in older:
        path.rename(path.with_suffix(".away"))
    try:
        yield
    finally:
        for path in older:
            path.with_suffix(".away").rename(path)


@pytest.mark.parametrize("interrupted", [False, True])
def test_all_that_is_sealed_opens_under_the_new_key_alone(site: Site, *, interrupted: bool) -> None:
    """OWASP ASVS 1.6.3."""
    name = f"sealing-{interrupted}".lower()
    person = doubted(site, f"{name}@somewhere.example")
    upload(person, PNG)
    case, handler = number(person, "en"), site.worker(name, "handler")
    handler.fill(f"/console/cases/{case}/", to=f"/console/cases/{case}/take")
    opened(handler, case, reason="handling")
    kept = own(site, "SELECT d.id FROM rights_documentrow d JOIN rights_caserow c ON c.id = d.case_id WHERE c.number = ?", case)[0][0]
    path = f"/console/cases/{case}/documents/{kept}"
    if interrupted:  # a run that was killed as soon as it had made the key
        subprocess.run([sys.executable, "-c", KILLED, str(site.home)], check=True, capture_output=True)
        assert handler.see(path).raw == PNG
    assert "sealed anew" in site.command("keys", "renew", "desk")
    with without_older_keys(site):
        assert handler.see(path).raw == PNG
        visitor = site.visitor()
        visitor.fill("/console/login/", login=name, password=PASSWORD)
        assert visitor.fill("/console/login/second/", code=site.codes[name].pop()).path == "/console/"
