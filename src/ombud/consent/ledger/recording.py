"""Choices are recorded: a leaf that stays, and a personal part that goes by the policy's rule (GDPR Art. 7(1))."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ombud.consent.ledger import shown
from ombud.consent.ledger.record import written
from ombud.consent.ledger.writing import Also, Prepared, Recorded, nothing, write_together
from ombud.consent.models import ChoiceRow
from ombud.consent.sending.forgetting import forget
from ombud.errors import BadInputError
from ombud.evidence.ledger.commitment import commit, new_salt
from ombud.evidence.pseudonym import LinkKey, link, linking
from ombud.plan.consent.choice import Choice, Scope
from ombud.plan.consent.terms import follows, names, offer, refuse_outside, senders
from ombud.policy.model import Policy
from ombud.policy.spelling import spelled
from ombud.store.home import Home

SPOKEN: Final = frozenset({"phone", "post", "meeting", "email", "console", "import", "case"})
"""Ways of choosing in which nothing of ours was shown: there is no notice to point at."""


@dataclass(frozen=True, slots=True)
class Said:
    """Whose choice it is, by an identifier of theirs, and what they chose."""

    identifier: tuple[str, str]
    choice: Choice


def record(home: Home, said: Sequence[Said], also: Also = nothing) -> list[Recorded]:
    """Record choices in one transaction, each as the policy stands now; one that the policy does not offer refuses all of them.

    What must be done with them or not at all is done in it too.
    """
    every = [*said, *_following(home, said)]
    prepared = prepare(home, every)
    _refuse_unknown_notices(home, {one.choice.notice for one in prepared if one.choice.notice})
    forget(home, ((one.identifier, one.choice) for one in every))
    return write_together(prepared, also)[: len(said)]


def _following(home: Home, said: Sequence[Said]) -> Iterator[Said]:
    """Give what goes with each no to marketing where the person does not say it themselves; what was never given is not taken back."""
    spoken = {(one.identifier, one.choice.purpose) for one in said}
    going = {about: follows(home.policy, *about) for about in {(one.choice.kind, one.choice.purpose) for one in said}}
    for one in said:
        for other in going[one.choice.kind, one.choice.purpose]:
            if (one.identifier, other) not in spoken and (one.choice.slot == "objection" or _agreed(home, one.identifier, other)):
                yield Said(one.identifier, replace(one.choice, purpose=other, scope=Scope()))


def _agreed(home: Home, identifier: tuple[str, str], purpose: str) -> bool:
    subject = subject_of(home.state.keys.links(), *identifier)
    return ChoiceRow.objects.filter(subject=subject, purpose=purpose, slot="yes").exists()


def prepare(home: Home, every: Sequence[Said]) -> list[Prepared]:
    """Refuse what is not offered, else make choices ready to be written."""
    offers = {purpose: offer(home.policy, purpose) for purpose in {one.choice.purpose for one in every}}
    for one in every:
        refuse_outside(offers[one.choice.purpose], one.choice)
        _refuse_wordless(one.choice)
    subjects = subjects_of(home.state.keys.links(), [[one.identifier] for one in every])
    return [prepared_for(home, whose, one.choice) for (whose,), one in zip(subjects, every, strict=True)]


def prepared_for(home: Home, subject: str, choice: Choice) -> Prepared:
    """Complete a choice of whoever has a pseudonym with who sends to that country, freeze it, and commit to it."""
    whole = _complete(home.policy, choice)
    salt, text = new_salt(), written(whole, subject, names(home.policy, whole.scope.senders))
    return Prepared(subject, whole, salt, text, commit(salt, text), home.day_of(whole.at))


def subject_of(key: LinkKey, kind: str, value: str) -> str:
    """Tell the pseudonym under which the choices of whoever has an identifier are kept."""
    return link(key, kind, spelled(value, casefold=kind == "email"))


def subjects_of(key: LinkKey, people: Sequence[Sequence[tuple[str, str]]]) -> list[list[str]]:
    """Tell the pseudonyms of many people under all their identifiers."""
    linked = {kind: linking(key, kind) for kind in {kind for person in people for kind, _ in person}}
    return [[linked[kind](spelled(value, casefold=kind == "email")) for kind, value in person] for person in people]


def _complete(policy: Policy, choice: Choice) -> Choice:
    """Resolve the senders of a yes by country, so that the proof says to whom it was said."""
    scope, edition = choice.scope, choice.policy or policy.policy.edition
    if choice.slot == "yes" and not scope.senders and (found := senders(policy, choice.purpose, choice.country)):
        scope = replace(scope, senders=found)
    return replace(choice, scope=scope, policy=edition)


def _refuse_wordless(choice: Choice) -> None:
    if choice.slot == "yes" and choice.proven and not choice.notice and choice.method not in SPOKEN:
        hint = "Keep what was shown with `shown.keep` first, and give its digest."
        raise BadInputError("consent-notice", "A yes needs the words it was said to.", hint=hint)


def _refuse_unknown_notices(home: Home, named: set[str]) -> None:
    if strange := shown.unknown(home, named):
        hint = "Show the current text and let the person choose again."
        raise BadInputError("consent-notice-unknown", f"Nothing of ours has the digest {min(strange)[:16]}….", hint=hint)
