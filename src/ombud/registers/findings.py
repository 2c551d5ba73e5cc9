"""What is wrong with the two files of a home; no table is needed to find it, so that `ombud check` stays fast."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from ombud.policy.check import check
from ombud.policy.finding import Finding, Value
from ombud.store.home import Home
from ombud.store.versions.published import unannounced


def findings_of(home: Home, as_of: date) -> tuple[Finding, ...]:
    """Find everything that is wrong in both files."""
    if not (home.folder / "inventory.yaml").exists():
        return (*check(home.parsed_policy, None, as_of, rulepacks()), *_unannounced(home))
    from ombud.inventory.check import bindings, check_inventory

    inventory = home.parsed_inventory
    bound = bindings(inventory.value) if inventory.value else None
    policy = check(home.parsed_policy, bound, as_of, rulepacks())
    return (*policy, *_unannounced(home), *check_inventory(inventory, home.parsed_policy.value))


def _unannounced(home: Home) -> tuple[Finding, ...]:
    """Find facts that changed under a version number that is published (GDPR Art. 13(3))."""
    found = unannounced(home)
    if not found:
        return ()
    last, changed = found
    path = changed[0].path
    mark = next(home.parsed_policy.marks[path[:end]] for end in range(len(path), -1, -1) if path[:end] in home.parsed_policy.marks)
    values: dict[str, Value] = {"version": last.version, "count": len(changed), "place": ".".join(path)}
    return (Finding("version-unchanged", "error", values, "", "", (), "policy.yaml", mark.line, mark.column, "GDPR Art. 13(3)", path),)


def rulepacks() -> dict[str, str]:
    """Read the rule packs that ship with Ombud."""
    folder = files("ombud.policy") / "rulepacks"
    return {pack.name: pack.read_text("utf-8") for pack in folder.iterdir() if pack.name.endswith(".yaml")}
