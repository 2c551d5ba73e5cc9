"""The page about cookies: what is promised of them, and the register of each cookie by its kind (ePrivacy Art. 5(3), GDPR Art. 13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ombud.notices.cookies import words
from ombud.notices.cookies.register import Register
from ombud.notices.frame import text
from ombud.notices.language import capital, label
from ombud.notices.saying.phrasebook import Voice
from ombud.notices.saying.told import Teller
from ombud.notices.saying.write import write
from ombud.policy.model import Cookie, Policy
from ombud.policy.statements import statements


def promised(policy: Policy, voice: Voice, day: date) -> str:
    """Say what the policy promises of cookies, in the very sentences of the notice."""
    teller = Teller(policy, voice, day)
    said = (
        write(teller.told(one), voice).whole()
        for one in statements(policy)
        if one.kind.startswith("cookies.") and one.kind != "cookies.see"
    )
    return f"<p>{text(' '.join(dict.fromkeys(said)))}</p>\n"


def register(policy: Policy, voice: Voice) -> str:
    """Write the register: the kinds, and under each its cookies with what is true of them."""
    return "".join(_kind(kind, cookies, policy, voice) for kind, cookies in Register.of(policy).by_category.items())


def _kind(kind: str, cookies: Sequence[Cookie], policy: Policy, voice: Voice) -> str:
    told = "".join(_cookie(one, policy, voice) for one in cookies) or f"<p>{text(words.about(cookies, policy, voice))}</p>\n"
    return f"<h3>{text(words.kind(kind, voice))}</h3>\n{told}"


def _cookie(cookie: Cookie, policy: Policy, voice: Voice) -> str:
    say = voice.pack.banner
    facts = "".join(f"<div><dt>{text(say[name])}</dt><dd>{text(capital(said))}</dd></div>" for name, said in _facts(cookie, policy, voice))
    return f'<section id="cookie-{text(cookie.id)}"><h4>{text(cookie.id)}</h4><dl class="facts">{facts}</dl></section>\n'


def _facts(cookie: Cookie, policy: Policy, voice: Voice) -> Iterator[tuple[str, str]]:
    yield "why", words.purposes((cookie,), voice)
    yield "who", voice.pack.listed(words.providers((cookie,), policy, voice))
    yield "life", words.life(cookie, voice)
    if cookie.data:
        yield "holds", voice.pack.listed(label(voice.words("data"), name) for name in cookie.data)
