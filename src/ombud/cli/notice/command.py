"""`ombud notice`: the privacy notice of a home in one language and one format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import click

from ombud.cli.say import day, remark
from ombud.errors import BadInputError
from ombud.execute.languages import speaking
from ombud.notices.privacy.composing import composed
from ombud.notices.privacy.layers import Layer, layer
from ombud.notices.privacy.layout import Notice
from ombud.notices.saying.told import Teller
from ombud.policy.model import Language, Policy
from ombud.store.home import Home

Format = Literal["html", "md", "txt", "pdf", "docx"]
TEXTS = ("html", "md", "txt")


@click.command("notice")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--lang", required=True, type=click.Choice(get_args(Language)), help="The language; one document has one.")
@click.option("--format", "form", type=click.Choice(get_args(Format)), default="html", show_default=True, help="The format.")
@click.option("--reader", metavar="COUNTRY", help="The reader's country (DK, SE, NO …), whose authority stands first.")
@click.option("--layer", "chosen", type=click.Choice(get_args(Layer)), help="Only the short text for a place where data are collected.")
@click.option("--activity", metavar="ID", help="The activity the layer is about.")
@click.option("--as-of", metavar="DATE", help="The notice as it was published and read on this day, to the byte.")
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="The file; without it, text goes to standard output.")
def command(  # noqa: PLR0917 - one parameter an option
    home: str,
    lang: Language,
    form: Format,
    reader: str | None,
    chosen: Layer | None,
    activity: str | None,
    as_of: str | None,
    output: Path | None,
) -> None:
    """Publish the privacy notice in one language."""
    if output is None and form not in TEXTS:
        raise click.UsageError(f"A notice in {form} needs a file: name it with -o.")
    place, moment = Home.at(home), day(as_of) if as_of else None
    found = _published(place, moment, lang, form, kept=not (reader or chosen or activity)) if moment else place.policy
    if isinstance(found, Policy):
        teller = Teller(found, speaking(lang, found), moment or place.today())
        found = written(_layered(composed(teller, reader), chosen, activity), teller, form)
    put(output, found) if output else sys.stdout.buffer.write(found)


def _published(home: Home, moment: date, language: Language, form: Format, *, kept: bool) -> bytes | Policy:
    """Give the bytes that were published, or the policy to make a notice from now, and say so where bytes may be expected."""
    from ombud.store.versions.published import heads, notice_on, policy_on

    if not heads(home):
        remark(f"No version is published here: this is the policy as it stands, told as of {moment}.")
        return home.policy
    content = notice_on(home, moment, language, form) if kept else None
    if content is not None:
        return content
    version = policy_on(home, moment)
    remark(f"Made now from the facts of version {version.version}: this language, reader or layer was not kept with it.")
    return version.policy


def proved(made: Notice, teller: Teller) -> Notice:
    """Read every sentence of a notice back; refuse the notice if one means something else than the policy states."""
    from ombud.notices.readback.proof import misread

    if unclear := tuple(misread(made.lines(), teller.voice)):
        shown = "; ".join(f"{line.id} (“{line.said.whole()}”)" for line in unclear[:3])
        raise BadInputError(
            "notice-unreadable",
            f"{len(unclear)} sentences of the notice in {made.language} read as something else than the policy states: {shown}.",
            where="policy.yaml",
            hint="A name or an own text in each holds words of the sentence around it. Write it in other words.",
        )
    return made


def _layered(made: Notice, chosen: Layer | None, activity: str | None) -> Notice:
    """Take the layer asked for, of an activity that the policy has."""
    if chosen is None and activity is None:
        return made
    if chosen is None or activity is None:
        raise click.UsageError("A layer is about one activity: give both --layer and --activity.")
    known = [section.activity for section in made.sections if section.activity]
    if activity not in known:
        raise click.BadParameter(f"the policy has no `{activity}`; it has {', '.join(known)}", param_hint="--activity")
    return layer(made, activity, chosen)


def written(made: Notice, teller: Teller, form: Format) -> bytes:
    """Write a notice in a format; each format's own library is loaded when it is asked for."""
    return FORMATS[form](made, teller)


def _html(made: Notice, teller: Teller) -> bytes:
    from ombud.notices.privacy import web

    return web.render(made, teller.voice).encode()


def _plain(made: Notice, _: Teller) -> bytes:
    from ombud.notices.privacy import plain

    return plain.text(made).encode()


def _markdown(made: Notice, _: Teller) -> bytes:
    from ombud.notices.privacy import plain

    return plain.markdown(made).encode()


def _pdf(made: Notice, teller: Teller) -> bytes:
    from ombud.execute.package import pdf
    from ombud.notices.privacy import paper

    return pdf(paper.letter(made, teller.day), teller.voice.pack)


def _docx(made: Notice, teller: Teller) -> bytes:
    from ombud.notices.privacy import word

    return word.render(made, teller.day)


FORMATS: dict[Format, Callable[[Notice, Teller], bytes]] = {
    "html": _html,
    "md": _markdown,
    "txt": _plain,
    "pdf": _pdf,
    "docx": _docx,
}


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed."""
    import tempfile

    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(beside).chmod(0o644)
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise BadInputError(
            "file-unwritable", f"The file cannot be written: {error.strerror}.", where=str(path), hint="Name another place with -o."
        ) from None
