"""What asks for consent is pictured when it is published, on phone and desktop, light and dark; each proof leads to words and pictures."""

import base64
import json
import random
import struct
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ombud.cli.demo.build import example
from ombud.consent.ledger.recording import Said, record
from ombud.consent.models import ChoiceRow, PicturedRow, PictureRow, ShownRow
from ombud.evidence.ledger.bundle import verify
from ombud.plan.consent.choice import Choice, Kind
from ombud.store.database import close_database
from ombud.store.home import Home
from tests.front import run
from tests.web.site import ombud

Somebody = Callable[[], str]
WIDTHS = {"phone": 390, "phone_dark": 390, "desktop": 1280, "desktop_dark": 1280}


def home_of(name: str, place: Path) -> Path:
    """Copy an example that publishes in two languages, to be quick."""
    place.mkdir()
    for file in ("policy.yaml", "inventory.yaml", "ombud.toml"):
        if (example(name) / file).is_file():
            (place / file).write_text((example(name) / file).read_text("utf-8"), "utf-8")
    policy = (place / "policy.yaml").read_text("utf-8")
    assert "publish: [da, sv, nb, en]" in policy
    (place / "policy.yaml").write_text(policy.replace("publish: [da, sv, nb, en]", "publish: [da, en]"), "utf-8")
    return place


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Path:
    """A home of the maker of meters, published with pictures."""
    place = home_of("maalerhus", tmp_path_factory.mktemp("pictured") / "home")
    done = ombud(place, "publish", "--despite-errors", "--chromium", chromium)
    assert done.returncode == 0, done.stderr
    assert "Pictures of 6 notices" in done.stdout, done.stdout
    return place


def exported(place: Path, to: Path) -> tuple[dict[str, bytes], list[dict[str, Any]], bytes]:
    """Hand the ledger out and read it as a stranger would: the contents by digest, the records, the file."""
    assert run("consent", "export", "-o", to, "--home", place).code == 0
    close_database()
    lines = to.read_bytes().splitlines()
    contents = [base64.b64decode(line[1:]) for line in lines if line[:1] == b"="]
    records = [json.loads(line[33:]) for line in lines if line[:1] == b"+"]
    return {sha256(one).hexdigest(): one for one in contents}, records, to.read_bytes()


def width(png: bytes) -> int:
    """Read how wide a picture is."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return int(struct.unpack(">I", png[16:20])[0])


def test_every_proof_of_many_leads_to_its_words_and_to_four_pictures_for_phone_and_desktop_light_and_dark(
    published: Path, somebody: Somebody, tmp_path: Path
) -> None:
    home, chance = Home.opened(published), random.Random(11)
    shown = list(ShownRow.objects.filter(purpose="marketing").values_list("digest", flat=True))
    kinds: tuple[Kind, ...] = ("given", "refused", "withdrawn")
    said = [(("email", somebody()), chance.choice(kinds), chance.choice(shown)) for _ in range(1000)]
    record(home, [Said(who, Choice(kind, "marketing", home.now(), method="form", notice=notice)) for who, kind, notice in said])
    contents, records, _ = exported(published, tmp_path / "ledger")
    pictured = {str(one["notice"]["text"]): one["notice"] for one in records if one["kind"] == "pictured"}
    chosen = [one for one in records if one["kind"] != "pictured"]
    assert len(chosen) >= 1000
    for one in chosen:
        notice = str(one["notice"])
        words = contents[notice].decode().split("\0")
        assert words[:2] in (["marketing", "da"], ["marketing", "en"])
        for screen, across in WIDTHS.items():
            assert width(contents[pictured[notice][screen]]) == across
        assert len({pictured[notice][screen] for screen in WIDTHS}) == len(WIDTHS)
    assert run("consent", "verify", tmp_path / "ledger").out.endswith(
        f"  {len(contents)} texts and pictures that were shown are as they were.\n"
    )


def test_a_byte_of_a_picture_that_was_changed_and_a_picture_that_is_gone_are_found(published: Path, tmp_path: Path) -> None:
    _, _, whole = exported(published, tmp_path / "ledger")
    assert verify(BytesIO(whole)).intact
    lines = whole.splitlines(keepends=True)
    first = sum(len(line) for line in lines if line[:1] != b"=")
    for at in random.Random(3).sample(range(first, len(whole)), 60):
        assert not verify(BytesIO(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])).intact, at
    for forged in (
        lines[:-1],
        [*lines, lines[-1]],
        [*lines[:-2], lines[-1], lines[-2]],
        [*lines, b"=" + base64.b64encode(b"mine") + b"\n"],
    ):
        assert not verify(BytesIO(b"".join(forged))).intact
    (tmp_path / "forged").write_bytes(b"".join(lines[:-1]))
    assert "is not there, or is not what it was" in run("consent", "verify", tmp_path / "forged").out


def test_a_picture_that_was_altered_in_the_home_is_not_handed_out(published: Path, tmp_path: Path) -> None:
    Home.opened(published)
    row = PictureRow.objects.first()
    assert row is not None
    png = bytes(row.png)
    try:
        PictureRow.objects.filter(digest=row.digest).update(png=png[:-1] + bytes([png[-1] ^ 1]))
        told = run("consent", "export", "-o", tmp_path / "ledger", "--home", published)
        assert (told.code, "consent-picture-altered" in told.err) == (78, True)
    finally:
        Home.opened(published)
        PictureRow.objects.filter(digest=row.digest).update(png=png)
        close_database()


def test_an_erased_leaf_spelled_otherwise_is_found(published: Path, somebody: Somebody, tmp_path: Path) -> None:
    home = Home.opened(published)
    (gone,) = record(home, [Said(("email", somebody()), Choice("refused", "marketing", home.now(), method="phone"))])
    ChoiceRow.objects.filter(leaf_id=gone.leaf).delete()
    _, _, whole = exported(published, tmp_path / "ledger")
    leaf = next(line for line in whole.splitlines() if line[:1] == b"-" and line.upper() != line)
    assert verify(BytesIO(whole)).intact
    assert not verify(BytesIO(whole.replace(leaf, leaf.upper()))).intact


def test_publishing_without_a_browser_says_so_and_the_pictures_are_made_later(tmp_path: Path, chromium: str) -> None:
    place = home_of("webstue", tmp_path / "home")
    done = ombud(place, "publish", "--despite-errors", "--chromium", "/nowhere/chromium")
    assert done.returncode == 0, done.stderr
    assert "No pictures were made" in done.stdout
    assert "ombud consent pictures" in done.stdout
    assert (place / "published").is_dir()
    later = ombud(place, "consent", "pictures", "--chromium", chromium)
    assert later.stdout.startswith("Pictures were made of 2 notices"), later.stdout + later.stderr
    assert ombud(place, "consent", "pictures", "--chromium", chromium).stdout.startswith("Pictures were made of 0 notices")
    Home.opened(place)
    home_pictures = PictureRow.objects.count()
    close_database()
    assert home_pictures == 2 * 4 * 3  # languages, screens by light and by night, and the first layer, the choices, the page without script


def test_what_was_shown_is_made_again_byte_for_byte_from_the_same_policy(published: Path, tmp_path: Path, chromium: str) -> None:
    """Another home on another day: words and pictures have the digests that the proofs name."""
    again = home_of("maalerhus", tmp_path / "again")
    assert ombud(again, "publish", "--despite-errors", "--chromium", chromium).returncode == 0
    made = []
    for place in (published, again):
        Home.opened(place)
        made.append({one["notice"]["text"]: one["notice"] for one in map(json.loads, PicturedRow.objects.values_list("record", flat=True))})
        close_database()
    assert len(made[0]) == 6
    assert made[0] == made[1]
