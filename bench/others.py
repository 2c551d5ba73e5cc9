"""Banners of others, each as its own pages say to load it, with the words of ours: what the bench measures ours beside."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.consent.website import Website, page

BARE = "<!doctype html><html lang='da'><head><meta charset='utf-8'><title>Lindelys</title>{}</head>"
Told = dict[str, Any]
"""What our banner says: its words and its categories."""


@dataclass(frozen=True, slots=True)
class Other:
    """One of them: the folder it is installed in, its script and its style, how it is started, and what shows that it stands."""

    name: str
    folder: Path
    script: str
    style: str
    started: Callable[[Told], str]
    stands: str

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/of/{self.name}"

    def file(self, name: str) -> str:
        """Read a file of it."""
        return (self.folder / name).read_text("utf-8")


def _vanilla(told: Told) -> str:
    say, kinds = told["words"], told["categories"]
    banner = {"title": say["title"], "description": say["text"], "acceptAllBtn": say["all"], "acceptNecessaryBtn": say["necessary"]}
    sections = [{"title": name, "description": text, "linkedCategory": kind} for kind, (name, text, _) in kinds.items()]
    dialog = {"title": say["choose"], "acceptAllBtn": say["all"], "savePreferencesBtn": say["save"], "sections": sections}
    words = {"consentModal": {**banner, "showPreferencesBtn": say["show"]}, "preferencesModal": dialog}
    categories = {kind: {"enabled": kind == "necessary", "readOnly": kind == "necessary"} for kind in kinds}
    language = {"default": "da", "translations": {"da": words}}
    return f"CookieConsent.run({json.dumps({'hideFromBots': False, 'categories': categories, 'language': language})})"


def _osano(told: Told) -> str:
    say = told["words"]
    content = {"message": say["text"], "allow": say["all"], "deny": say["necessary"], "link": say["show"], "href": "/"}
    colours = {"popup": {"background": "#fff"}, "button": {"background": "#000"}}
    return f"cookieconsent.initialise({json.dumps({'type': 'opt-in', 'content': content, 'palette': colours})})"


def _klaro(told: Told) -> str:
    say, kinds = told["words"], told["categories"]
    services = [{"name": kind, "title": name, "purposes": [kind], "required": kind == "necessary"} for kind, (name, _, _) in kinds.items()]
    notice = {"description": say["text"], "learnMore": say["show"]}
    modal = {"title": say["choose"], "description": say["text"]}
    buttons = {"ok": say["all"], "acceptAll": say["all"], "decline": say["necessary"], "save": say["save"], "acceptSelected": say["save"]}
    purposes = {kind: {"title": name, "description": text} for kind, (name, text, _) in kinds.items()}
    words = {"consentNotice": notice, "consentModal": modal, **buttons, "purposes": purposes}
    config = {"version": 1, "lang": "da", "acceptAll": True, "translations": {"da": words}, "services": services}
    return f"var klaroConfig = {json.dumps(config)}"


def _at(folder: str, package: str) -> Path:
    return Path(sys.prefix) / folder / "node_modules" / package


_ALL = (
    Other(
        "vanilla-cookieconsent",
        _at("vanilla", "vanilla-cookieconsent/dist"),
        "cookieconsent.umd.js",
        "cookieconsent.css",
        _vanilla,
        "#cc-main .cm",
    ),
    Other("osano", _at("osano", "cookieconsent/build"), "cookieconsent.min.js", "cookieconsent.min.css", _osano, ".cc-window"),
    Other("klaro", _at("klaro", "klaro/dist"), "klaro-no-css.js", "klaro.min.css", _klaro, ".klaro .cookie-notice"),
)
OTHERS = [other for other in _ALL if other.folder.is_dir()]
"""Those that are installed; the first is the one whose hooks ours has."""


def shown(website: Website, other: Other, told: Told) -> None:
    """Let the website show the banner of another on a page of its own."""
    website.runs(f"{other.path}.js", other.file(other.script)).runs(f"{other.path}-run.js", other.started(told))
    website.says(f"{other.path}.css", other.file(other.style), "text/css")
    scripts = [f"<script src='{other.path}{which}' defer></script>" for which in (".js", "-run.js")]
    if other.name == "klaro":  # it reads its configuration as it starts; the others are called
        scripts.reverse()
    website.says(other.path, page("<p>Forsiden</p>", BARE.format(f"<link rel='stylesheet' href='{other.path}.css'>{''.join(scripts)}")))
