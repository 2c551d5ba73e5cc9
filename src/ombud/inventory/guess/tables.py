"""Whole tables: who their rows are about, what their keys name, and what their references mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ombud.inventory.guess.column import guess_column
from ombud.inventory.guess.names import alike, is_people, is_staff, words
from ombud.inventory.guess.seen import Guess, Guessed, GuessedLink, Known, Refers, Table
from ombud.inventory.model import Column, Link

_NOUNS = frozenset({"no", "nr", "id", "number", "nummer"})


def guess_tables(system: str, tables: Sequence[Table], known: Known) -> tuple[Guessed, ...]:
    """Guess the meaning of every column and reference of a system's tables."""
    drafts = [_guess_table(table, known) for table in tables]
    owners = _Owners(system, {draft.table.name: draft for draft in drafts})
    return tuple(replace(draft, links=owners.links(draft)) for draft in drafts)


def _guess_table(table: Table, known: Known) -> Guessed:
    columns = {seen.name: guess_column(table, seen, known) for seen in table.columns}
    people = any(guess.person for guess in columns.values()) or is_people(table.name)
    named = {name: _of_somebody(guess, people=people) for name, guess in columns.items()}
    return Guessed(table, {name: _key(table, name, guess, known, people=people) for name, guess in named.items()}, (), people)


def _of_somebody(guess: Guess, *, people: bool) -> Guess:
    """Settle what a plain `name` is: a person's among other signs of people, else a thing's."""
    if not guess.why.endswith("of a person?"):
        return guess
    if people:
        return replace(guess, why="from the name, among other data of people", person=True)
    datum = guess.column.is_ if isinstance(guess.column, Column) else "name"
    return Guess("none", f"no other sign of people in this table; if of a person, write {{is: {datum}}}")


def _key(table: Table, name: str, guess: Guess, known: Known, *, people: bool) -> Guess:
    """Say of a key what it is: the policy's identifier of these people, or merely a key."""
    if table.key != (name,) or guess.column != "none" or guess.why == "a reference":
        return guess
    kinds = [kind for kind in sorted(known.identifiers) if people and _counts(kind, table.name)]
    if len(kinds) == 1:
        return Guess(Column(identifies=kinds[0]), "the key of a table of people, named as the policy's identifier", person=True)
    return Guess("none", "the key")


def _counts(identifier: str, table: str) -> bool:
    """Tell whether an identifier numbers the rows of a table: `case_no` those of `access_cases`, not those of `case_notes`."""
    noun = [word for word in words(identifier) if word not in _NOUNS]
    return len(noun) == 1 < len(words(identifier)) and any(alike(noun[0], head) for head in words(table)[-1:])


class _Owners:
    """The references of a system, decided one after the other so that no row ever owns itself."""

    def __init__(self, system: str, drafts: Mapping[str, Guessed]) -> None:
        self._system, self._drafts = system, drafts
        self._owners: dict[str, set[str]] = {}

    def links(self, draft: Guessed) -> tuple[GuessedLink, ...]:
        """Guess what each reference of a table means."""
        return tuple(self._link(draft.table, refers) for refers in draft.table.refers)

    def _link(self, table: Table, refers: Refers) -> GuessedLink:
        if refers.to not in self._drafts:
            return GuessedLink(refers, None, f"{refers.to} is not in this draft")
        if not self._leads_to_people(refers.to, frozenset()):
            return GuessedLink(refers, None, f"{refers.to} shows nobody")
        mention = self._why_mention(table, refers)
        if mention is None:
            self._owners.setdefault(table.name, set()).add(refers.to)
        on = dict(zip(refers.columns, refers.to_columns, strict=False))
        return GuessedLink(
            refers, Link(f"{self._system}.{refers.to}", on, "mention" if mention else "owner"), mention or "the row belongs to that person"
        )

    def _why_mention(self, table: Table, refers: Refers) -> str | None:
        if refers.to == table.name:
            return "a reference to its own table"
        if any(is_staff(column) for column in refers.columns):
            return "named after somebody who did something"
        if self._leads(refers.to, table.name, frozenset()):
            return "that table belongs to this one already"
        if table.nullable & set(refers.columns) and self._has_firmer(table, refers):
            return "may be empty, while another reference may not"
        return None

    def _has_firmer(self, table: Table, refers: Refers) -> bool:
        """Tell whether another reference of the table to people is never empty."""
        others = (o for o in table.refers if o is not refers and o.to in self._drafts and o.to != table.name)
        return any(not table.nullable & set(o.columns) and self._leads_to_people(o.to, frozenset()) for o in others)

    def _leads_to_people(self, name: str, passed: frozenset[str]) -> bool:
        """Tell whether a table is of people, or refers to one that is."""
        if name in passed or name not in self._drafts:
            return False
        draft = self._drafts[name]
        return draft.people or any(self._leads_to_people(refers.to, passed | {name}) for refers in draft.table.refers)

    def _leads(self, start: str, end: str, passed: frozenset[str]) -> bool:
        """Tell whether owners lead from one table to another."""
        following = self._owners.get(start, set()) - passed
        return end in following or any(self._leads(one, end, passed | following) for one in sorted(following))
