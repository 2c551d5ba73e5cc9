"""A document as the last step: encrypted, for the handler alone, erased at the decision (GDPR Art. 5(1)(c))."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ombud.errors import BadInputError, RefusedError
from ombud.evidence.pseudonym import open_sealed, seal
from ombud.rights.cases.states import beneath, enter_news
from ombud.rights.models import CaseRow, DocumentRow
from ombud.store.home import Home

LARGEST = 5_000_000
MOST = 2
"""Front and back."""

_SHAPES = {
    "application/pdf": (b"%PDF-", b"%%EOF"),
    "image/png": (b"\x89PNG\r\n\x1a\n", b"IEND"),
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
}
"""How a document begins and what stands near its end: what was cut off, or only bears the name, is none."""

_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA")
"""What a PDF does by itself when it is opened (OWASP ASVS 12.3)."""


def take(home: Home, case: CaseRow, content: bytes, at: datetime) -> None:
    """Keep a document for the handler of a case that waits for proof; anything else is refused and nothing of it is kept."""
    asked = case.proofs.filter(result="").order_by("asked_at").first()
    if beneath(case) != "identity" or asked is None:
        raise RefusedError("document-unasked", "No document is asked for in this case.", where=case.number)
    if case.documents.count() >= MOST:
        raise RefusedError("document-many", f"There are {MOST} documents already.", where=case.number, hint="Wait for our answer.")
    kind = kind_of(content)
    with transaction.atomic():
        sealed = seal(home.state.keys.desk(), content, case.id.encode())
        DocumentRow.objects.create(case=case, proof=asked, kind=kind, sealed=sealed, came_at=at)
        enter_news(case, "document", "subject", at)


def kind_of(content: bytes) -> str:
    """Tell what a document is by its content; its name and what a browser says of it are not asked."""
    if len(content) > LARGEST:
        raise BadInputError("document-large", "The document is too large.", hint="Five megabytes are enough for a photograph.")
    found = [kind for kind, (start, end) in _SHAPES.items() if content.startswith(start) and end in content[-1024:]]
    if not found or (found == ["application/pdf"] and any(mark in content for mark in _ACTIVE)):
        raise BadInputError("document-kind", "This is no whole PDF, PNG or JPEG that only shows itself.", hint="Take a photograph of it.")
    return found[0]


def opened(home: Home, document: DocumentRow) -> bytes:
    """Open a document for the handler of its case."""
    return open_sealed(home.state.keys.desk(), bytes(document.sealed), document.case_id.encode())
