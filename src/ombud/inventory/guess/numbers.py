"""National and company numbers of the Nordic countries by their dates and check digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import luhn
from stdnum.dk import cpr, cvr
from stdnum.exceptions import ValidationError
from stdnum.fi import hetu
from stdnum.no import fodselsnummer, orgnr

_SWEDISH = re.compile(r"(?:18|19|20)?(\d\d)(\d\d)(\d\d)[-+]?\d{4}", re.ASCII)
_COORDINATION = 60
_D_NUMBER, _H_NUMBER, _SYNTHETIC = 40, 40, 80


@dataclass(frozen=True, slots=True)
class Scheme:
    """A kind of number: how it is called, of whom it is, and two tests: `looks` where the name agrees, `surely` where only values speak."""

    says: str
    of: Literal["person", "company"]
    width: int
    looks: Callable[[str], bool]
    surely: Callable[[str], bool]


def written(value: object, scheme: Scheme) -> str:
    """Write a value as its number is written; a column of whole numbers has lost its leading zero."""
    text = str(value).strip()
    return text.zfill(scheme.width) if isinstance(value, int) and len(text) == scheme.width - 1 else text


def is_cpr(text: str) -> bool:
    """Tell whether the first six digits are a date; the check digit was given up in 2007 and is no sign against it."""
    number = _digits(text, 10)
    if number is None:
        return False
    try:
        cpr.get_birth_date(number)
    except ValidationError:
        return False
    return True


def is_checked_cpr(text: str) -> bool:
    """Tell whether the check digit holds as well, as it does for nearly everybody."""
    return is_cpr(text) and cpr.checksum(cpr.compact(text)) == 0


def is_fodselsnummer(text: str) -> bool:
    """Tell whether it is a Norwegian birth number, D-number (day + 40), H-number (month + 40) or synthetic number (month + 80)."""
    number = _digits(text, 11)
    if number is None or number[9:] != fodselsnummer.calc_check_digit1(number) + fodselsnummer.calc_check_digit2(number):
        return False
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    return any(_is_day(year, month - m, day - d) for m in (0, _H_NUMBER, _SYNTHETIC) for d in (0, _D_NUMBER))


def is_personnummer(text: str) -> bool:
    """Tell whether it is a Swedish personal number or coordination number (day + 60), which stdnum refuses."""
    found = _SWEDISH.fullmatch(text.replace(" ", ""))
    if not found or not luhn.is_valid(re.sub(r"\D", "", found[0])[-10:]):
        return False
    year, month, day = (int(part) for part in found.groups())
    return any(_is_day(year, month, day - extra) for extra in (0, _COORDINATION))


def is_hetu(text: str) -> bool:
    """Tell whether it is a Finnish personal identity code, temporary ones included."""
    return hetu.is_valid(text, allow_temporary=True)


def is_swedish_orgnr(text: str) -> bool:
    """Tell whether it is a Swedish organisation number: no date, since its third digit is two or more."""
    number = _digits(text, 10)
    return number is not None and number[2] >= "2" and luhn.is_valid(number)


def is_norwegian_orgnr(text: str) -> bool:
    """Tell whether it is a Norwegian organisation number, which begins with 8 or 9; with 2 or 3 in test systems."""
    number = _digits(text, 9)
    return number is not None and number[0] in "2389" and orgnr.is_valid(number)


def is_cvr(text: str) -> bool:
    """Tell whether it is a Danish company number."""
    return cvr.is_valid(text)


def _digits(text: str, count: int) -> str | None:
    number = re.sub(r"[ -]", "", text)
    return number if len(number) == count and number.isascii() and number.isdecimal() else None


def _is_day(year: int, month: int, day: int) -> bool:
    """Tell whether the day is in the calendar of either century."""
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


SCHEMES = (
    Scheme("Danish CPR numbers", "person", 10, is_cpr, is_checked_cpr),
    Scheme("Norwegian birth numbers", "person", 11, is_fodselsnummer, is_fodselsnummer),
    Scheme("Swedish personal numbers", "person", 12, is_personnummer, is_personnummer),
    Scheme("Finnish personal identity codes", "person", 11, is_hetu, is_hetu),
    Scheme("Danish company numbers", "company", 8, is_cvr, is_cvr),
    Scheme("Norwegian organisation numbers", "company", 9, is_norwegian_orgnr, is_norwegian_orgnr),
    Scheme("Swedish organisation numbers", "company", 10, is_swedish_orgnr, is_swedish_orgnr),
)
