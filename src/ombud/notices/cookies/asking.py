"""The banner as made for one policy and one language: its words and facts, its files, and the address of exactly what people were shown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ombud.notices.cookies import words
from ombud.notices.cookies.register import NECESSARY, by_category, edition, optional, remembered
from ombud.notices.saying.phrasebook import Voice
from ombud.policy.model import Language, Policy

_SAID = ("title", "all", "necessary", "show", "save", "close", "choose", "more", "again", "always", "failed", "gpc", "frame", "allow")
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$| // [^\n]*$", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"\n\s*")
_SPACE = re.compile(r" ?(=>|[=?:,{]) ")
"""Spaces for readers; no string of ours has one behind such a sign."""


@dataclass(frozen=True, slots=True)
class Banner:
    """The banner in one language: what it says, and the script and style that show it."""

    language: Language
    edition: str
    says: Mapping[str, object]
    script: bytes
    style: bytes

    @property
    def shown(self) -> bytes:
        """Give exactly what people see, as bytes that another day makes again: text, language and layout."""
        layout = {"script": _digest(self.script), "style": _digest(self.style)}
        return _json({"language": self.language, "edition": self.edition, "layout": layout, **self.says})

    def facts(self, token: str) -> bytes:
        """Write the file of this language: what the script says and asks, and the token that must come back with a choice."""
        told = {"edition": self.edition, "token": token, "page": f"{self.language}/", **self.says}
        return b"ccOmbud=" + _json(told)


def banner(policy: Policy, voice: Voice, script: str, style: str) -> Banner | None:
    """Make the banner of a policy in a language; None where nothing waits for a choice, or for how long it holds is open."""
    if remembered(policy) is None:
        return None
    return Banner(voice.pack.language, edition(policy), says(policy, voice), small(script), small(style))


def says(policy: Policy, voice: Voice) -> dict[str, object]:
    """Tell what the banner says: its words, and each kind of cookies with its name, its text and the names that go with it."""
    said = {name: voice.pack.banner[name] for name in _SAID} | {"text": asks(policy, voice)}
    kinds = {
        kind: [words.kind(kind, voice), words.about(cookies, policy, voice), [one.id for one in cookies if kind != NECESSARY]]
        for kind, cookies in by_category(policy).items()
    }
    return {"words": said, "categories": kinds}


def asks(policy: Policy, voice: Voice) -> str:
    """Say what the first layer says: which kinds, who else sets them, what a no means, how long the answer holds (GDPR Art. 7(3))."""
    say, pack, kinds = voice.pack.banner, voice.pack, by_category(policy)
    waiting = [one for kind in optional(policy) for one in kinds[kind]]
    others = tuple(name for name in words.providers(waiting, policy, voice) if name not in (say["us"], say["unsettled"]))
    period = remembered(policy)
    return " ".join(
        [
            say["text"].format(kinds=pack.listed(say[f"for_{kind}"] for kind in optional(policy))),
            *([say["others"].format(parties=pack.listed(others))] if others else []),
            say["no"],
            *([say["remembered"].format(life=pack.duration(period))] if period else []),
        ]
    )


def small(text: str) -> bytes:
    """Write a script or a style without its comments, its indentation and the spaces around signs."""
    return _SPACE.sub(r"\1", _INDENT.sub("\n", _COMMENT.sub("", text))).strip().encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
