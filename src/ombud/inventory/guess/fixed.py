"""Mail and files, whose columns are the same everywhere: what they usually hold, in the policy's words where it has them."""

from __future__ import annotations

from collections.abc import Sequence

from ombud.inventory.guess.column import called, guess_column
from ombud.inventory.guess.events import guess_event
from ombud.inventory.guess.names import Concept
from ombud.inventory.guess.seen import Guess, Guessed, Known, Seen, Table

_ADDRESSES = Concept(("email", "email_address"), "", identifies="email")
_NAMES = Concept(("name", "full_name"), "")
_LETTERS = Concept(("correspondence", "messages", "message"), "")
_DOCUMENTS = Concept(("document", "documents", "id_document", "file"), "")
_EVERY = "as in every mailbox"


def guess_mail(name: str, known: Known) -> Guessed:
    """Tell what messages hold; only which event their arrival is must be guessed."""
    columns = {
        "received": guess_event(Table(name, ()), "received", "timestamp", known),
        "correspondents": called(_ADDRESSES, known, _EVERY),
        "names": called(_NAMES, known, _EVERY),
        "subject": called(_LETTERS, known, _EVERY),
        "body": called(_LETTERS, known, _EVERY),
        "message": Guess("none", "the whole message; body and subject stand for it"),
    }
    return Guessed(Table(name, ()), columns, people=True)


def guess_documents(name: str, groups: Sequence[Seen], known: Known) -> Guessed:
    """Tell what files hold, and what the parts of their names may be."""
    table = Table(name, tuple(groups))
    columns = {
        **{group.name: guess_column(table, group, known) for group in groups},
        "path": Guess("none", "where the file is"),
        "modified": Guess("none", "when the file was last written; an event if that starts a clock"),
        "content": called(_DOCUMENTS, known, "files are somebody's documents"),
    }
    return Guessed(table, columns, people=True)
