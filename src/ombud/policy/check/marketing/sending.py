"""Marketing as it is sent: tracked with consent only, by senders that are named and placed."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.bases import all_bases, bases_of, cited
from ombud.policy.check.look import Look
from ombud.policy.check.parties import inside
from ombud.policy.finding import Finding
from ombud.policy.model import Activity, Profiling, Sending


def tracking(look: Look) -> Iterator[Finding]:
    """Report opens and clicks that are tracked without consent: the reader's device is read (ePrivacy Directive Art. 5(3))."""
    for name, activity in look.policy.activities.items():
        if activity.sending and activity.sending.tracks and not _asked(activity):
            path = ("activities", name, "sending", "tracks")
            yield look.error("tracking-without-consent", path, "ePrivacy Directive Art. 5(3)", activity=name)


def _asked(activity: Activity) -> bool:
    """Tell whether consent covers all that is observed of the reader."""
    seen = {datum for datum, use in activity.data.items() if use.source == "observed"}
    consents = [basis for basis in all_bases(activity) if basis.gdpr == "6.1.a"]
    everything = any(not basis.data for basis in consents)
    return everything or (bool(consents) and seen <= {datum for basis in consents for datum in basis.data})


def senders(look: Look) -> Iterator[Finding]:
    """Report senders outside the EEA where no transfer goes to their country (GDPR Art. 13(1)(f), 44)."""
    told = {transfer.country for transfer in look.policy.transfers.known}
    for name, activity in look.policy.activities.items():
        known = [look.policy.entities[one] for one in _senders(activity.sending) if one in look.policy.entities]
        outside = sorted({one.country for one in known if one.country not in told and not inside(look, one.country)})
        if outside:
            path = ("activities", name, "sending")
            yield look.error("sender-outside-eea", path, "GDPR Art. 13(1)(f)", activity=name, countries=tuple(outside))


def _senders(sending: Sending | None) -> tuple[str, ...]:
    return (*sending.senders, *(one for names in sending.by_country.values() for one in names)) if sending else ()


def open_lists(look: Look) -> Iterator[Finding]:
    """Report lists that end open: nobody can tell what else is done (GDPR Art. 12(1))."""
    for path, value in look.nodes:
        if isinstance(value, Sending | Profiling) and value.open:
            yield look.warning("list-left-open", (*path, "open"), "GDPR Art. 12(1)", lists=tuple(value.open))


def customers(look: Look) -> Iterator[Finding]:
    """Report customers written to without consent where a condition of that is not promised (ePrivacy Directive Art. 13(2))."""
    for name, activity in look.policy.activities.items():
        if activity.sending is None or (said := activity.sending.customers) is None:
            continue
        path = ("activities", name, "sending", "customers")
        lacking = (*said.lacking, *(() if "email" in activity.sending.channels else ("channels: email",)))
        if lacking:
            yield look.error("customers-incomplete", path, cited(look).customers, activity=name, lacking=lacking)
        marketing = (purpose for purpose in activity.purposes.values() if purpose.marketing)
        if all(basis.gdpr != "6.1.f" for purpose in marketing for basis in bases_of(activity, purpose)):
            yield look.error("customers-without-interest", path, "GDPR Art. 6(1)(f)", activity=name)


CHECKS = (tracking, senders, open_lists, customers)
