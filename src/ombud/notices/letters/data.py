"""The same answers for programs: plain values for JSON, the portable files of GDPR Art. 20, and reading those back.

`data.json` of an access answer is one object: `ombud` (form, "1"), `kind`, `controller`, `date`, `about` (what each key means),
`answer` (what GDPR Art. 15 wants told, by the ids of the policy), `handed` (what was handed to others), `copy` (rows), `review` and
`by_hand` (what is not in the copy yet). A decision has `gone`, `stays` and `by_hand` instead, a portable file `copy`, `review` and
`left` (what it leaves out, and why). A row is {system, dataset, activity, fields: [{datum, column, value}]}; values are text as they stand
in the system, dates are ISO 8601, periods ISO 8601 durations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from ombud.errors import BadInputError
from ombud.notices.letters.access import concerned
from ombud.notices.letters.facts import answer, bases
from ombud.notices.letters.model import ByHandTask, Collected, Field, Gone, Item, Left, Review, Right, Staying, Stays
from ombud.policy.model import Activity, Policy
from ombud.policy.period import Period

Json = dict[str, Any]

_ABOUT = {
    "answer": "what GDPR Art. 15(1)-(2) wants told, by the ids of the privacy policy",
    "handed": "each time data were handed to others, as it was put on record: day, recipient, activity, ground, and the data it has",
    "copy": "every row about the person: system, dataset, the activity it serves, and its fields with datum, column and value",
    "review": "what a person looks through before it is released (GDPR Art. 15(4)), with counts",
    "by_hand": "what an employee does because a system cannot, with counts",
    "left": "what the person cannot take along in this way, and why not, with counts",
    "gone": "what was done, by dataset, with the data concerned and the number of rows",
    "stays": "what stays, with ground, article, law, the day it goes and the number of rows",
}


def plain(value: object) -> Any:  # noqa: ANN401 - JSON has no type of its own
    """Turn a value into what JSON can hold: dataclasses by field, dates and periods in ISO 8601."""
    if isinstance(value, date | Period):
        return str(value)
    if is_dataclass(value):
        return {field.metadata.get("key", field.name): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def _object(policy: Policy, today: date, kind: str, **parts: object) -> Json:
    head = {"ombud": "1", "kind": kind, "controller": policy.controller.name, "date": str(today)}
    return {**head, "about": {name: _ABOUT[name] for name in parts}, **{name: plain(part) for name, part in parts.items()}}


def access_data(
    policy: Policy,
    country: str | None,
    today: date,
    collected: Collected,
    activities: tuple[str, ...],
    by_hand: tuple[ByHandTask, ...] = (),
) -> Json:
    """Give an access answer to programs: what is told, the copy, and what is still looked through (GDPR Art. 15)."""
    parts = {"copy": collected.items, "review": collected.review, "by_hand": by_hand}
    told = answer(policy, today, country, concerned(policy, collected, activities))
    return _object(policy, today, "access", answer=told, handed=collected.handed, **parts)


def decision_data(
    policy: Policy,
    today: date,
    right: Right,
    gone: tuple[Gone, ...],
    stays: tuple[Stays, ...],
    by_hand: tuple[ByHandTask, ...],
) -> Json:
    """Give a decision to programs, item by item."""
    return _object(policy, today, right, gone=gone, stays=stays, by_hand=by_hand)


# ------------------------------------------------------------------ portability (GDPR Art. 20)


def portable(collected: Collected, policy: Policy, left: tuple[Left, ...] = (), review: tuple[Review, ...] = ()) -> Json:
    """Pick what the person may take along: provided or observed data under consent or contract (GDPR Art. 20(1)); and tell the rest."""
    items = (_portable_item(policy, item) for item in collected.items)
    copy = [plain(item) for item in items if item.fields]
    parts = {"copy": copy, "review": plain(review), "left": plain(left)}
    return {"ombud": "1", "kind": "portable", "about": {name: _ABOUT[name] for name in parts}, **parts}


def _portable_item(policy: Policy, item: Item) -> Item:
    activity = policy.activities.get(item.activity)
    kept = tuple(field for field in item.fields if not why_left(activity, field.datum))
    return Item(item.system, item.dataset, item.activity, kept)


def why_left(activity: Activity | None, datum: str) -> Staying | None:
    """Tell why a datum is not the person's to take along; None where it is (GDPR Art. 20(1))."""
    use = activity.data.get(datum) if activity else None
    if activity is None or use is None:
        return "other_basis"
    if use.source not in ("provided", "observed"):
        return "not_provided"
    moving = any(basis.gdpr in ("6.1.a", "6.1.b") and (not basis.data or datum in basis.data) for basis in bases(activity))
    return None if moving else "other_basis"


def portable_tables(portable_data: Json) -> dict[str, str]:
    """Write the portable rows as one CSV text (RFC 4180) for each dataset, under the name `system.dataset.csv`."""
    places: dict[str, list[Item]] = {}
    for item in _items(portable_data):
        places.setdefault(f"{item.system}.{item.dataset}.csv", []).append(item)
    return {name: _table(items) for name, items in places.items()}


def _table(items: list[Item]) -> str:
    columns = list(dict.fromkeys(field.column for item in items for field in item.fields))
    values = [{field.column: field.value for field in item.fields} for item in items]
    return "".join(map(_line, [columns, *([row.get(column, "") for column in columns] for row in values)]))


def _line(cells: list[str]) -> str:
    """Quote every cell, so that commas, quotes and line breaks stay inside it (RFC 4180 §2)."""
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def read_portable(text: str) -> tuple[Item, ...]:
    """Read a portable file back into rows, as a receiving organisation would."""
    try:
        return _items(json.loads(text))
    except (ValueError, KeyError, TypeError):
        hint = "Give the data.json of an answer to a request for portability, unchanged."
        raise BadInputError("portable-unreadable", "This is not a portable file.", hint=hint) from None


def _items(data: Json) -> tuple[Item, ...]:
    return tuple(_item(row) for row in data["copy"])


def _item(row: Json) -> Item:
    values = tuple(Field(_text(f["datum"]), _text(f["column"]), _text(f["value"])) for f in row["fields"])
    return Item(_text(row["system"]), _text(row["dataset"]), _text(row["activity"]), values)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
