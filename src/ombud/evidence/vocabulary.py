"""The closed words of the log: what an entry may be, what it may tell, and in which form; data, so that a word is one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, get_args

Kind = Literal[
    "ambiguous",  # an identifier that should lead to one person leads to two: nothing is done
    "answered",  # a person was told the outcome
    "attested",  # a named role signed for a promise
    "by_hand",  # what a system cannot do, handed to people
    "checkpointed",  # the log so far was signed
    "disclosed",  # personal data was handed out: access, portability, an authority
    "done",  # an act was looked at again and found done
    "failed",  # a system did not answer or refused; the act is repeated later
    "forgotten",  # the links of a pseudonym or a key were destroyed
    "given",  # a consent
    "hold",  # a legal hold was placed
    "intended",  # an act is about to be made
    "kept",  # what was not erased, with its ground
    "looked",  # a check looked at a promise
    "nobody",  # no system knows the person who asked
    "planned",  # a plan was made and shown
    "published",  # a notice, record or policy version went out, or how a promise stands
    "recorded",  # a case changed: an incident, a supplier, a register
    "refused",  # a request or an act was refused, with its ground; consent refused
    "released",  # an officer let a rule, a plan or a run go ahead
    "released_hold",  # a legal hold ended
    "repeated",  # an act is made again after an interruption
    "requested",  # a person asked
    "waived",  # a gap was accepted, with owner and date
    "withdrawn",  # a consent, a request, or what was published of a promise
]
"""What an entry is a fact about. Add freely; a word once written to a log is never renamed."""

KINDS: Final = frozenset(get_args(Kind))

OPENING: Final = frozenset({"intended", "repeated"})
"""The kinds that announce an act elsewhere; each is closed by the `done` of the same run and step."""

BRACKETS: Final = OPENING | {"done"}
"""The kinds that tell about one act elsewhere, and so must name its run and step."""

Form = Literal["count", "day", "id", "law", "moment", "name", "names", "period"]
"""How a fact's value is written; none has room for an e-mail address, only `law` has room for spaces."""

FACTS: Final[Mapping[str, Form]] = {
    # where and what, by the ids of policy and inventory
    "system": "name",
    "dataset": "name",
    "field": "name",
    "fields": "names",
    "data": "names",
    "activity": "name",
    "activities": "names",
    "purpose": "name",
    "basis": "name",
    "rule": "name",
    "event": "name",
    "recipient": "name",
    "identifiers": "names",  # kinds of identifier, never their values
    # acts and outcomes
    "action": "name",
    "right": "name",
    "outcome": "name",
    "reason": "name",
    "code": "name",
    "ground": "name",
    "article": "law",
    "law": "law",
    "channel": "name",
    "language": "name",
    "unavailable": "names",
    # figures
    "count": "count",
    "intended": "count",
    "found": "count",
    "remaining": "count",
    "before": "count",
    "after": "count",
    "rows": "count",
    "due": "count",
    "overdue": "count",
    "kept": "count",
    "no_clock": "count",
    "by_hand": "count",
    "shared": "count",
    "limit": "count",
    "attempt": "count",
    "size": "count",
    # dates
    "as_of": "day",
    "cut_off": "day",
    "until": "day",
    "due_on": "day",
    "started_on": "day",
    "expires_on": "day",
    "moment": "moment",
    "period": "period",
    # promises
    "promise": "name",
    "backing": "name",
    "status": "name",
    "probe": "name",
    # who acted, by role or random id
    "role": "name",
    "by": "id",
    # ids, versions and digests of our own
    "plan": "id",
    "request": "id",
    "hold": "id",
    "consent": "id",
    "incident": "id",
    "case": "id",
    "promise_check": "id",
    "supersedes": "id",
    "policy": "id",
    "inventory": "id",
    "notice": "id",
    "document": "id",
    "digest": "id",
    "root": "id",
    "version": "id",
    "origin": "name",
    "witness": "name",
}
"""What an entry may tell and in which form: nobody can put a person's data under a key of his own."""

_LETTER: Final = "A-Za-zÀ-ÖØ-öø-ž"

FORMS: Final[Mapping[Form, re.Pattern[str]]] = {
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "id": re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:#/+=-]{0,127}"),
    "law": re.compile(rf"[{_LETTER}§][{_LETTER}0-9§ .,:()/%+-]{{0,199}}"),
    "moment": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
    "name": re.compile(rf"[{_LETTER}_][{_LETTER}0-9_.:#/*-]{{0,127}}"),  # begins with a letter: no telephone or national number does
    "period": re.compile(r"P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?"),
}
"""The form of a text; `names` are several of `name`, and a `count` is a whole number from 0 below 10**15."""

REFERENCE: Final = re.compile(rf"[{_LETTER}0-9][{_LETTER}0-9_.:#/*-]{{0,127}}")
"""The form of a run id and a step id."""
