"""Behind each sentence of the notice: what keeps it, and how it stands if that is published; nothing about security measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from ombud.policy.model import Language, Policy
from ombud.policy.statements import Statement, statements
from ombud.web.public.standing import Standing
from ombud.web.words import say

_BLOCK = re.compile(r'<p>(?:(?!</p>).)*class="said"(?:(?!</p>).)*</p>\n|<div class="said"(?:(?!</div>).)*</div>\n', re.DOTALL)
"""A paragraph or a list of sentences, as `notices.privacy.web` writes them: texts are escaped, so no tag stands in one."""

_SAID = re.compile(r'class="said" id="([^"]+)">([^<]*)')
_LONGEST = 48


def with_backing(html: str, policy: Policy, lang: Language, standing: Standing) -> str:
    """Put after each paragraph of a notice what keeps its sentences; how one stands is told where it says what was looked at."""
    stands = dict(standing)
    of = {one.id: _behind(one, lang, stands.get(one, "")) for one in statements(policy) if not one.security}
    return _BLOCK.sub(lambda block: block[0] + _details(_SAID.findall(block[0]), of, lang), html)


def _behind(statement: Statement, lang: Language, stands: str) -> str:
    return f"{_words(lang, _kept_by(statement))} {escape(stands)}".strip()


def _details(said: list[tuple[str, str]], of: Mapping[str, str], lang: Language) -> str:
    kept = [(text, of[name]) for id_, text in said if (name := unescape(id_)) in of]
    if not kept:
        return ""
    if len({how for _, how in kept}) == 1:
        inner = f"<p>{kept[0][1]}</p>"
    else:
        inner = f"<ul>{''.join(f'<li>{_beginning(text)} {how}</li>' for text, how in kept)}</ul>"
    return f'<details class="behind"><summary>{_words(lang, "summary")}</summary>{inner}</details>\n'


def _kept_by(statement: Statement) -> str:
    """Name what keeps a statement; one that no code acts on or looks at is never told as if some did."""
    return "people" if statement.missing and statement.backing in {"probed", "enforced"} else statement.backing


def _words(lang: Language, key: str) -> str:
    return escape(say(lang, f"behind.{key}"))


def _beginning(text: str) -> str:
    """Quote how a sentence begins; the text is escaped already, so it is cut between its words."""
    if len(text) <= _LONGEST:
        return f"<q>{text}</q>"
    return f"<q>{text[:_LONGEST].rpartition(' ')[0]} …</q>"
