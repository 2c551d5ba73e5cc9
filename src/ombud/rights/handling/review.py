"""What is set apart of an answer, looked through piece by piece: released into it, or left out with a reason (GDPR Art. 15(4))."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.evidence.pseudonym import open_sealed, seal
from ombud.execute.languages import language_pack
from ombud.execute.package import pdf
from ombud.inventory.model import parted
from ombud.notices import page
from ombud.notices.letters import reviewed
from ombud.notices.letters.model import Reviewed
from ombud.rights.answers import Apart
from ombud.rights.cases import reading
from ombud.rights.models import CaseRow, PackageRow, ReviewRow
from ombud.store.home import Home

Verdict = Literal["released", "left"]


def set_apart(home: Home, case: CaseRow, pieces: Iterable[Apart]) -> None:
    """Keep sealed what somebody must look through before it is handed out."""
    key = home.state.keys.desk()
    case.review.all().delete()
    ReviewRow.objects.bulk_create(
        ReviewRow(
            case=case,
            place=f"{one.told.system}.{one.told.dataset}",
            why=one.told.why,
            file=one.file.name,
            sealed=seal(key, one.file.content, case.id.encode()),
        )
        for one in pieces
    )


def read(home: Home, row: ReviewRow, by: str, role: str, reason: tuple[str, str]) -> bytes:
    """Open a piece for whoever looks it through; that it was read, and why, is put on record (GDPR Art. 5(2))."""
    if row.decided:
        raise RefusedError("review-over", "This piece is decided, and is kept here no longer.", where=row.file)
    with transaction.atomic():
        reading.note(home, row.case, by, role, *reason)
        ReviewRow.objects.filter(pk=row.pk).update(read_at=home.now())
    return open_sealed(home.state.keys.desk(), bytes(row.sealed), row.case_id.encode())


def decide(row: ReviewRow, verdict: Verdict, reason: str, by: str, at: datetime) -> None:
    """Release a piece that was read, or leave it out with a reason that the person is told."""
    if row.decided:
        raise RefusedError("review-over", "This piece is decided, and is kept here no longer.", where=row.file)
    if verdict == "released" and row.read_at is None:
        raise RefusedError("review-unread", "Nobody has read this piece.", where=row.file, hint="Read it first: it may name others.")
    if verdict == "left" and not reason.strip():
        raise BadInputError("review-reason", "Leaving a piece out needs a reason.", where=row.file, hint="Give one; the person is told.")
    kept = {} if verdict == "released" else {"sealed": b""}
    said = {"decided": verdict, "decided_at": at, "decided_by": by, "reason": reason.strip()}
    ReviewRow.objects.filter(pk=row.pk, decided="").update(**said, **kept)


def put_in(home: Home, case: CaseRow, at: datetime) -> None:
    """Put what was released into the answer, with a page that tells what was and what was not, and why; nothing stays outside it."""
    rows = list(case.review.order_by("pk"))
    package = PackageRow.objects.filter(case=case).first()
    if not rows or package is None:
        return
    key, about = home.state.keys.desk(), case.id.encode()
    whole = io.BytesIO(open_sealed(key, bytes(package.sealed), about))
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as file:
        for row in rows:
            if row.decided == "released":
                file.writestr(f"review/{row.file}", open_sealed(key, bytes(row.sealed), about))
        for name, content in _told(home, case, rows, at).items():
            file.writestr(name, content)
    PackageRow.objects.filter(pk=package.pk).update(sealed=seal(key, whole.getvalue(), about))
    case.review.update(sealed=b"")


def _told(home: Home, case: CaseRow, rows: list[ReviewRow], at: datetime) -> dict[str, bytes]:
    pack = language_pack(case.language)
    told = [Reviewed(*parted(row.place), row.why, row.file if row.decided == "released" else "", row.reason) for row in rows]
    letter = reviewed(home.policy, pack, home.day_of(at), tuple(told))
    return {"review.html": page.render(letter, pack).encode(), "review.pdf": pdf(letter, pack)}
