"""What stands in the columns of an invented home; nothing in it belongs to anybody."""

from collections.abc import Callable, Mapping
from random import Random

from ombud.cli.demo.people import Person

_MAKERS: Mapping[str, Callable[[Random, Person], str]] = {
    "name": lambda _, person: person.name,
    "email": lambda _, person: person.email,
    "phone": lambda _, person: person.phone,
    "company": lambda _, person: person.company or "—",
    "address": lambda _, person: person.address,
    "billing_address": lambda _, person: person.address,
    "country": lambda _, person: {"da": "DK", "nb": "NO", "sv": "SE", "en": "DK"}[person.language],
    "ip": lambda rng, _: f"198.51.100.{rng.randint(1, 254)}",  # kept free for documentation (RFC 5737)
    "cvr": lambda rng, _: f"00{rng.randint(0, 999_999):06d}",  # no company number starts with 00
    "bank_account": lambda rng, _: f"0000 {rng.randint(0, 9_999_999_999):010d}",  # no bank has the number 0000
}


def value(rng: Random, datum: str, person: Person) -> str:
    """Invent what a person has of a datum; what nobody has thought of says only what it stands for."""
    maker = _MAKERS.get(datum)
    return maker(rng, person) if maker else f"invented {datum.replace('_', ' ')} {rng.randint(100, 999)}"
