"""The systems in the console: what is declared of each, and, when somebody looks, whether it answers and what differs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from ombud.policy.finding import Finding
from ombud.policy.model import Language
from ombud.policy.telling import Told, told
from ombud.registers.compare import Difference
from ombud.registers.systems import Seen, look
from ombud.store.home import words
from ombud.web.console.page import page
from ombud.web.console.staff.me import may
from ombud.web.serving import home
from ombud.web.words import LANGUAGES, preferred
from ombud.web.words import words as say_words


@dataclass(frozen=True, slots=True)
class Line:
    """One system: its kind and datasets; if it was looked at, its differences or why it could not be."""

    name: str
    kind: str
    datasets: int
    seen: Seen | None = None
    told: tuple[tuple[str, Told], ...] = field(default=())

    @property
    def errors(self) -> int:
        """Count what is otherwise than declared."""
        return sum(one.severity == "error" for _, one in self.told)


def _lines() -> list[Line]:
    return [Line(name, system.kind, len(system.datasets)) for name, system in home().inventory.systems.items()]


@require_safe
@may("see_systems")
def listed(request: HttpRequest) -> HttpResponse:
    """List the systems as they are declared."""
    return page(request, "systems", systems=_lines(), looked=False)


@require_POST
@may("look_anew")
def looked(request: HttpRequest) -> HttpResponse:
    """Look at every system and tell how it is."""
    language = preferred(request, LANGUAGES)
    lines = []
    for line in _lines():
        seen = look(home(), line.name)
        differences = tuple((_where(one), _told(one.finding, language)) for one in seen.differences)
        lines.append(Line(line.name, line.kind, line.datasets, seen, differences))
    return page(request, "systems", systems=lines, looked=True)


def _told(finding: Finding, language: Language) -> Told:
    """Tell a finding in a language; that a dataset cannot be read as pages tell the error that kept us from it."""
    said, why = told(finding, words(language)), say_words(language).get(f"error.{finding.values.get('error')}")
    return replace(said, message=why, hint="") if why else said


def _where(one: Difference) -> str:
    return ".".join(part for part in (one.system, one.dataset, one.column) if part)
