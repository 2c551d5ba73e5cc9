"""Numbers that pass their check and that nobody has: each from a range that its country keeps for tests, or never gave out.

Norway: the synthetic population (month + 80), test organisations (2 and 3 in front). Finland: individual numbers 900 to 999.
Sweden: test numbers and the example of a coordination number that the tax agency printed; organisations never begin with 4.
Denmark keeps no such range: here everybody is born in 1858, and nobody of that age lived when the numbers began in 1968.
"""

from itertools import islice

from tests.cast import MAERTA

SWEDISH = str(MAERTA.national_number)
COORDINATION = "701063-2391"
FINNISH_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def weighed(digits: str, weights: str) -> int:
    """Add up digits by their weights."""
    return sum(int(digit) * int(weight) for digit, weight in zip(digits, weights, strict=True))


def danish(count: int) -> list[str]:
    """Numbers of 1858 with the check digit that was given up in 2007."""
    drafts = (f"{day:02}{month:02}585{serial:02}" for serial in range(100) for month in range(1, 13) for day in range(1, 28))
    whole = ((draft, (11 - weighed(draft, "432765432")) % 11) for draft in drafts)
    return list(islice((f"{draft}{check}" for draft, check in whole if check != 10), count))


def norwegian(count: int) -> list[str]:
    """Numbers of the synthetic population."""
    drafts = (f"{day:02}{month + 80:02}85{serial:03}" for serial in range(100, 120) for month in range(1, 13) for day in range(1, 28))
    return list(islice(filter(None, map(_with_checks, drafts)), count))


def _with_checks(draft: str) -> str:
    first = -weighed(draft, "376189452") % 11
    second = -weighed(f"{draft}{first}", "5432765432") % 11 if first < 10 else 10
    return f"{draft}{first}{second}" if second < 10 else ""


def finnish(count: int) -> list[str]:
    """Numbers with an individual number that is nobody's."""
    drafts = (("150675", f"{serial}") for serial in range(900, 900 + count))
    return [f"{born}-{serial}{FINNISH_LETTERS[int(born + serial) % 31]}" for born, serial in drafts]


def danish_companies(count: int) -> list[str]:
    """Company numbers from 9990 0000."""
    drafts = (f"{number}" for number in range(9990001, 9999999))
    whole = ((draft, -weighed(draft, "2765432") % 11) for draft in drafts)
    return list(islice((f"{draft}{check}" for draft, check in whole if check < 10), count))


def swedish_companies(count: int) -> list[str]:
    """Organisation numbers of the group 4, which is none."""
    drafts = (f"4{number:08}" for number in range(72_000_000, 72_000_000 + count))
    return [f"{draft}{_luhn(draft)}" for draft in drafts]


def _luhn(digits: str) -> int:
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(digits))
    return -sum(number // 10 + number % 10 for number in doubled) % 10
