"""Differences: none between equals, every single change found where it stands, and no order taken for a change."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.policy.versions.diff import differences
from ombud.policy.versions.meaning import DUTIES, changes, duties
from tests.policy.small import SMALL
from tests.versions.mutations import FJORDRAAD, SMALL_LEAVES, Steps, other, read


@pytest.mark.parametrize("text", [SMALL, FJORDRAAD], ids=["small", "fjordraad"])
def test_equal_policies_differ_in_nothing(text: str) -> None:
    assert differences(read(text), read(f"{text}\n# read anew")) == ()


@pytest.mark.parametrize("leaf", SMALL_LEAVES, ids=lambda leaf: ".".join(map(str, leaf[0])))
def test_every_single_change_is_found_where_it_stands_and_classed(leaf: tuple[Steps, str]) -> None:
    changed = other(SMALL, *leaf)
    if changed is None:  # a place that takes one value only, such as a right that is always told the same way
        assert {*map(str, leaf[0][-2:])} & ONE_VALUE_ONLY
        return
    found = changes(read(SMALL), changed)
    assert found
    named = tuple(str(step) for step in leaf[0] if isinstance(step, str))
    for change in found:  # items of lists have names of their own; a path without them leads to the same place
        assert change.difference.path[: len(named[:2])] == named[:2]
        assert set(change.difference.path) & set(named[-1:]) or isinstance(leaf[0][-1], int) or leaf[0][-1] == "rule"
    assert all(change.follows and set(change.follows) <= set(DUTIES) for change in found)


ONE_VALUE_ONLY = {
    *("ombud", "when", "then", "automated_decisions", "always", "guards_against", "keep_document", "no_longer_than"),
    *("longer_if", "identity", "of", "to", "direct_marketing", "legitimate_interest", "against", "probe", "authority", "people"),
}


@given(st.permutations(("customer", "subscriber", "requester", "opted_out")))
def test_the_order_of_a_list_says_nothing(people: list[str]) -> None:
    assert differences(read(SMALL), replace(read(SMALL), people=tuple(people))) == ()


@given(st.permutations(list(read(FJORDRAAD).activities)))
@settings(max_examples=20)
def test_the_order_of_activities_says_nothing(names: list[str]) -> None:
    policy = read(FJORDRAAD)
    assert differences(policy, replace(policy, activities={name: policy.activities[name] for name in names})) == ()


@given(st.sampled_from(SMALL_LEAVES))
@settings(max_examples=40)
def test_a_change_and_its_undoing_mirror_each_other(leaf: tuple[Steps, str]) -> None:
    changed = other(SMALL, *leaf)
    if changed is not None:
        there, back = differences(read(SMALL), changed), differences(changed, read(SMALL))
        mirrored = {(one.path, repr(one.after), repr(one.before)) for one in back}
        assert {(one.path, repr(one.before), repr(one.after)) for one in there} == mirrored


def classed(old: str, new: str) -> dict[str, str]:
    """Plant one change in the small policy and tell the class of each difference."""
    assert SMALL.count(old) == 1
    return {".".join(c.difference.path): c.class_ for c in changes(read(SMALL), read(SMALL.replace(old, new)))}


@pytest.mark.parametrize(
    ("old", "new", "path", "class_"),
    [
        ("en: We bake.", "en: We bake well.", "texts.aim.en", "wording"),
        ('phone: "+45 00 00 00 00"', 'phone: "+45 00 00 00 01"', "controller.phone", "information"),
        ("review: 2027-01-01", "review: 2028-01-01", "activities.customer.basis.1.balance.review", "information"),
        ("recipients: [host, tax]", "recipients: [host, tax, cloud]", "activities.customer.recipients.cloud", "new purpose or recipient"),
        ("recipients: [host, tax]", "recipients: [host]", "activities.customer.recipients.tax", "information"),
        (
            "deliver: {}",
            "deliver: {}\n      advertise: {marketing: true}",
            "activities.customer.purposes.advertise",
            "new purpose or recipient",
        ),
        ("name: Vært ApS", "name: Anden Vært ApS", "recipients.host.name", "new purpose or recipient"),
        ("country: US, tool: scc", "country: IN, tool: scc", "transfers.known.0.country", "new purpose or recipient"),
        ("tool: scc, until: 2027-01-01", "tool: scc, until: 2028-01-01", "transfers.known.0.until", "information"),
        ("email: {source: third_party}", "email: {}", "activities.customer.data.email.source", "material"),
        ("{gdpr: 6.1.b}", "{gdpr: 6.1.f, interest: {text: why}}", "activities.customer.basis.0.gdpr", "material"),
        ("for: P6Y\n        limit", "for: P7Y\n        limit", "activities.customer.retention.file.for", "longer keeping"),
        ("for: P6Y\n        limit", "for: P5Y11M\n        limit", "activities.customer.retention.file.for", "shorter keeping"),
        ("expires: P30D", "expires: P1M", "systems.copies.expires", "longer keeping"),
        ("rule: wish, after", "rule: wish, as_a_rule: true, after", "activities.no_contact.retention.wish.as_a_rule", "longer keeping"),
        ("P0D, always: [email],", "P0D,", "activities.news.retention.news.always", "longer keeping"),
        (
            "unless: [{when: offer, decides: machine, until: offer.ends}]",
            "unless: []",
            "activities.customer.retention.file.unless",
            "shorter keeping",
        ),
        (
            "decides: machine, until: offer.ends",
            "decides: machine, until: customer.left",
            "activities.customer.retention.file.unless.0.until",
            "material",
        ),
    ],
)
def test_a_change_is_classed_by_what_it_means_for_people(old: str, new: str, path: str, class_: str) -> None:
    assert classed(old, new)[path] == class_


def follows(old: str, new: str) -> tuple[str, ...]:
    return duties(changes(read(SMALL), read(SMALL.replace(old, new))))


def test_new_words_are_published_and_nobody_is_disturbed() -> None:
    assert follows("en: We bake.", "en: We bake well.") == ("log", "publish")


def test_a_new_recipient_of_what_a_contract_needs_is_told_before() -> None:
    assert follows("recipients: [host, tax]", "recipients: [host, tax, cloud]") == DUTIES[:3]


def test_a_new_purpose_under_a_consent_asks_again() -> None:
    assert follows("{send: {marketing: true", "{profile: {}, send: {marketing: true") == DUTIES


def test_keeping_shorter_under_a_consent_asks_nobody() -> None:
    assert follows("why: [gdpr 5.2], for: P2Y}", "why: [gdpr 5.2], for: P1Y}") == ("log", "publish")


def test_an_item_put_first_in_a_list_without_names_is_the_only_change() -> None:
    old, new = read(SMALL), read(SMALL.replace("- {gdpr: 6.1.b}", "- {gdpr: 6.1.d}\n      - {gdpr: 6.1.b}"))
    assert [(one.path, one.how) for one in differences(old, new)] == [(("activities", "customer", "basis", "0"), "added")]
