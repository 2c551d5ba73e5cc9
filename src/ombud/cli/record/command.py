"""`ombud record`: the record of processing activities in the form somebody asks for (GDPR Art. 30(3)-(4))."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from ombud.cli.notice.command import put
from ombud.cli.say import day, say
from ombud.execute.languages import language_pack
from ombud.execute.package import json_text, pdf
from ombud.notices.language import LanguagePack
from ombud.notices.record.cells import record
from ombud.notices.record.document import document
from ombud.notices.record.model import Record
from ombud.notices.record.table import csv_text, data
from ombud.policy.model import Language, Policy
from ombud.store.home import Home
from ombud.store.versions.published import policy_on

Writer = Callable[[Record, Policy, LanguagePack], bytes]


@click.command("record")
@click.option("--home", default=".", help="The home's folder.", show_default=True)
@click.option("--format", "form", type=click.Choice(["xlsx", "docx", "pdf", "csv", "json"]), required=True, help="The form of the file.")
@click.option("--lang", type=click.Choice(["da", "sv", "nb", "en"]), help="The language; the policy's own unless said.")
@click.option("--as-of", metavar="DATE", help="The published version that was valid on this day, instead of the policy as it stands.")
@click.option("-o", "output", metavar="FILE", required=True, help="The file to write; one that is there is replaced.")
def command(home: str, form: str, lang: Language | None, as_of: str | None, output: str) -> None:
    """Write the record of processing of a home."""
    policy, moment = _meant(Home.at(home), as_of)
    pack = language_pack(lang or policy.policy.languages.source)
    made = record(policy, pack, moment)
    put(Path(output), WRITERS[form](made, policy, pack))
    rows = sum(len(part.rows) for part in made.parts)
    missing = sum(said.open for part in made.parts for row in part.rows for cell in row.cells.values() for said in cell)
    say(f"Wrote {rows} activities to {output}. {missing} entries are open." if missing else f"Wrote {rows} activities to {output}.")


def _meant(home: Home, as_of: str | None) -> tuple[Policy, date]:
    """Choose the policy and the day; a version as it stood is told as of the day it took effect, so that its bytes never change."""
    if as_of is None:
        return home.policy, home.today()
    found = policy_on(home, day(as_of))
    return found.policy, found.effective


def _xlsx(made: Record, _: Policy, pack: LanguagePack) -> bytes:
    from ombud.cli.record.workbook import workbook

    return workbook(made, pack)


def _docx(made: Record, policy: Policy, pack: LanguagePack) -> bytes:
    from ombud.cli.record.word import word

    return word(document(made, policy, pack), pack)


def _pdf(made: Record, policy: Policy, pack: LanguagePack) -> bytes:
    return pdf(document(made, policy, pack), pack)


def _csv(made: Record, _: Policy, pack: LanguagePack) -> bytes:
    # a spreadsheet takes a file without the mark for one in its own old code page
    return b"\xef\xbb\xbf" + csv_text(made, pack).encode()


def _json(made: Record, _: Policy, pack: LanguagePack) -> bytes:
    return json_text(data(made, pack)).encode()


WRITERS: dict[str, Writer] = {"xlsx": _xlsx, "docx": _docx, "pdf": _pdf, "csv": _csv, "json": _json}
