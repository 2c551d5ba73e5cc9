"""Company numbers of the Nordic registers and their check digits; written here because `ombud check` must start fast."""

from __future__ import annotations

from typing import Literal, assert_never

Scheme = Literal["CVR", "ORGNR_NO", "ORGNR_SE"]

_CVR, _NORWEGIAN = (2, 7, 6, 5, 4, 3, 2, 1), (3, 2, 7, 6, 5, 4, 3, 2, 1)


def number_holds(scheme: Scheme, number: str) -> bool:
    """Tell whether a company number passes its register's check digit."""
    digits = number.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        return False
    match scheme:
        case "CVR":
            return digits[0] != "0" and _weighed(digits, _CVR)
        case "ORGNR_NO":
            return _weighed(digits, _NORWEGIAN)
        case "ORGNR_SE":
            return len(digits) == 10 and sum(map(_luhn, range(10), digits)) % 10 == 0  # noqa: PLR2004 - ten figures
        case _:
            assert_never(scheme)


def _weighed(digits: str, weights: tuple[int, ...]) -> bool:
    """Tell whether the figures, each with its weight, add up to a multiple of eleven."""
    return len(digits) == len(weights) and sum(int(one) * weight for one, weight in zip(digits, weights, strict=True)) % 11 == 0


def _luhn(at: int, digit: str) -> int:
    """Double every other figure, the first one too; two figures count as their sum (ISO/IEC 7812-1)."""
    return sum(divmod(int(digit) * (2 - at % 2), 10))
