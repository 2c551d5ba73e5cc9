"""The policy in W3C's Data Privacy Vocabulary as JSON-LD: only terms of the published vocabulary and keywords of JSON-LD."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from urllib.parse import quote

from ombud.exchange.facts import Facts
from ombud.policy.model import Policy

Node = dict[str, object]
_CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
}
_ROLES: Mapping[str, str] = {
    "processor": "dpv:DataProcessor",
    "controller": "dpv:ThirdParty",
    "joint_controller": "dpv:JointDataControllers",
    "authority": "dpv:Authority",
}
_TOOLS: Mapping[str, str] = {"adequacy": "eu-gdpr:A45-3", "scc": "eu-gdpr:A46-2-c", "bcr": "eu-gdpr:A46-2-b"}
_SOURCES: Mapping[str, str] = {
    "provided": "dpv:ProvidedPersonalData",
    "observed": "dpv:ObservedPersonalData",
    "derived": "dpv:DerivedPersonalData",
    "third_party": "dpv:CollectedPersonalData",
}
_NEEDS: Mapping[str, str] = {"required": "dpv:Required", "optional": "dpv:Optional"}
_ACTIONS: Mapping[str, str] = {"erase": "dpv:Erase", "anonymise": "dpv:Anonymise", "restrict": "dpv:Restrict"}


def to_dpv(policy: Policy, published: Collection[str]) -> tuple[Node, Facts]:
    """Write a policy as JSON-LD in terms that are published, given by their addresses; the facts tell what could not be carried."""
    facts = Facts(policy)
    graph = _Graph(facts, published)
    nodes = [graph.root(), graph.controller(), *graph.each("data", graph.datum), *graph.each("recipients", graph.recipient)]
    nodes += [*graph.subjects(), *graph.each("authorities", graph.authority), *graph.each("systems", graph.system), *graph.transfers()]
    nodes += graph.each("activities", graph.activity)
    return {"@context": _CONTEXT, "@graph": nodes}, facts


class _Graph:
    """The nodes of one policy, each made from the facts it takes."""

    def __init__(self, facts: Facts, published: Collection[str]) -> None:
        self._facts = facts
        self._published = published
        self._base = f"urn:ombud:{_part(facts.take('policy', 'id'))}:{_part(facts.take('policy', 'version'))}"

    def ref(self, *path: str) -> str:
        return ":".join([self._base, *map(_part, path)])

    def refs(self, section: str, names: list[str]) -> list[Node]:
        return [{"@id": self.ref(section, name)} for name in names]

    def each(self, section: str, make: Callable[[str], Node]) -> list[Node]:
        return [make(name) for name in self._facts.names(section)]

    def words(self, *path: str) -> list[str]:
        return self._facts.words(*path)

    # ---------------------------------------------------------------- who

    def root(self) -> Node:
        processes = self.refs("activities", list(self._facts.names("activities")))
        return {
            "@id": self._base,
            "@type": ["dpv:PrivacyNotice"],
            "dpv:hasDataController": {"@id": self.ref("controller")},
            "dpv:hasProcess": processes,
        }

    def controller(self) -> Node:
        take, at = self._facts.take, "controller"
        address = [take(at, "address", part) for part in ("street", "postcode", "city")]
        contacts = [take(at, part) for part in ("email", "phone", "web")]
        node = _node(self.ref(at), "dpv:DataController")
        _put(node, "dpv:hasName", take(at, "name"))
        _put(node, "dpv:hasAddress", ", ".join(part for part in address if part))
        _put(node, "dpv:hasCountry", take(at, "address", "country"))
        _put(node, "dpv:hasContact", [contact for contact in contacts if contact])
        number = [take(at, "register", part) for part in ("scheme", "id")]
        _put(node, "dpv:hasIdentifier", " ".join(part for part in number if part))
        if self._facts.peek("officer", "required") == "true":
            take("officer", "required")
            _put(
                node, "dpv:hasDataProtectionOfficer", {"@type": ["dpv:DataProtectionOfficer"], "dpv:hasContact": take("officer", "contact")}
            )
        return node

    def authority(self, name: str) -> Node:
        node = _node(self.ref("authorities", name), "dpv:DataProtectionAuthority")
        _put(node, "dpv:hasName", self._facts.take("authorities", name, "name"))
        _put(node, "dpv:hasJurisdiction", self._facts.take("authorities", name, "country"))
        contacts = [self._facts.take("authorities", name, part) for part in ("email", "phone")]
        _put(node, "dpv:hasContact", [contact for contact in contacts if contact])
        return node

    def recipient(self, name: str) -> Node:
        at = ("recipients", name)
        node = _node(self.ref(*at), _ROLES.get(self._facts.take(*at, "role") or "", "dpv:Recipient"))
        _put(node, "dpv:hasName", self._facts.take(*at, "name"))
        _put(node, "dpv:hasIdentifier", self._facts.take(*at, "category"))
        _put(node, "dpv:hasLocation", self._facts.take(*at, "location"))
        _put(node, "dpv:hasPurpose", self.refs("purposes", self.words(*at, "for")))
        _put(node, "dpv:hasPersonalData", self.refs("data", self.words(*at, "data")))
        return node

    def subjects(self) -> list[Node]:
        return [_node(self.ref("people", name), "dpv:DataSubject") for name in self.words("people")]

    def transfers(self) -> list[Node]:
        return [self.transfer(at) for at in self._facts.names("transfers", "known")]

    def transfer(self, at: str) -> Node:
        path = ("transfers", "known", at)
        node = _node(self.ref(*path), "dpv:Process")
        _put(node, "dpv:hasProcessing", {"@id": "dpv:Transfer"})
        _put(node, "dpv:hasRecipient", self.refs("recipients", [self._facts.take(*path, "recipient") or ""]))
        _put(node, "dpv:hasThirdCountry", self._facts.take(*path, "country"))
        if basis := _TOOLS.get(self._facts.peek(*path, "tool") or ""):
            self._facts.take(*path, "tool")
            _put(node, "dpv:hasLegalBasis", {"@id": basis})
        return node

    # ---------------------------------------------------------------- what and where

    def datum(self, name: str) -> Node:
        vocabulary, _, term = (self._facts.peek("data", name, "dpv") or "").partition(":")
        known = f"{_CONTEXT.get(vocabulary)}{term}" in self._published
        kinds = [self._facts.take("data", name, "dpv") or "" if known else "dpv:PersonalData"]
        if self._facts.peek("data", name, "special") == "art9":
            self._facts.take("data", name, "special")
            kinds.append("dpv:SpecialCategoryPersonalData")
        return {"@id": self.ref("data", name), "@type": kinds}

    def system(self, name: str) -> Node:
        node = _node(self.ref("systems", name), "dpv:Technology")
        _put(node, "dpv:hasLocation", self._facts.take("systems", name, "location"))
        host = self._facts.take("systems", name, "hosted_by")
        _put(node, "dpv:hasServiceProvider", self.refs("recipients", [host]) if host else None)
        _put(node, "dpv:hasDuration", self._facts.take("systems", name, "expires"))
        return node

    # ---------------------------------------------------------------- what is done

    def activity(self, name: str) -> Node:
        at = ("activities", name)
        node = _node(self.ref(*at), "dpv:PersonalDataProcess")
        _put(node, "dpv:hasDataSubject", self.refs("people", self.words(*at, "people")))
        _put(node, "dpv:hasPersonalData", [self.use(name, datum) for datum in self._facts.names(*at, "data")])
        purposes = self._facts.names(*at, "purposes")
        _put(node, "dpv:hasPurpose", [self.purpose(name, purpose) for purpose in purposes])
        own = (basis for purpose in purposes for basis in self.bases(*at, "purposes", purpose, "basis", purpose=purpose))
        _put(node, "dpv:hasLegalBasis", [*self.bases(*at, "basis"), *own])
        _put(node, "dpv:hasRecipient", self.refs("recipients", self.words(*at, "recipients")))
        _put(node, "dpv:isImplementedUsingTechnology", self.refs("systems", self.words(*at, "systems")))
        _put(
            node,
            "dpv:hasStorageCondition",
            [self.rule(name, rule) for rule in self._facts.names(*at, "retention") if self._facts.peek(*at, "retention", rule, "rule")],
        )
        return node

    def use(self, activity: str, datum: str) -> Node:
        at = ("activities", activity, "data", datum)
        node: Node = {
            "@id": self.ref("activities", activity, "data", datum),
            "@type": [_SOURCES[self._facts.take(*at, "source") or ""]],
        }
        _put(node, "dpv:hasData", {"@id": self.ref("data", datum)})
        _put(node, "dpv:hasNecessity", {"@id": _NEEDS[self._facts.take(*at, "need") or ""]})
        return node

    def purpose(self, activity: str, name: str) -> Node:
        at = ("activities", activity, "purposes", name)
        marketing = self._facts.take(*at, "marketing") == "true"
        return {"@id": self.ref("purposes", name), "@type": ["dpv:Marketing" if marketing else "dpv:Purpose"]}

    def bases(self, *path: str, purpose: str = "") -> list[Node]:
        """List the bases at a place; one of a purpose carries it in this activity alone, since others may share the purpose."""
        found = (at for at in self._facts.names(*path) if (self._facts.peek(*path, at, "gdpr") or "").startswith("6.1."))
        return [self.basis(*path, at) | ({"dpv:hasPurpose": {"@id": self.ref("purposes", purpose)}} if purpose else {}) for at in found]

    def basis(self, *path: str) -> Node:
        letter = (self._facts.take(*path, "gdpr") or "").removeprefix("6.1.")
        node: Node = {"@id": self.ref(*path), "@type": [f"eu-gdpr:A6-1-{letter}"]}
        _put(node, "dpv:hasApplicableLaw", self.words(*path, "law"))
        _put(node, "dpv:hasPersonalData", self.refs("data", self.words(*path, "data")))
        return node

    def rule(self, activity: str, name: str) -> Node:
        at = ("activities", activity, "retention", name)
        node = _node(self.ref(*at), "dpv:StorageDuration")
        self._facts.take(*at, "rule")
        _put(node, "dpv:hasDuration", self._facts.take(*at, "for"))
        _put(node, "dpv:isAfter", self._facts.take(*at, "after"))
        then = self._facts.take(*at, "then")
        _put(node, "dpv:hasProcessing", {"@id": _ACTIONS[then]} if then else None)
        _put(node, "dpv:hasPersonalData", self.refs("data", self.words(*at, "data")))
        return node


def _node(name: str, kind: str) -> Node:
    return {"@id": name, "@type": [kind]}


def _put(node: Node, term: str, value: object) -> None:
    """Say something of a node, unless there is nothing to say."""
    if value:
        node[term] = value


def _part(text: str | None) -> str:
    return quote(text or "", safe="")
