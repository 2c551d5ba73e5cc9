"""What a policy states of those who come by: the reception, the card, the guest network, the cameras."""

from __future__ import annotations

from typing import Literal

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Gap, Surveillance
from ombud.policy.statements.kinds import Kind, Missing
from ombud.policy.statements.slots import ids, word, yes
from ombud.policy.statements.statement import Statements, later

_KINDS: dict[Literal["reception", "access_card", "guest_network"], Kind] = {
    "reception": "premises.reception",
    "access_card": "premises.access_card",
    "guest_network": "premises.guest_network",
}


def _premises(path: Path, it: Activity) -> Statements:
    if it.premises is not None:
        slots = {"areas": ids("areas", it.premises.opens), "sometimes": yes(it.premises.given == "sometimes")}
        yield later((*path, "premises"), "visitor register", _KINDS[it.premises.kind], slots)


def _surveillance(path: Path, it: Activity) -> Statements:
    if it.surveillance is not None:
        yield from _watched((*path, "surveillance"), it.surveillance)


def _watched(path: Path, it: Surveillance) -> Statements:
    missing: Missing = "camera register"
    if it.areas:
        yield later((*path, "areas"), missing, "surveillance.areas", {"areas": ids("areas", it.areas)})
    yield later((*path, "sound"), missing, "surveillance.sound" if it.sound else "surveillance.silent")
    if signs := word("areas", it.signs) if isinstance(it.signs, Gap) else ids("areas", it.signs or ()):
        yield later((*path, "signs"), missing, "surveillance.signs", {"areas": signs})


STATEMENTS = (_premises, _surveillance)
