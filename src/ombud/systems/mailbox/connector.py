"""The mailbox connector: which messages a selection means, and erasing them where they are bound to a dataset."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from ombud.errors import BadInputError, RefusedError
from ombud.inventory.model import System
from ombud.plan.evaluate import Days, Row, as_text, chooser, columns, folded
from ombud.plan.model import Change, Clock, Col, EraseRows, Everything, Matching, Own, SetFields, Term, Where, Within, selects_nothing_named
from ombud.systems.connector import Ability, Description, Shape
from ombud.systems.days import Zones, day_of
from ombud.systems.files.pattern import folder_matches, folder_overlap
from ombud.systems.mailbox.header import normal
from ombud.systems.mailbox.imap import Imap
from ombud.systems.mailbox.maildir import Maildir
from ombud.systems.mailbox.message import COLUMNS, WHOLE, Found, Letter

WINDOW = 200
KEY = ("folder", "id")
SHAPES = (
    Shape("received", "timestamp"),
    Shape("correspondents", "text[]"),
    Shape("names", "text[]"),
    Shape("subject", "text"),
    Shape("body", "text"),
    Shape("message", "bytes"),
)


class Source(Protocol):
    """Where folders of messages are: on disk or on a server."""

    def probe(self) -> None: ...
    def folders(self) -> tuple[str, ...]: ...
    def heads(self, folder: str, ids: Collection[str] | None = None) -> Iterator[Found]: ...
    def whole(self, folder: str, heads: Sequence[Found]) -> Iterator[Found]: ...
    def erase(self, folder: str, ids: Collection[str]) -> int: ...
    def retains(self) -> tuple[str, ...]: ...
    def close(self) -> None: ...


class MailboxConnector:
    """A mailbox of the inventory, opened.

    Columns: received, correspondents, names, subject, body, message; and attachments, folder, id, size, which need no declaration.
    `Matching` on correspondents finds messages with one of the addresses. `Matching` on body finds messages whose subject, body or
    attachment names mention a value that does not own them already: addresses whole, anything else at word bounds, spelling folded.
    Erasing by correspondents takes only messages whose sole outside correspondent is asked for; threads with others stay.
    """

    abilities: frozenset[Ability] = frozenset({"erase"})

    def __init__(self, system: System, name: str, at: str, zone: ZoneInfo, read_only: bool) -> None:  # noqa: FBT001 - the registry's one form
        """Take the system, its name, the resolved address (`maildir:/folder` or `imap(s)://user:password@host:port`) and the policy's zone."""
        self._system = system
        self._name = name
        self._read_only = read_only
        self._zones = Zones.of(system, zone)
        self._own = tuple(normal(f"@{domain}").removeprefix("@") for domain in system.own_domains)
        _refuse_shared_folders(system, name)
        place = at.removeprefix("maildir:")
        self._source: Source = Maildir(name, Path(place)) if at.startswith("maildir:") else Imap(name, at)

    def probe(self) -> None:
        """Look whether the mailbox answers and lets us in."""
        self._source.probe()

    def describe(self) -> tuple[Description, ...]:
        """List every folder, declared or not, unless the inventory says to ignore it."""
        return tuple(Description(folder, self._dataset_of(folder), SHAPES, KEY) for folder in self._folders())

    def read(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        """Stream messages by folder and id; a part of a message is fetched only when a term or the selection needs it."""
        named = {term.name if isinstance(term, Col) else self._started(term) for term in terms}
        self._know(dataset, named | columns(within))
        return self._tuples(dataset, terms, within, whole=bool(named & WHOLE))

    def count(self, dataset: str, within: Within) -> int:
        """Count the messages."""
        return sum(1 for _ in self.read(dataset, (), within))

    def refuse(self, change: Change) -> str | None:
        """Tell why a change could never be carried out."""
        if isinstance(change, SetFields):
            return "a message cannot be changed in place"
        if selects_nothing_named(change.within):
            return "the change selects no message in particular"
        return None

    def apply(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """Erase messages, change by change; each message is one step of its own."""
        return tuple([sum(self.sweep(change)) for change in changes])

    def sweep(self, change: Change) -> Iterator[int]:
        """Erase messages, some hundred at once."""
        reason = "the mailbox was opened for reading only" if self._read_only else self.refuse(change)
        if reason or isinstance(change, SetFields):
            raise RefusedError("change-refused", f"The mailbox refuses the change: {reason}.", where=f"{self._name}.{change.dataset}")
        self._know(change.dataset, columns(change.within))
        return self._erased(change)

    def retains(self) -> tuple[str, ...]:
        """Tell, as codes, what is known to outlive an erased message: caches, and special folders that no dataset covers."""
        return self._source.retains()

    def close(self) -> None:
        """Let go of the mailbox."""
        self._source.close()

    def _erased(self, change: EraseRows) -> Iterator[int]:
        sole = isinstance(change.within, Matching) and "correspondents" in change.within.columns
        for folder in self._bound(change.dataset, change.within):
            letters = self._letters(folder, change.within, whole=False)
            ids = [letter.found.id for letter in letters if not sole or len(letter.correspondents) == 1]
            yield from (self._source.erase(folder, ids[start : start + WINDOW]) for start in range(0, len(ids), WINDOW))

    def _tuples(self, dataset: str, terms: Sequence[Term], within: Within, *, whole: bool) -> Iterator[tuple[object, ...]]:
        for folder in self._bound(dataset, within):
            for letter in self._letters(folder, within, whole=whole):
                yield tuple(letter(term.name) if isinstance(term, Col) else self._day(letter, term) for term in terms)

    def _letters(self, folder: str, within: Within, *, whole: bool) -> Iterator[Letter]:
        """Stream the messages of a selection; those the header rules out are never fetched whole."""
        chosen, early = self._chooser(within), not columns(within) & WHOLE
        for heads in _windows(self._source.heads(folder, _ids(within))):
            letters = [Letter(head, self._own) for head in heads]
            if early:
                letters = [letter for letter in letters if chosen(letter, self._days(letter))]
            if whole or not early:
                found = self._source.whole(folder, [letter.found for letter in letters])
                yield from (letter for letter in (Letter(each, self._own) for each in found) if early or chosen(letter, self._days(letter)))
            else:
                yield from letters

    def _chooser(self, within: Within) -> Callable[[Letter, Days], bool]:
        if not isinstance(within, Matching):
            return chooser(within)
        if "body" not in within.columns:
            return chooser(within, lambda column, value: _same(within, column, value))
        if within.columns != ("body",):
            raise RefusedError("mail-selection", "A mention cannot be looked for together with other columns.", where=self._name)
        also, wanted = chooser(Where(within.also)), [as_text(value) for value, in within.values if value is not None]
        return lambda letter, clock: also(letter, clock) and letter.mentions_others(wanted)

    def _day(self, letter: Row, clock: Clock) -> date | None:
        ...
