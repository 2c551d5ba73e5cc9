"""Programs of others that answer banners for their people, run as their own makers run them (DuckDuckGo's autoconsent, MPL-2.0)."""

import json
import sys
from collections import deque
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from tests.servers.program import unavailable

NPM = Path(sys.prefix) / "autoconsent/node_modules/@duckduckgo/autoconsent"
PATIENCE = 200
STEP = 100.0


def from_npm() -> tuple[str, Any]:
    """The script and the rules as npm has them, which `./dev test --all` installs."""
    if not NPM.is_dir():
        unavailable("autoconsent is not installed; ./dev test --all installs it from npm")
    script = (NPM / "dist/autoconsent.playwright.js").read_text("utf-8")
    return script, json.loads((NPM / "rules/rules.json").read_text("utf-8"))["autoconsent"]


def from_pypi() -> tuple[str, Any]:
    """The script and the rules as PyPI has them."""
    from duckduckgo_autoconsent import bundle, rules_json

    return bundle(), json.loads(rules_json())


def answered(page: Page, address: str, tool: tuple[str, Any], action: str = "optOut") -> list[tuple[str, Any]]:
    """Let a tool answer the banner of a page, and list what it says it did."""
    script, rules = tool
    heard: deque[tuple[Frame, dict[str, Any]]] = deque()
    page.expose_binding("autoconsentSendMessage", lambda source, message: heard.append((source["frame"], message)))
    page.goto(address, wait_until="commit")
    page.evaluate(script)
    said: list[tuple[str, Any]] = []
    for _ in range(PATIENCE):
        while heard:
            frame, message = heard.popleft()
            said.append((message["type"], message.get("result", message.get("cmp"))))
            _reply(frame, message, rules, action)
        if any(what == "selfTestResult" for what, _ in said):
            break
        page.wait_for_timeout(STEP)
    return said


def _reply(frame: Frame, message: dict[str, Any], rules: Any, action: str) -> None:  # noqa: ANN401 - the rules are theirs
    match message["type"]:
        case "init":
            config = {"enabled": True, "autoAction": action, "disabledCmps": [], "enablePrehide": True, "detectRetries": 20}
            told = {"type": "initResp", "config": {**config, "enableCosmeticRules": True}, "rules": {"autoconsent": rules}}
        case "eval":
            told = {"type": "evalResp", "id": message["id"], "result": frame.evaluate(message["code"])}
        case "autoconsentDone":
            told = {"type": "selfTest"}
        case _:
            return
    frame.evaluate("told => { autoconsentReceiveMessage(told) }", told)
