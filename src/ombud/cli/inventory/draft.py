"""Write what was guessed as YAML that parses, with each guess marked; names of tables and columns are all it takes from a system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from ombud.cli.inventory.look import Found, Looked
from ombud.cli.inventory.target import Target
from ombud.inventory.guess.seen import Guess, GuessedLink, activities_of
from ombud.inventory.model import Column
from ombud.policy.versions.canonical import quoted, scalar

_ADDRESS = re.compile(r"[^\W\d](?:[\w./+@-]|:(?=[\w./]))*")
_COMMENTS_AT = 58
"""Comments stand below each other here, or just behind a line that is longer."""
_FACTS = frozenset({"a reference", "the key", "yes or no", "where the file is"})
_BEGIN = """\
# A draft of `{name}`, made by looking at the system. Nothing in it is decided: read every line.
# `guess:` says what a line rests on; no value of the system is in this file. Take the comments out as you confirm them.
# Then copy the lines below `systems:` into inventory.yaml, name the activities, and run `ombud check`.
"""
BEGIN_FIDES = """\
# A draft of `{name}`, made from a Fides dataset. Nothing in it is decided: read every line.
# `guess:` says what a line rests on; `key:` and the columns are as Fides has them. Take the comments out as you confirm them.
# Then copy the lines below `systems:` into inventory.yaml, name the activities, and run `ombud inventory check` and `ombud check`.
"""
_ACTIVITIES = "to decide: which rows serve which activity, such as {customer: all}"
_OWN = "to decide: the domains of your own addresses"


def draft(target: Target, looked: Looked, begin: str = _BEGIN) -> str:
    """Write the draft of a system."""
    lines = chain(_system(target, looked), *(_dataset(found, activities_of(found.guessed, target.known)) for found in looked.found))
    return begin.format(name=_told(target.name)) + "\nsystems:\n\n" + "".join(f"{line.rstrip()}\n" for line in lines)


def _pairs(pairs: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(scalar(text) for text in texts) + "]"


def _line(depth: int, text: str, comment: str = "") -> str:
    line = "  " * depth + text
    return f"{line.ljust(_COMMENTS_AT)}  # {_told(comment)}" if comment else line


def _told(text: str) -> str:
    """Keep a comment on its line, whatever a table is called."""
    return "".join(character if character.isprintable() else "?" for character in text)


# ------------------------------------------------------------------ the parts of a draft


def _system(target: Target, looked: Looked) -> Iterator[str]:
    system = target.system
    yield _line(1, f"{scalar(target.name)}:")
    yield _line(2, f"kind: {system.kind}")
    yield _line(2, f"at: {system.at if _ADDRESS.fullmatch(system.at) else quoted(system.at)}")
    yield _line(2, f"zone: {scalar(system.zone)}", "guess: the zone of times that are stored without one")
    if system.recipient:
        yield _line(2, f"recipient: {scalar(system.recipient)}")
    if system.kind == "mailbox":
        yield _line(
            2, f"own_domains: {_list(system.own_domains)}", _OWN if not system.own_domains else "guess: the domain of the controller"
        )
    if ignored := (*system.ignore, *looked.ignored):
        yield _line(2, f"ignore: {_list(ignored)}", "guess: a program's own bookkeeping" if looked.ignored else "")
    yield from (_line(2, f"# {_told(remark)}") for remark in looked.remarks)
    yield _line(2, "datasets:" if looked.found else "datasets: {}")


def _dataset(found: Found, activities: Sequence[str]) -> Iterator[str]:
    guessed = found.guessed
    yield ""
    yield _line(3, f"{scalar(found.name)}:")
    yield from (_line(4, f"# {_told(remark)}") for remark in (*found.remarks, *_remarks(found)))
    for key, value in found.place.items():
        yield _line(4, f"{key}: {_list(value) if isinstance(value, tuple) else scalar(value)}")
    if guessed.table.key:
        yield _line(4, f"key: {_list(guessed.table.key)}")
    yield _line(4, "activities: {}", f"to decide: perhaps {', '.join(activities)}, whose clocks start here" if activities else _ACTIVITIES)
    yield from _links(guessed.links)
    yield _line(4, "columns:" if guessed.columns else "columns: {}")
    yield from (_line(5, f"{scalar(name)}: {_column(guess)}", _because(guess)) for name, guess in guessed.columns.items())


def _remarks(found: Found) -> Iterator[str]:
    columns, owned = found.guessed.columns.values(), any(link.link and link.link.as_ == "owner" for link in found.guessed.links)
    meant = [guess.column for guess in columns if isinstance(guess.column, Column)]
    if not meant and not found.guessed.links:
        yield "nothing here speaks of a person: if so, name it in `ignore:` of the system instead"
    elif any(column.is_ for column in meant) and not any(column.identifies for column in meant) and not owned:
        yield "by what are these people known? Bind a column with `identifies:`, or link to their own rows"


def _links(links: Sequence[GuessedLink]) -> Iterator[str]:
    meant = [link for link in links if link.link]
    yield from ([_line(4, "links:")] if meant else [])
    for guessed in meant:
        if link := guessed.link:
            on = _pairs({scalar(here): scalar(there) for here, there in link.on.items()})
            yield _line(5, "- " + _pairs({"to": scalar(link.to), "on": on, "as": link.as_}), f"guess: {guessed.why}")
    for guessed in links:
        if not guessed.link:
            yield _line(4, f"# no link by {', '.join(map(_told, guessed.refers.columns))}: {_told(guessed.why)}")


def _column(guess: Guess) -> str:
    column = guess.column
    if not isinstance(column, Column):
        return column
    said = {
        "is": column.is_,
        "identifies": column.identifies,
        "event": column.event if isinstance(column.event, str) else None,
        "type": column.type,
    }
    return _pairs({key: scalar(value) for key, value in said.items() if value})


def _because(guess: Guess) -> str:
    return guess.why if guess.why in _FACTS else f"guess: {guess.why}"
