"""Policies made by chance out of the words that the language packs know, every field of every record filled or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ombud.notices.saying.phrasebook import Voice
from ombud.policy.model import (
    Activity,
    ActsFor,
    Address,
    Asked,
    Authority,
    Automation,
    Basis,
    Changes,
    Children,
    Complaint,
    ContactPermission,
    Cookie,
    Cookies,
    Demand,
    Disclosure,
    Document,
    Early,
    Entity,
    Erasure,
    Event,
    Form,
    Gap,
    Identity,
    Joint,
    Law,
    Leaves,
    Measure,
    Origin,
    OwnPage,
    Place,
    Policy,
    Posting,
    Premises,
    Profiling,
    Purpose,
    Recipient,
    Recording,
    Renew,
    Restriction,
    RetentionRule,
    Says,
    Screening,
    Sending,
    Share,
    Storage,
    Surveillance,
    Survey,
    Transfer,
    Unless,
    Version,
)  # fmt: skip
from ombud.policy.period import Period

SECTION: Mapping[tuple[type, str], str] = {
    (Document, "applies_when"): "situations", (Address, "country"): "countries", (Authority, "country"): "countries",
    (Recipient, "purposes"): "purposes", (Recipient, "category"): "parties", (Recipient, "location"): "countries",
    (Recipient, "data"): "data.your", (Recipient, "bound"): "bound", (Transfer, "country"): "countries", (Place, "location"): "countries",
    (Activity, "people"): "people.one", (Activity, "systems"): "systems", (Activity, "confined_to"): "systems",
    (Activity, "suppresses"): "activities", (Basis, "data"): "data.your", (Basis, "given"): "given", (Basis, "people"): "people",
    (Purpose, "includes"): "purposes", (Purpose, "how"): "how", (Unless, "when"): "conditions.if", (Unless, "decides"): "deciders",
    (Unless, "until"): "events", (Renew, "when"): "conditions.if", (Renew, "after"): "events", (Early, "when"): "conditions.if",
    (Early, "lacking"): "events", (Leaves, "fields"): "data.your", (RetentionRule, "after"): "events", (RetentionRule, "data"): "data.your",
    (RetentionRule, "alive"): "while", (RetentionRule, "always"): "data.your", (Cookies, "see"): "documents", (Form, "asks"): "data.your",
    (Form, "delivers_to"): "systems", (Identity, "may_ask"): "proofs", (Identity, "depends_on"): "factors",
    (ContactPermission, "about"): "about", (Origin, "parties"): "parties", (Erasure, "example"): "examples",
    (Restriction, "example"): "examples", (Storage, "review"): "reviews", (Storage, "aim"): "aims", (Storage, "reviewed"): "reviewed",
    (Demand, "after"): "events", (Changes, "review"): "reviews", (Changes, "update_when"): "causes",
    (Cookie, "purposes"): "purposes", (Cookie, "data"): "data.your", (Asked, "logs"): "logged", (Entity, "country"): "countries",
    (Sending, "content"): "content", (Sending, "tracks"): "tracks", (Profiling, "inputs"): "data.your", (Profiling, "results"): "results",
    (Share, "duty"): "duties", (Survey, "invited"): "people", (Recording, "purposes"): "purposes", (Premises, "opens"): "areas",
    (Surveillance, "areas"): "areas", (Surveillance, "signs"): "areas", (Screening, "sources"): "parties", (ActsFor, "does"): "purposes",
    (Measure, "systems"): "systems", (Version, "changed"): "changed",
    (Policy, "principles"): "principles", (Policy, "terms"): "terms", (Automation, "against"): "machines",
    (OwnPage, "activities"): "activities",
}  # fmt: skip
"""Fields that hold ids, and the section of the vocabulary they come from."""

KEYS: Mapping[tuple[type, str], str] = {
    (Policy, "data"): "data.your", (Policy, "systems"): "systems", (Policy, "activities"): "activities",
    (Children, "consent_from"): "countries", (Policy, "measures"): "measures",
    (Sending, "by_country"): "countries", (Activity, "data"): "data.your", (Activity, "purposes"): "purposes",
    (Policy, "glossary"): "glossary", (Policy, "links"): "links",
}  # fmt: skip
"""Maps whose keys are ids."""

NAMED: Mapping[tuple[type, str], str] = {
    (Activity, "recipients"): "parties", (ActsFor, "recipients"): "parties", (Transfer, "recipient"): "parties",
    (Place, "hosted_by"): "parties", (Cookie, "provider"): "parties", (Joint, "parties"): "parties", (Posting, "through"): "parties",
    (Recipient, "subprocessors"): "parties", (Disclosure, "to"): "parties", (Complaint, "to"): "offices",
    (Sending, "senders"): "companies", (Sending, "by_country"): "companies",
}  # fmt: skip
"""Fields that name what the policy itself lists."""

OF_ITS_OWN = {(RetentionRule, "rule"), (Cookie, "id"), (Version, "version")}
"""Names that no two may share, since an id is made of them."""

WORDS = ("Nord", "Sund", "Fjeld", "Bakke", "Strand", "Ø & Vig", "Å-lab", "Havn 7", "D'Aube", "i/o", "Æble", "St. Olav", "og Co", "and Sons")
"""What names are made of: letters of all four languages, and what looks like a joint of a list."""


class Maker:
    """Makes whole policies; the same chance makes the same policy."""

    def __init__(self, voice: Voice) -> None:
        """Know the ids that every language has a word for."""
        self._voice = voice

    def policy(self, chance: Random) -> Policy:
        """Make one policy whose references hold."""
        made = _Making(chance, self._voice)
        whole = made.record(Policy)
        assert isinstance(whole, Policy)
        return replace(
            whole, texts={name: {lang: f"{text} ({lang})" for lang in ("da", "sv", "nb", "en")} for name, text in made.texts.items()}
        )


class _Making:
    def __init__(self, chance: Random, voice: Voice) -> None:
        self.chance, self.voice = chance, voice
        self.texts: dict[str, str] = {}
        self.parties = [f"party-{n}" for n in range(chance.randint(1, 4))]
        self.offices = [f"office-{n}" for n in range(chance.randint(1, 3))]
        self.companies = [f"company-{n}" for n in range(chance.randint(1, 4))]
        self.laws = [f"law-{n}" for n in range(chance.randint(1, 3))]

    def record(self, kind: type) -> Any:  # noqa: ANN401 - any record of the model
        hints = _hints(kind)
        return kind(**{one.name: self.field(kind, one, hints[one.name]) for one in fields(kind)})

    def field(self, kind: type, one: Field[Any], hint: Any) -> Any:  # noqa: ANN401 - any type of the model
        if _optional(one) and self.chance.random() < 0.4:
            return one.default_factory() if one.default_factory is not MISSING else one.default
        return self.value((kind, one.name), hint)

    def value(self, at: tuple[type, str], hint: Any) -> Any:  # noqa: ANN401, C901, PLR0911 - one line a type
        origin, inner, chance = get_origin(hint), get_args(hint), self.chance
        if at in OF_ITS_OWN:
            return f"{at[1]}-{chance.getrandbits(40):x}"
        if hint is str:
            return self.text(at)
        if hint is bool:
            return chance.random() < 0.5
        if hint is int:
            return chance.randint(1, 18)
        if hint is date:
            return date(2000, 1, 1) + timedelta(chance.randint(0, 20000))
        if hint is Period:
            return chance.choice((Period(12 * chance.randint(1, 12)), Period(chance.randint(1, 30), chance.randint(0, 60)), Period()))
        if hint is Says:
            return Says(self.own())
        if origin is Literal:
            return chance.choice(inner)
        if origin in (Union, UnionType):
            return self.value(at, self.one_of(inner))
        if origin is tuple:
            return self.several(at, inner[0])
        if origin is Mapping:
            return {name: self.value(at, inner[1]) for name in self.names(at)}
        assert isinstance(hint, type)
        return self.record(hint)

    def one_of(self, inner: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any type of the model
        """Choose a type; a fact is open less often than it is told."""
        told = [one for one in inner if one not in (NoneType, Gap)]
        return self.chance.choice(told) if Gap not in inner or self.chance.random() < 0.75 else Gap

    def several(self, at: tuple[type, str], inner: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any type of the model
        found = [self.value(at, inner) for _ in range(self.chance.choice((0, 1, 1, 2, 5)) or at[1] in _NEEDED)]
        return tuple(dict.fromkeys(found))

    def names(self, at: tuple[type, str]) -> list[str]:
        if at in KEYS:
            known = self.ids(KEYS[at])
            return self.chance.sample(known, min(len(known), self.chance.choice((0, 1, 2, 3))))
        fixed = {
            "recipients": self.parties,
            "entities": self.companies,
            "acts_for": ["client-0"],
            "authorities": self.offices,
            "laws": self.laws,
            "events": list(self.ids("events"))[:3],
        }
        return fixed.get(at[1], []) if at[0] is Policy else []

    def ids(self, section: str) -> list[str]:
        return [name for name in self.voice.words(section) if "." not in name or section in ("events", "bases")]

    def own(self) -> str:
        name = f"text-{len(self.texts)}"
        self.texts[name] = " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 5))) + self.chance.choice(
            (".", "", "; x.")
        )
        return name

    def text(self, at: tuple[type, str]) -> str:  # noqa: PLR0911 - one line a kind of name
        chance = self.chance
        if at in SECTION:
            return chance.choice(self.ids(SECTION[at]))
        if at in NAMED:
            named: list[str] = getattr(self, NAMED[at])
            return chance.choice(named)
        match at:
            case (kind, "cite") if kind is Law:
                return chance.choice(("11", "11.2", "§ 12", "§ 11, stk. 2", "§§ 2-3", "§ 3-15", "9 kap. 28 §", "6 a § 3 st.", "4a.12"))
            case (kind, "law" | "why") if kind in (Basis, Leaves, RetentionRule, Disclosure):
                return chance.choice((*self.laws, "gdpr 5.2", "gdpr 6.1.c", "gdpr 82.1-3", "gdpr 12.6"))
            case (kind, "by") if kind.__name__ == "Balance":
                return chance.choice(self.ids("deciders"))
            case (kind, "text") if kind.__name__ in ("Balance", "Terms"):
                return self.own()
            case (_, "web" | "email" | "url" | "list" | "told_in" | "at" | "members" | "links"):
                return f"https://{chance.getrandbits(30):x}.example"
            case (kind, "ends") if kind is Event:
                return f"{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            case (kind, "fiscal_year_of") if kind is Event:
                return chance.choice(self.ids("events"))
            case _:
                return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 3)))


_NEEDED = frozenset({"people", "applies_when", "fulfils", "publish"})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _optional(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING
