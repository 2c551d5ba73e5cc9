"""Names: every id that is used is declared, every id that is declared is used, every text stands in the languages promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from ombud.policy.check.look import Look
from ombud.policy.finding import Finding, Path
from ombud.policy.model import (
    Activity,
    Balance,
    Basis,
    Cookie,
    Disclosure,
    Event,
    Form,
    Gap,
    Joint,
    Measure,
    OwnPage,
    Policy,
    Posting,
    Profiling,
    Recipient,
    RetentionRule,
    Says,
    Sending,
    Survey,
    Terms,
    law_of,
)
from ombud.policy.translation import digest, stale, unmarked

Use = tuple[str, str, Path]


def names(look: Look) -> Iterator[Finding]:
    """Report ids that stand for nothing, and those that nothing stands for."""
    used = tuple(uses(look))
    yield from _unknown(look, used)
    yield from _unused(look, used)


def _unknown(look: Look, used: Collection[Use]) -> Iterator[Finding]:
    """Report every id that stands for nothing, with the one that was probably meant."""
    known = declared(look.policy)
    for kind, name, path in used:
        if name not in known[kind]:
            yield look.unknown(kind, name, path, known[kind])


def declared(policy: Policy) -> dict[str, Collection[str]]:
    """List what each kind of name may stand for."""
    purposes = {name for activity in policy.activities.values() for name in activity.purposes}
    return {
        "person": policy.people,
        "datum": policy.data,
        "recipient": policy.recipients,
        "system": policy.systems,
        "event": policy.events,
        "law": {*policy.laws, "gdpr"},
        "text": policy.texts,
        "gap": policy.gaps,
        "authority": policy.authorities,
        "entity": policy.entities,
        "activity": {*policy.activities, *purposes},
    }


def uses(look: Look) -> Iterator[Use]:
    """List every use of a name: its kind, the name, where it stands."""
    for path, value in look.records:
        match value:
            case Gap(name):
                yield "gap", name, (*path, "gap")
            case Says(name) | Balance(name) | Terms(name):
                yield "text", name, (*path, "text")
            case Event(systems, fiscal_year_of=base):
                yield from _all("system", systems, (*path, "in"))
                yield from _one("event", base, (*path, "fiscal_year_of"))
            case RetentionRule():
                yield from _of_rule(value, path)
            case Activity():
                yield from _of_activity(value, path)
            case Basis():
                yield from _all("datum", value.data, (*path, "data"))
                yield from _all("person", value.people, (*path, "people"))
                yield from _laws(value.law, (*path, "law"))
            case Form():
                yield from _all("datum", value.asks, (*path, "asks"))
                yield from _all("system", value.delivers_to, (*path, "delivers_to"))
            case Recipient():
                yield from _all("datum", value.data, (*path, "data"))
                yield from _all("recipient", value.subprocessors, (*path, "subprocessors"))
            case _:
                yield from _of_part(value, path)
    yield from _elsewhere(look.policy)


def _of_part(part: object, path: Path) -> Iterator[Use]:
    match part:
        case Sending():
            yield from _of_sending(part, path)
        case Cookie():
            yield from _all("datum", part.data, (*path, "data"))
            yield from _one(
                "recipient", part.provider if isinstance(part.provider, str) and part.provider != "us" else None, (*path, "provider")
            )
        case Profiling():
            yield from _all("datum", part.inputs, (*path, "inputs"))
        case Joint():
            yield from _all("recipient", part.parties, (*path, "with"))
        case Survey():
            yield from _all("person", part.invited, (*path, "invited"))
        case Posting():
            yield from _all("recipient", part.through, (*path, "through"))
        case Disclosure():
            yield from _all("recipient", part.to, (*path, "to"))
            yield from _laws(part.law, (*path, "law"))
        case OwnPage():
            yield from _all("activity", part.activities, (*path, "for"))
        case Measure():
            yield from _all("system", part.systems, (*path, "in"))
        case _:
            pass


def _of_sending(sending: Sending, path: Path) -> Iterator[Use]:
    yield from _all("entity", sending.senders, (*path, "senders"))
    for country, names in sending.by_country.items():
        yield from _all("entity", names, (*path, "by_country", country))


def _all(kind: str, names: Collection[str], path: Path) -> Iterator[Use]:
    return ((kind, name, (*path, str(at))) for at, name in enumerate(names))


def _one(kind: str, name: str | None, path: Path) -> Iterator[Use]:
    if name is not None:
        yield kind, name, path


def _laws(names: Collection[object], path: Path) -> Iterator[Use]:
    """A citation is the id of a law, then the place in it."""
    return (("law", law_of(name), (*path, str(at))) for at, name in enumerate(names) if isinstance(name, str))


def _of_rule(rule: RetentionRule, path: Path) -> Iterator[Use]:
    if isinstance(rule.after, str):
        yield "event", rule.after, (*path, "after")
    yield from _laws(rule.why, (*path, "why"))
    yield from _all("datum", rule.data, (*path, "data"))
    yield from _all("datum", rule.always, (*path, "always"))
    for at, unless in enumerate(rule.unless):
        yield from _one("event", unless.until, (*path, "unless", str(at), "until"))
    if rule.renew:
        yield "event", rule.renew.after, (*path, "renew", "after")
    if rule.early:
        yield from _one("event", rule.early.lacking, (*path, "early", "lacking"))
    if rule.leaves:
        yield from _all("datum", rule.leaves.fields, (*path, "leaves", "fields"))
        yield from _laws(rule.leaves.why, (*path, "leaves", "why"))


def _of_activity(activity: Activity, path: Path) -> Iterator[Use]:
    yield from _all("person", activity.people, (*path, "people"))
    yield from (("datum", name, (*path, "data", name)) for name in activity.data)
    yield from _all("recipient", activity.recipients, (*path, "recipients"))
    yield from _all("system", activity.systems, (*path, "systems"))
    yield from _all("system", activity.confined_to, (*path, "confined_to"))
    yield from _all("activity", activity.suppresses, (*path, "suppresses"))


def _elsewhere(policy: Policy) -> Iterator[Use]:
    for at, transfer in enumerate(policy.transfers.known):
        yield "recipient", transfer.recipient, ("transfers", "known", str(at), "recipient")
    for name, place in policy.systems.items():
        yield from _one("recipient", place.hosted_by, ("systems", name, "hosted_by"))
    for name, act in policy.laws.items():
        for key, demand in (("demands", act.demands), ("allows", act.allows)):
            yield from _one("event", demand.after if demand else None, ("laws", name, key, "after"))
    yield from _all("authority", policy.rights.complaint.to, ("rights", "complaint", "to"))


def _unused(look: Look, uses_of_names: Collection[Use]) -> Iterator[Finding]:
    """Report what is declared and never used: data collected for nothing, recipients of nothing."""
    used = {(kind, name) for kind, name, _ in uses_of_names}
    for kind, field in _MUST_SERVE:
        for name in dict.fromkeys(getattr(look.policy, field)):
            if (kind, name) not in used and not (kind == "text" and "." in name):  # words of one's own are said wherever their id is
                yield look.found("warning", f"unused-{kind}", _place(field, name, look), "", "use-or-delete", name=name)


_MUST_SERVE = (("datum", "data"), ("person", "people"), ("recipient", "recipients"), ("text", "texts"))


def _place(field: str, name: str, look: Look) -> Path:
    return (field, str(look.policy.people.index(name))) if field == "people" else (field, name)


def twice(look: Look) -> Iterator[Finding]:
    """Report rules that share an id: every line of the log and every proof cites it."""
    count = Counter(rule.rule for _, rule in look.policy.rules())
    for activity, rule in look.policy.rules():
        if count[rule.rule] > 1:
            yield look.error("duplicate-rule", ("activities", activity, "retention", rule.rule), rule=rule.rule)


def beyond_the_activity(look: Look) -> Iterator[Finding]:
    """Report rules that speak of data their activity does not have."""
    for name, rule in look.policy.rules():
        has = look.policy.activities[name].data
        fields = {*rule.data, *rule.always, *(rule.leaves.fields if rule.leaves else ())}
        for datum in sorted(fields & set(look.policy.data) - set(has)):
            path = ("activities", name, "retention", rule.rule)
            yield look.error("datum-not-of-activity", path, rule=rule.rule, datum=datum, activity=name)


def languages(look: Look) -> Iterator[Finding]:
    """Report languages that are required but not published, and texts that lack one."""
    spoken = look.policy.policy.languages
    for language in sorted({spoken.source, *spoken.required} - set(spoken.publish)):
        yield look.error("language-not-published", ("policy", "languages", "publish"), language=language)
    for name, text in look.policy.texts.items():
        for language in sorted(set(spoken.publish) - set(text)):
            severity = look.error if language in spoken.required else look.warning
            yield severity("text-language-missing", ("texts", name), "GDPR Art. 12(1)", text=name, language=language)


def translations(look: Look) -> Iterator[Finding]:
    """Report translations whose source has changed, and those that do not tell their source."""
    spoken = look.policy.policy.languages
    for language in spoken.publish:
        severity = look.error if language in spoken.required else look.warning
        for name in stale(look.policy, language):
            mark = digest(look.policy.texts[name][spoken.source])
            yield severity("translation-stale", ("translated", name), "GDPR Art. 12(1)", text=name, language=language, mark=mark)
        for name in unmarked(look.policy, language):
            mark = digest(look.policy.texts[name].get(spoken.source, ""))
            yield look.warning("translation-unmarked", ("texts", name), text=name, language=language, mark=mark)


CHECKS = (names, twice, beyond_the_activity, languages, translations)
