"""Whether what a person asks for is told and handed out: the access answer and the portable file, made for people the systems hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO

from ombud.errors import UnavailableError
from ombud.notices.letters import AccessAnswer, Collected, Field, Item, answer, portable, portable_tables, read_portable
from ombud.plan.reach import Person, Row
from ombud.plan.rights.reading import activities_of, place_of
from ombud.policy.model import Gap
from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.probes.reach import hindered
from ombud.promises.saying.phrase import Phrase, phrase


@dataclass(frozen=True, slots=True)
class _Held:
    """One row of a person as an answer would hold it: the activities it serves, and the values read of it."""

    row: Row
    activities: tuple[str, ...]
    values: Mapping[str, object]


def access(statement: Statement, looking: Looking) -> Check:
    """Make the access answer of some people and look that it tells what is promised (GDPR Art. 15)."""
    if stopped := hindered(looking):
        return stopped
    try:
        answers = [list(_held(person, looking)) for person in looking.rehearsal.persons]
    except UnavailableError as error:
        return unproven(phrase("silent", places=[error.where], why=[error.code]), phrase("mend-or-again"))
    tells: dict[str, Callable[[], Check]] = {
        "purpose": partial(_tells, answers, looking, _PURPOSES),
        "data_categories": partial(_tells, answers, looking, _DATA),
        "source": partial(_tells, answers, looking, _SOURCES),
        "recipients": partial(_tells, answers, looking, _RECIPIENTS),
    }
    return tells.get(statement.id.rpartition(".")[2], partial(_copied, answers, looking))()


def _held(person: Person, looking: Looking) -> Iterator[_Held]:
    for place, row in person.rows.items():
        if (values := looking.rehearsal.copies.get(place)) is not None:
            yield _Held(row, activities_of(row, person, looking.scene), values)


def _copied(answers: list[list[_Held]], looking: Looking) -> Check:
    """Look that every row found is read for the copy (GDPR Art. 15(3))."""
    found, read = sum(len(person.rows) for person in looking.rehearsal.persons), sum(map(len, answers))
    figure = phrase("rows-copied", read=read, rows=found, people=len(answers), datasets=_places(answers))
    if read != found:
        return Check("broken", figure, phrase("unreadable-rows"), phrase("look-at-keys"))
    return Check("kept", figure)


def _places(answers: list[list[_Held]]) -> int:
    return len({held.row.place for one in answers for held in one})


# ------------------------------------------------------------------ what the answer tells


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the answer: what it leaves out and where that is held, and how that and its being whole are said."""

    untold: Callable[[AccessAnswer, list[_Held], Looking], Iterator[tuple[str, str]]]
    lacking: Callable[[list[str], list[str]], Phrase]
    told: Callable[[int, int], Phrase]


def _tells(answers: list[list[_Held]], looking: Looking, part: _Part) -> Check:
    missing: dict[tuple[str, str], None] = {}
    for held in answers:
        activities = tuple(dict.fromkeys(activity for one in held for activity in one.activities))
        told = answer(looking.scene.policy, looking.scene.today, None, activities)
        missing.update(dict.fromkeys(part.untold(told, held, looking)))
    if missing:
        cause = part.lacking(*(list(dict.fromkeys(names)) for names in zip(*missing, strict=True)))
        return Check("broken", phrase("left-out", left_out=len(missing)), cause, phrase("give-in-policy"))
    return Check("kept", part.told(len(answers), _places(answers)))


def _purposes_untold(told: AccessAnswer, held: list[_Held], _: Looking) -> Iterator[tuple[str, str]]:
    """Name the activities of a person whose answer has no purpose for them, or a purpose without its basis (GDPR Art. 15(1)(a))."""
    whole = {one.activity for one in told.purposes} - {one.activity for one in told.purposes if isinstance(one.basis, Gap)}
    yield from ((activity, one.row.place) for one in held for activity in one.activities if activity not in whole)


def _data_untold(told: AccessAnswer, held: list[_Held], looking: Looking) -> Iterator[tuple[str, str]]:
    """Name the data that are in a person's rows and not in the answer (GDPR Art. 15(1)(b))."""
    said = {(one.activity, datum) for one in told.data for datum in one.data}
    return _unsaid(said, held, looking)


def _sources_untold(told: AccessAnswer, held: list[_Held], looking: Looking) -> Iterator[tuple[str, str]]:
    """Name the data that are in a person's rows and whose source the answer does not tell (GDPR Art. 15(1)(g))."""
    named = [one for one in told.sources if one.source != "third_party" or one.parties]
    said = {(one.activity, datum) for one in named for datum in one.data}
    return _unsaid(said, held, looking)


def _recipients_untold(told: AccessAnswer, held: list[_Held], looking: Looking) -> Iterator[tuple[str, str]]:
    """Name the hosts of systems with a person's rows whom the answer does not tell as having the data (GDPR Art. 15(1)(c))."""
    said, systems = {one.id for one in told.recipients}, looking.scene.inventory.systems
    for name in dict.fromkeys(one.row.place.partition(".")[0] for one in held):
        if (host := systems[name].recipient) and host not in said:
            yield host, name


def _unsaid(said: set[tuple[str, str]], held: list[_Held], looking: Looking) -> Iterator[tuple[str, str]]:
    for one in held:
        for datum in _filled(one, looking):
            if not any((activity, datum) in said for activity in one.activities):
                yield datum, one.row.place


def _filled(held: _Held, looking: Looking) -> list[str]:
    columns = place_of(held.row, looking.scene).personal()
    return [is_ for name, value in held.values.items() if value not in (None, "", ()) and (is_ := columns[name].is_)]


_PURPOSES = _Part(
    _purposes_untold,
    lambda activities, places: phrase("purposes-untold", activities=activities, places=places),
    lambda people, datasets: phrase("purposes-told", people=people, datasets=datasets),
)
_DATA = _Part(
    _data_untold,
    lambda data, places: phrase("data-untold", data=data, places=places),
    lambda people, datasets: phrase("data-told", people=people, datasets=datasets),
)
_SOURCES = _Part(
    _sources_untold,
    lambda data, places: phrase("sources-untold", data=data, places=places),
    lambda people, datasets: phrase("sources-told", people=people, datasets=datasets),
)
_RECIPIENTS = _Part(
    _recipients_untold,
    lambda hosts, systems: phrase("recipients-untold", who=hosts, places=systems),
    lambda people, datasets: phrase("recipients-told", people=people, datasets=datasets),
)

# ------------------------------------------------------------------ portability (GDPR Art. 20)


def portability(_: Statement, looking: Looking) -> Check:
    """Make the portable file of some people and read it back as another organisation would."""
    if stopped := hindered(looking):
        return stopped
    try:
        rows = [held for person in looking.rehearsal.persons for held in _held(person, looking)]
    except UnavailableError as error:
        return unproven(phrase("silent", places=[error.where], why=[error.code]), phrase("mend-or-again"))
    apart = [held for held in rows if _set_apart(held, looking)]
    file = portable(_items([held for held in rows if held not in apart], looking), looking.scene.policy)
    sent = read_portable(json.dumps(file, ensure_ascii=False))
    cells = sum(len(list(csv.reader(StringIO(text, newline="")))) - 1 for text in portable_tables(file).values())
    if len(sent) != len(file["copy"]) or cells != len(sent):
        figure = phrase("read-back", read=cells, rows=len(file["copy"]))
        return Check("broken", figure, phrase("file-differs"), phrase("report-this"))
    return _handed(len(sent), len(portable(_items(apart, looking), looking.scene.policy)["copy"]), looking)


def _handed(sent: int, apart: int, looking: Looking) -> Check:
    figure = phrase("handed-out", rows=sent, people=len(looking.rehearsal.persons))
    if apart:
        return Check("unproven", figure, phrase("letters-owed", pieces=apart), phrase("send-by-hand"))
    if not sent:
        return unproven(phrase("nothing-given"), phrase("look-later"))
    return Check("kept", figure)


def _set_apart(held: _Held, looking: Looking) -> bool:
    """Tell whether a row is a letter or a file, which a person looks through before it leaves (GDPR Art. 15(4))."""
    place = place_of(held.row, looking.scene)
    return bool(place.dataset.glob) or looking.scene.inventory.systems[place.system].kind == "mailbox"


def _items(rows: list[_Held], looking: Looking) -> Collected:
    return Collected(tuple(_item(held, looking) for held in rows if held.activities))


def _item(held: _Held, looking: Looking) -> Item:
    place = place_of(held.row, looking.scene)
    columns = place.personal()
    filled = ((name, columns[name], value) for name, value in held.values.items() if value not in (None, "", ()))
    fields = tuple(Field(column.is_ or column.identifies or name, name, str(value)) for name, column, value in filled)
    return Item(place.system, place.name, held.activities[0], fields)
