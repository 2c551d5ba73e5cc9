"""A correction is made only while the value stands that was to be corrected (DESIGN §6; GDPR Art. 5(1)(d), 16)."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ombud.plan.acts import Act
from ombud.plan.model import Col, Matching
from ombud.systems.connector import Connector

Stood = Mapping[str, Mapping[str, str]]
"""By dataset and columns: the text of a row's key, and the keyed digest of the values that stood there when the run began."""


def standing(acts: Iterable[Act], systems: Mapping[str, Connector], secret: bytes, known: Stood) -> Stood:
    """Digest the values that stand in the rows of the acts; what an interrupted run had found is not looked at anew."""
    fresh = [act for act in acts if act.verb == "rectify" and _name(act) not in known]
    return {_name(act): _digests(act, Matching(act.key, act.keys), systems, secret) for act in fresh} | dict(known)


def untouched(act: Act, systems: Mapping[str, Connector], secret: bytes, stood: Stood) -> Act:
    """Leave out of an act the rows in which neither the old nor the new values stand: somebody has changed them meanwhile."""
    now = _digests(act, act.left(), systems, secret)
    before = stood.get(_name(act), now)
    old = set(before.values())  # a line that is named by its content has another name by now, and may stand as it stood
    changed = {key for key, digest in now.items() if before.get(key, digest) != digest or digest not in old}
    return replace(act, keys=tuple(key for key in act.keys if repr(key) not in changed))


def _name(act: Act) -> str:
    return f"{act.system}.{act.dataset}/{'+'.join(column for column, _ in act.values)}"


def _digests(act: Act, within: Matching, systems: Mapping[str, Connector], secret: bytes) -> dict[str, str]:
    terms = [Col(name) for name in (*act.key, *(column for column, _ in act.values))]
    parts = len(act.key)
    rows = systems[act.system].read(act.dataset, terms, within)
    return {repr(tuple(row[:parts])): hmac.digest(secret, repr(tuple(row[parts:])).encode(), "sha256").hex() for row in rows}
