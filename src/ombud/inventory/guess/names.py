"""What columns are called in Danish, Swedish, Norwegian, Finnish and English, and which datum such a name speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "đ": "d", "ß": "ss"})
_STEM, _ENDING = 3, 3
_RUN = 3
"""A name in a table of words is cut into three at the most: `date_of_birth`."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a column may hold: the data it is called in policies, the likeliest first, and the names it goes by.

    `names` are compared with the whole name and each of its words, `tails` also with the ends of words, `whole` with the whole name only.
    """

    data: tuple[str, ...]
    names: str
    tails: str = ""
    whole: str = ""
    identifies: str | None = None
    numeric: bool = False
    person: bool = True


# the order decides where a name speaks of several: `company_name` is a company, `mail_adresse` an e-mail address
CONCEPTS = (
    Concept(
        ("email", "email_address"),
        "email emails mail epost epostadresse epostadress emailadresse emailaddress mailadresse mailadress sahkoposti",
        tails="email epost sahkoposti",
        identifies="email",
    ),
    Concept(
        ("national_id", "cpr", "personal_number"),
        "cpr cprnr cprnummer personnr pnr fnr fodselsnr dnummer hetu henkilotunnus ssn nationalid personalnumber personalidentitynumber",
        tails="cprnr cprnummer personnummer fodselsnummer samordningsnummer henkilotunnus",
        numeric=True,
    ),
    Concept(
        ("cvr", "company_no", "org_no"),
        "cvr cvrnr cvrnummer orgnr orgno orgnummer senr ytunnus vat vatno vatnumber companyno companynumber",
        tails="organisationsnummer organisasjonsnummer",
        numeric=True,
        person=False,
    ),
    Concept(("ip", "ip_address"), "ip ipaddress ipaddr ipadresse ipadress iposoite remoteaddr clientip"),
    Concept(("bank_account", "iban"), "iban kontonr kontonummer bankkonto bankaccount tilinumero", tails="kontonummer", numeric=True),
    Concept(
        ("phone", "phone_number", "telephone"),
        "telefon tlf tel phone mobil mobile cellphone puhelin telefonnr tlfnr mobilnr phoneno mobileno",
        tails="telefon telefonnummer mobilnummer phonenumber puhelinnumero",
        numeric=True,
    ),
    Concept(("birth_date",), "birthdate dateofbirth dob birthday born fodselsdag fodselsdato foddato fodelsedatum fodelsedag syntymaaika"),
    Concept(("password", "credentials"), "password passwordhash passwd userpass adgangskode losenord passord salasana", tails="password"),
    Concept(("username", "user_name", "login"), "username login loginname brugernavn brukernavn anvandarnamn kayttajanimi"),
    Concept(
        ("company", "employer"),
        "company companyname firma firmanavn foretag foretagsnamn virksomhed virksomhedsnavn bedrift bedriftsnavn yritys employer "
        "organisation organization arbejdsgiver arbeidsgiver arbetsgivare tyonantaja",
        person=False,
    ),
    Concept(
        ("address", "postal_address"),
        "adresse adress address street streetaddress vej vejnavn husnr postnr postnummer postcode postalcode zip zipcode city town ort "
        "poststed postort bynavn osoite katuosoite postinumero postitoimipaikka",
        tails="adresse postadress gateadresse gatuadress",
        whole="by gade gata gate",
        numeric=True,
    ),
    Concept(
        ("name", "full_name"),
        "firstname lastname middlename fullname surname givenname familyname maidenname contactname contactperson kontaktperson fuldenavn",
        tails="fornavn efternavn etternavn mellemnavn mellomnavn fornamn efternamn mellannamn etunimi sukunimi",
        whole="att attn",
    ),
    Concept(("salary",), "salary wage lon lonn palkka", tails="manedslon manadslon timelon", numeric=True),
    Concept(("user_agent", "device"), "useragent browser deviceid imei"),
    Concept(("photo", "picture"), "photo foto picture portrait portraet avatar billede bilde bild valokuva"),
    Concept(("signature",), "signature underskrift signatur namnteckning allekirjoitus"),
    Concept(("gender",), "gender sex kjonn sukupuoli", whole="køn kön"),
    Concept(
        ("health", "health_data"),
        "health helbred diagnose diagnosis diagnos diagnoser allergi allergier allergies allergy sygdom sjukdom sykdom terveys",
    ),
    Concept(("cookie_data",), "cookie cookieid visitorid clientid", identifies="cookie"),
    Concept((), "customerno customernumber kundenr kundenummer kundnr kundnummer asiakasnumero", identifies="customer_no", numeric=True),
    Concept((), "memberno membernumber medlemsnr medlemsnummer jasennumero", identifies="member_no", numeric=True),
    Concept((), "employeeno employeenumber medarbejdernr ansattnr anstallningsnr lonnr", identifies="employee_no", numeric=True),
    Concept(
        ("free_text",),
        "note notes notat notater anteckning anteckningar bemaerkning bemaerkninger anmarkning merknad kommentar kommentarer comment "
        "comments remark remarks message besked meddelelse meddelande melding fritekst fritext freetext huomautus viesti",
        tails="bemaerkning bemaerkninger kommentar",
        whole="tekst text",
    ),
)
NAME = Concept(("name", "full_name"), "navn namn name nimi", tails="navn namn")
"""Of people and of everything else: it means a person only in a table that shows other signs of people."""

_THINGS = "filename filnavn filnamn domainname hostname tablename eventname produktnavn produktnamn varenavn varunamn productname"
_CHANGED = "updated modified changed aendret endret andrad opdateret oppdatert uppdaterad muokattu synced lastmod mtime version rowversion"
_PEOPLE = (
    "customer kunde kund client klient person people user bruger bruker anvandare contact kontakt member medlem subscriber abonnent "
    "prenumerant employee medarbejder medarbetare ansat ansatt anstalld patient student elev borger lead prospect applicant ansoger "
    "asiakas jasen henkilo debitor debtor kreditor creditor participant deltager guest gaest donor visitor respondent"
)
_STAFF = (
    "handler handledby createdby updatedby modifiedby approvedby assignedto assignee agent employee staff seller salesperson manager "
    "medarbejder medarbetare ansat ansatt ansvarlig ansvarig sagsbehandler saksbehandler handlaggare saelger selger saljare "
    "oprettetaf opprettetav skapadav kasittelija introducedby referredby recruitedby parent"
)
_TECHNICAL = (
    "alembicversion djangomigrations djangocontenttype djangosession schemamigrations flywayschemahistory databasechangelog "
    "databasechangeloglock arinternalmetadata knexmigrations knexmigrationslock sysdiagrams efmigrationshistory spatialrefsys"
)


def fold(text: str) -> str:
    """Write a name without the letters of one language: `Fødselsnummer`, `foedselsnummer` and `fodselsnummer` are the same."""
    plain = "".join(c for c in normalize("NFKD", text.translate(_LETTERS)) if c.isascii())
    return plain.replace("ae", "a").replace("oe", "o").replace("aa", "a").replace("AE", "A").replace("OE", "O").replace("AA", "A")


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Cut a name into its words: `customerE-mail_2` is customer, e, mail and 2."""
    return tuple(word.lower() for word in _WORD.findall(fold(name)))


def concept_of(name: str) -> Concept | None:
    """Tell what a column's name speaks of, if it speaks of anything."""
    if "".join(words(name)) in _set(_THINGS):
        return None
    return next((concept for concept in (*CONCEPTS, NAME) if _speaks(name, concept)), None)


def _speaks(name: str, concept: Concept) -> bool:
    parts, joined, tails = words(name), "".join(words(name)), tuple(_set(concept.tails))
    runs = {"".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, min(start + _RUN, len(parts)) + 1)}
    known = _set(concept.names) | _set(concept.tails)
    return bool((runs | {joined}) & known) or joined in _set(concept.whole) or any(part.endswith(tails) for part in parts if tails)


def tells_change(name: str) -> bool:
    """Tell whether a date's name says only when the row was last written."""
    return bool(set(words(name)) & _set(_CHANGED))


def is_people(table: str) -> bool:
    """Tell whether a table is called after people."""
    head = words(table)[-1:]
    return any(alike(word, known) for word in head for known in _set(_PEOPLE))


def is_staff(column: str) -> bool:
    """Tell whether a reference is called after somebody who did something rather than after the person the row is about."""
    parts = words(column)
    joined = {"".join(parts), "".join(parts[:-1])} if parts[-1:] in (("id",), ("no",), ("nr",)) else {"".join(parts)}
    return bool((joined | set(parts)) & _set(_STAFF)) or any(part in {"by", "af", "av"} for part in parts[1:])


def is_technical(table: str) -> bool:
    """Tell whether a table is a program's own bookkeeping of its schema."""
    return "".join(words(table)) in _set(_TECHNICAL)


def alike(one: str, other: str) -> bool:
    """Tell whether two words are the same but for an ending: `kunde` and `kunder`, `company` and `companies`."""
    short, long = sorted((one, other), key=len)
    stem = short.removesuffix("y") if long.startswith(short.removesuffix("y") + "ies") else short
    return len(stem) >= _STEM and long.startswith(stem) and len(long) - len(stem) <= _ENDING


@lru_cache
def _set(spaced: str) -> frozenset[str]:
    return frozenset(fold(word).lower() for word in spaced.split())
