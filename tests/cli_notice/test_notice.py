"""`ombud notice` through the front door: five formats, four languages, layers, and bad input that leaves nothing behind."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

ROOT = Path(__file__).parents[2]
VOID = {"meta", "br", "link"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(ROOT / "examples/fjordraad/policy.yaml", folder)
    return folder


def notice(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command as anybody would."""
    command = [sys.executable, "-m", "ombud", "notice", "--home", home, "--as-of", "2026-02-02", *arguments]
    return subprocess.run(command, capture_output=True, check=False)


def mend(home: Path, old: str, new: str) -> None:
    policy = home / "policy.yaml"
    text = policy.read_text("utf-8")
    assert old in text
    policy.write_text(text.replace(old, new, 1), "utf-8")


class Page(HTMLParser):
    """Checks that every element that opens closes, and gathers ids, links and elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def every(self, name: str) -> list[str]:
        return [value for _, attrs in self.seen if (value := attrs.get(name))]


# ------------------------------------------------------------------ formats


@pytest.mark.parametrize("language", ["da", "sv", "nb", "en"])
def test_the_page_has_one_language_landmarks_and_an_anchor_for_each_statement(home: Path, language: str) -> None:
    page = Page(notice(home, "--lang", language).stdout.decode())
    assert page.open == []
    assert page.every("lang") == [language]
    tags = [tag for tag, _ in page.seen]
    assert [tags.count(tag) for tag in ("header", "main", "h1", "nav", "script")] == [1, 1, 1, 1, 0]
    ids = page.every("id")
    assert len(ids) == len(set(ids))
    assert {"controller.name", "activities.newsletter.retention.newsletter-subscriber", "rights.complaint"} <= set(ids)
    assert {link.removeprefix("#") for link in page.every("href")} <= set(ids)
    assert set(page.every("aria-labelledby")) <= set(ids)


def test_a_word_document_has_headings_lists_and_its_language(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "notice.docx"
    assert notice(home, "--lang", "nb", "--format", "docx", "-o", file).returncode == 0
    made = Document(str(file))
    styles = {paragraph.style.name for paragraph in made.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= styles
    assert made.core_properties.language == "nb-NO"
    assert any("Behandlingsansvarlig er Fjordraad" in paragraph.text for paragraph in made.paragraphs)


def test_a_pdf_is_tagged_and_the_same_each_time(home: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    for file in (one, other):
        assert notice(home, "--lang", "sv", "--format", "pdf", "-o", file).returncode == 0
    assert one.read_bytes() == other.read_bytes()
    assert b"/MarkInfo" in one.read_bytes()
    assert b"pdfuaid" in one.read_bytes()


def tags(node: object) -> Iterator[str]:
    """Name what each part of a PDF is, in reading order."""
    found = node.get_object() if isinstance(node, PdfObject) else None
    if isinstance(found, ArrayObject):
        for each in found:
            yield from tags(each)
    elif isinstance(found, DictionaryObject):
        yield from [str(found["/S"])] if "/S" in found else []
        yield from tags(found.get("/K"))


@pytest.mark.parametrize("language", ["da", "sv", "nb", "en"])
def test_a_pdf_has_its_language_its_title_its_parts_and_the_anchors_of_the_page(home: Path, tmp_path: Path, language: str) -> None:
    file = tmp_path / "notice.pdf"
    assert notice(home, "--lang", language, "--format", "pdf", "-o", file).returncode == 0
    html = notice(home, "--lang", language).stdout.decode()
    page, read = Page(html), PdfReader(file)
    root: Any = read.root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (language, True, True)
    assert read.metadata
    assert read.metadata.title == html.split("<title>")[1].split("</title>")[0]
    named = [attrs for tag, attrs in page.seen if tag == "h2" or attrs.get("class") == "said"]
    assert set(read.named_destinations) == {attrs["id"] for attrs in named} - {"contents"}
    kinds = Counter(tags(root["/StructTreeRoot"]))
    headings = Counter(tag.upper() for tag, _ in page.seen)
    assert (kinds["/H1"], kinds["/H2"], kinds["/H3"]) == (1, headings["H2"] - 1, headings["H3"])  # a PDF has no list of contents
    assert kinds["/LI"] == headings["LI"] - html.split("<nav")[1].split("</nav>")[0].count("<li")
    assert set(kinds) <= {"/Document", "/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Lbl", "/LBody", "/Div", "/Sect", "/Part", "/Span"}


def test_an_anchor_of_a_pdf_leads_to_where_its_sentence_stands(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    assert notice(home, "--lang", "en", "--format", "pdf", "-o", file).returncode == 0
    read, html = PdfReader(file), notice(home, "--lang", "en").stdout.decode()
    texts = [re.sub(r"[\s\xad]", "", page.extract_text()) for page in read.pages]
    said = re.findall(r'<(?:span|div) class="said" id="([^"]+)">([^<]+)', html)
    assert len(said) > 100
    for name, sentence in said:
        at = read.get_destination_page_number(read.named_destinations[name])
        assert at is not None
        assert "".join(unescape(sentence).split()[:3]) in texts[at], name


def test_markdown_has_the_same_anchors_as_the_page(home: Path) -> None:
    markdown = notice(home, "--lang", "en", "--format", "md").stdout.decode()
    page = Page(notice(home, "--lang", "en").stdout.decode())
    said = {attrs["id"] for _, attrs in page.seen if attrs.get("class") == "said"}
    assert set(re.findall(r'<a id="([^"]+)"></a>', markdown)) == said


def test_django_is_not_loaded(home: Path) -> None:
    code = (
        "import sys; from ombud.cli.notice.command import command; "
        f"command.main(['--home', {str(home)!r}, '--lang', 'da', '-o', {str(home / 'n.html')!r}], standalone_mode=False); "
        "sys.exit('django' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ------------------------------------------------------------------ whose authority, which day


def complaints(home: Path, *arguments: str) -> str:
    said = notice(home, "--lang", "en", "--format", "txt", *arguments).stdout.decode()
    return said.split("Where to complain\n=")[1].split("The laws we cite\n")[0]


def test_the_authority_of_the_readers_country_stands_first(home: Path) -> None:
    assert complaints(home).index("In Denmark") < complaints(home).index("In Norway")
    assert complaints(home, "--reader", "NO").index("In Norway") < complaints(home, "--reader", "NO").index("In Denmark")


def test_the_authority_has_the_address_of_the_day(home: Path) -> None:
    assert "Carl Jacobsens Vej 35" in complaints(home)
    assert "Carl Jacobsens Vej 35" not in complaints(home, "--as-of", "2020-06-01")


def test_a_layer_says_what_one_place_needs(home: Path) -> None:
    consent = notice(home, "--lang", "da", "--format", "txt", "--layer", "consent", "--activity", "newsletter").stdout.decode()
    assert consent.startswith("Når du får vores nyhedsbrev\n")
    assert "Dit samtykke" in consent
    assert "Du kan trække et samtykke tilbage" in consent
    assert "spørgeskema" not in consent


def test_a_principle_is_a_sentence_and_a_word_that_is_explained_stands_in_quotes() -> None:
    whole = notice(ROOT / "examples/webstue", "--lang", "en", "--format", "txt", "--as-of", "2026-11-22").stdout.decode()
    assert "\nWe take privacy seriously.\n" in whole
    assert "By “we” we mean this: Lindelys Webstue ApS" in whole
    assert "controlling the cookies of others. It is gone when you close the browser." in whole  # a life of no days


def test_a_layer_speaks_of_consent_only_where_it_carries_something() -> None:
    def layer(*arguments: str) -> str:
        return notice(
            ROOT / "examples/webstue", "--lang", "en", "--format", "txt", "--as-of", "2026-11-22", "--layer", *arguments
        ).stdout.decode()

    assert "sending personal offers" in layer("consent", "--activity", "offers")
    assert "an overview of the services" not in layer("consent", "--activity", "offers")  # it rests on an interest
    assert "You can take back a consent" in layer("form", "--activity", "newsletter")
    assert "consent" not in layer("form", "--activity", "enquiry")


# ------------------------------------------------------------------ bad input


def refused(told: subprocess.CompletedProcess[bytes], code: str) -> str:
    assert (told.returncode, told.stdout) == (2, b"")
    assert code in told.stderr.decode()
    return told.stderr.decode()


def test_an_unknown_language_is_refused(home: Path, tmp_path: Path) -> None:
    refused(notice(home, "--lang", "fi", "-o", tmp_path / "n.html"), "'fi' is not one of")
    assert not (tmp_path / "n.html").exists()


def test_what_a_language_lacks_is_told_all_at_once(home: Path) -> None:
    mend(home, "  name:             {dpv", "  shoe_size: {}\n  name:             {dpv")
    mend(
        home,
        "      cookie_data: {need: optional, source: observed}",
        "      cookie_data: {need: optional, source: observed}\n      shoe_size: {}",
    )
    mend(home, "  build_cooperation: {}", "  build_cooperation: {}\n      dance: {}")
    told = refused(notice(home, "--lang", "sv"), "words-missing")
    assert "data.your.shoe_size" in told
    assert "purposes.dance" in told


def test_words_of_ones_own_are_said(home: Path) -> None:
    mend(home, "      build_cooperation: {}", "      build_cooperation: {}\n      dance: {}")
    mend(home, "\ntexts:\n", "\ntexts:\n  purposes.dance: {da: at danse, sv: att dansa, nb: å danse, en: dancing}\n")
    assert "Ett ändamål är att dansa." in notice(home, "--lang", "sv").stdout.decode()


def test_a_stale_translation_is_not_published(home: Path) -> None:
    mend(home, "    da: Så får du ingen tilbagemelding på dine svar.", "    da: Så hører du ikke fra os om dine svar.")
    assert notice(home, "--lang", "da").returncode == 0
    assert "no_feedback" in refused(notice(home, "--lang", "nb"), "translation-stale")
    checked = subprocess.run([sys.executable, "-m", "ombud", "check", "--home", home], capture_output=True, check=False)
    assert checked.returncode == 1
    assert checked.stdout.decode().count("translation-stale") == 3


def test_a_place_that_cannot_be_written_keeps_what_was_there(home: Path, tmp_path: Path) -> None:
    refused(notice(home, "--lang", "da", "-o", tmp_path / "no" / "n.html"), "file-unwritable")
    assert list(tmp_path.iterdir()) == [home]


VISITS = """
  guests:
    people: [customer]
    data: {name: {}}
    basis: [{gdpr: 6.1.b}]
    retention: []
    premises: {kind: reception, opens: [offices], given: sometimes}
    surveillance: {areas: [entrances, canteen], sound: false, signs: [entrances]}
"""


def test_a_sign_tells_what_is_done_where_it_hangs(home: Path) -> None:
    file = home / "policy.yaml"
    text = file.read_text("utf-8").replace("\nactivities:\n", "\nactivities:" + VISITS, 1)
    file.write_text(text.replace("\ntexts:\n", "\ntexts:\n  activities.guests: {en: When you visit us}\n", 1), "utf-8")
    camera = notice(home, "--lang", "en", "--format", "txt", "--layer", "camera", "--activity", "guests").stdout.decode()
    assert "Cameras watch these places: entrances and the canteen." in camera
    assert "The cameras record no sound." in camera
    reception = notice(home, "--lang", "en", "--format", "txt", "--layer", "sign", "--activity", "guests").stdout.decode()
    assert "Guests register at the reception, but not always. That opens the offices." in reception
    assert "Cameras" not in reception


def test_a_layer_wants_an_activity(home: Path) -> None:
    refused(notice(home, "--lang", "da", "--layer", "form"), "both --layer and --activity")
    refused(notice(home, "--lang", "da", "--layer", "form", "--activity", "tango"), "the policy has no `tango`")
