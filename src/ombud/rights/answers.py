"""The answer a person gets: what is held about them as values and files, and the letter that goes with it (GDPR Art. 12, 15, 20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ombud.execute.answer import SENDER, collect
from ombud.execute.join import identified
from ombud.execute.languages import language_pack
from ombud.execute.package import ReviewFile, json_text
from ombud.inventory.model import Place, parted
from ombud.notices.letters import access_answer, access_data, decision, decision_data, portable, portable_tables, read_portable, why_left
from ombud.notices.letters.model import ByHandTask, Collected, Field, Gone, Item, Left, Letter, Review, Staying, Stays, Why
from ombud.notices.letters.model import Right as DecidedRight
from ombud.plan.clocks import Scene
from ombud.plan.reach import belonging
from ombud.plan.rights.reading import place_of
from ombud.plan.rights.sharing import naming_somebody, several_people
from ombud.rights.wishes.shown import Answer
from ombud.rights.wishes.wish import Case, Plan, Systems
from ombud.store.own.handed import tellable
from ombud.store.own.tables import NAME as OWN


@dataclass(frozen=True, slots=True)
class Apart:
    """One thing set apart for review: how it is told, the file it is in, the activity it serves, the data in it, who wrote it."""

    told: Review
    file: ReviewFile
    activity: str
    data: tuple[str, ...]
    written: bool
    """Whether the person wrote it: no letter from somebody else is theirs to take along."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is handed to one person: shown values, and what somebody must look through first."""

    collected: Collected
    review: tuple[ReviewFile, ...]
    apart: tuple[Apart, ...] = ()


def gather(case: Case, plan: Plan, scene: Scene, systems: Systems) -> Found:
    """Read all that is held about a person; mail, files and free text are set apart (GDPR Art. 15(4))."""
    served = {(d.row.place, d.row.key): d.activities for d in case.decisions}
    items: list[Item] = []
    apart: list[Apart] = []
    for row, values in collect(case.person, scene, systems, senders=True):
        place = place_of(row, scene)
        activity = next(iter(served.get((row.place, row.key), ())), "")
        shown, kept = _split(place, values, scene)
        written = SENDER not in values or _wrote(values[SENDER], place, case, scene)
        if several_people(row, place, case.person, scene):
            shown, kept = _of_several(shown, kept, naming_somebody(row, place, case.person, scene))
        if shown:
            items.append(Item(place.system, place.name, activity, shown))
        for why, name, content, data in kept:
            file = f"{place.system}-{place.name}-{len(apart) + 1}{name}"
            told = Review(place.system, place.name, why, file, 1)
            apart.append(Apart(told, ReviewFile(file, content), activity, data, written))
    items.extend(_proofs(case, scene))
    mentions = (Review(*parted(task.place), "body_mention", None, task.count) for task in plan.by_hand if task.why == "body_mention")
    return Found(
        Collected(tuple(items), (*(one.told for one in apart), *mentions), tellable(case.handed)),
        tuple(one.file for one in apart),
        tuple(apart),
    )


def _proofs(case: Case, scene: Scene) -> Iterator[Item]:
    """Tell what earlier erasures left of the person, under the activity whose rule left it."""
    activities = {rule.rule: activity for activity, rule in scene.policy.rules()}
    for left in case.proofs:
        fields = (Field("+".join(left.data), left.form, left.value), Field("proof", "left_on", left.left_on.isoformat()))
        yield Item(OWN, "proof", activities.get(left.rule, ""), fields)


def _wrote(sender: object, place: Place, case: Case, scene: Scene) -> bool:
    """Tell whether one who wrote a message is the person."""
    kinds = set(place.identifying().values())
    return bool(case.person.identifiers & set(identified(((kind, sender) for kind in kinds), scene)))


Kept = tuple[Why, str, bytes, tuple[str, ...]]
"""What is set apart of a row: why, how its file's name ends, its content, the data in it."""


def _split(place: Place, values: Mapping[str, object], scene: Scene) -> tuple[tuple[Field, ...], list[Kept]]:
    kind = "file" if place.dataset.glob else "mail" if scene.inventory.systems[place.system].kind == "mailbox" else "row"
    if kind == "mail":
        written = tuple(sorted(datum for datum in place.data() if scene.policy.data[datum].free_text))
        return (), [("mail", ".txt", _letter_text(values), written or tuple(sorted(place.data())))]
    shown, apart = [], list[Kept]()
    for name, value in values.items():
        column = place.typed()[name]
        if value is None or value == ():
            continue
        if isinstance(value, bytes):
            apart.append(("file", ".bin", value, (column.is_,) if column.is_ else ()))
        elif column.is_ and scene.policy.data[column.is_].free_text:
            apart.append(("free_text", ".txt", str(value).encode(), (column.is_,)))
        else:
            shown.append(Field(column.is_ or column.identifies or name, name, _text(value)))
    return tuple(shown), apart


def _of_several(shown: tuple[Field, ...], kept: list[Kept], naming: Mapping[str, bool]) -> tuple[tuple[Field, ...], list[Kept]]:
    """Show of a row of several people what names the person; leave out what names another, and set the rest apart (GDPR Art. 15(4))."""
    others = [field for field in shown if field.column not in naming]
    rest = "\n".join(f"{field.column}: {field.value}" for field in others)
    apart: list[Kept] = [("shared", ".txt", rest.encode(), tuple(field.datum for field in others))] if rest else []
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
    apart: tuple[Apart, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)

    @property
    def review(self) -> tuple[ReviewFile, ...]:
        """Give the files of what is looked through first."""
        return tuple(one.file for one in self.apart)


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
    return Package(letter, access_data(scene.policy, pack.country, scene.today, found.collected, activities, tasks), found.apart)


def _port(plan: Plan, case: Case, scene: Scene, systems: Systems) -> Package:
    """Hand out what the person provided under consent or contract, mail and files after a look through; tell the rest (GDPR Art. 20)."""
    found, pack = gather(case, plan, scene, systems), language_pack(plan.wish.language)
    why = [_why_left(one, scene) for one in found.apart]
    going = [one for one, left in zip(found.apart, why, strict=True) if left is None]
    review, left = tuple(one.told for one in going), tuple(_left(found, why, scene))
    data = portable(found.collected, scene.policy, left, review)
    items = read_portable(json_text(data))
    counted = Counter((item.system, item.dataset, tuple(sorted({f.datum for f in item.fields}))) for item in items)
    gone = tuple(Gone(*place, count) for place, count in counted.items())
    letter = decision(scene.policy, pack, scene.today, "port", gone, (), tuple(_by_hand(plan)), review, left)
    return Package(letter, data, tuple(going), portable_tables(data))


def _why_left(one: Apart, scene: Scene) -> Staying | None:
    """Tell why a letter, a file or a free text is not the person's to take along."""
    if one.told.why == "shared" or not one.written:
        return "shared" if one.told.why == "shared" else "not_provided"
    reasons = [why_left(scene.policy.activities.get(one.activity), datum) for datum in one.data]
    return None if None in reasons else next((reason for reason in reasons if reason), "other_basis")


def _left(found: Found, why: list[Staying | None], scene: Scene) -> Iterator[Left]:
    """Count by dataset and data what the person cannot take along."""
    rows = [((i.system, i.dataset, f.datum), why_left(scene.policy.activities.get(i.activity), f.datum)) for i, f in _fields(found)]
    rows += [((a.told.system, a.told.dataset, datum), left) for a, left in zip(found.apart, why, strict=True) for datum in a.data]
    for ((system, dataset, datum), reason), count in Counter(rows).items():
        if reason is not None:
            yield Left(system, dataset, (datum,), reason, count)


def _fields(found: Found) -> Iterator[tuple[Item, Field]]:
    return ((item, field) for item in found.collected.items for field in item.fields)


def _decision(answer: Answer, case: Case, scene: Scene, right: DecidedRight) -> Package:
    pack = language_pack(answer.plan.wish.language)
    gone, stays, tasks = changed(answer.plan, case, scene), staying(case), tuple(_by_hand(answer.plan))
    letter = decision(scene.policy, pack, scene.today, right, gone, stays, tasks)
    return Package(letter, decision_data(scene.policy, scene.today, right, gone, stays, tasks))


def _activities(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(activity for made in case.decisions for activity in made.activities))


def changed(plan: Plan, case: Case, scene: Scene) -> tuple[Gone, ...]:
    """Count what is done to this person's rows, by dataset and data."""
    return tuple(_gone(plan, case, scene))


def _gone(plan: Plan, case: Case, scene: Scene) -> Iterator[Gone]:
    mine = {(row.place, row.key) for row in case.person.rows.values()}
    mine |= {(place, row[: plan.flocks[place].key]) for place, rows in belonging(case.person, plan.flocks).items() for row in rows}
    for act in plan.acts:
        place = scene.place(act.system, act.dataset)
        columns = {name for name, _ in act.values} if act.verb in ("empty", "rectify") else set(place.personal())
        data = tuple(sorted({c.is_ for name, c in place.typed().items() if name in columns and c.is_}))
        if count := sum((place.id, key) in mine for key in act.keys):
            yield Gone(act.system, act.dataset, data, count)


def staying(case: Case) -> tuple[Stays, ...]:
    """Count what stays, by dataset, data and ground."""
    counted = Counter((made.row.place, stay) for made in case.decisions for stay in made.stays)
    return tuple(
        Stays(*parted(place), stay.data, stay.ground, stay.article, stay.law, stay.until, count, stay.reason)
        for (place, stay), count in counted.items()
    )


def _by_hand(plan: Plan) -> Iterator[ByHandTask]:
    return (ByHandTask(*parted(task.place), task.why, task.count) for task in plan.by_hand)
