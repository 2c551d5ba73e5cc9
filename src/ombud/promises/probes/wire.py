"""Whether the systems a measure speaks of are reached under TLS today (GDPR Art. 32(1)(a))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def tls(statement: Statement, looking: Looking) -> Check:
    """Look at the live connection to each system the measure names, or to all; one in the open breaks the promise."""
    measure = looking.scene.policy.measures[statement.path[1]]
    names = [name for name in looking.systems if not measure.systems or name in measure.systems]
    if silent := looking.silent(names):
        return silent
    wires = {name: looking.systems[name].wire() for name in names}
    if bare := [name for name, one in wires.items() if one == "plain"]:
        return Check("broken", phrase("in-the-open", systems=len(bare)), phrase("not-encrypted", systems=bare), phrase("turn-on-tls"))
    under = [name for name, one in wires.items() if one == "encrypted"]
    if not under:
        return unproven(phrase("no-network"), phrase("bind-networked"))
    return Check("kept", phrase("under-tls", systems=len(under), here=len(names) - len(under)))
