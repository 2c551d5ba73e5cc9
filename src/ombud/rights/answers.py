"""The answer a person gets: what is held about them as values and files, and the letter that goes with it (GDPR Art. 12, 15, 20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ombud.execute.answer import collect
from ombud.execute.package import ReviewFile, language_pack
from ombud.inventory.model import Place, parted
from ombud.notices.letters.access import access_answer
from ombud.notices.letters.decision import decision
from ombud.notices.letters.model import ByHandTask, Collected, Field, Gone, Item, Letter, Review, Stays, Why
from ombud.plan.clocks import Scene
from ombud.plan.rights import place_of
from ombud.rights.actions import Answer, Systems
from ombud.rights.wish import Case, Plan


@dataclass(frozen=True, slots=True)
class Found:
    """What is handed to one person: shown values, and what somebody must look through first."""

    collected: Collected
    review: tuple[ReviewFile, ...]


def gather(case: Case, plan: Plan, scene: Scene, systems: Systems) -> Found:
    """Read all that is held about a person; mail, files and free text are set apart (GDPR Art. 15(4))."""
    served = {(d.row.place, d.row.key): d.activities for d in case.decisions}
    items: list[Item] = []
    reviews: list[Review] = []
    apart: list[ReviewFile] = []
    for row, values in collect(case.person, scene, systems):
        place = place_of(row, scene)
        activity = next(iter(served.get((row.place, row.key), ())), "")
        shown, kept = _split(place, values, scene)
        if shown:
            items.append(Item(place.system, place.name, activity, shown))
        for why, name, data in kept:
            file = f"{place.system}-{place.name}-{len(apart) + 1}{name}"
            apart.append(ReviewFile(file, data))
            reviews.append(Review(place.system, place.name, why, file, 1))
    mentions = (Review(*parted(place), "body_mention", None, count) for place, count in plan.mentions.items())
    return Found(Collected(tuple(items), (*reviews, *mentions)), tuple(apart))


def _split(place: Place, values: Mapping[str, object], scene: Scene) -> tuple[tuple[Field, ...], list[tuple[Why, str, bytes]]]:
    kind = "file" if place.dataset.glob else "mail" if scene.inventory.systems[place.system].kind == "mailbox" else "row"
    if kind == "mail":
        return (), [("mail", ".txt", _letter_text(values))]
    shown, apart = [], list[tuple[Why, str, bytes]]()
    for name, value in values.items():
        column = place.typed()[name]
        if value is None or value == ():
            continue
        if isinstance(value, bytes):
            apart.append(("file", ".bin", value))
        elif column.is_ and scene.policy.data[column.is_].free_text:
            apart.append(("free_text", ".txt", str(value).encode()))
        else:
            shown.append(Field(column.is_ or column.identifies or name, name, _text(value)))
    return tuple(shown), apart


def _letter_text(values: Mapping[str, object]) -> bytes:
    return "\n\n".join(f"{name}: {_text(value)}" for name, value in values.items() if value).encode()


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def access_letter(case: Case, plan: Plan, found: Found, scene: Scene) -> Letter:
    """Write the letter that answers an access request (GDPR Art. 15)."""
    pack = language_pack(plan.wish.language)
    activities = tuple(dict.fromkeys(a for d in case.decisions for a in d.activities))
    return access_answer(scene.policy, pack, scene.today, found.collected, activities, tuple(_by_hand(plan, scene)))


def decision_letter(answer: Answer, case: Case, scene: Scene) -> Letter:
    """Write the letter that tells what was done, what stays and why (GDPR Art. 12(3)-(4))."""
    plan, pack = answer.plan, language_pack(answer.plan.wish.language)
    right = plan.wish.right
    if right == "access":
        reason = "an access request is answered with what was found"
        raise ValueError(reason)
    return decision(scene.policy, pack, scene.today, right, tuple(_gone(case, scene)), tuple(_stays(case)), tuple(_by_hand(plan, scene)))


def _gone(case: Case, scene: Scene) -> Iterator[Gone]:
    counted: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for made in case.decisions:
        place = place_of(made.row, scene)
        if made.action == "erase":
            counted[place.id, tuple(sorted(place.data()))] += 1
        elif made.action == "empty":
            counted[place.id, tuple(sorted({c.is_ for n, c in place.typed().items() if n in made.columns and c.is_}))] += 1
    return (Gone(*parted(place), data, count) for (place, data), count in counted.items())


def _stays(case: Case) -> Iterator[Stays]:
    counted = Counter((made.row.place, stay) for made in case.decisions for stay in made.stays)
    for (place, stay), count in counted.items():
        yield Stays(*parted(place), stay.data, stay.ground, stay.article, stay.law, stay.until, count)


def _by_hand(plan: Plan, scene: Scene) -> Iterator[ByHandTask]:
    for place in plan.unreached:
        yield ByHandTask(*parted(place), "no_identifier", 0)
    for place, count in plan.mentions.items():
        yield ByHandTask(*parted(place), "body_mention", count)
    for case in plan.cases:
        counted = Counter(made.row.place for made in case.decisions if made.action == "by_hand")
        for place, count in counted.items():
            yield ByHandTask(*parted(place), "shared", count)
