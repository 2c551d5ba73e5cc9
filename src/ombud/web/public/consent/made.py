"""The files of the banner, made once from the policy: another content has another name, so browsers keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from ombud.execute.languages import speaking
from ombud.notices.cookies.asking import Banner, banner
from ombud.notices.cookies.register import Register
from ombud.policy.model import Language
from ombud.store.home import Stamp
from ombud.web.public.consent import token
from ombud.web.public.consent.proving import keep
from ombud.web.public.consent.token import Shown
from ombud.web.serving import home

_KINDS = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
_NAME = re.compile(r"([a-z]+)(?:\.[0-9a-f]{12})?\.(js|css)")


@dataclass(frozen=True)
class File:
    """One file, under the name that its content gives it."""

    name: str
    kind: str
    content: bytes

    @cached_property
    def packed(self) -> bytes:
        """Give the content compressed; the same content is the same bytes."""
        return gzip.compress(self.content, mtime=0)


@dataclass(frozen=True, slots=True)
class Made:
    """What the policy tells of cookies; for each language the token of what is shown; the files by plain name (`banner.js`)."""

    register: Register
    tokens: Mapping[Language, str]
    plain: Mapping[str, File]

    def find(self, name: str) -> tuple[File | None, bool]:
        """Give the file of a name, and whether it is the name of its content; one of an older content leads to the one of today."""
        found = _NAME.fullmatch(name)
        file = self.plain.get(f"{found[1]}.{found[2]}") if found else None
        return file, bool(file and file.name == name)


def made() -> Made:
    """Give the banner of the home that is served; it is empty where the policy asks nobody anything."""
    return _made(home().folder, home().stamp)


@lru_cache(maxsize=4)
def _made(_folder: Path, _stamp: Stamp) -> Made:
    policy, script, style = home().policy, _text("banner.js"), _text("banner.css")
    made = (banner(policy, speaking(one, policy), script, style) for one in policy.policy.languages.publish)
    banners = [one for one in made if one]
    tokens = {one.language: token.of(Shown(one.language, one.edition, keep(home(), one))) for one in banners}
    return Made(Register.of(policy), tokens, dict(_files(banners, tokens)))


def _files(banners: Sequence[Banner], tokens: Mapping[Language, str]) -> Iterator[tuple[str, File]]:
    for one in banners:
        yield _file("banner.js", one.script)
        yield _file("banner.css", one.style)
        yield _file(f"{one.language}.js", one.facts(tokens[one.language]))
    yield _file("page.css", (files("ombud.web") / "static" / "ombud.css").read_bytes())


def _file(plain: str, content: bytes) -> tuple[str, File]:
    stem, _, kind = plain.partition(".")
    return plain, File(f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}", _KINDS[kind], content)


def _text(name: str) -> str:
    return (files("ombud.notices.cookies") / name).read_text("utf-8")
