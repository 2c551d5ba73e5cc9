"""The mailbox connector: which messages a selection means, and erasing them where they are bound to a dataset."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from itertools import combinations, islice
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from ombud.errors import BadInputError, MisconfiguredError, RefusedError
from ombud.inventory.model import System
from ombud.plan.evaluate import Days, columns
from ombud.plan.model import Change, Clock, Col, Own, Term, Within
from ombud.policy.spelling import folded
from ombud.systems.connector import Ability, Description, Shape
from ombud.systems.days import Zones, day_of
from ombud.systems.files.pattern import folder_matches, folder_overlap
from ombud.systems.mailbox.imap import Imap
from ombud.systems.mailbox.maildir import Maildir
from ombud.systems.mailbox.message import COLUMNS, WHOLE, Found, Letter
from ombud.systems.mailbox.selection import KEY, ids_in, letters, only_sole, refused, rules_out
from ombud.systems.refusal import Refusal
from ombud.systems.wire import Wire

WINDOW = 200
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
    def retains(self, bound: Collection[str]) -> tuple[str, ...]: ...
    def wire(self) -> Wire: ...
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
        """Take the system, its name, where it is (`maildir:/folder` or `imap(s)://user:password@host:port`) and the policy's zone."""
        self._system = system
        self._name = name
        self._read_only = read_only
        self._zones = Zones.of(system, zone)
        self._own = tuple(folded(f"@{domain}").removeprefix("@") for domain in system.own_domains)
        _refuse_faults(system, name)
        place = at.removeprefix("maildir:")
        self._source: Source = Maildir(name, Path(place)) if at.startswith("maildir:") else Imap(name, at)

    def probe(self) -> None:
        """Look whether the mailbox answers and lets us in."""
        self._source.probe()

    def describe(self) -> tuple[Description, ...]:
        """List every folder, declared or not, unless the inventory says to ignore it."""
        return tuple(Description(folder, self._dataset_of(folder), SHAPES, KEY) for folder in self._folders())

    def read(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        """Stream messages by folder and id; all of a message is fetched only when a term or the selection needs it."""
        self._know({term.name for term in terms if isinstance(term, Col)} | columns(within))
        letters(within)
        return self._tuples(dataset, terms, within)

    def count(self, dataset: str, within: Within) -> int:
        """Count the messages."""
        return sum(1 for _ in self.read(dataset, (), within))

    def refuse(self, change: Change) -> Refusal | None:
        """Tell why a change could never be carried out."""
        return refused(change)

    def apply(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """Erase messages, change by change; a mailbox has no transactions, so each message is gone as soon as it is erased."""
        return tuple([sum(self.sweep(change)) for change in changes])

    def sweep(self, change: Change) -> Iterator[int]:
        """Erase messages, some hundred at once."""
        if self._read_only:
            raise RefusedError("system-read-only", "The mailbox was opened for looking.", where=self._name)
        if why := refused(change):
            raise RefusedError("system-refused", f"The mailbox refuses the change: {why.message}.", where=f"{self._name}.{change.dataset}")
        return self._erased(change)

    def retains(self) -> tuple[str, ...]:
        """Tell, as codes, what is known to outlive an erased message: caches, and special folders that no dataset binds."""
        bound = frozenset(folder for folder in self._folders() if self._dataset_of(folder))
        return self._source.retains(bound)

    def wire(self) -> Wire:
        """Tell how the mailbox is reached."""
        return self._source.wire()

    def readers(self, dataset: str) -> None:
        """Who else may read a mailbox is not told by it."""

    def close(self) -> None:
        """Let go of the mailbox."""
        self._source.close()

    def _erased(self, change: Change) -> Iterator[int]:
        sole = only_sole(change.within)
        for folder in self._bound(change.dataset):
            found = self._letters(folder, change.within, whole=False)
            ids = [letter.found.id for letter in found if not sole or len(letter.correspondents) == 1]
            for start in range(0, len(ids), WINDOW):
                yield self._source.erase(folder, ids[start : start + WINDOW])

    def _tuples(self, dataset: str, terms: Sequence[Term], within: Within) -> Iterator[tuple[object, ...]]:
        whole = any(isinstance(term, Col) and term.name in WHOLE for term in terms)
        for folder in self._bound(dataset):
            for letter in self._letters(folder, within, whole=whole):
                yield tuple(self._value(letter, term) for term in terms)

    def _letters(self, folder: str, within: Within, *, whole: bool) -> Iterator[Letter]:
        """Stream the messages of a selection; what the header rules out is never fetched whole."""
        chosen, early, ruled_out = letters(within), not columns(within) & WHOLE, rules_out(within)
        for heads in _windows(self._source.heads(folder, ids_in(within, folder))):
            kept = [head for head in heads if not early or (not ruled_out(head.head) and self._is_chosen(chosen, head))]
            found = self._source.whole(folder, kept) if whole or not early else kept
            yield from (Letter(each, self._own) for each in found if early or self._is_chosen(chosen, each))

    def _is_chosen(self, chosen: Callable[[Letter, Days], bool], found: Found) -> bool:
        letter = Letter(found, self._own)
        return chosen(letter, lambda clock: self._day(letter, clock))

    def _value(self, letter: Letter, term: Term) -> object:
        return letter(term.name) if isinstance(term, Col) else self._day(letter, term)

    def _day(self, letter: Letter, clock: Clock) -> date | None:
        if clock != Own("received"):
            raise RefusedError("system-refused", "A message has no clock but when it was received.", where=self._name)
        return day_of(letter("received"), self._zones)

    def _know(self, named: Collection[str]) -> None:
        if unknown := sorted(named - COLUMNS.keys()):
            raise BadInputError(
                "mail-column", f"A message has no column `{unknown[0]}`.", where=self._name, hint=f"It has {', '.join(COLUMNS)}."
            )

    def _folders(self) -> tuple[str, ...]:
        ignored = self._system.ignore
        return tuple(folder for folder in self._source.folders() if not any(folder_matches(each, folder) for each in ignored))

    def _bound(self, dataset: str) -> tuple[str, ...]:
        """List the folders of a dataset; none at all is a dataset that is not there."""
        found = tuple(folder for folder in self._folders() if self._dataset_of(folder) == dataset)
        if not found:
            hint = "Run `ombud inventory check` to see the folders there are."
            raise MisconfiguredError(
                "dataset-missing", "The mailbox has no folder of this dataset.", where=f"{self._name}.{dataset}", hint=hint
            )
        return found

    def _dataset_of(self, folder: str) -> str | None:
        bound = ((name, pattern) for name, dataset in self._system.datasets.items() for pattern in dataset.folders)
        return next((name for name, pattern in bound if folder_matches(pattern, folder)), None)


def _refuse_faults(system: System, name: str) -> None:
    """Refuse an inventory in which one message could be a row of two datasets, or whose datasets name columns that mail has not."""
    for (one, a), (other, b) in combinations(system.datasets.items(), 2):
        if any(folder_overlap(x, y) for x in a.folders for y in b.folders):
            reason = f"The folders of `{one}` and `{other}` overlap."
            raise BadInputError("mail-folders-overlap", reason, where=name, hint="Bind each folder to one dataset.")
    for dataset in system.datasets.values():
        if unknown := sorted(dataset.columns.keys() - COLUMNS.keys()):
            raise _no_column(unknown[0], name)


def _no_column(column: str, where: str) -> BadInputError:
    return BadInputError("system-shape", f"A message has no column `{column}`.", where=where, hint=f"It has {', '.join(COLUMNS)}.")


def _windows(found: Iterator[Found]) -> Iterator[list[Found]]:
    while window := list(islice(found, WINDOW)):
        yield window
