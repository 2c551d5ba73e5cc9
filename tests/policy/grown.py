"""The small policy with a sound one of every optional part, and the way to plant a fault in a part."""

import re

from ombud.policy.check import check
from ombud.policy.parse import parse
from ombud.policy.telling import Told
from tests.policy.small import SMALL, TODAY, in_english, rulepacks

SAID = """\
    automated_decisions: none
    provide: {duty: none, consequence: {text: aim}}
"""
CARRIED = "basis: [{gdpr: 6.1.f, interest: {text: why}, balance: {text: why, on: 2026-01-01, by: owner, review: 2027-01-01}}]"
LETTERS = f"""\
  letters:
    people: [subscriber]
    data: {{email: {{}}, opens: {{source: observed}}}}
    purposes: {{tell: {{marketing: true, how: email, times: several}}}}
    basis: [{{gdpr: 6.1.a, given: by_signing_up}}]
    recipients: [cloud]
    leave: {{any_time: true, channels: [link_in_every_issue], effect: [remove_from_list]}}
    sending: {{channels: [email], senders: [bakery], by_country: {{SE: [bakery-se]}}, tracks: [opened]}}
    profiling: {{inputs: [opens], results: [segments], logic: {{text: aim}}, effect: {{text: aim}}}}
    retention:
      - {{rule: letters, after: news.left, for: P1D}}
{SAID}"""
SITE = f"""\
  site:
    people: [customer]
    data: {{ip: {{source: observed}}, consent_proof: {{source: observed}}}}
    purposes: {{run: {{}}}}
    basis: [{{gdpr: 6.1.a, given: by_choosing_in_the_banner}}]
    recipients: [host, gauge]
    leave: {{any_time: true, channels: [form], effect: []}}
    cookies:
      strictly_necessary: no_consent
      other: consent
      third_parties: true
      see: cookie_notice
      list:
        - {{id: choice, category: necessary, purposes: [remember_choice], provider: host, life: P1Y, data: [ip]}}
        - {{id: look, category: functional, purposes: [remember_look], provider: host, life: P6M}}
        - {{id: count, category: analysis, purposes: [statistics], provider: gauge, life: P12M}}
      asked: {{choices: [accept, reject, each_category], remembered: P1Y, withdraw: [link_on_every_page], logs: [ip]}}
    retention:
      - {{rule: visits, data: [ip], after: customer.seen, for: P30D}}
      - {{rule: choice-proof, data: [consent_proof], after: customer.left, for: P1Y}}
{SAID}"""
DOOR = f"""\
  door:
    people: [customer]
    data: {{film: {{source: observed}}}}
    purposes: {{prevent_crime: {{}}}}
    {CARRIED}
    recipients: [tax]
    surveillance: {{areas: [entrances], sound: false, signs: [entrances]}}
    disclosures:
      - {{to: [tax], when: [legal_duty], law: [books]}}
    retention:
      - {{rule: film, after: customer.seen, for: P30D, limit: at_most}}
{SAID}"""
FAIR = f"""\
  fair:
    people: [customer]
    data: {{film: {{source: observed}}}}
    purposes: {{show: {{}}}}
    basis: [{{gdpr: 6.1.a, given: by_saying_yes}}]
    recording: {{kinds: [photo], for: [show], consent: before}}
    leave: {{any_time: true, channels: [email], effect: []}}
    retention:
      - {{rule: fair, after: customer.left, for: P1Y}}
{SAID}"""
POST = f"""\
  post:
    people: [customer]
    data: {{name: {{}}, address: {{}}}}
    purposes: {{send_catalogue: {{marketing: true, how: post}}}}
    {CARRIED}
    recipients: [host]
    posting: {{to: workplace, through: [host]}}
    retention:
      - {{rule: post, after: customer.left, for: P1Y}}
{SAID}"""
KNOW = f"""\
  know:
    people: [customer]
    data: {{company: {{}}}}
    purposes: {{know: {{}}}}
    basis: [{{gdpr: 6.1.c, law: [books]}}]
    screening: {{kind: know_your_customer, sources: [public_register], again: P1Y}}
    source: {{from: [public_register], public: true}}
    retention:
      - {{rule: know, after: customer.left, for: P5Y}}
{SAID}"""
CREDIT = f"""\
  credit:
    people: [customer]
    data: {{company: {{}}}}
    purposes: {{rate: {{}}}}
    {CARRIED}
    screening: {{kind: credit_check, sources: [credit_agency], again: P1Y}}
    source: {{from: [credit_agency]}}
    retention:
      - {{rule: credit, after: customer.left, for: P1Y}}
{SAID}"""
ASK = f"""\
  ask:
    people: [customer]
    data: {{answers: {{}}}}
    purposes: {{learn: {{}}}}
    {CARRIED}
    survey: {{invited: [customer], by: [email], voluntary: true, anonymous: always}}
    retention:
      - {{rule: ask, after: customer.left, for: P1Y}}
{SAID}"""
WALL = f"""\
  wall:
    people: [customer]
    data: {{answers: {{}}}}
    purposes: {{talk: {{}}}}
    {CARRIED}
    recipients: [wall]
    joint:
      with: [wall]
      agreement: {{version: "1", signed: 2025-01-01, until: 2027-01-01}}
      matrix: [{{duty: tell_people, by: us}}]
      essence: {{text: aim}}
      contact: mel@bager.example
    retention:
      - {{rule: wall, after: customer.left, for: P1Y}}
{SAID}"""
HEAD = """\
entities: {bakery: {name: Bager Invent ApS, country: DK}, bakery-se: {name: Bager Invent AB, country: SE}}
children: {consent_from: {DK: 15}, collected: with_parents_consent}
versions: [{version: "1", effective: 2025-01-01}]
"""
ADDED = {
    "activities:\n": "activities:\n" + LETTERS + SITE + DOOR + FAIR + POST + KNOW + CREDIT + ASK + WALL,
    "data:\n": "data:\n  opens: {}\n  ip: {}\n  consent_proof: {}\n  film: {}\n  address: {}\n  company: {}\n  answers: {}\n",
    "recipients:\n": "recipients:\n  gauge: {role: controller, for: [statistics], name: Gauge ApS, location: DK}\n"
    '  wall: {role: joint_controller, for: [talk], name: Wall ApS, location: DK, terms: {text: aim, url: "https://wall.example"}}\n',
}


def grown(*changes: tuple[str, str]) -> str:
    """Write the small policy with every part, and each first text replaced by the second; the first must stand there once."""
    text = SMALL
    for line, more in ADDED.items():
        text = re.sub(rf"(?m)^{line}", more.replace("\\", "\\\\"), text, count=1)
    text = text.replace("profiling: false", "profiling: true") + HEAD
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def found_in_parts(*changes: tuple[str, str]) -> tuple[Told, ...]:
    """Check the grown policy after the changes."""
    parsed = parse(grown(*changes))
    assert parsed.value, parsed.faults
    return in_english(check(parsed, None, TODAY, rulepacks()))
