"""Legal holds and weighed exceptions: whom they freeze is sealed under the home's link key, never shown in a list."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NoReturn

from ombud.errors import BadInputError
from ombud.evidence.pseudonym import LinkKey, RunKey, open_sealed, seal
from ombud.store.database import ask
from ombud.store.models import HoldReadRow, HoldRow

HoldKind = Literal["hold", "exception", "restriction"]


@dataclass(frozen=True, slots=True)
class Hold:
    """Why something is frozen, who decided it, when it is looked at again; never who it is about."""

    id: str
    kind: str
    rule: str
    reason: str
    owner: str
    review_on: date


def add(subjects: list[tuple[str, str]], hold: Hold, key: LinkKey, now: datetime) -> None:
    """Place a hold on persons named by their identifiers (kind, value)."""
    sealed = seal(RunKey(key.secret), json.dumps(subjects).encode(), hold.id.encode())
    HoldRow.objects.create(
        id=hold.id,
        kind=hold.kind,
        rule=hold.rule,
        reason=hold.reason,
        owner=hold.owner,
        review_on=hold.review_on,
        placed_at=now,
        sealed=sealed,
    )


def new_id() -> str:
    """Draw the id of a hold."""
    return secrets.token_hex(4)


def current() -> list[Hold]:
    """List the holds that stand, oldest first."""
    rows = HoldRow.objects.filter(released_at=None).order_by("placed_at")
    return [Hold(r.id, r.kind, r.rule, r.reason, r.owner, r.review_on) for r in rows]


def frozen(key: LinkKey) -> list[tuple[tuple[str, str], ...]]:
    """Open whom the standing holds freeze, the oldest first."""
    standing = ask("SELECT id, sealed FROM store_holdrow WHERE released_at IS NULL ORDER BY placed_at")
    opened = (json.loads(open_sealed(RunKey(key.secret), bytes(sealed), hold.encode())) for hold, sealed in standing)
    return [tuple((kind, value) for kind, value in subjects) for subjects in opened]


def read(hold: str, by: str, note: str, now: datetime) -> str:
    """Give the reason of a hold, and keep who read it and what for."""
    row = HoldRow.objects.filter(id=hold, released_at=None).first() or _unknown(hold)
    HoldReadRow.objects.create(hold=row, at=now, by=by, note=note)
    return row.reason


def release(hold: str, now: datetime) -> None:
    """End a hold; whom it froze is forgotten with it, and what was written of them: why it stood, and why that was read."""
    if not HoldRow.objects.filter(id=hold, released_at=None).update(released_at=now, sealed=b"", reason=""):
        _unknown(hold)
    HoldReadRow.objects.filter(hold=hold).update(note="")


def _unknown(hold: str) -> NoReturn:
    raise BadInputError("hold-unknown", f"There is no standing hold `{hold}`.", hint="`ombud hold list` shows those that stand.")
