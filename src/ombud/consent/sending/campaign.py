"""A letter to many: it goes to each reader only if the gate says yes at that moment, and each refusal is counted (GDPR Art. 7, 21(3))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ombud.consent.gate.asking import may
from ombud.consent.sending import letter
from ombud.consent.sending.hook import sent
from ombud.consent.sending.letter import Campaign
from ombud.consent.sending.raw import leaving
from ombud.consent.subscribing.choosing import allows
from ombud.consent.subscribing.models import CampaignRow
from ombud.consent.subscribing.tokens import Token
from ombud.errors import BadInputError, MisconfiguredError
from ombud.messages.channel import Channel
from ombud.messages.mail import deliverable
from ombud.plan.consent.choice import Choice, Scope
from ombud.plan.consent.gate import Question
from ombud.plan.consent.terms import activity_of, offer, refuse_outside, terms_of, tracking_of
from ombud.store.home import Home

_NOT_SENT: Mapping[str, str] = {"refused": "undeliverable", "later": "later", "down": "left"}


@dataclass(frozen=True, slots=True)
class Went:
    """What became of one reader's letter: `sent`, why the gate refused it, why the mail server did, or `left` where that one is down.

    `seen` is what was seen of a letter that went: `linked` if its raw message carried both ways out, `without` if it stands at no yes.
    """

    address: str
    became: str
    reason: str = ""
    seen: tuple[str, ...] = ()


def send(home: Home, channel: Channel, campaign: Campaign, readers: Iterable[str]) -> Iterator[Went]:
    """Send a letter to each reader for whom the gate says yes just before, and tell what became of each; what is left can be sent later."""
    _refuse(home, campaign)
    return _sent(home, channel, campaign, readers)


def _sent(home: Home, channel: Channel, campaign: Campaign, readers: Iterable[str]) -> Iterator[Went]:
    row = CampaignRow.objects.create(
        purpose=campaign.purpose, topic=campaign.topic, channel=campaign.channel, sender=campaign.sender, at=home.now()
    )
    counts = Counter(linked=0)
    down = ""
    try:
        for reader in dict.fromkeys(readers):
            went = Went(reader, "left", down) if down else _one(home, channel, campaign, reader, row.pk)
            down = went.reason if went.became == "left" else down
            counts.update((went.became, *went.seen))
            yield went
    finally:
        channel.close()
        CampaignRow.objects.filter(pk=row.pk).update(counts=dict(counts))


def _one(home: Home, channel: Channel, campaign: Campaign, reader: str, number: int) -> Went:
    try:
        to = deliverable(reader)
    except BadInputError as error:
        return Went(reader, error.code)
    question = Question(campaign.purpose, home.today(), campaign.channel, campaign.topic, campaign.sender)
    verdict = may(home, question, [(("email", reader),)])[0]
    if not verdict.allowed:
        return Went(reader, verdict.why)
    name, message = letter.written(home, campaign, channel.sender, Token(reader, campaign.purpose, number), _tracks(home, campaign, reader))
    answer = channel.send(name, message, to)
    if answer.outcome != "sent":
        return Went(reader, _NOT_SENT[answer.outcome], answer.reason)
    noted = sent(home, campaign.purpose, [reader], home.today())
    return Went(reader, "sent", seen=tuple(_seen(message, noted=noted or verdict.basis != "6.1.a")))


def _seen(message: bytes, *, noted: int | bool) -> Iterator[str]:
    """Look at what went, as it went: what the policy promises of each letter is told of these very bytes."""
    if leaving(message):
        yield "linked"
    if not noted:
        yield "without"


def _tracks(home: Home, campaign: Campaign, reader: str) -> frozenset[str]:
    """Tell what may be looked at of one reader's letter: nothing without a yes to looking."""
    found: set[str] = set()
    for name in tracking_of(home.policy, activity_of(home.policy, campaign.purpose)[0]):
        sending = home.policy.activities[name].sending
        if sending is not None and allows(home, name, reader):
            found |= set(sending.tracks)
    return frozenset(found)


def _refuse(home: Home, campaign: Campaign) -> None:
    """Refuse a letter that the policy does not describe: another topic, channel or sender, or words that nobody can leave by."""
    wanted = Scope(*(tuple(filter(None, (one,))) for one in (campaign.topic, campaign.channel, campaign.sender)))
    refuse_outside(offer(home.policy, campaign.purpose), Choice("given", campaign.purpose, home.now(), wanted))
    terms = terms_of(home.policy, campaign.purpose, frozenset())
    for what, given, offered in (("topic", campaign.topic, terms.topics), ("sender", campaign.sender, terms.senders)):
        if offered and not given:
            raise BadInputError(f"campaign-{what}", f"The letter names no {what}.", hint=f"Known: {', '.join(offered)}.")
    if campaign.channel != "email":
        raise BadInputError("campaign-channel", "Only e-mail is sent from here.", hint="Filter a list with `ombud may --list` instead.")
    if urlsplit(letter.base(home)).scheme != "https" and not home.demo:
        hint = 'Write url = "https://…" in ombud.toml: mail programs follow no other address (RFC 8058 §3.1).'
        raise MisconfiguredError("letter-url", "Letters need an address of ours under https.", where="ombud.toml: url", hint=hint)
