"""The folder a person gets: a page, a PDF, data for programs, and what is set apart for review; all of it or nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typst

from ombud.errors import BadInputError, MisconfiguredError
from ombud.notices import page, sheet
from ombud.notices.language import LanguagePack
from ombud.notices.letters.model import Letter

_UNTRIED = ("\u2e80", "\ue000")
"""From the first East Asian radical to the last surrogate: thousands of characters, none of them in typst's own fonts."""


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A mail or a file as it was found, for a person to look through (GDPR Art. 15(4))."""

    name: str
    content: bytes


def write_package(
    folder: Path,
    letter: Letter,
    data: object,
    language: LanguagePack,
    review: tuple[ReviewFile, ...] = (),
    tables: Mapping[str, str] | None = None,
) -> None:
    """Write answer.html, answer.pdf, data.json, tables and review/ into a folder that only its owner can read; all or nothing."""
    _refuse_occupied(folder)
    made = parts(letter, data, language, review, tables)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".ombud-", dir=folder.parent))
    try:
        _write(work, made)
        _move(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def parts(
    letter: Letter, data: object, language: LanguagePack, review: tuple[ReviewFile, ...], tables: Mapping[str, str] | None
) -> dict[str, bytes]:
    """Make every file of the answer, by its name."""
    return {
        "answer.html": page.render(letter, language).encode(),
        "answer.pdf": pdf(letter, language),
        "data.json": json_text(data).encode(),
        **{_plain_name(name): _encoded(text) for name, text in (tables or {}).items()},
        **_review_parts(language, review),
    }


def json_text(data: object) -> str:
    """Write JSON that is the same for the same value: sorted keys, real letters, lone surrogates as escapes (RFC 8259 §8.2)."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def pdf(letter: Letter, language: LanguagePack) -> bytes:
    """Typeset the letter as PDF/UA-1 with typst's own fonts: the same letter gives the same bytes on every machine."""
    source = sheet.render(letter, language)
    if made := _typeset(source):
        return made
    missing = frozenset(c for c in set(source) if not c.isascii() and not _has_font(c))
    if made := _typeset(sheet.render(letter, language, missing)):
        return made
    raise MisconfiguredError("pdf-failed", "The PDF cannot be typeset.", hint="Report this with the version of typst; no file was written.")


def _has_font(character: str) -> bool:
    """Tell whether typst's own fonts show a character; they hold no East Asian script and no emoji, so those are not tried."""
    if _UNTRIED[0] <= character < _UNTRIED[1] or character > "\uffff":
        return False
    return _typeset(f'#set document(title: "c")\n#set text(font: "Libertinus Serif")\n#text("{character}")') is not None


def _typeset(source: str) -> bytes | None:
    """Compile, or give None; typst's own message quotes the text, which is personal, and is dropped."""
    try:
        return bytes(typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True))
    except typst.TypstError:
        return None


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _plain_name(name: str) -> str:
    """Refuse a file name that would leave its folder or hide in it."""
    if not re.fullmatch(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,200}", name):
        raise BadInputError("package-name", "A file of the package has a name that is not plain.", hint="Give a name without folders.")
    return name


def _review_parts(language: LanguagePack, review: tuple[ReviewFile, ...]) -> dict[str, bytes]:
    if not review:
        return {}
    names = [_plain_name(one.name) for one in review]
    if len({name.casefold() for name in names}) < len(names) or "README.txt" in names:
        raise BadInputError("package-name", "Two files set apart for review have the same name.", hint="Give each a name of its own.")
    note = f"{language.say('review_note')}\n".encode()
    return {"review/README.txt": note, **{f"review/{name}": one.content for name, one in zip(names, review, strict=True)}}


def _refuse_occupied(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise _occupied(folder)


def _occupied(folder: Path) -> BadInputError:
    return BadInputError(
        "package-exists", "The folder already holds something.", where=str(folder), hint="Name a folder that is new or empty."
    )


def _write(work: Path, made: Mapping[str, bytes]) -> None:
    """Write every part so that only the owner can read it, and see that it reached the disk."""
    for name, content in made.items():
        path = work / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _move(work: Path, folder: Path) -> None:
    try:
        work.rename(folder)
    except OSError:
        raise _occupied(folder) from None
