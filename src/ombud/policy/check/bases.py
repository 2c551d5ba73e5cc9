"""Why data may be used: every purpose has a basis that carries it (GDPR Art. 6, 7, 13(1)(c)-(d))."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.look import Look
from ombud.policy.check.rulepack import Marketing, valid
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Activity, Balance, Basis, Purpose, known, law_of


def bases(look: Look) -> Iterator[Finding]:
    """Report a basis that lacks what its letter needs."""
    for path, value in look.nodes:
        if isinstance(value, Basis):
            match value.gdpr:
                case "6.1.c":
                    yield from _duty(look, path, value)
                case "6.1.f":
                    yield from _interest(look, path, value)
                case "5.2":
                    yield from _accountability(look, path)
                case _:
                    pass


def _duty(look: Look, path: Path, basis: Basis) -> Iterator[Finding]:
    if not basis.law:
        yield look.error("duty-without-law", path, "GDPR Art. 6(1)(c)")
    for name in basis.law:
        if demands_nothing(look, name):
            yield look.error("law-demands-nothing", path, "GDPR Art. 6(1)(c)", law=law_of(name))


def demands_nothing(look: Look, citation: str) -> bool:
    """Tell whether a law only allows or limits: by the policy's own entry, else by the rule packs."""
    act = look.policy.laws.get(law_of(citation))
    if act is None or act.demands:
        return False
    return act.allows is not None or any(known.ref == act.ref and not known.demands for pack in look.packs for known in pack.acts)


def _interest(look: Look, path: Path, basis: Basis) -> Iterator[Finding]:
    if basis.interest is None:
        yield look.error("interest-missing", path, "GDPR Art. 13(1)(d)")
    if isinstance(basis.balance, Balance):
        yield from _balance(look, (*path, "balance"), basis.balance)
    elif basis.balance is None:
        yield look.error("balance-missing", path, "GDPR Art. 6(1)(f)")


def _balance(look: Look, path: Path, balance: Balance) -> Iterator[Finding]:
    if balance.on is None or balance.by is None or balance.review is None:
        yield look.warning("balance-undated", path, "GDPR Art. 5(2)")
    elif balance.review < look.as_of:
        yield look.error("balance-overdue", path, "GDPR Art. 6(1)(f)", day=balance.review)


def _accountability(look: Look, path: Path) -> Iterator[Finding]:
    beside = [value for place, value in look.nodes if place[:-1] == path[:-1] and isinstance(value, Basis)]
    if all(basis.gdpr == "5.2" for basis in beside):
        yield look.error("basis-only-accountability", path, "GDPR Art. 6(1)")


def bases_of(activity: Activity, purpose: Purpose | None = None) -> tuple[Basis, ...]:
    """List the bases an activity, or one of its purposes, rests on; a gap is none."""
    own = purpose.basis if purpose else None
    chosen = activity.basis if own is None else own
    return chosen if isinstance(chosen, tuple) else ()


def all_bases(activity: Activity) -> tuple[Basis, ...]:
    """List the bases of an activity and of all its purposes."""
    own = activity.basis if isinstance(activity.basis, tuple) else ()
    return own + tuple(b for p in activity.purposes.values() if isinstance(p.basis, tuple) for b in p.basis)


def uncovered_data(look: Look) -> Iterator[Finding]:
    """Report data that no basis of the activity covers, where the bases name the data they cover."""
    for name, activity in look.policy.activities.items():
        carried = all_bases(activity)
        if carried and all(basis.data for basis in carried):
            for datum in sorted(set(activity.data) - {d for basis in carried for d in basis.data}):
                path = ("activities", name, "data", datum)
                yield look.error("datum-without-basis", path, "GDPR Art. 6(1)", activity=name, datum=datum)


def marketing(look: Look) -> Iterator[Finding]:
    """Report marketing without consent, and repeated mail that is probably marketing (ePrivacy Directive Art. 13(1))."""
    article = cited(look).article
    for name, activity in look.policy.activities.items():
        for purpose_name, purpose in activity.purposes.items():
            if any(basis.gdpr == "6.1.a" for basis in bases_of(activity, purpose)):
                continue
            if activity.sending and activity.sending.customers:  # whether that exception is complete is a finding of its own
                continue
            path = ("activities", name, "purposes", purpose_name)
            if purpose.marketing and purpose.how != "post":  # paper is no electronic mail; an objection ends it (GDPR Art. 21(2))
                yield look.error("marketing-without-consent", path, article, purpose=purpose_name)
            elif purpose.how == "email" and purpose.times == "several":
                yield look.warning("marketing-without-consent.several", path, article, purpose=purpose_name)


def cited(look: Look) -> Marketing:
    """Cite what the controller's country asks before electronic marketing, or the directive behind every such act."""
    address = known(look.policy.controller.address)
    acts = (m for pack in look.packs for m in pack.marketing if address and m.country == address.country and valid(m, look.as_of))
    return next(acts, Marketing("", "ePrivacy Directive Art. 13(1)"))


def consent(look: Look) -> Iterator[Finding]:
    """Report consent that cannot be withdrawn (GDPR Art. 7(3), 13(2)(c))."""
    for name, activity in look.policy.activities.items():
        consents = any(basis.gdpr == "6.1.a" for basis in all_bases(activity))
        leaves = activity.leave is not None or "any_time" in look.policy.rights.withdrawal
        if consents and not leaves:
            yield look.error("consent-without-withdrawal", ("activities", name, "leave"), "GDPR Art. 7(3)", activity=name)


def not_a_party(look: Look) -> Iterator[Finding]:
    """Report contract as the only basis where the person is the contact of a company, who is no party (GDPR Art. 6(1)(b))."""
    signs = [pack.not_party for pack in look.packs if pack.not_party]
    for name, activity in look.policy.activities.items():
        letters = {basis.gdpr for basis in all_bases(activity)}
        outside = any(set(s.people) & set(activity.people) or set(s.data) & set(activity.data) for s in signs)
        if "6.1.b" in letters and "6.1.f" not in letters and outside:
            yield look.warning("contract-with-nonparty", ("activities", name, "basis"), "GDPR Art. 6(1)(b)", activity=name)


def unsubscribing(look: Look) -> Iterator[Finding]:
    """Report mail sent on consent that carries no link to leave by: leaving must be as easy as joining (GDPR Art. 7(3))."""
    for name, activity in look.policy.activities.items():
        mails = [p for p in activity.purposes.values() if p.how == "email" and any(b.gdpr == "6.1.a" for b in bases_of(activity, p))]
        if mails and activity.leave is not None and "link_in_every_issue" not in activity.leave.channels:
            yield look.error("unsubscribe-missing", ("activities", name, "leave", "channels"), "GDPR Art. 7(3)", activity=name)


def same_purpose(look: Look) -> Iterator[Finding]:
    """Report a purpose that rests on different letters in different activities, as when the channel alone differs (GDPR Art. 6(1))."""
    first: dict[str, tuple[str, frozenset[str]]] = {}
    for name, activity in look.policy.activities.items():
        for purpose_name, purpose in activity.purposes.items():
            letters = frozenset(str(basis.gdpr) for basis in bases_of(activity, purpose) if known(basis.gdpr)) - {"5.2"}
            other, before = first.setdefault(purpose_name, (name, letters))
            if letters and before and not letters & before:
                path = ("activities", name, "purposes", purpose_name)
                yield look.warning("purpose-bases-differ", path, "GDPR Art. 6(1)", purpose=purpose_name, activity=name, other=other)


CHECKS = (bases, uncovered_data, marketing, unsubscribing, same_purpose, consent, not_a_party)
