"""What the desks keep, sealed anew under their newest key, row by row: a run that is interrupted leaves every row readable."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Model

from ombud.evidence.pseudonym import RunKey, open_sealed, seal
from ombud.rights.models import DocumentRow, PackageRow, ReviewRow
from ombud.web.api.models import OnceRow
from ombud.web.api.once import about as of_an_answer
from ombud.web.console.staff.adapters import ABOUT

About = Callable[[Any], bytes]


def _of_a_case(row: DocumentRow | PackageRow | ReviewRow) -> bytes:
    return row.case_id.encode()


_SEALED: tuple[tuple[type[Model], About], ...] = (
    (DocumentRow, _of_a_case),
    (PackageRow, _of_a_case),
    (ReviewRow, _of_a_case),
    (OnceRow, of_an_answer),
)
_SECRETS = ("secret", "seed")
"""Under which names a second proof keeps what is sealed."""


def reseal(key: RunKey) -> int:
    """Seal everything anew; tell how many rows there were."""
    rows = sum(_each(kind, partial(_row, key, of)) for kind, of in _SEALED)
    return rows + _each(Authenticator, partial(_factor, key))


def _each(kind: type[Model], act: Callable[[Any], bool]) -> int:
    """Act on each row that is still there, alone and locked: whoever serves meanwhile waits for one row at the most."""
    rows = cast("Any", kind).objects
    done = 0
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.select_for_update().filter(pk=pk).first()
            done += int(row is not None and act(row))
    return done


def _row(key: RunKey, about: About, row: Any) -> bool:  # noqa: ANN401 - one of the rows above
    if not row.sealed:
        return False
    row.sealed = seal(key, open_sealed(key, bytes(row.sealed), about(row)), about(row))
    row.save(update_fields=["sealed"])
    return True


def _factor(key: RunKey, row: Authenticator) -> bool:
    """Seal what is secret of a second proof; a passkey keeps nothing secret here."""
    found = {name: row.data[name] for name in _SECRETS if name in row.data}
    for name, sealed in found.items():
        plain = open_sealed(key, base64.b64decode(sealed), ABOUT)
        row.data[name] = base64.b64encode(seal(key, plain, ABOUT)).decode()
    if found:
        row.save(update_fields=["data"])
    return bool(found)
