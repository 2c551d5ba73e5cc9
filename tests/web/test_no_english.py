"""No English is left on a page in Danish, Swedish or Norwegian: every page of the console, and of the centre by its links."""

import re
from collections.abc import Collection
from html import unescape

import pytest

from tests.web.site import Seen, Site
from tests.web.test_console import do, look, opened
from tests.web.test_roles import OFFICER, TABLE
from tests.web.visits import sql

ENGLISH = frozenset(
    {
        *("the", "of", "and", "this", "that", "these", "those", "with", "from", "which", "what", "when", "where", "who", "why", "how"),
        *("not", "nothing", "nobody", "cannot", "are", "was", "were", "been", "would", "should", "could", "will", "does", "did"),
        *("your", "you", "their", "they", "them", "there", "then", "than", "only", "into", "about", "before", "after", "between"),
        *("each", "every", "because", "until", "without", "look", "again", "name"),
    }
)
"""Common words of English that none of the three languages has."""
BY_OTHERS = ("holds/",)
"""Pages that tell what tests wrote as reasons."""
CODE = re.compile(r"<(script|style|code|pre|option)\b.*?</\1>|<a [^>]*hreflang.*?</a>", re.DOTALL)
SHOWN = re.compile(r'>([^<>]+)<|(?:title|aria-label|alt|placeholder)="([^"]*)"')


def english(page: Seen, names: Collection[str] = ()) -> list[str]:
    """Give the texts of a page that hold a word of English: not code, not what somebody is called, no command, id or address."""
    body = CODE.sub(" ", page.html.partition("<body")[2])
    texts = [unescape(" ".join(found)).strip() for found in SHOWN.findall(body)]
    return [text for text in texts if (ENGLISH - set(names)) & set(re.findall(r"[a-z]+", plain(text).lower()))]


def plain(text: str) -> str:
    """Take commands, addresses and ids out of a text."""
    return re.sub(r"`[^`]*`|\S*[._/@-]\S*", " ", text)


@pytest.fixture(params=["da", "sv", "nb"])
def lang(request: pytest.FixtureRequest) -> str:
    """A language of the Nordic countries."""
    return str(request.param)


def test_no_page_of_the_console_speaks_english(site: Site, lang: str) -> None:
    officer = site.officer(f"reads-{lang}")
    look(officer, site)
    case = opened(officer, "erase", f"{lang}.reader@somewhere.example")
    officer.client.headers["Accept-Language"] = lang
    read = {verb: do(officer, case, verb) for verb in ("preview", "decide", "carry-out", "task", "answer")}
    read |= {path: officer.see(f"/console/{path}") for path in paths(case)}
    read["sweep"] = officer.fill("/console/sweeps/", to="/console/sweeps/look")
    read["systems"] = officer.fill("/console/systems/", to="/console/systems/look")
    read |= {status: officer.see(f"/console/promises/{status}/") for status in ("broken", "unproven", "waived", "kept")}
    read["nobody"] = officer.fill("/console/people/", name="two words", role="officer", email="")
    colleagues = sql(site, "SELECT username FROM auth_user")  # other tests have called some as they liked
    assert {name: found for name, page in read.items() if (found := english(page, colleagues))} == {}
    assert {name for name, page in read.items() if page.status >= 500} == set()
    assert "Other-controllers" not in read["map/"].text  # somebody without a name is called by their category


def paths(case: str) -> list[str]:
    """List the addresses that an officer may open, of a case and a promise that are there."""
    open_to_all = [row.path for row in TABLE if OFFICER in row.who and not row.post and "logout" not in row.path]
    there = [path.replace("CASE", case.split("/")[3]).replace("promise/nothing", "promise/rights.erasure") for path in open_to_all]
    return [*(path for path in there if path not in BY_OTHERS), "promise/policy.fulfils"]


def test_no_page_of_the_centre_speaks_english(site: Site, lang: str) -> None:
    person, read, left = site.visitor(), dict[str, Seen](), [f"/{lang}/", f"/{lang}/nowhere/"]
    while left:
        path = left.pop()
        read[path] = person.see(path)
        left += {one for one in links(read[path], lang) if one not in read and one not in left}
    assert len(read) > 10
    assert {path: found for path, page in read.items() if (found := english(page))} == {}


def links(page: Seen, lang: str) -> set[str]:
    """List the pages of the same language that a page leads to."""
    return set(re.findall(rf'href="(/{lang}/[^"#?]*)"', page.html))
