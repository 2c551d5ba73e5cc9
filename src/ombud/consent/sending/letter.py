"""One reader's letter: two ways out in the head and two in the text, and only with permission what tells that it was read."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from html import escape, unescape

from ombud.consent.subscribing.signing import address, links
from ombud.consent.subscribing.tokens import Token, write
from ombud.execute.languages import language_pack
from ombud.messages.mail import Mail, Sender, compose, enveloped
from ombud.plan.consent.terms import names
from ombud.policy.model import Language
from ombud.store.home import Home

_LINK = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*)(["'])(https?://[^"']+)\2""", re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)
_OPENS = frozenset({"opened", "opened_at", "opened_times", "place_of_opening", "device_of_opening"})


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is sent: for which purpose, about which topic, by which of the policy's senders, and the words."""

    purpose: str
    topic: str
    sender: str
    subject: str
    text: str
    html: str | None = None
    language: Language = "en"
    channel: str = "email"


def base(home: Home) -> str:
    """Give the address that every link of a letter begins with."""
    return address(home, "")


def written(home: Home, campaign: Campaign, sender: Sender, token: Token, tracks: frozenset[str]) -> tuple[str, bytes]:
    """Write a letter to one reader as a message, and give the name it goes by."""
    leave, choose = links(home, Token(token.address, token.purpose), campaign.language)
    name = secrets.token_hex(16)
    said = _foot(home, campaign, leave, choose)
    html = None if campaign.html is None else _with_foot(_looked_at(home, campaign.html, token, tracks), said)
    mail = Mail(token.address, campaign.subject, "\n\n".join((campaign.text, "-- \n" + "\n".join(said))), html, language=campaign.language)
    head = f"List-Unsubscribe: <{leave}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    who = Sender(sender.address, _named(home, campaign) or sender.name)
    return name, enveloped(head.encode() + compose(mail, home.now(), name), who, name, (), "")


def _named(home: Home, campaign: Campaign) -> str:
    entity = home.policy.entities.get(campaign.sender)
    return entity.name if entity else next(iter(names(home.policy, (campaign.sender,))), "") if campaign.sender else ""


def _foot(home: Home, campaign: Campaign, leave: str, choose: str) -> tuple[str, ...]:
    pack = language_pack(campaign.language)
    who = _named(home, campaign) or home.policy.controller.name
    because = pack.say("letter_because", sender=who)
    return because, pack.say("letter_leave", link=leave), pack.say("letter_choose", link=choose)


def _with_foot(html: str, said: tuple[str, ...]) -> str:
    foot = f"<hr><p>{'<br>'.join(map(_linked, said))}</p>"
    return _before_end(html, foot)


def _linked(line: str) -> str:
    """Write a line whose last word is an address as a link with the words before it."""
    words, _, link = line.rpartition(": ")
    return f'<a href="{escape(link)}">{escape(words)}</a>' if link.startswith("http") else escape(line)


def _looked_at(home: Home, html: str, token: Token, tracks: frozenset[str]) -> str:
    """Put in what tells that a letter was opened or a link followed, each only where it may be looked at."""
    if "clicked" in tracks:
        html = _LINK.sub(lambda found: f"{found[1]}{found[2]}{escape(_click(home, token, unescape(found[3])))}{found[2]}", html)
    if tracks & _OPENS:
        seen = address(home, f"letters/open/{write(home, 'open', token)}.gif")
        html = _before_end(html, f'<img src="{escape(seen)}" width="1" height="1" alt="">')
    return html


def _click(home: Home, token: Token, to: str) -> str:
    return address(home, f"letters/to/{write(home, 'click', Token(token.address, token.purpose, token.campaign, to))}")


def _before_end(html: str, more: str) -> str:
    found = _END.search(html)
    return html[: found.start()] + more + html[found.start() :] if found else html + more
