"""The page is one safe, accessible document, whatever the values hold."""

import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.notices import page
from ombud.notices.language import LanguagePack
from ombud.notices.letters import Collected, Field, Item, Letter, access_answer
from ombud.notices.letters.model import Definitions, Paragraph, Table
from ombud.policy.model import Policy
from tests.notices.conftest import TODAY, read_pack

HOSTILE = ['<script>alert("1")</script>', "</td></table><h1>x</h1>", '" onload="x', "&lt;b&gt;&amp;", '#import "x"]', "\u202eabc", "שלום"]
VOID = {"meta"}
ALLOWED = {"html", "head", "meta", "title", "style", "body", "header", "p", "time", "main", "h1", "h2", "h3", "footer"}
ALLOWED |= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "ul", "li"}
ENGLISH = read_pack("en")


class Reader(HTMLParser):
    """Reads a page as a browser would: its tags in order, and the text of each leaf."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.leaves: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.leaves.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.leaves.append("")

    def handle_data(self, data: str) -> None:
        if self.leaves:
            self.leaves[-1] += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def letter_of(value: str) -> Letter:
    blocks = (Paragraph(value), Table(value, ("a", value), ((value, "b"),)), Definitions(((value, (value,)),)))
    return Letter(("Sender", value), date(2026, 2, 2), "Title", blocks, (value,))


@pytest.fixture
def html(policy: Policy, pack: LanguagePack) -> str:
    rows = tuple(Item("crm", "orders", "customer", (Field("orders", "lines", value),)) for value in HOSTILE)
    return page.render(access_answer(policy, pack, TODAY, Collected(rows), ("customer", "network")), pack)


def test_the_page_names_its_language_and_has_one_first_heading(html: str, pack: LanguagePack) -> None:
    tags = read(html).tags
    assert dict(tags)["html"] == {"lang": pack.language}
    assert [tag for tag, _ in tags].count("h1") == 1


def test_headings_never_skip_a_level(html: str) -> None:
    levels = [int(tag[1]) for tag, _ in read(html).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_headers_with_scope(html: str) -> None:
    tags = read(html).tags
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in tags if tag == "th")
    assert sum(tag == "caption" for tag, _ in tags) == sum(tag == "table" for tag, _ in tags) > 0


def test_every_id_is_unique_and_every_reference_has_its_target(html: str) -> None:
    attributes = [attrs for _, attrs in read(html).tags]
    ids = [attrs["id"] for attrs in attributes if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["aria-labelledby"] for attrs in attributes if "aria-labelledby" in attrs} <= set(ids)


def test_the_page_runs_and_fetches_nothing(html: str) -> None:
    tags = read(html).tags
    assert {tag for tag, _ in tags} <= ALLOWED
    assert not [name for _, attributes in tags for name in attributes if name in ("src", "href") or name.startswith("on")]
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stands_as_text(html: str, value: str) -> None:
    assert read(html).leaves.count(value) == 1


@given(st.text())
def test_any_text_comes_back_as_it_was(value: str) -> None:
    leaves = read(page.render(letter_of(value), ENGLISH)).leaves
    shown = "".join("\ufffd" if unshowable(c) else c for c in value.replace("\r\n", "\n").replace("\r", "\n"))
    assert leaves.count(shown) >= (7 if shown.strip() else 0)


def unshowable(character: str) -> bool:
    """Tell what HTML forbids in text, by the ranges of the HTML standard: controls but tab and newline, noncharacters, surrogates."""
    code = ord(character)
    control = (code < 0x20 and character not in "\t\n") or 0x7F <= code <= 0x9F
    return control or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code in (0xFFFE, 0xFFFF)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("token", ["ink", "soft", "accent"])
def test_text_has_contrast_in_light_and_dark(html: str, token: str) -> None:
    papers, inks = re.findall(r"--paper: (#\w+)", html), re.findall(rf"--{token}: (#\w+)", html)
    ratios = [sorted((luminance(paper) + 0.05, luminance(ink) + 0.05)) for paper, ink in zip(papers, inks, strict=True)]
    assert len(ratios) == 3
    assert all(high / low >= 4.5 for low, high in ratios)
