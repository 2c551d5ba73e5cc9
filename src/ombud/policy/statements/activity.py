"""What a policy states of one activity: which data, what for, on which basis, how it behaves."""

from __future__ import annotations

from collections.abc import Collection

from ombud.policy.finding import Path
from ombud.policy.model import Activity, Balance, Bases, Basis, Cookies, Gap, Identity, Letter, Provide, Purpose
from ombud.policy.statements.statement import Statement, Statements, article, enforced, fact, later, probed, signed, stated, words


def _presence(path: Path, it: Activity) -> Statements:
    yield stated(path, f"we use data of: {words(it.people)}.")


def _held(path: Path, it: Activity) -> Statements:
    if it.data:
        yield probed((*path, "data"), "fields", f"it holds these data and no others: {words(it.data)}.")
    if it.form:
        yield later((*path, "form", "asks"), "hosted forms", f"its form asks for: {words(it.form.asks)}.")
        yield later((*path, "form", "delivers_to"), "hosted forms", f"its form delivers only to: {words(it.form.delivers_to)}.")
    if it.confined_to:
        yield probed((*path, "confined_to"), "confined", f"its data live only in: {words(it.confined_to)}.")


def _purposes(path: Path, it: Activity) -> Statements:
    if it.purposes:
        served = {*it.purposes, *(also for purpose in it.purposes.values() for also in purpose.includes)}
        text = f"its data are used for these purposes and no others: {words(served)}."
        yield later((*path, "purposes"), "purpose enforcement", text, backing="enforced")
    for name, purpose in it.purposes.items():
        place = (*path, "purposes", name)
        yield _purpose(place, name, purpose)
        yield from _bases((*place, "basis"), purpose.basis)


def _purpose(path: Path, name: str, it: Purpose) -> Statement:
    how = f", by {fact(it.how)}" if it.how else ""
    often = f", {it.times}" + (" times" if it.times == "several" else "") if it.times else ""
    with_it = f", with {words(it.includes)}" if it.includes else ""
    text = f"the data are used for this: {fact(name)}{how}{often}{with_it}."
    return later(path, "send gate", text, backing="enforced") if it.marketing else stated(path, text)


def _basis(path: Path, it: Activity) -> Statements:
    return _bases((*path, "basis"), it.basis)


def _bases(path: Path, bases: Bases | Gap | None) -> Statements:
    match bases:
        case None:
            return
        case Gap():
            yield stated(path, "it rests on something still open.", bases)
        case _:
            letters = sorted({basis.gdpr for basis in bases})
            yield stated(path, f"it rests on {', '.join(map(article, letters))}.")
            for letter in letters:
                yield from _letter(path, letter, [basis for basis in bases if basis.gdpr == letter])


def _letter(path: Path, letter: Letter, bases: Collection[Basis]) -> Statements:
    name = ".".join((*path, letter))
    text = f"{article(letter)} carries {words({d for b in bases for d in b.data} or ['all of it'])}{_because(bases)}."
    if letter == "6.1.a":
        yield later(path, "consent ledger", text, name=name)
    else:
        yield stated(path, text, name=name)
    weighed = [basis.balance for basis in bases if basis.balance is not None]
    if weighed:
        yield signed(path, f"the balance behind {article(letter)} was weighed{_when(weighed)}.", *weighed, name=f"{name}.balance")


def _because(bases: Collection[Basis]) -> str:
    laws = {law for basis in bases for law in basis.law}
    interests = {basis.interest.text for basis in bases if basis.interest}
    given = {basis.given for basis in bases if basis.given}
    parts = ((" under ", laws), (" for the ", interests), (", given ", given))
    return "".join(lead + words(names) for lead, names in parts if names)


def _when(weighed: Collection[Balance | Gap]) -> str:
    days = sorted(str(test.on) for test in weighed if isinstance(test, Balance) and test.on)
    return f" on {', '.join(dict.fromkeys(days))}" if days else ""


def _sharing(path: Path, it: Activity) -> Statements:
    if it.recipients:
        yield stated((*path, "recipients"), f"its data reach: {words(it.recipients)}.")
    if it.shares:
        yield later((*path, "shares"), "disclosure log", f"its data may reach others through {fact(it.shares)}.")
    if it.source is not None:
        origin = "something still open" if isinstance(it.source, Gap) else words(it.source.parties)
        yield signed((*path, "source"), f"its data come from: {origin}.", it.source)


def _conduct(path: Path, it: Activity) -> Statements:
    if it.automated_decisions:
        yield later((*path, "automated_decisions"), "purpose enforcement", "no decision about a person is automated.")
    if it.handled:
        text = "it is handled by e-mail only, to the address given."
        yield later((*path, "handled"), "send gate", text, backing="enforced")
    if it.contact_permission:
        allowed = it.contact_permission
        text = f"taking part allows contact ({words(allowed.how)}) about {fact(allowed.about)} and nothing else."
        yield later((*path, "contact_permission"), "send gate", text, backing="enforced")
    if it.suppresses:
        text = f"a wish not to be contacted stops: {words(it.suppresses)}."
        yield later((*path, "suppresses"), "send gate", text, backing="enforced")
    if it.free:
        yield stated((*path, "free"), "it is free of charge.")


def _cookies(path: Path, it: Activity) -> Statements:
    if it.cookies is not None:
        yield from _cookies_said((*path, "cookies"), it.cookies)


def _cookies_said(path: Path, it: Cookies) -> Statements:
    scanner, setters = "cookie scanner", "we and third parties" if it.third_parties else "only we"
    yield later((*path, "third_parties"), scanner, f"cookies are set; {setters} set them.")
    yield later((*path, "strictly_necessary"), scanner, "only cookies that the site needs are set without asking.")
    yield later((*path, "other"), scanner, f"other cookies wait for {fact(it.other)}.", it.other, backing="enforced")
    yield later((*path, "see"), "notice publication", f"more is told in the {fact(it.see)}.")
    yield later((*path, "list"), scanner, "each cookie is listed with its setter and lifetime.", it.list)


def _provision(path: Path, it: Activity) -> Statements:
    if it.provide is not None:
        yield from _provided((*path, "provide"), it.provide)
    if it.leave is None:
        return
    place = (*path, "leave")
    if it.leave.any_time:
        yield probed((*place, "any_time"), "withdrawal", "leaving is possible at any time.")
    for channel in dict.fromkeys(it.leave.channels):
        yield later((*place, "channels"), _LEAVING[channel], f"one leaves by {fact(channel)}.", name=".".join((*place, channel)))
    for effect in dict.fromkeys(it.leave.effect):
        text = f"leaving means: {fact(effect)}."
        yield probed((*place, "effect"), "withdrawal", text, name=".".join((*place, effect)))


_LEAVING = {"link_in_every_issue": "unsubscribe link", "email": "e-mail intake", "form": "hosted forms"}


def _provided(path: Path, it: Provide) -> Statements:
    duty = "no duty" if it.duty == "none" else f"a duty by {it.duty}"
    yield stated((*path, "duty"), f"{duty} to give the data.")
    yield stated((*path, "consequence"), "what follows from not giving them is told.")
    if it.refrain:
        yield stated((*path, "refrain"), "who does not want this need only refrain.")


def _identity(path: Path, it: Activity) -> Statements:
    if it.identity is not None:
        yield from _identified((*path, "identity"), it.identity)


def _identified(path: Path, it: Identity) -> Statements:
    ladder = "identity ladder"
    yield later((*path, "always"), ladder, "nothing is released before the requester is identified.", backing="enforced")
    yield later((*path, "guards_against"), ladder, f"an {fact(it.guards_against)} gets nothing.")
    yield later((*path, "may_ask"), ladder, f"these may be asked for: {words(it.may_ask)}.")
    yield later((*path, "depends_on"), ladder, f"whether they are asked for depends on: {words(it.depends_on)}.")
    yield signed((*path, "view"), "we hold that such proof can be necessary.")
    text = "a copy of an identity document stays until the decision at the latest."
    yield enforced((*path, "keep_document"), "identity_documents", text, it.keep_document)


STATEMENTS = (_presence, _held, _purposes, _basis, _sharing, _conduct, _cookies, _provision, _identity)
