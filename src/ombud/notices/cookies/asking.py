"""The banner as made for one policy and one language: its words and facts, its files, and the address of exactly what people were shown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ombud.notices.cookies import words
from ombud.notices.cookies.register import NECESSARY, Register
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
    register = Register.of(policy)
    if register.remembered is None:
        return None
    return Banner(voice.pack.language, register.edition, says(policy, register, voice), small(script), small(style))


def says(policy: Policy, register: Register, voice: Voice) -> dict[str, object]:
    """Tell what the banner says: its words, and each kind of cookies with its name, its text and the names that go with it."""
    said = {name: voice.pack.banner[name] for name in _SAID} | {"text": _asks(policy, register, voice)}
    kinds = {
        kind: [words.kind(kind, voice), words.about(cookies, policy, voice), [one.id for one in cookies if kind != NECESSARY]]
        for kind, cookies in register.by_category.items()
    }
    return {"words": said, "categories": kinds}


def _asks(policy: Policy, register: Register, voice: Voice) -> str:
    """Say what the first layer says: which kinds, who else sets them, what a no means, how long the answer holds (GDPR Art. 7(3))."""
    say, pack, kinds = voice.pack.banner, voice.pack, register.by_category
    waiting = [one for kind in register.optional for one in kinds[kind]]
    others = tuple(name for name in words.providers(waiting, policy, voice) if name not in (say["us"], say["unsettled"]))
    return " ".join(
        [
            say["text"].format(kinds=pack.listed(say[f"for_{kind}"] for kind in register.optional)),
            *([say["others"].format(parties=pack.listed(others))] if others else []),
            say["no"],
            *([say["remembered"].format(life=pack.duration(register.remembered))] if register.remembered else []),
        ]
    )


def small(text: str) -> bytes:
    """Write a script or a style without its comments, its indentation and the spaces around signs."""
    return _SPACE.sub(r"\1", _INDENT.sub("\n", _COMMENT.sub("", text))).strip().encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
