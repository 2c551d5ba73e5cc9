"""An invented home's mailbox: letters to the house, each read by the inventory as it stands in a real Maildir."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from ombud.cli.demo import mail
from ombud.cli.demo.invent.rows import Row
from ombud.cli.demo.mail import House, Mail

_SAID = {
    "da": ("Et spørgsmål", "Hej\n\nVil I skrive til mig, når I har set på sagen?\n\nMed venlig hilsen\n{name}\n"),
    "sv": ("En fråga", "Hej!\n\nKan ni höra av er när ni har tittat på ärendet?\n\nVänliga hälsningar\n{name}\n"),
    "nb": ("Et spørsmål", "Hei!\n\nKan dere skrive til meg når dere har sett på saken?\n\nVennlig hilsen\n{name}\n"),
    "en": ("A question", "Hello,\n\nPlease write to me when you have looked into it.\n\nKind regards\n{name}\n"),
}


def write(box: Path, house: House, rng: Random, rows: Iterable[Row], today: date) -> None:
    """Put letters into the inbox, each on the day it was received; one that starts no clock came of late."""
    for row in rows:
        late = today - timedelta(rng.randint(1, 60))
        day = next((given for given in row.values.values() if isinstance(given, date)), late)
        subject, text = _SAID[row.person.language]
        letter = (subject, text.format(name=row.person.name))
        mail.deliver(box, Mail(mail.at_work(day, rng), (row.person,), letter, house=house))
