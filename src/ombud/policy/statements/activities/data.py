"""What a policy states of one activity: whose data, which, what for, on which basis, shared with whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Balance, Bases, Basis, Gap, Letter, Origin, Purpose, Says
from ombud.policy.statements.kinds import Kind
from ombud.policy.statements.slots import Open, Words, articles, days, ids, laws, own, parties, word, yes
from ombud.policy.statements.statement import Statement, Statements, enforced, probed, signed, stated


def _presence(path: Path, it: Activity) -> Statements:
    yield stated(path, "activity", {"people": ids("people", it.people)})


def _held(path: Path, it: Activity) -> Statements:
    if it.data:
        yield probed((*path, "data"), "fields", "data", {"data": ids("data", it.data), "systems": ids("systems", it.systems)})
        yield from _given((*path, "data"), it)
    if it.form and it.form.asks:
        yield probed((*path, "form", "asks"), "forms", "form.asks", {"data": ids("data", it.form.asks)})
    if it.form and it.form.delivers_to:
        yield probed((*path, "form", "delivers_to"), "forms", "form.delivers_to", {"systems": ids("systems", it.form.delivers_to)})
    if it.confined_to:
        yield probed((*path, "confined_to"), "confined", "confined_to", {"systems": ids("systems", it.confined_to)})


SourceOfData = Literal["provided", "observed", "derived", "third_party"]
_SOURCES: tuple[tuple[SourceOfData, Kind], ...] = (
    ("provided", "data.provided"),
    ("observed", "data.observed"),
    ("derived", "data.derived"),
    ("third_party", "data.third_party"),
)


def _given(path: Path, it: Activity) -> Statements:
    """Tell who gives each datum, and which of them a person may leave out (GDPR Art. 13(2)(e), 14(2)(f))."""
    for source, kind in _SOURCES:
        if mine := [name for name, use in it.data.items() if use.source == source]:
            yield stated(path, kind, {"data": None if len(mine) == len(it.data) else ids("data", mine)}, name=".".join((*path, source)))
    if free := [name for name, use in it.data.items() if use.need == "optional"]:
        yield stated(
            path, "data.optional", {"data": None if len(free) == len(it.data) else ids("data", free)}, name=".".join((*path, "optional"))
        )


def _purposes(path: Path, it: Activity) -> Statements:
    if it.purposes:
        yield enforced((*path, "purposes"), "purposes", "purposes")
    for name, purpose in it.purposes.items():
        place = (*path, "purposes", name)
        yield _purpose(place, name, purpose)
        for said in _bases((*place, "basis"), purpose.basis):
            yield said.with_slot("purpose", Words("purposes", (name,)))


def _purpose(path: Path, name: str, it: Purpose) -> Statement:
    slots = {
        "purpose": word("purposes", name),
        "how": word("how", it.how),
        "times": word("times", it.times),
        "includes": ids("purposes", it.includes),
    }
    if it.marketing:
        return enforced(path, "marketing", "purpose.marketing", slots)
    return stated(path, "purpose", slots)


def _basis(path: Path, it: Activity) -> Statements:
    return _bases((*path, "basis"), it.basis)


def _bases(path: Path, bases: Bases | Gap | None) -> Statements:
    match bases:
        case None:
            return
        case Gap():
            yield stated(path, "basis", {"bases": Open("basis", (bases.gap,))})
        case _:
            letters = sorted(_letters(bases))
            gaps = sorted({basis.gdpr.gap for basis in bases if isinstance(basis.gdpr, Gap)})
            if letters or not gaps:
                yield stated(path, "basis", {"bases": articles(letters)})
            if gaps:
                yield stated(path, "basis.open", {"bases": Open("basis", tuple(gaps))}, name=".".join((*path, "open")))
            for letter in letters:
                yield from _letter(path, letter, [basis for basis in bases if basis.gdpr == letter])


def _letters(bases: Bases) -> set[Letter]:
    return {basis.gdpr for basis in bases if not isinstance(basis.gdpr, Gap)}


def _letter(path: Path, letter: Letter, bases: Collection[Basis]) -> Statements:
    name = ".".join((*path, letter))
    said = {
        "basis": articles([letter]),
        "data": ids("data", (datum for basis in bases for datum in basis.data)),
        "people": ids("people", (one for basis in bases for one in basis.people)),
        "laws": laws(law for basis in bases for law in basis.law),
        "interest": own(*(basis.interest for basis in bases)),
        "given": ids("given", (basis.given for basis in bases if basis.given)),
    }
    if letter == "6.1.a":
        yield probed(path, "agreed", "basis.consent", said, name=name)
    elif any(slot for key, slot in said.items() if key != "basis"):
        yield stated(path, "basis.letter", said, name=name)
    else:
        yield stated(path, "basis.letter.all", said, name=name)
    weighed = [basis.balance for basis in bases if basis.balance is not None]
    if weighed:
        yield _weighed(path, f"{name}.balance", letter, weighed)


def _weighed(path: Path, name: str, letter: Letter, weighed: Collection[Balance | Gap]) -> Statement:
    tests = [test for test in weighed if isinstance(test, Balance)]
    return signed(
        path,
        "basis.balance",
        {
            "basis": articles([letter]),
            "text": own(*(test if isinstance(test, Gap) else Says(test.text) for test in weighed)),
            "on": days(test.on for test in tests),
            "by": ids("deciders", (test.by for test in tests if test.by)),
            "review": days(test.review for test in tests),
        },
        name=name,
    )


def _sharing(path: Path, it: Activity) -> Statements:
    if it.recipients:
        yield stated((*path, "recipients"), "activity.recipients", {"who": parties(it.recipients)})
    if it.shares:
        yield probed((*path, "shares"), "disclosed", "shares", {"how": word("shares", it.shares)})
    if it.source is not None:
        yield _origin((*path, "source"), it.source)


def _origin(path: Path, it: Origin | Gap) -> Statement:
    if isinstance(it, Gap):
        return signed(path, "source", {"parties": Open("parties", (it.gap,))})
    return signed(path, "source", {"parties": ids("parties", it.parties), "public": yes(it.public)})


STATEMENTS = (_presence, _held, _purposes, _basis, _sharing)
