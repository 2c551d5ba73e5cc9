"""The cast of the demo: invented people with Nordic names, addresses nobody can reach and numbers nobody can dial."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from ombud.cli.demo.days import TEN_YEARS, between, running
from ombud.policy.model import Language


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; `language` is the one they write in."""

    name: str
    email: str
    phone: str
    company: str
    address: str
    language: Language


@dataclass(frozen=True, slots=True)
class Client:
    """A customer and the day of the last service."""

    person: Person
    served: date


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays what; people may stand in several places."""

    clients: tuple[Client, ...]
    prospects: tuple[Person, ...]
    subscribers: tuple[Person, ...]
    newcomers: tuple[Person, ...]
    referred: tuple[Person, ...]
    met: tuple[Person, ...]
    written: tuple[Person, ...]
    suppliers: tuple[Person, ...]
    requesters: tuple[Person, ...]
    opted_out: tuple[Person, ...]
    enquirers: tuple[Person, ...]
    boundary: tuple[Person, ...]
    forgotten: tuple[Person, ...]
    asks_access: Client
    asks_erasure: Client

    @property
    def contacts(self) -> tuple[Person, ...]:
        """List all whose business card we hold and do not buy from."""
        return (*self.newcomers, *self.referred, *self.met, *self.written)


@dataclass(frozen=True, slots=True)
class Land:
    """What a name, a place and a number look like somewhere."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[str, ...]
    language: Language
    phone: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


# Danish, Norwegian and Finnish numbers never start with 00 after the country code; the Swedish ones are kept free for fiction.
_DENMARK = Land(
    _words("""Søren Åse Jørgen Mette Kåre Bodil Rasmus Signe Troels Astrid Mikkel Kirstine Asger Dorthe Flemming Gitte Palle Vibeke"""),
    _words("""Østergård Kjær Bækgaard Nørskov Ågesen Lyngbæk Thorhauge Skovbjerg Damsø Højlund Vestermark Brøndum Krogsgård Ravnsø"""),
    _words("Ærøvej Åbrinken Havnegangen Kløvermarken Møllestien Søtoften"),
    ("0010 Lillehavn", "0020 Nørresund", "0030 Åkøbing", "0040 Bøgelund"),
    "da",
    "+45 00 {:02d} {:02d} {:02d}",
)
_NORWAY = Land(
    _words("""Håkon Ingvild Bjørn Solveig Øystein Ragnhild Sindre Guro Kjell Turid Åsmund Marit Eirik Synnøve Tormod Gunnhild Åshild"""),
    _words("""Fjellstad Bråten Sæterdal Øvrebø Hauknes Lysø Torsvik Myrhaug Grønnesby Åsland Steinsrud Vågslid Kvernmo Sjøvold"""),
    _words("Fjæraveien Blåbærstien Kaigata Sætergrenda Lærkeveien Øvrebakken"),
    ("0011 Storvåg", "0021 Fjordnes", "0031 Bjørkøy", "0041 Sørlia"),
    "nb",
    "+47 00 {:02d} {:02d} {:02d}",
)
_SWEDEN = Land(
    _words("""Göran Åsa Björn Märta Örjan Linnéa Håkan Gunvor Sixten Elsy Torbjörn Viveka Alrik Hjördis Mårten Ebba Stellan Ylva"""),
    _words("""Bäckman Sjöfors Åkerblad Hällgren Östmark Lövdal Björkelund Fällström Grönvik Högsäter Näslund Vårholm Ängström"""),
    _words("Ängsvägen Björkgränd Hamnplan Kvarnbacken Lärkstigen Åsgatan"),
    ("000 12 Näsby", "000 22 Ölanda", "000 32 Västerå", "000 42 Fågelvik"),
    "sv",
    "+46 70 174 06 {:02d}",
)
_FINLAND = Land(
    _words("""Börje Maj-Britt Kaj Gunilla Stig-Olof Ann-Mari Rolf Siv Krister Benita Henrik Solveig Tage Ulrika Håkan Carola"""),
    _words("""Söderby Västerback Nygårdas Backlund Lillträsk Östergran Sandsund Kvarnström Häggblom Rönnqvist Smedsby Åbergh"""),
    _words("Strandvägen Skärgårdsgatan Smedsbacken Träskvägen Åminnevägen"),
    ("00012 Ekhamn", "00022 Sandskär", "00032 Lillåbo"),
    "sv",
    "+358 00 {:02d} {:02d} {:02d}",
)
_LANDS = (_DENMARK, _NORWAY, _SWEDEN, _FINLAND)
_COMPANIES = _lines("""
    Bjørkeli Regnskap AS
    Østkysten Skibsservice ApS
    Åkermarks Plåt AB
    Nørre Møbler A/S
    Granberget Bygg AB
    Fiskerkajen Mottak AS
    Ekhamns Båtvarv Ab
    Lyngdal Frø AS
    Søndermølle Bageri ApS
    Tärnans Resor AB
    Vinterbro Varme AS
    Sandskär Hotell Ab
""")
_PRIVATE = ("brevkasse.example", "nordpost.example", "hemposten.example", "skyen.example")
_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "a", "ö": "o", "é": "e", " ": ".", "-": "-"})
_IN_ENGLISH = 0.06
_AT_WORK = 0.55


def invented(rng: Random) -> Iterator[Person]:
    """Invent people without end; no two share an address, some share a name."""
    taken: dict[str, int] = {}
    while True:
        land = rng.choice(_LANDS)
        name = f"{rng.choice(land.first)} {rng.choice(land.last)}"
        company = rng.choice(_COMPANIES) if rng.random() < _AT_WORK else ""
        domain = _domain(company) if company else rng.choice(_PRIVATE)
        local = name.lower().translate(_PLAIN)
        taken[f"{local}@{domain}"] = times = taken.get(f"{local}@{domain}", 0) + 1
        language: Language = "en" if rng.random() < _IN_ENGLISH else land.language
        yield Person(name, f"{local}{times if times > 1 else ''}@{domain}", _phone(rng, land), company, _address(rng, land), language)


def at_reception(person: Person) -> Person:
    """Give a person the address that all of a company share."""
    return replace(person, email="info@" + person.email.partition("@")[2])


def cast(rng: Random, today: date, one_in: int = 1) -> Cast:
    """Fill all the roles of the demo, or those that many play with one in so many."""
    crowd = invented(rng)

    def some(number: int) -> tuple[Person, ...]:
        return tuple(next(crowd) for _ in range(number))

    def many(number: int) -> tuple[Person, ...]:
        return some(number // one_in)

    clients = _clients(rng, many(700), today)
    unshared = [client for client in clients if not client.person.email.startswith("info@")]
    asks_access, asks_erasure = (next(c for c in unshared if c.person.language == language) for language in ("nb", "sv"))
    also = (
        asks_access,
        asks_erasure,
        *rng.sample([client for client in unshared if client not in (asks_access, asks_erasure)], 118 // one_in),
    )
    return Cast(
        clients=clients,
        prospects=many(250),
        subscribers=(*many(480), *(client.person for client in also)),
        newcomers=many(130),
        referred=many(110),
        met=many(45),
        written=many(45),
        suppliers=many(60),
        requesters=(*some(20), *(client.person for client in clients[40:60])),
        opted_out=many(30),
        enquirers=many(260),
        boundary=some(19),
        forgotten=some(9),
        asks_access=asks_access,
        asks_erasure=asks_erasure,
    )


def everybody(cast: Cast) -> frozenset[Person]:
    """Tell all people of a home before anything is planted, each once."""
    alone = (*cast.prospects, *cast.subscribers, *cast.suppliers, *cast.requesters, *cast.opted_out, *cast.enquirers, *cast.boundary)
    return frozenset((*(client.person for client in cast.clients), *alone, *cast.contacts))


def _clients(rng: Random, people: tuple[Person, ...], today: date) -> tuple[Client, ...]:
    """Let some of those who write from work use the company's shared address; the first twenty were served of late."""
    working = [person for person in people if person.company]
    shared = frozenset(working[::15])
    late = [between(rng, today - timedelta(90), today - timedelta(20)) for _ in range(20)]
    served = (*late, *(running(rng, TEN_YEARS, today, least=20) for _ in people[20:]))
    return tuple(Client(at_reception(p) if p in shared else p, day) for p, day in zip(people, served, strict=True))


def _domain(company: str) -> str:
    """Give a company's domain: its name without its form, in plain letters."""
    return company.rpartition(" ")[0].lower().translate(_PLAIN).replace(".", "") + ".example"


def _phone(rng: Random, land: Land) -> str:
    return land.phone.format(rng.randint(5, 99), rng.randint(0, 99), rng.randint(0, 99))


def _address(rng: Random, land: Land) -> str:
    return f"{rng.choice(land.streets)} {rng.randint(1, 199)}, {rng.choice(land.cities)}"
