"""The findings of the policy check, in the reader's language, the gravest first."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ombud.policy.telling import told
from ombud.registers.findings import findings_of
from ombud.store.home import Home, words
from ombud.web.console.page import page
from ombud.web.console.staff.me import may
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred

_GRAVITY = ("error", "warning", "note")


@require_safe
@may("see_systems")
def listed(request: HttpRequest) -> HttpResponse:
    """Check both files as they stand on disk now, and list what is wrong."""
    known = words(preferred(request, LANGUAGES))
    found = [told(one, known) for one in findings_of(Home.at(home().folder), home().today())]
    found.sort(key=lambda one: _GRAVITY.index(one.severity))
    counts = [(severity, known.words[severity], sum(one.severity == severity for one in found)) for severity in _GRAVITY]
    shown = [(one, known.words[one.severity], f"{Path(one.file).name}:{one.line}") for one in found]
    return page(request, "findings", findings=shown, counts=counts)
