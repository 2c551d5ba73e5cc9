"""A small policy without a fault, and the way to plant one."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ombud.policy.check import Bindings, check
from ombud.policy.finding import Finding
from ombud.policy.model import Policy
from ombud.policy.parse import Parsed, parse
from ombud.policy.telling import Told, told
from ombud.store.home import words

PACKS = Path(__file__).parents[2] / "src/ombud/policy/rulepacks"
TODAY = date(2026, 6, 1)
ENGLISH = words("en")
SMALL_EVENTS = frozenset(
    {"order.paid", "customer.left", "customer.seen", "offer.ends", "news.left", "case.decided", "case.closed", "wish.received"}
)

SMALL = """\
ombud: 1
policy:
  id: bager
  version: "2"
  effective: 2026-01-01
  timezone: Europe/Copenhagen
  calendar: DK
  languages: {source: da, publish: [da, en], required: [da]}
  readers: [DK]
  fulfils: [gdpr-13, gdpr-14]
  aim: {text: aim}
  applies_when: [customer]
controller:
  name: Bager Invent ApS
  address: {street: Prøvegade 1, postcode: "1000", city: Prøveby, country: DK}
  register: {scheme: CVR, id: "99990058"}
  web: bager.example
  phone: "+45 00 00 00 00"
  email: mel@bager.example
officer: {required: false, contact: controller, reason: {text: aim}}
authorities:
  tilsyn:
    country: DK
    name: Datatilsynet
    email: dt@datatilsynet.dk
    addresses: [{street: Carl Jacobsens Vej 35, postcode: "2500", city: Valby, valid_from: 2021-01-01}]
recipients:
  host: {role: processor, for: [hosting], name: Vært ApS, location: DK, agreement: {version: "1", signed: 2025-01-01}}
  cloud: {role: processor, for: [forms], name: Sky Inc, location: US, agreement: {version: "1", signed: 2025-01-01}}
  tax: {role: authority, for: [tax]}
transfers:
  default: none
  exception: {when: necessary, then: lawful_transfer_basis_first}
  known: [{recipient: cloud, country: US, tool: scc, until: 2027-01-01}]
laws:
  gdpr: {ref: EU 2016/679}
  books: {ref: DK LOV 700/2022, cite: § 12, demands: {keep: P5Y, limit: at_least, after: year_end}, valid_from: 2022-07-01}
  claims: {ref: DK LBK 1238/2015, allows: {keep: P10Y, limit: at_most}}
data:
  name: {}
  email: {}
  orders: {}
  passport: {identity_document: true, special: national_id}
  wish: {}
people: [customer, subscriber, requester, opted_out]
identifiers: {email: {match: casefold}}
systems:
  shop: {location: DK, hosted_by: host}
  forms: {location: US, hosted_by: cloud}
  copies: {location: EEA, hosted_by: host, backup: true, expires: P30D}
events:
  order.paid: {in: [shop]}
  year_end: {fiscal_year_of: order.paid, ends: "12-31"}
  customer.left: {in: [shop]}
  customer.seen: {in: [shop]}
  offer.ends: {in: [shop]}
  news.left: {in: [forms]}
  case.decided: {in: [forms]}
  case.closed: {in: [forms]}
  wish.received: {in: [forms]}
activities:
  customer:
    people: [customer]
    data: {name: {}, email: {source: third_party}, orders: {source: observed}}
    purposes:
      deliver: {}
      ledger: {basis: [{gdpr: 6.1.c, law: [books]}]}
    basis:
      - {gdpr: 6.1.b}
      - {gdpr: 6.1.f, interest: {text: why}, balance: {text: why, on: 2026-01-01, by: owner, review: 2027-01-01}}
    source: {from: [referrer]}
    recipients: [host, tax]
    systems: [shop]
    confined_to: [shop]
    automated_decisions: none
    provide: {duty: contract, consequence: {text: aim}}
    retention:
      - {rule: ledger, data: [orders], after: year_end, for: P5Y, limit: at_least, why: [books], withstands: legal_duty}
      - rule: file
        after: customer.left
        for: P6Y
        limit: at_most
        why: [claims]
        withstands: legal_claims
        unless: [{when: offer, decides: machine, until: offer.ends}]
        early: {when: idle, for: P3Y, lacking: customer.seen}
        renew: {when: seen, after: customer.seen, for: P6Y}
  news:
    people: [subscriber]
    data: {name: {}, email: {}}
    purposes: {send: {marketing: true, how: email, times: several}}
    basis: [{gdpr: 6.1.a, data: [name, email], given: by_signing_up}]
    recipients: [cloud]
    systems: [forms]
    automated_decisions: none
    provide: {duty: none, consequence: {text: aim}}
    leave: {any_time: true, channels: [link_in_every_issue, email], effect: [remove_from_list, erase_all]}
    retention:
      - {rule: news, after: news.left, for: P0D, always: [email], leaves: {fields: [email], form: keyed_hash, why: [gdpr 5.2], for: P2Y}}
  request:
    people: [requester]
    data: {email: {}, passport: {}}
    purposes: {identify: {}}
    basis: [{gdpr: "5.2"}, {gdpr: 6.1.c, law: [gdpr 12.6]}]
    recipients: [cloud]
    systems: [forms]
    automated_decisions: none
    provide: {duty: law, consequence: {text: aim}}
    identity:
      always: necessary_identification_before_release
      guards_against: impostor
      may_ask: [passport]
      depends_on: [situation]
      view: {text: why}
      keep_document: until_decision
    retention:
      - {rule: document, data: [passport], after: case.decided, for: P0D}
      - {rule: case, data: [email], after: case.closed, for: P3Y, limit: at_most}
  no_contact:
    people: [opted_out]
    data: {wish: {}, email: {}}
    purposes: {respect: {}}
    basis: [{gdpr: 6.1.c, law: [gdpr 21.3]}]
    recipients: [cloud]
    systems: [forms]
    automated_decisions: none
    provide: {duty: none, consequence: {text: aim}}
    suppresses: [news, deliver]
    retention:
      - {rule: wish, after: wish.received, for: P1Y, leaves: {fields: [email], form: keyed_hash, why: [gdpr 21.3], for: P50Y}}
storage: {no_longer_than: purpose, longer_if: special_rule, review: continuous, reviewed: [cases], aim: least}
rights:
  channels: [email]
  access:
    any_time: true
    tells: [data_held, purpose, data_categories, recipients, source]
    copy: true
    request: [written]
    identity: may_be_asked_to_prove
  rectification: {of: inaccurate, request: [written]}
  erasure: {example: consent_withdrawn, not_if: [legal_duty, legal_claims]}
  restriction: {to: storage_only, example: contested}
  portability: {of: provided, form: [structured], to_other_controller: true}
  objection: {direct_marketing: any_time, profiling: false, legitimate_interest: particular_situation}
  withdrawal: [any_time, email]
  complaint: {to: [tilsyn], by: [email], any_time: true}
measures: {lines: {against: [disclosure], probe: tls, in: [forms]}}
breach: {authority: told, people: high_risk}
changes: {review: regularly, update_when: [services_evolve], each_change: [new_date], new_use: [notify_people]}
texts:
  aim: {da: Vi bager., en: We bake.}
  why: {da: Vi bager brød., en: We bake bread.}
"""


Plan = tuple[str, str, tuple[tuple[str, str], ...]]


def planned(file: Path) -> dict[str, Plan]:
    """Read a list of faults to plant: for each the code and severity it must give, and the texts to replace."""
    faults = plain(file)
    return {name: (f["code"], f["severity"], tuple((c["from"], c["to"]) for c in f["changes"])) for name, f in faults.items()}


def plain(file: Path) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Read a YAML file as maps, lists and texts: a date or `NO` stays a text."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - it makes nothing but texts


def rulepacks() -> dict[str, str]:
    """Read the rule packs that ship."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(PACKS.glob("*.yaml"))}


def planted(*changes: tuple[str, str]) -> Parsed[Policy]:
    """Read the small policy with each first text replaced by the second; the first must stand there once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return parse(text)


def found(*changes: tuple[str, str], as_of: date = TODAY, bindings: Bindings | None = None) -> tuple[Told, ...]:
    """Check the small policy after the changes."""
    return in_english(check(planted(*changes), bindings, as_of, rulepacks()))


def in_english(findings: Iterable[Finding]) -> tuple[Told, ...]:
    """Tell findings in English."""
    return tuple(told(finding, ENGLISH) for finding in findings)


def codes(findings: Iterable[Finding | Told]) -> Mapping[str, str]:
    """Tell which codes were found, with their severity."""
    return {finding.code: finding.severity for finding in findings}
