"""The policy as a fideslang taxonomy: organisation, people, data, purposes, and systems with their privacy declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ombud.exchange.facts import Facts
from ombud.policy.model import Policy

Entry = dict[str, object]
_KEY = re.compile(r"[^a-zA-Z0-9_-]")
_FIDES_KEY = re.compile(r"[a-zA-Z0-9_<>-]+(?:\.[a-zA-Z0-9_<>-]+)*")
_BASES: Mapping[str, str] = {
    "6.1.a": "Consent",
    "6.1.b": "Contract",
    "6.1.c": "Legal obligations",
    "6.1.d": "Vital interests",
    "6.1.e": "Public interest",
    "6.1.f": "Legitimate interests",
}


def to_fides(policy: Policy) -> tuple[Entry, Facts]:
    """Write a policy as a taxonomy; the facts tell what could not be carried."""
    facts = Facts(policy)
    taxonomy = _Taxonomy(facts)
    return {
        "organization": [taxonomy.organization()],
        "data_subject": [taxonomy.subject(name) for name in facts.words("people")],
        "data_category": [taxonomy.category(name) for name in facts.names("data")],
        "data_use": list(taxonomy.uses()),
        "system": [
            *(taxonomy.system(name) for name in facts.names("systems")),
            *(taxonomy.party(name) for name in facts.names("recipients")),
        ],
    }, facts


def key(name: str) -> str:
    """Write an id as a fideslang key; a character that keys cannot hold becomes its number, so that no two ids meet."""
    return _KEY.sub(lambda found: f"<{ord(found[0]):x}>", name)


class _Taxonomy:
    """The entries of one policy, each made from the facts it takes."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._key = key(facts.take("policy", "id") or "")

    def organization(self) -> Entry:
        take, at = self._facts.take, "controller"
        address = [take(at, "address", part) for part in ("street", "postcode", "city", "country")]
        contact = {part: take(at, part) or "" for part in ("name", "email", "phone")}
        contact["address"] = ", ".join(part for part in address if part)
        entry: Entry = {"fides_key": self._key, "name": take(at, "name"), "description": take("policy", "version"), "controller": contact}
        if self._facts.peek("officer", "required") == "true":
            take("officer", "required")
            entry["data_protection_officer"] = {"name": take("officer", "contact") or "", "address": "", "email": "", "phone": ""}
        return entry

    def subject(self, name: str) -> Entry:
        return {"fides_key": key(name), "organization_fides_key": self._key, "name": name}

    def category(self, name: str) -> Entry:
        """Make a category of our own below the one the policy names, so that two data of one category stay apart."""
        parent = self.parent(name)
        self._facts.take("data", name, "fides")
        note, special = self._facts.take("data", name, "note"), self._facts.take("data", name, "special")
        entry: Entry = {"fides_key": f"{parent}.{key(name)}", "parent_key": parent, "organization_fides_key": self._key, "name": name}
        return entry | ({"description": note} if note else {}) | ({"tags": [special]} if special else {})

    def parent(self, name: str) -> str:
        said = self._facts.peek("data", name, "fides") or ""
        return said if _FIDES_KEY.fullmatch(said) else "user"

    def of(self, data: list[str]) -> list[str]:
        return [f"{self.parent(name)}.{key(name)}" for name in data]

    def uses(self) -> Iterator[Entry]:
        seen: dict[str, Entry] = {}
        for activity in self._facts.names("activities"):
            for name in self._facts.names("activities", activity, "purposes"):
                at = ("activities", activity, "purposes", name)
                marketing, how = self._facts.take(*at, "marketing"), self._facts.take(*at, "how")
                tags = [tag for tag in ("marketing" if marketing == "true" else "", how or "") if tag]
                entry = seen.setdefault(name, {"fides_key": key(name), "organization_fides_key": self._key, "name": name, "tags": []})
                entry["tags"] = [*dict.fromkeys([*_texts(entry["tags"]), *(f"{activity}: {tag}" for tag in tags)])]
        yield from seen.values()

    def system(self, name: str) -> Entry:
        facts = {part: self._facts.take("systems", name, part) for part in ("location", "hosted_by", "expires", "backup")}
        declarations = [one for act in self._facts.names("activities") if self.runs(act, name) for one in self.declarations(act)]
        return {
            "fides_key": key(name),
            "organization_fides_key": self._key,
            "name": name,
            "system_type": "System",
            "meta": {part: value for part, value in facts.items() if value},
            "privacy_declarations": declarations,
        }

    def runs(self, activity: str, system: str) -> bool:
        return self._facts.take("activities", activity, "systems", system) is not None

    def declarations(self, activity: str) -> Iterator[Entry]:
        """Declare every purpose of an activity once for each legal basis it rests on."""
        for purpose in self._facts.names("activities", activity, "purposes"):
            own = ("activities", activity, "purposes", purpose, "basis")
            path = own if self._facts.names(*own) else ("activities", activity, "basis")
            for at in self._facts.names(*path):
                if (self._facts.peek(*path, at, "gdpr") or "") in _BASES:
                    yield self.declaration(activity, purpose, (*path, at))

    def declaration(self, activity: str, purpose: str, basis: tuple[str, ...]) -> Entry:
        at = ("activities", activity)
        data = self._facts.words(*basis, "data") or list(self._facts.names(*at, "data"))
        parties = self._facts.words(*at, "recipients")
        entry: Entry = {
            "name": activity,
            "data_use": key(purpose),
            "data_categories": self.of(data),
            "data_subjects": [key(name) for name in self._facts.words(*at, "people")],
            "legal_basis_for_processing": _BASES[self._facts.take(*basis, "gdpr") or ""],
            "retention_period": "; ".join(self.rules(activity)),
            "data_shared_with_third_parties": bool(parties),
        }
        return entry | ({"third_parties": ", ".join(parties)} if parties else {})

    def rules(self, activity: str) -> list[str]:
        at = ("activities", activity, "retention")
        return [self.rule(*at, name) for name in self._facts.names(*at) if self._facts.peek(*at, name, "rule")]

    def rule(self, *at: str) -> str:
        rule, then, period, after, limit = (self._facts.take(*at, part) or "open" for part in ("rule", "then", "for", "after", "limit"))
        data = self._facts.words(*at, "data")
        return f"{rule}: {then} {limit} {period} after {after}" + (f" ({', '.join(data)})" if data else "")

    def party(self, name: str) -> Entry:
        at = ("recipients", name)
        facts = {part: self._facts.take(*at, part) for part in ("role", "location", "category")}
        return {
            "fides_key": f"recipient.{key(name)}",
            "organization_fides_key": self._key,
            "name": self._facts.take(*at, "name") or name,
            "system_type": "Recipient",
            "meta": {part: value for part, value in facts.items() if value}
            | {"for": self._facts.words(*at, "for"), "data": self.of(self._facts.words(*at, "data"))},
            "privacy_declarations": [],
        }


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
