"""The ladder of proofs, from the channel we know to a document as the last step; never more than the data warrant (GDPR Art. 12(6))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.execute.discover import discover
from ombud.inventory.model import parted
from ombud.plan.clocks import Scene
from ombud.plan.reach import Identified, Person, ambiguous, fold
from ombud.rights.cases import keys, letters
from ombud.rights.cases.states import beneath, confirmed, enter, move
from ombud.rights.handling.time import waited_for
from ombud.rights.identity.mailbox import is_personal
from ombud.rights.models import CaseRow, ProofRow
from ombud.store.home import Home
from ombud.store.own.tables import NAME as OWN

Method = Literal["channel", "session", "code", "oidc", "document", "officer"]
"""In the order of the ladder: an address on file, a sign-in at the organisation's own service, a code to that address,
an identity provider, a document; or an officer who knows the person, with a reason."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person showed, whether it proves who they are, and the reason where a person judged."""

    method: Method
    result: Literal["proved", "failed"]
    reason: str = ""


BY_HAND: tuple[Method, ...] = ("officer", "document")
"""What somebody at the desk can say; the rest is only proved by the person themselves."""
NEEDED = frozenset({"access", "port", "erase", "rectify", "restrict"})
"""The rights by which an impostor could see or change another's data; the others ask for control of the address alone."""


def held(person: Person, scene: Scene) -> set[Identified]:
    """Tell the identifiers that our systems hold for a person, as they are spelled when compared; what the request gave is none."""
    found = set()
    for row in person.rows.values():
        system, dataset = parted(row.place)
        if system == OWN or row.via == "shared":  # an earlier case holds what its request gave, and a share names others
            continue
        for column, kind in scene.place(system, dataset).identifying().items():
            if isinstance(value := row.values.get(column), str | int):
                found.add((kind, fold(kind, str(value), scene)))
    return found


def identifiers_on_file(home: Home, case: CaseRow) -> set[Identified]:
    """Tell the identifiers on file for whom a case is about, told by what is known beside the address that asks, if anything is.

    Where that leads to more than one person, nothing proves which of them asks.
    """
    scene, others = home.scene(), tuple(case.identifiers.items())
    with home.systems(read_only=True) as systems:
        person = discover([others or (("email", case.email),)], scene, systems).persons[0]
    return set() if ambiguous(person, scene) else held(person, scene)


def on_file(home: Home, case: CaseRow) -> set[str]:
    """Tell the addresses on file that prove who asks: what comes to a role's or an employer's mailbox is read by others too."""
    return {value for kind, value in identifiers_on_file(home, case) if kind == "email" and is_personal(home, value)}


def known_channel(home: Home, case: CaseRow, at: datetime) -> None:
    """Take control of an address on file as proof, once."""
    if confirmed(case) and not is_proved(case) and fold("email", case.email, home.scene()) in on_file(home, case):
        ProofRow.objects.create(case=case, method="channel", asked_at=at, decided_at=at, result="proved", by="ombud")


def is_proved(case: CaseRow) -> bool:
    """Tell whether the person of a case has shown who they are."""
    return ProofRow.objects.filter(case=case, result="proved").exists()


def require(case: CaseRow) -> None:
    """Refuse to go on while it is not known who asks."""
    if case.right in NEEDED and not is_proved(case):
        hint = "Ask for proof, or say with a reason how you know the person."
        raise RefusedError("identity-missing", "It is not proved who asks.", where=case.number, hint=hint)


def ask(home: Home, case: CaseRow, reason: str, by: str, at: datetime) -> None:
    """Ask the person to show who they are, with the reason for doubt; the clock stops if this is asked at once (GDPR Art. 12(6))."""
    if not reason.strip():
        raise BadInputError("identity-reason", "Asking for proof needs a reason.", where=case.number, hint="Say what makes you doubt.")
    with transaction.atomic():
        move(case, "identity", by, at, reason.strip())
        ProofRow.objects.create(case=case, method="", asked_at=at, reason=reason.strip())
        letters.write(
            home, case, "identity", at, link=letters.link(home, case.language, keys.draw("open", at, case)), reason=reason.strip()
        )


def vouch(home: Home, case: CaseRow, shown: Shown, by: str, at: datetime) -> None:
    """Take the word of somebody at the desk, with the reason; that a code came back or a provider answered is nobody's to say."""
    if shown.method not in BY_HAND or not shown.reason.strip():
        told = "This proof needs a reason, or is none that a person can give."
        raise BadInputError("identity-method", told, where=case.number, hint="Say how you know the person.")
    decide(home, case, shown, by, at)


def decide(home: Home, case: CaseRow, shown: Shown, by: str, at: datetime) -> None:
    """Keep the method, the time and the result of a proof, and nothing else of it; the case goes on when it proves."""
    method, result, reason = shown.method, shown.result, shown.reason.strip()
    with transaction.atomic():
        asked = ProofRow.objects.filter(case=case, result="").order_by("asked_at").first()
        began = asked.asked_at if asked else at
        ProofRow.objects.filter(case=case, result="").delete()
        ProofRow.objects.create(case=case, method=method, asked_at=began, decided_at=at, result=result, by=by, reason=reason)
        case.documents.all().delete()
        enter(case, f"identity_{result}", by, at, method)
        if result == "proved" and beneath(case) == "identity":
            waited_for(home, case, began, at)
            move(case, "open", by, at)
