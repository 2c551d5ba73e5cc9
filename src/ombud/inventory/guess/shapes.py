"""What sampled values look like: their kind, and shapes such as e-mail addresses, telephone numbers and accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from ipaddress import ip_address
from typing import Literal

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

Kind = Literal["truth", "number", "day", "moment", "bytes", "nested", "text"]

_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s.,;<>()]+(\.[^@\s.,;<>()]+)+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII | re.DOTALL)
_LOCAL_DAY = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}", re.ASCII)
_PHONE = re.compile(r"(?:\+|00)[\d ()./-]{7,22}|\d\d(?: \d\d){3}|\d{3} \d\d \d{3}", re.ASCII)
_NUMBERS = re.compile(r"\+?[\d ()./-]{6,22}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}", re.ASCII)
_LONG = 60
_FEW = 8

# how the engines' types begin or what they contain, first match first
_TYPES: tuple[tuple[str, Kind], ...] = (
    ("BOOL", "truth"),
    ("TINYINT(1)", "truth"),
    ("TIMESTAMP", "moment"),
    ("DATETIME", "moment"),
    ("DATE", "day"),
    ("INTERVAL", "text"),
    ("INT", "number"),
    ("SERIAL", "number"),
    ("NUM", "number"),
    ("DEC", "number"),
    ("REAL", "number"),
    ("FLOAT", "number"),
    ("DOUBLE", "number"),
    ("MONEY", "number"),
    ("BLOB", "bytes"),
    ("BYTE", "bytes"),
    ("BINARY", "bytes"),
    ("JSON", "nested"),
    ("[]", "nested"),
    ("ARRAY", "nested"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of values: the concept's first datum, how it is called, and its tests with and without an agreeing name."""

    datum: str
    says: str
    looks: Callable[[str], bool]
    surely: Callable[[str], bool]


def kind_of(type_: str, values: Sequence[object]) -> Kind:
    """Tell what a column stores, by its values where there are any; a type alone is no promise in every database."""
    declared: Kind = next((kind for word, kind in _TYPES if word in type_.upper()), "text")
    if not values or declared == "truth":
        return declared
    kinds = {_kind(value) for value in values}
    if kinds == {"number"} and declared == "number":
        return "truth" if set(values) <= {0, 1} and _is_flag(type_) else "number"
    return kinds.pop() if len(kinds) == 1 else "moment" if kinds == {"day", "moment"} else "text"


def _is_flag(type_: str) -> bool:
    return type_.upper() in {"INTEGER", "INT", "TINYINT", "SMALLINT", "BIT"}


def _kind(value: object) -> Kind:
    match value:
        case bool():
            return "truth"
        case int() | float() | Decimal():
            return "number"
        case datetime():
            return "moment"
        case date():
            return "day"
        case bytes() | bytearray() | memoryview():
            return "bytes"
        case dict() | list() | tuple():
            return "nested"
        case _:
            return _kind_of_text(str(value))


def _kind_of_text(text: str) -> Kind:
    return "day" if _DAY.fullmatch(text) else "moment" if _MOMENT.fullmatch(text) else "text"


def is_email(text: str) -> bool:
    """Tell whether a text is one e-mail address and nothing else."""
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Tell whether a text can hardly be anything but a telephone number: its country stands first, or it is grouped as one."""
    return _PHONE.fullmatch(text) is not None


def may_be_phone(text: str) -> bool:
    """Tell whether a text could be a telephone number, where the name of its column says so."""
    return _NUMBERS.fullmatch(text) is not None and not _DAY.fullmatch(text)


def is_ip(text: str) -> bool:
    """Tell whether a text is an IP address."""
    try:
        ip_address(text.partition("/")[0])
    except ValueError:
        return False
    return "." in text or ":" in text


def is_iban(text: str) -> bool:
    """Tell whether a text is an international bank account number (ISO 13616)."""
    number = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(number):
        return False
    try:
        mod_97_10.validate(number[4:] + number[:4])
    except ValidationError:
        return False
    return True


def is_local_day(text: str) -> bool:
    """Tell whether a text is a day written in a way that no clock can read."""
    return _LOCAL_DAY.fullmatch(text) is not None


def is_prose(values: Sequence[object]) -> bool:
    """Tell whether the values are sentences: long on average, most of them of several words."""
    texts = [str(value) for value in values]
    return bool(texts) and sum(map(len, texts)) >= _LONG * len(texts) and sum(" " in text.strip() for text in texts) * 2 > len(texts)


def is_choice(values: Sequence[object]) -> bool:
    """Tell whether many values are a few words over and over."""
    return len(values) > 2 * _FEW and len({str(value) for value in values}) <= _FEW


def is_single(values: Sequence[object]) -> bool:
    """Tell whether most values are a single word."""
    return sum(" " not in str(value).strip() for value in values) * 2 > len(values)


SHAPES = (
    Shape("email", "e-mail addresses", is_email, is_email),
    Shape("ip", "IP addresses", is_ip, is_ip),
    Shape("bank_account", "IBAN account numbers", is_iban, is_iban),
    Shape("phone", "telephone numbers", may_be_phone, is_phone),
)
