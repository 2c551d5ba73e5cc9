"""One choice is proved by itself, to a stranger who gets nothing of anybody else (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.consent.ledger.reading import log_of
from ombud.errors import BadInputError
from ombud.evidence import checkpoint
from ombud.evidence.ledger import single
from ombud.evidence.merkle import beside, root
from ombud.store.database import ask
from ombud.store.home import Home

_CHOICE = 'SELECT l."index", c.salt, c.record FROM consent_choicerow c JOIN consent_leafrow l ON l.id = c.leaf_id WHERE c.leaf_id = %s'
_LEAVES = 'SELECT leaf FROM consent_leafrow WHERE "index" >= %s AND "index" < %s ORDER BY "index"'
_WINDOW = 5000


def prove(home: Home, number: int) -> tuple[bytes, str]:
    """Sign the ledger as it stands and write the proof of the choice with this number; tell also the key's fingerprint."""
    log = log_of(home)
    note = log.checkpoint()
    found = ask(_CHOICE, number)
    if not found:
        hint = "`ombud consent check` tells the numbers of somebody's choices; one that was erased cannot be proved any more."
        raise BadInputError("consent-choice-unknown", f"There is no choice {number}.", hint=hint)
    index, salt, record = found[0]
    path = [root(_leaves(*some)) for some in beside(index, checkpoint.read(note).checkpoint.size)]
    return single.write(log.signer.public_key, note, index, (salt, record), path), log.fingerprint()


def _leaves(low: int, high: int) -> Iterator[bytes]:
    for at in range(low, high, _WINDOW):
        yield from (bytes(leaf) for (leaf,) in ask(_LEAVES, at, min(at + _WINDOW, high)))
