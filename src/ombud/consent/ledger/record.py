"""A choice as the ledger keeps it: one line of JSON, the same bytes each time, that a stranger can read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from ombud.plan.consent.choice import Choice, Scope

_LISTS = ("topics", "channels", "senders")
_READER = json.JSONDecoder()
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_AT = len('{"at":"2026-11-26T06:30:00.000Z"')
_SUBJECT = len('"subject":""') + 64


def written(choice: Choice, subject: str, named: tuple[str, ...] = ()) -> str:
    """Write a choice; what it does not say is left out."""
    said = {
        "kind": choice.kind,
        "subject": subject,
        "purpose": choice.purpose,
        "at": moment(choice.at),
        "claimed": moment(choice.claimed) if choice.claimed else None,
        "skew": round(choice.skew.total_seconds(), 3) if choice.skew is not None else None,
        **{name: list(getattr(choice.scope, name)) for name in _LISTS},
        "names": list(named),
        "policy": choice.policy,
        "notice": choice.notice,
        "method": choice.method,
        "country": choice.country,
        "until": choice.until.isoformat() if choice.until else None,
        "proven": None if choice.proven else False,
        "of_age": choice.of_age,
        "conditions": list(choice.conditions),
    }
    told = {name: value for name, value in said.items() if value not in (None, "", [])}
    return _WRITER.encode(told)


def read(record: str) -> Choice:
    """Read a choice that `written` wrote."""
    said: dict[str, Any] = _READER.decode(record)
    told = said.get
    return Choice(
        said["kind"],
        said["purpose"],
        datetime.fromisoformat(said["at"]),
        Scope(tuple(told("topics", ())), tuple(told("channels", ())), tuple(told("senders", ()))),
        datetime.fromisoformat(said["claimed"]) if "claimed" in said else None,
        told("policy", ""),
        told("notice", ""),
        told("method", ""),
        told("country", ""),
        date.fromisoformat(said["until"]) if "until" in said else None,
        said.get("proven", True),
        told("of_age"),
        tuple(told("conditions", ())),
    )


def timeless(record: str) -> str:
    """Give what a record says but when and of whom: what two say alike so is judged alike where nothing else was said."""
    subject = record.find('"subject":"')
    return record[_AT:subject] + record[subject + _SUBJECT :]


def moment(at: datetime) -> str:
    """Write a moment in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
