"""What a policy states of the care it takes: security, breaches, children; and of the group, its clients and its earlier versions."""

from __future__ import annotations

from ombud.policy.model import Policy
from ombud.policy.statements.kinds import Missing
from ombud.policy.statements.slots import Numbers, days, ids, texts, word
from ombud.policy.statements.statement import Probe, Statements, enforced, later, probed, stated


def _entities(policy: Policy) -> Statements:
    for name, one in policy.entities.items():
        yield stated(("entities", name), "entity", {"who": texts(one.name), "country": word("countries", one.country)})


def _acts_for(policy: Policy) -> Statements:
    """Tell that we work for others, and in what; who they are stands in the record (GDPR Art. 30(2))."""
    if does := ids("purposes", (one for client in policy.acts_for.values() for one in client.does)):
        yield stated(("acts_for",), "acts_for", {"purposes": does})


_PROBES: dict[str, Probe] = {"tls": "tls", "access_by_need": "by_need"}
_MISSING: dict[str, Missing] = {
    "certificate": "look at certificates",
    "dnssec": "look at DNSSEC",
    "mail_encryption": "look at the encryption of mail",
    "two_factor": "look at log-ins",
    "encryption": "look at encryption at rest",
    "monitoring": "look at monitoring",
    "restore": "rehearsal of a restore",
    "no_real_data": "look for real data in test systems",
}
"""What is missing before a measure can be looked at."""


def _measures(policy: Policy) -> Statements:
    """Tell each security measure (GDPR Art. 32); a signature alone is never enough for one."""
    for name, it in policy.measures.items():
        path = ("measures", name)
        slots = {
            "measure": word("measures", name),
            "systems": ids("systems", it.systems),
            "limit": word("measured", it.limit),
            "against": ids("harms", it.against),
        }
        if probe := _PROBES.get(it.probe or ""):
            yield probed(path, probe, "measure", slots)
        else:
            yield later(path, _MISSING.get(it.probe or "", "look at this measure"), "measure", slots)


def _breach(policy: Policy) -> Statements:
    """Tell what is promised when security fails (GDPR Art. 33 and 34)."""
    if (it := policy.breach) is None:
        return
    desk: Missing = "incident desk"
    path = ("breach",)
    yield later((*path, "authority"), desk, "breach.authority", {"how": word("breach_told", it.authority)})
    yield later((*path, "people"), desk, "breach.people", {"when": word("breach_when", it.people)})
    if it.investigated:
        yield later((*path, "investigated"), desk, "breach.investigated")


def _children(policy: Policy) -> Statements:
    """Tell from which age a child consents alone, and what is promised of children (GDPR Art. 8(1))."""
    if (it := policy.children) is None:
        return
    missing: Missing = "look at ages"
    for country, age in it.consent_from.items():
        slots = {"country": word("countries", country), "age": Numbers((age,))}
        yield enforced(("children", "consent_from", country), "old_enough", "children.consent_from", slots)
    if it.under is not None:
        yield stated(("children", "under"), "children.under", {"age": Numbers((it.under,))})
    how = {"how": word("collecting", it.collected)} if it.collected else {}
    if it.collected == "with_parents_consent":
        yield later(("children", "collected"), missing, "children.collected", how)
    elif it.collected:
        yield probed(("children", "collected"), "old_enough", "children.collected", how)
    yield later(("children", "aimed_at"), missing, "children.aimed_at" if it.aimed_at else "children.not_aimed_at")


def _versions(policy: Policy) -> Statements:
    for one in policy.versions:
        slots = {"version": texts(one.version), "day": days([one.effective]), "changed": ids("changed", one.changed)}
        yield stated(("versions",), "versions", slots, name=f"versions.{one.version}")


STATEMENTS = (_entities, _children, _measures, _breach, _acts_for, _versions)
