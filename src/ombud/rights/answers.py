"""The answer a person gets: what is held about them as values and files, and the letter that goes with it (GDPR Art. 12, 15, 20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ombud.execute.answer import collect
from ombud.execute.languages import language_pack
from ombud.execute.package import ReviewFile, json_text
from ombud.inventory.model import Place, parted
from ombud.notices.letters import access_answer, access_data, decision, decision_data, portable, portable_tables, read_portable
from ombud.notices.letters.model import ByHandTask, Collected, Field, Gone, Item, Letter, Review, Stays, Why
from ombud.notices.letters.model import Right as DecidedRight
from ombud.plan.clocks import Scene
from ombud.plan.rights import naming_somebody, place_of, several_people
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
        if several_people(row, place, case.person, scene):
            shown, kept = _of_several(shown, kept, naming_somebody(row, place, case.person, scene))
        if shown:
            items.append(Item(place.system, place.name, activity, shown))
        for why, name, data in kept:
            file = f"{place.system}-{place.name}-{len(apart) + 1}{name}"
            apart.append(ReviewFile(file, data))
            reviews.append(Review(place.system, place.name, why, file, 1))
    mentions = (Review(*parted(task.place), "body_mention", None, task.count) for task in plan.by_hand if task.why == "body_mention")
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


def _of_several(
    shown: tuple[Field, ...], kept: list[tuple[Why, str, bytes]], naming: Mapping[str, bool]
) -> tuple[tuple[Field, ...], list[tuple[Why, str, bytes]]]:
    """Show of a row of several people what names the person; leave out what names another, and set the rest apart (GDPR Art. 15(4))."""
    rest = "\n".join(f"{field.column}: {field.value}" for field in shown if field.column not in naming)
    apart: list[tuple[Why, str, bytes]] = [("shared", ".txt", rest.encode())] if rest else []
    return tuple(field for field in shown if naming.get(field.column)), [*kept, *apart]


def _letter_text(values: Mapping[str, object]) -> bytes:
    return "\n\n".join(f"{name}: {_text(value)}" for name, value in values.items() if value).encode()


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Package:
    """What one person gets: the letter, the same for programs, tables, and what is looked through first."""

    letter: Letter
    data: object
    review: tuple[ReviewFile, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)


def package(answer: Answer, case: Case, scene: Scene, systems: Systems) -> Package:
    """Make what one person gets for one wish (GDPR Art. 12(3)–(4), 15, 20)."""
    match answer.plan.wish.right:
        case "access":
            return _access(answer.plan, case, scene, systems)
        case "port":
            return _port(answer.plan, case, scene, systems)
        case right:
            return _decision(answer, case, scene, right)


def _access(plan: Plan, case: Case, scene: Scene, systems: Systems) -> Package:
    found, pack = gather(case, plan, scene, systems), language_pack(plan.wish.language)
    activities, tasks = _activities(case), tuple(_by_hand(plan))
    letter = access_answer(scene.policy, pack, scene.today, found.collected, activities, tasks)
    return Package(letter, access_data(scene.policy, pack.country, scene.today, found.collected, activities, tasks), found.review)


def _port(plan: Plan, case: Case, scene: Scene, systems: Systems) -> Package:
    """Hand out what the person provided under consent or contract, in a form another controller can read (GDPR Art. 20)."""
    found, pack = gather(case, plan, scene, systems), language_pack(plan.wish.language)
    data = portable(found.collected, scene.policy)
    items = read_portable(json_text(data))
    counted = Counter((item.system, item.dataset, tuple(sorted({f.datum for f in item.fields}))) for item in items)
    gone = tuple(Gone(*place, count) for place, count in counted.items())
    letter = decision(scene.policy, pack, scene.today, "port", gone, (), tuple(_by_hand(plan)))
    return Package(letter, data, (), portable_tables(data))


def _decision(answer: Answer, case: Case, scene: Scene, right: DecidedRight) -> Package:
    pack = language_pack(answer.plan.wish.language)
    gone, stays, tasks = tuple(_gone(answer, case, scene)), tuple(_stays(case)), tuple(_by_hand(answer.plan))
    letter = decision(scene.policy, pack, scene.today, right, gone, stays, tasks)
    return Package(letter, decision_data(scene.policy, scene.today, right, gone, stays, tasks))


def _activities(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(activity for made in case.decisions for activity in made.activities))


def _gone(answer: Answer, case: Case, scene: Scene) -> Iterator[Gone]:
    """Count what was done to this person's rows, by dataset and data."""
    mine = {(row.place, row.key) for row in case.person.rows.values()}
    for act in answer.plan.acts:
        place = scene.place(act.system, act.dataset)
        columns = {name for name, _ in act.values} if act.verb in ("empty", "rectify") else set(place.personal())
        data = tuple(sorted({c.is_ for name, c in place.typed().items() if name in columns and c.is_}))
        if count := sum((place.id, key) in mine for key in act.keys):
            yield Gone(act.system, act.dataset, data, count)


def _stays(case: Case) -> Iterator[Stays]:
    counted = Counter((made.row.place, stay) for made in case.decisions for stay in made.stays)
    for (place, stay), count in counted.items():
        yield Stays(*parted(place), stay.data, stay.ground, stay.article, stay.law, stay.until, count)


def _by_hand(plan: Plan) -> Iterator[ByHandTask]:
    return (ByHandTask(*parted(task.place), task.why, task.count) for task in plan.by_hand)
