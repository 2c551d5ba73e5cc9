"""The invented people of every test: Nordic names, domains that cannot exist, numbers that no one is ever given.

National numbers stand only in ranges their country keeps for tests: Sweden's published test numbers (Skatteverket), Norway's
synthetic population (Tenor, month + 80), Finland's individual numbers 900-999. Danish people have none: Denmark keeps no such range.
Phone numbers: Sweden's 070-1740605 to 699 is kept for fiction (PTS); in Denmark, Norway and Finland none begins with 0.
"""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["da", "sv", "nb", "en"]


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person."""

    name: str
    email: str
    phone: str
    language: Language
    country: Literal["DK", "SE", "NO", "FI"]
    company: str
    city: str
    customer_no: str
    national_number: str | None = None


SOEREN: Final = Person(
    "Søren Ærtebjerg", "soeren@havnebageriet.example", "+45 00 10 20 31", "da", "DK", "Havnebageriet ApS", "Ærøskøbing", "K-1001"
)
MAERTA: Final = Person(
    "Märta Öbergström", "marta@lovhyttan.example", "+46 70 174 06 05", "sv", "SE", "Lövhyttan AB", "Åmål", "K-1002", "199001012385"
)
AASE: Final = Person(
    "Åse Bjørnøy", "ase.bjornoy@fjellgard.example", "+47 00 11 22 33", "nb", "NO", "Fjellgård AS", "Bodø", "K-1003", "17818540051"
)
GOERAN: Final = Person(
    "Göran Ånäs", "goran@skargardsvarvet.example", "+358 00 123 4567", "sv", "FI", "Skärgårdsvarvet Ab", "Ekenäs", "K-1004", "150675-9074"
)
# shares his first name, company and telephone with Søren, and his mailbox with no one: what a careless match would mix up
SOEREN_SENIOR: Final = Person(
    "Søren Ærtebjerg", "senior@havnebageriet.example", "+45 00 10 20 31", "da", "DK", "Havnebageriet ApS", "Marstal", "K-1005"
)
# works for the controller: appears in other people's rows as a mention, never as their owner
INGRID: Final = Person("Ingrid Hølås", "ingrid@nordlys.example", "+47 00 44 55 66", "nb", "NO", "Nordlys Rådgivning AS", "Tromsø", "E-7")

CAST: Final = (SOEREN, MAERTA, AASE, GOERAN, SOEREN_SENIOR, INGRID)
