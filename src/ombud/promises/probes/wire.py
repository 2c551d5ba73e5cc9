"""Whether the systems a measure speaks of are reached under TLS today (GDPR Art. 32(1)(a))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.looking import Check, Looking, counted, unproven


def tls(statement: Statement, looking: Looking) -> Check:
    """Look at the live connection to each system the measure names, or to all; one in the open breaks the promise."""
    measure = looking.scene.policy.measures[statement.path[1]]
    names = [name for name in looking.systems if not measure.systems or name in measure.systems]
    if silent := looking.silent(names):
        return silent
    wires = {name: looking.systems[name].wire() for name in names}
    if bare := [name for name, one in wires.items() if one == "plain"]:
        cause = f"{', '.join(bare)}: the connection is not encrypted."
        return Check("broken", f"{counted(len(bare), 'system')} reached in the open", cause, "Turn TLS on, and write it in the address.")
    under = [name for name, one in wires.items() if one == "encrypted"]
    if not under:
        return unproven("No system it speaks of is reached over a network from here.", "Bind such a system in inventory.yaml.")
    return Check("kept", f"{counted(len(under), 'system')} reached under TLS, {len(names) - len(under)} on this machine")
