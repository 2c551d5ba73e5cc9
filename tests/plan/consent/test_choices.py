"""Properties of what a person's choices come to: the order of arrival does not matter, and in doubt the more protective counts."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ombud.plan.consent.choice import KINDS, OLDEST, PROMPT, SKEW, Choice, Scope, answers, settle
from ombud.plan.consent.gate import CUSTOMER_CONDITIONS, Question, Terms, verdict

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = date(2026, 5, 4)
CONSENT = Terms("6.1.a", current=frozenset({"1"}))

moments = st.integers(0, 90 * 86_400_000).map(lambda ms: NOON + timedelta(milliseconds=ms))
late = st.none() | st.integers(-86_400_000, 60 * 86_400_000).map(lambda ms: timedelta(milliseconds=ms))


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    at, ago = draw(moments), draw(late)
    return Choice(draw(st.sampled_from(KINDS)), "mail", at, claimed=None if ago is None else at - ago, policy="1")


def plain(kind: str, seconds: float, **more: object) -> Choice:
    """Make a choice some seconds after noon."""
    return Choice(kind, "mail", NOON + timedelta(seconds=seconds), policy="1", **more)  # type: ignore[arg-type] # kinds by name read better


def allowed(*said: Choice, terms: Terms = CONSENT, **about: str) -> tuple[bool, str]:
    """Ask the gate after some choices."""
    told = verdict(Question("mail", DAY, **about), terms, settle(said))
    return told.allowed, told.why


@given(st.lists(choices(), max_size=8), st.randoms())
def test_the_order_of_arrival_does_not_matter(said: list[Choice], chance: object) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert allowed(*shuffled) == allowed(*said)


@given(st.lists(choices(), max_size=8))
def test_a_yes_is_obeyed_only_if_it_was_surely_said_after_every_no(said: list[Choice]) -> None:
    if allowed(*said)[0]:
        last = max((one.latest for one in said if one.kind in {"refused", "withdrawn", "expired", "objected"}), default=None)
        assert any(one.kind in {"given", "renewed"} and (last is None or one.earliest > last) for one in said)


@given(st.lists(choices(), max_size=6), choices())
def test_one_more_no_never_allows_more(said: list[Choice], more: Choice) -> None:
    if more.kind in {"refused", "withdrawn", "expired", "objected", "restricted"} and allowed(*said, more)[0]:
        assert allowed(*said)[0]


@given(choices())
def test_a_choice_counts_as_made_within_its_doubt_and_never_after_it_arrived_by_more(one: Choice) -> None:
    assert one.earliest <= one.latest
    assert one.latest <= one.at + SKEW
    if one.claimed is not None and PROMPT < one.at - one.claimed <= OLDEST:
        assert one.earliest <= one.claimed <= one.latest
    else:
        assert one.earliest <= one.at <= one.latest  # a claim that cannot be believed changes nothing


def test_whoever_changes_their_mind_is_obeyed_within_seconds() -> None:
    assert allowed(plain("refused", 0), plain("given", 5)) == (True, "allowed")
    assert allowed(plain("given", 0), plain("withdrawn", 5)) == (False, "withdrawn")
    assert allowed(plain("given", 0), plain("withdrawn", 0.2)) == (False, "withdrawn")
    assert allowed(plain("withdrawn", 0), plain("given", 0.2)) == (False, "withdrawn")


def test_a_yes_that_arrives_late_does_not_undo_a_no_said_meanwhile() -> None:
    offline = plain("given", 86_400, claimed=NOON)
    assert allowed(plain("withdrawn", 3600), offline) == (False, "withdrawn")
    assert allowed(plain("withdrawn", -3600), offline) == (True, "allowed")


def test_a_no_that_arrives_late_counts_from_when_it_was_said() -> None:
    late_no = plain("withdrawn", 86_400, claimed=NOON)
    assert allowed(plain("given", -3600), late_no) == (False, "withdrawn")
    assert allowed(plain("given", 3600), late_no) == (True, "allowed")
    assert allowed(plain("given", 60), late_no) == (False, "withdrawn")  # within the doubt of its clock


def test_a_clock_that_is_years_off_is_not_believed() -> None:
    ahead = plain("given", 0, claimed=NOON + timedelta(days=900))
    assert allowed(ahead, plain("withdrawn", 5)) == (False, "withdrawn")
    behind = plain("withdrawn", 10, claimed=NOON - timedelta(days=900))
    assert allowed(plain("given", 0), behind) == (False, "withdrawn")


def test_a_yes_covers_its_topics_channels_and_senders_and_nothing_else() -> None:
    yes = plain("given", 0, scope=Scope(("news",), ("email",), ("house",)))
    assert allowed(yes, topic="news", channel="email", sender="house") == (True, "allowed")
    assert allowed(yes, topic="events") == (False, "other_topic")
    assert allowed(yes, channel="phone") == (False, "other_channel")
    assert allowed(yes, sender="sister") == (False, "other_sender")


def test_a_yes_to_something_else_is_none() -> None:
    assert allowed(plain("given", 0), terms=Terms("6.1.a", current=frozenset({"2"}))) == (False, "outdated")
    assert allowed(plain("given", 0, proven=False)) == (False, "unproven")
    assert allowed(plain("given", 0, of_age=False)) == (False, "too_young")
    assert allowed(plain("given", 0, until=DAY - timedelta(days=1))) == (False, "expired")
    assert allowed(plain("given", 0, until=DAY)) == (True, "allowed")


def test_an_objection_outlasts_every_basis_until_the_person_is_proved_to_agree() -> None:
    interest = Terms("6.1.f", current=frozenset({"1"}))
    assert allowed(terms=interest) == (True, "allowed")
    assert allowed(plain("objected", 0), terms=interest) == (False, "objected")
    assert allowed(plain("objected", 0), plain("given", 5), terms=interest) == (True, "allowed")
    assert allowed(plain("objected", 0), plain("given", 5, proven=False), terms=interest) == (False, "objected")
    assert allowed(plain("objected", 0), plain("given", 5), plain("withdrawn", 9), terms=interest) == (False, "objected")


def test_a_restriction_holds_until_it_is_lifted() -> None:
    assert allowed(plain("given", 0), plain("restricted", 5)) == (False, "restricted")
    assert allowed(plain("given", 0), plain("restricted", 5), plain("lifted", 9)) == (True, "allowed")


def test_the_list_yields_only_to_a_newer_proven_yes() -> None:
    since = NOON
    for yes, fine in ((plain("given", 60), True), (plain("given", -60), False), (plain("given", 60, proven=False), False)):
        assert verdict(Question("mail", DAY), CONSENT, settle([yes]), suppressed=since).allowed is fine


@given(st.sets(st.sampled_from(CUSTOMER_CONDITIONS)))
def test_an_existing_customer_is_written_to_only_with_every_condition_recorded(conditions: set[str]) -> None:
    terms = Terms("6.1.a", current=frozenset({"1"}), exception=True)
    customer = plain("customer", 0, conditions=tuple(conditions))
    assert allowed(customer, terms=terms, channel="email")[0] is (conditions == set(CUSTOMER_CONDITIONS))
    assert not allowed(customer, terms=terms, channel="phone")[0]
    assert not allowed(customer, plain("objected", 5), terms=terms, channel="email")[0]
    assert not allowed(customer, plain("withdrawn", 5), terms=terms, channel="email")[0]
    assert not allowed(customer, channel="email")[0]  # a policy without the exception
    alone = Terms("6.1.f", current=frozenset({"1"}), exception=True, customers_only=True)
    assert allowed(customer, terms=alone, channel="email")[0] is (conditions == set(CUSTOMER_CONDITIONS))
    assert allowed(terms=alone, channel="post")[0]  # the exception is about mail
    unsaid = Terms("6.1.f", current=frozenset({"1"}), customers_only=True)
    assert allowed(customer, terms=unsaid, channel="email") == (False, "no_consent")


def test_a_yes_answers_a_no_only_when_it_came_later() -> None:
    assert answers(plain("given", 5), plain("refused", 0))
    assert not answers(plain("given", 0), plain("refused", 0))
    assert not answers(None, None)
