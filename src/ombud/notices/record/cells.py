"""The cells of the record of processing activities, each computed from the policy; what is missing is shown as open (GDPR Art. 30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ombud.notices.language import LanguagePack, capital, label, of_people, with_own_words
from ombud.notices.letters.facts import RecipientTold
from ombud.notices.letters.words import basis_words, country_words, own_words, period_words, recipient_name, sender, way_to
from ombud.notices.record.model import Cell, Column, OpenGap, Part, Record, Row, Said
from ombud.policy.model import Activity, ActsFor, Gap, Policy, RetentionRule, Transfer, known
from ombud.policy.versions.facts import parts

_SPECIAL: Mapping[str, str] = {"art9": "9.1", "art10": "10", "national_id": "87"}


@dataclass(frozen=True, slots=True)
class _Writer:
    """The facts, the words and the day that every cell is made from."""

    policy: Policy
    pack: LanguagePack
    today: date

    # ---------------------------------------------------------------- saying

    def heading(self, name: str, article: str) -> Column:
        return Column(name, article, self.pack.record[name])

    def gap(self, gap: Gap) -> Said:
        note = self.policy.gaps.get(gap.gap)
        what = note.what if note else self.pack.record["unsaid"]
        return Said(gap.gap, f"{self.pack.record['open']} ({gap.gap}): {what}", open=True)

    def unsaid(self) -> Said:
        return Said("", f"{self.pack.record['open']}: {self.pack.record['unsaid']}", open=True)

    def none(self) -> Cell:
        return (Said("", self.pack.record["none"]),)

    # ---------------------------------------------------------------- (a) who

    def who(self, role: str) -> tuple[tuple[Column, Cell], ...]:
        cells = {
            role: self.controller(),
            "representative": self.representative(),
            "officer": self.officer(),
        }
        return tuple((self.heading(name, "a"), cell) for name, cell in cells.items())

    def controller(self) -> Cell:
        who, facts = Said("controller", "\n".join(sender(self.policy, self.pack))), self.policy.controller
        return (who, *(self.gap(fact) for fact in (facts.address, facts.register, facts.email, facts.phone) if isinstance(fact, Gap)))

    def joint(self, act: Activity) -> Cell:
        """Name with whom one activity is decided jointly; another's partners have no place in its row (GDPR Art. 26)."""
        mine = [*(act.joint.parties if act.joint else ()), *reached(self.policy, act)]
        joint = (name for name in mine if (one := self.policy.recipients.get(name)) and one.role == "joint_controller")
        return tuple(map(self.recipient, dict.fromkeys(joint)))

    def representative(self) -> Cell:
        country = self.policy.controller.country
        if country is None:
            return (self.unsaid(),)
        return (Said("", self.pack.record["established"].format(country=label(self.pack.countries, country))),)

    def officer(self) -> Cell:
        officer = self.policy.officer
        if isinstance(officer, Gap):
            return (self.gap(officer),)
        if officer.required:
            contact = way_to(self.policy) if officer.contact == "controller" else officer.contact
            return (Said("officer", contact),)
        if officer.reason is None:
            return (Said("", self.pack.record["not_required"]), self.unsaid())
        if isinstance(officer.reason, Gap):
            return (Said("", self.pack.record["not_required"]), self.gap(officer.reason))
        return (Said(officer.reason.text, f"{self.pack.record['not_required']}. {own_words(self.policy, self.pack, officer.reason)}"),)

    # ---------------------------------------------------------------- (b)-(g) of one activity

    def activity(self, name: str, act: Activity) -> Row:
        cells = {
            "joint_controllers": self.joint(act) or self.none(),
            "purposes": tuple(Said(p, capital(label(self.pack.purposes, p))) for p in _purposes(act)) or (self.unsaid(),),
            "basis": tuple(self.bases(act)) or (self.unsaid(),),
            "people": tuple(Said(p, capital(label(self.pack.people, p))) for p in act.people) or (self.unsaid(),),
            "data": tuple(map(self.datum, act.data)) or (self.unsaid(),),
            "recipients": tuple(map(self.recipient, reached(self.policy, act))) or self.none(),
            "transfers": self.transfers(reached(self.policy, act)),
            "periods": tuple(self.period(act, rule) for rule in act.retention) or (self.unsaid(),),
            "security": self.measures(act.systems),
        }
        return Row(name, label(self.pack.processing, name), cells)

    def bases(self, act: Activity) -> Iterator[Said]:
        for some in dict.fromkeys([act.basis, *(p.basis for p in act.purposes.values() if p.basis is not None)]):
            if isinstance(some, Gap):
                yield self.gap(some)
            elif some is not None:
                yield from (self.with_gaps(known(b.gdpr) or "", basis_words(self.policy, self.pack, b, self.today), b) for b in some)

    def datum(self, name: str) -> Said:
        text, facts = capital(label(self.pack.data, name)), self.policy.data.get(name)
        special = facts.special if facts else None
        return Said(name, self.pack.record["mark"].format(text=text, article=self.pack.article(_SPECIAL[special])) if special else text)

    def recipient(self, name: str) -> Said:
        facts = self.policy.recipients.get(name)
        if facts is None:
            return Said(name, label({}, name))
        told = [recipient_name(self.pack, RecipientTold(name, facts))]
        told += [] if isinstance(facts.role, Gap) else [label(self.pack.roles, facts.role)]
        told += [country_words(self.pack, facts.location)] if isinstance(facts.location, str) else []
        return self.with_gaps(name, " · ".join(told), facts)

    def transfers(self, recipients: tuple[str, ...]) -> Cell:
        known = [transfer for transfer in self.policy.transfers.known if transfer.recipient in recipients]
        if known:
            return tuple(map(self.transfer, known))
        return self.none() if self.policy.transfers.default == "none" else (self.unsaid(),)

    def transfer(self, transfer: Transfer) -> Said:
        gaps = [gap for gap in (transfer.country, transfer.tool) if isinstance(gap, Gap)]
        told = [self.gap(value).text if isinstance(value, Gap) else label(names, value) for names, value in self._placed(transfer)]
        text = self.pack.record["transfer"].format(recipient=self.named(transfer.recipient), country=told[0], tool=told[1])
        until = self.pack.record["valid_until"].format(date=self.pack.day(transfer.until)) if transfer.until else ""
        return Said(transfer.recipient, f"{text}, {until}" if until else text, open=bool(gaps))

    def _placed(self, transfer: Transfer) -> tuple[tuple[Mapping[str, str], str | Gap], ...]:
        return ((self.pack.countries, transfer.country), (self.pack.tools, transfer.tool))

    def named(self, name: str) -> str:
        facts = self.policy.recipients.get(name)
        return recipient_name(self.pack, RecipientTold(name, facts)) if facts else label({}, name)

    def period(self, act: Activity, rule: RetentionRule | Gap) -> Said:
        if isinstance(rule, Gap):
            return self.gap(rule)
        return self.with_gaps(rule.rule, period_words(self.policy, self.pack, act, rule, self.today), rule)

    def measures(self, systems: tuple[str, ...]) -> Cell:
        """Name the measures of everything we do, and those of the systems an activity uses (GDPR Art. 32(1))."""
        mine = [name for name, it in self.policy.measures.items() if not it.systems or set(it.systems) & set(systems)]
        return tuple(Said(name, capital(label(self.pack.measures, name))) for name in mine) or (self.unsaid(),)

    def with_gaps(self, name: str, text: str, facts: object) -> Said:
        """Say something, and after it every fact in it that is missing."""
        gaps = tuple(dict.fromkeys(_gaps(facts)))
        return Said(name, " · ".join([text, *(self.gap(gap).text for gap in gaps)]), open=bool(gaps))

    # ---------------------------------------------------------------- Art. 30(2)

    def client(self, name: str, facts: ActsFor) -> Row:
        contact = self.gap(facts.contact) if isinstance(facts.contact, Gap) else Said(name, f"{facts.name}\n{facts.contact}")
        cells = {
            "client": (contact,),
            "officer": (Said(name, facts.officer),) if facts.officer else self.none(),
            "processing": tuple(Said(one, capital(label(self.pack.purposes, one))) for one in facts.does) or (self.unsaid(),),
            "transfers": self.transfers(facts.recipients),
            "security": self.measures(()),
        }
        return Row(name, facts.name, cells)


_ACTIVITY = (
    *(("joint_controllers", "a"), ("purposes", "b"), ("basis", "6"), ("people", "c"), ("data", "c")),
    *(("recipients", "d"), ("transfers", "e"), ("periods", "f")),
)
_CLIENT = (("client", "a"), ("officer", "a"), ("processing", "b"), ("transfers", "c"), ("security", "d"))


def record(policy: Policy, pack: LanguagePack, today: date) -> Record:
    """Compute the record of a policy in one language: Art. 30(1), and 30(2) where it acts for others."""
    writer = _Writer(policy, with_own_words(of_people(pack), policy), today)
    both = [_part(writer, "30(1)", "title", "controller", "activity", (*_ACTIVITY, ("security", "g")))]
    if policy.acts_for:
        both.append(_part(writer, "30(2)", "processor_title", "processor", "client", _CLIENT))
    gaps = (OpenGap(name, note.what, ", ".join(note.law), note.owner or "") for name, note in policy.gaps.items())
    version, effective = known(policy.policy.version), known(policy.policy.effective)
    return Record(version, effective, effective or today, tuple(both), tuple(gaps))


def _part(writer: _Writer, article: str, title: str, role: str, named: str, columns: tuple[tuple[str, str], ...]) -> Part:
    policy, words = writer.policy, writer.pack.record
    rows = (
        tuple(writer.activity(name, act) for name, act in policy.activities.items())
        if article == "30(1)"
        else tuple(writer.client(name, facts) for name, facts in policy.acts_for.items())
    )
    return Part(article, words[title], writer.who(role), words[named], tuple(writer.heading(*column) for column in columns), rows)


def reached(policy: Policy, activity: Activity) -> tuple[str, ...]:
    """List whom an activity's data reach: those it names, and those who host its systems (GDPR Art. 30(1)(d))."""
    places = (policy.systems.get(system) for system in activity.systems)
    hosts = (place.hosted_by for place in places if place and place.hosted_by)
    return tuple(dict.fromkeys([*activity.recipients, *hosts]))


def _purposes(activity: Activity) -> Iterator[str]:
    for name, purpose in activity.purposes.items():
        yield name
        yield from purpose.includes


def _gaps(value: object) -> Iterator[Gap]:
    """Find every gap inside a part of the policy, whatever its shape."""
    if isinstance(value, Gap):
        yield value
    else:
        for _, item in parts(value):
            yield from _gaps(item)
