"""The parts a policy may have beyond the small one: each is read, each name in it must stand for something."""

import re

import pytest

from ombud.policy.check import check
from ombud.policy.model import Cookie, Policy
from ombud.policy.parse import Parsed, parse
from ombud.policy.statements import statements
from tests.policy.small import SMALL, TODAY, rulepacks

PARTS = """\
  fair:
    people: [customer]
    data: {name: {}}
    basis: [{gdpr: 6.1.b}]
    retention: [{rule: fair-guest, after: customer.left, for: P1Y}]
    sending:
      channels: [email]
      senders: [bakery]
      by_country: {SE: [bakery-se]}
      content: [news]
      tracks: [opened, clicked]
      open: [tracks]
    profiling: {inputs: [name], results: [segments], logic: {text: aim}, effect: {text: why}, open: [inputs]}
    joint:
      with: [cloud]
      agreement: {version: "1", signed: 2025-01-01, reviewed: 2025-06-01, until: 2027-01-01}
      matrix: [{duty: tell_people, by: us}]
      essence: {text: aim}
      contact: post@bager.example
    survey: {invited: [customer], by: [email], voluntary: true, anonymous: always, follow_up: call_the_dissatisfied}
    recording: {kinds: [photo, video], for: [marketing], consent: before}
    posting: {to: workplace, through: [host]}
    premises: {kind: access_card, opens: [offices], given: sometimes}
    surveillance: {areas: [entrances], sound: false, signs: [parking]}
    disclosures: [{to: [tax], when: [crime_solving], law: [books]}]
    screening: {kind: credit_check, sources: [public_register], again: P1Y}
    cookies:
      strictly_necessary: no_consent
      other: consent
      third_parties: true
      see: cookie_policy
      list: [{id: choice, category: necessary, purposes: [remember_choice], provider: host, life: P1Y, data: [name]}]
      asked: {choices: [accept, reject], remembered: P1Y, withdraw: [browser], logs: [choice]}
"""
WHOLE = """\
entities: {bakery: {name: Bager Invent ApS, country: DK}, bakery-se: {name: Bager Invent AB, country: SE}}
measures: {lines: {against: [disclosure], probe: tls, in: [forms], limit: where_possible}}
breach: {authority: told_and_helped, people: rights_or_interests_hurt, investigated: true}
children: {consent_from: {DK: 15}, under: 18, collected: not_knowingly}
versions: [{version: "1", effective: 2025-01-01, changed: [purposes]}]
acts_for: {guild: {name: Lavet, contact: lavet@lavet.example, does: [deliver], recipients: [host]}}
"""


def grown(**swap: str) -> Parsed[Policy]:
    """Read the small policy with every part added, and words of those parts swapped."""
    added, whole = PARTS, WHOLE
    for old, new in swap.items():
        added, whole = (re.sub(rf"(?<![\w-]){old}(?![\w-])", new, text) for text in (added, whole))
    return parse(grown_text(added, whole))


LOOKED_AT = {
    "cookie", "cookies.asked.choices", "cookies.asked.remembered", "cookies.asked.withdraw", "cookies.asked.logs",
    "sending.channels", "sending.senders", "sending.by_country", "sending.content", "sending.tracks", "profiling.inputs",
    "profiling.results", "survey", "survey.voluntary", "survey.anonymous", "survey.follow_up", "recording", "recording.consent",
    "posting", "premises.access_card", "surveillance.areas", "surveillance.silent", "surveillance.signs", "disclosure", "screening",
    "measure", "breach.authority", "breach.people", "breach.investigated", "children.consent_from", "children.collected",
    "children.not_aimed_at",
}  # fmt: skip
SIGNED = {"joint", "joint.agreement", "joint.share", "joint.essence", "profiling.logic", "profiling.effect"}


def test_nothing_is_backed_more_weakly_than_such_promises_ask() -> None:
    policy = grown().value
    assert policy
    backing: dict[str, str] = {said.kind: said.backing for said in statements(policy)}
    assert {kind: backing[kind] for kind in LOOKED_AT if backing[kind] not in ("probed", "enforced")} == {}
    assert {backing[kind] for kind in SIGNED} == {"attested"}


def unknown(parsed: Parsed[Policy]) -> list[tuple[str, str]]:
    assert parsed.value, parsed.faults
    return [(finding.code, ".".join(finding.path)) for finding in check(parsed, None, TODAY, {}) if finding.code.startswith("unknown-")]


def test_every_part_is_read_and_its_names_are_known() -> None:
    policy = grown().value
    assert policy
    fair = policy.activities["fair"]
    assert fair.cookies
    assert isinstance(fair.cookies.list, tuple)
    assert isinstance(fair.cookies.list[0], Cookie)
    assert fair.sending
    assert fair.sending.by_country == {"SE": ("bakery-se",)}
    assert unknown(grown()) == []


@pytest.mark.parametrize(
    ("old", "code", "place"),
    [
        ("cloud", "unknown-recipient", "activities.fair.joint.with.0"),
        ("tax", "unknown-recipient", "activities.fair.disclosures.0.to.0"),
        ("books", "unknown-law", "activities.fair.disclosures.0.law.0"),
        ("forms", "unknown-system", "measures.lines.in.0"),
    ],
)
def test_a_name_that_stands_for_nothing_is_found_where_it_is_used(old: str, code: str, place: str) -> None:
    assert unknown(grown(**{old: "nobody"})) == [(code, place)]


def test_a_sender_must_be_one_of_the_entities() -> None:
    broken = parse(grown_text().replace("SE: [bakery-se]", "SE: [bakery-no]"))
    assert unknown(broken) == [("unknown-entity", "activities.fair.sending.by_country.SE.0")]


def grown_text(parts: str = PARTS, whole: str = WHOLE) -> str:
    small = re.sub(r"(?m)^(measures|breach): .*\n", "", SMALL)
    return re.sub(r"(?m)^activities:\n", lambda line: line[0] + parts, small, count=1) + whole


HOLES = {  # a fact of the small policy, where it stands, and the article that asks for it; "" is the law that the gap's own note names
    'version: "2"': ("policy.version", "GDPR Art. 5(2)"),
    "effective: 2026-01-01": ("policy.effective", "GDPR Art. 5(2)"),
    "officer: {required: false, contact: controller, reason: {text: aim}}": ("officer", "GDPR Art. 13(1)(b)"),
    'address: {street: Prøvegade 1, postcode: "1000", city: Prøveby, country: DK}': ("controller.address", "GDPR Art. 13(1)(a)"),
    'register: {scheme: CVR, id: "99990058"}': ("controller.register", "GDPR Art. 13(1)(a)"),
    "email: mel@bager.example": ("controller.email", "GDPR Art. 13(1)(a)"),
    'phone: "+45 00 00 00 00"': ("controller.phone", ""),
    "web: bager.example": ("controller.web", ""),
    "longer_if: special_rule": ("storage.longer_if", ""),
    "review: continuous": ("storage.review", ""),
    "aim: least": ("storage.aim", ""),
    "identity: may_be_asked_to_prove": ("rights.access.identity", ""),
    "example: consent_withdrawn": ("rights.erasure.example", ""),
    "to: storage_only": ("rights.restriction.to", ""),
    "example: contested": ("rights.restriction.example", ""),
    "portability: {of: provided, form: [structured], to_other_controller: true}": ("rights.portability", "GDPR Art. 13(2)(b)"),
    "objection: {direct_marketing: any_time, profiling: false, legitimate_interest: particular_situation}": (
        "rights.objection",
        "GDPR Art. 13(2)(b)",
    ),
    "gdpr: 6.1.b": ("activities.customer.basis.0.gdpr", "GDPR Art. 13(1)(c)"),
    "direct_marketing: any_time": ("rights.objection.direct_marketing", "GDPR Art. 13(2)(b)"),
    "legitimate_interest: particular_situation": ("rights.objection.legitimate_interest", ""),
    "review: regularly": ("changes.review", ""),
    "each_change: [new_date]": ("changes.each_change", ""),
}


@pytest.mark.parametrize("fact", HOLES)
def test_a_policy_as_found_may_lack_a_fact_and_the_check_says_where_and_by_which_law(fact: str) -> None:
    path, article = HOLES[fact]
    assert SMALL.count(fact) == 1
    key = fact.split(":", maxsplit=1)[0]
    holed = parse(SMALL.replace(fact, f"{key}: {{gap: HOLE}}") + "gaps:\n  HOLE: {what: never said, law: [gdpr 5.2]}\n")
    assert holed.value, holed.faults
    found = {".".join(finding.path): finding for finding in check(holed, None, TODAY, rulepacks())}
    assert (found[path].severity, found[path].article) == ("error", article or "gdpr 5.2")
    assert any("HOLE" in statement.gaps for statement in statements(holed.value))
