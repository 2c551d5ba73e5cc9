"""Which event a date may be: the policy's own where its words meet those of the column and its table, else one made of them."""

from __future__ import annotations

from ombud.inventory.guess.names import alike, concept_of, tells_change, words
from ombud.inventory.guess.seen import Guess, Known, Table
from ombud.inventory.model import Column, DateType

_FILL = frozenset({"on", "at", "date", "dato", "datum", "day", "dag", "time", "tid", "ts", "utc", "den", "pvm"})
_CANDIDATES = 3


def guess_event(table: Table, column: str, kind: DateType, known: Known) -> Guess:
    """Guess which event a column of dates shows."""
    concept = concept_of(column)
    if concept is not None and concept.data == ("birth_date",):
        return Guess(Column(is_="birth_date"), "from the name", person=True)
    if known.has_policy:
        return _of_policy(table, column, kind, known)
    if tells_change(column):
        return Guess("none", "tells only when the row was last written")
    return Guess(Column(event=_made(table.name, column), type=kind), "a date, the event named after it")


def _of_policy(table: Table, column: str, kind: DateType, known: Known) -> Guess:
    scores = {event: _score(event, table.name, column) for event in known.events}
    best = max(scores.values(), default=0.0)
    likeliest = sorted(event for event, score in scores.items() if score == best > 0)
    if len(likeliest) == 1:
        return Guess(Column(event=likeliest[0], type=kind), "the policy's event with these words")
    if len(likeliest) > 1:
        return Guess("none", f"a date, perhaps one of {', '.join(likeliest[:_CANDIDATES])}")
    return Guess("none", "a date, but no event of the policy has its name")


def _score(event: str, table: str, column: str) -> float:
    """Tell how many of an event's words the column and its table have; none unless the column itself says what happened."""
    subject, _, happened = event.rpartition(".")
    own, around = _telling(column), _telling(column) | set(words(table))
    if not any(alike(word, other) for word in words(happened) for other in own):
        return 0.0
    wanted = set(words(subject)) | set(words(happened))
    met = sum(any(alike(word, other) for other in around) for word in wanted)
    return met / len(wanted)


def _made(table: str, column: str) -> str:
    """Name an event: `orders.invoiced_on` and `orders.order_invoiced` are `order.invoiced`."""
    told = [word for word in words(column) if word not in _FILL]
    happened = "_".join([word for word in told if not any(alike(word, own) for own in words(table))] or told) or "dated"
    *before, last = words(table) or ("row",)
    return f"{'_'.join((*before, _singular(last)))}.{happened}"


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word  # noqa: PLR2004 - `gas` is no plural


def _telling(column: str) -> set[str]:
    return {word for word in words(column) if word not in _FILL}
